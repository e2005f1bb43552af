package replay

import (
	"context"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"balie/assistant"
	"balie/conversation"
	"balie/flows"
	"balie/intent"
)

// replaying answers calls as the systems answered them when the conversation was recorded. Questions to the company's
// documents are answered anew: these are part of what may have changed.
type replaying struct {
	assistant.Actions // answers from the documents

	pass func(time.Duration) // lets time go by while a call runs

	mu     sync.Mutex
	known  map[string][]*reply // by operation and parameters, in the order of the record
	under  map[string]*reply   // of the writes that were made, by their key
	wanted []string            // calls that the record has no answer to
}

// reply is how one call was answered: after so many looks at what had become of it.
type reply struct {
	receipt conversation.Receipt
	looks   int
}

func callOf(operation, params string) string { return operation + " " + params }

// newReplaying collects the answers of a recording.
func newReplaying(r Recording) *replaying {
	out := &replaying{known: map[string][]*reply{}, under: map[string]*reply{}}
	started, looks := map[int]string{}, map[int]int{}
	index := map[int]int{}
	for _, e := range r.Events {
		switch x := e.Event.(type) {
		case conversation.ResultSaved:
			call := callOf(x.Operation, x.Params)
			out.known[call] = append(out.known[call], &reply{receipt: x.Receipt})
		case conversation.ActionStarted:
			started[x.N] = callOf(x.Operation, conversation.CanonicalParams(x.Params))
		case conversation.ActionChecked:
			looks[x.N]++
		case conversation.ActionSettled:
			call, ok := started[x.N]
			if !ok || x.By == "agent" { // that was no answer
				continue
			}
			if i, again := index[x.N]; again { // a later receipt is what really became of it, by a look
				out.known[call][i].receipt = x.Receipt
				continue
			}
			index[x.N] = len(out.known[call])
			out.known[call] = append(out.known[call], &reply{receipt: x.Receipt, looks: looks[x.N]})
		}
	}
	for _, n := range slices.Sorted(maps.Keys(started)) {
		if _, ended := index[n]; !ended { // what became of it was not known yet where the recording ends
			out.known[started[n]] = append(out.known[started[n]], &reply{looks: math.MaxInt})
		}
	}
	return out
}

// Do answers as it was answered then.
func (a *replaying) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	if p.Operation().Name == flows.OpAnswer {
		return a.Actions.Do(ctx, p)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	key := p.Operation().Name + " " + p.Key()
	if r := a.under[key]; r != nil { // the same call again, to find out what became of it
		return a.look(r)
	}
	r := a.next(p)
	if r == nil {
		return conversation.Failure("%s: the recording has no answer to this", p.Operation().Name)
	}
	if p.Operation().Effect == conversation.EffectWrite {
		a.under[key] = r
	}
	if r.looks > 0 {
		a.pass(p.Operation().TimeOut)
		return conversation.Receipt{Outcome: conversation.Unknown, Detail: "as recorded: the answer was lost"}
	}
	a.pass(r.receipt.Took)
	return r.receipt
}

// next finds the answer to a call, each once as long as there are others.
func (a *replaying) next(p conversation.Permit) *reply {
	call := callOf(p.Operation().Name, conversation.CanonicalParams(p.Params()))
	answers := a.known[call]
	if len(answers) == 0 {
		a.wanted = append(a.wanted, call)
		return nil
	}
	if len(answers) > 1 {
		a.known[call] = answers[1:]
	}
	return answers[0]
}

// look tells what became of a call, after as many looks as it took then.
func (a *replaying) look(r *reply) conversation.Receipt {
	if r.looks--; r.looks > 0 {
		return conversation.Receipt{Outcome: conversation.Unknown, Detail: "as recorded: not known yet"}
	}
	return r.receipt
}

// Query tells what became of a call.
func (a *replaying) Query(_ context.Context, p conversation.Permit) conversation.Receipt {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r := a.under[p.Operation().Name+" "+p.Key()]; r != nil {
		return a.look(r)
	}
	return conversation.Receipt{Outcome: conversation.Failed, NotFound: true, Detail: "the recording has no answer to this"}
}

// missing tells which calls the record has no answer to, once.
func (a *replaying) missing() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := a.wanted
	a.wanted = nil
	return out
}

var _ assistant.Actions = (*replaying)(nil)

// recalling understands what a language model understood as it did then, and all else anew.
type recalling struct {
	assistant.Recognizer
	known map[string]conversation.Understanding
	all   bool // what the embedded recognizer understood too
}

func newRecalling(r Recording, all bool) *recalling {
	out := &recalling{known: map[string]conversation.Understanding{}, all: all}
	var said []conversation.MessageReceived
	for _, e := range r.Events {
		switch x := e.Event.(type) {
		case conversation.TurnStarted:
			said = nil
		case conversation.MessageReceived:
			said = append(said, x)
		case conversation.Understood:
			text := ""
			for _, m := range said {
				text += m.Text + m.Choice + "\n"
			}
			out.known[text] = x.Understanding
		}
	}
	return out
}

// Understand gives what was understood then, where that is wanted and on record.
func (r *recalling) Understand(ctx context.Context, said []conversation.Utterance, x conversation.Expectation) (conversation.Understanding, error) {
	text := ""
	for _, m := range said {
		text += m.Text + m.Choice + "\n"
	}
	u, ok := r.known[text]
	if ok && (r.all || u.By != intent.By) {
		commands := make([]conversation.Command, len(u.Commands))
		for i, c := range u.Commands {
			c.Input, c.Seen = 0, 0
			commands[i] = c
		}
		u.Commands = commands
		return u, nil
	}
	return r.Recognizer.Understand(ctx, said, x)
}

var _ assistant.Recognizer = (*recalling)(nil)
