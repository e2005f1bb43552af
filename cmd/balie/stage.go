package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"balie/cmd/balie/company"
	"balie/connectors"
	"balie/conversation"
	"balie/conversation/desk"
	"balie/intent"
)

// stage is one conversation in a house of its own, on a clock that only moves when it is told to.
type stage struct {
	k      *counter
	double *connectors.Double
	id     conversation.ID
	mu     sync.Mutex
	at     time.Time
	n      int
	shown  int64 // last event read
	since  int64 // last event before the last thing that was done
	events []conversation.Numbered
	epoch  int64

	visitor string // whose conversation; default the one of this stage
}

func (st *stage) now() time.Time {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.at
}

func (st *stage) pass(d time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.at = st.at.Add(d)
}

// staging says how to set a stage.
type staging struct {
	company    *company.Company
	dir        string
	clock      time.Time
	faults     map[string]connectors.Fault
	answers    map[string]conversation.Value
	open       bool // somebody is at the desk
	next       time.Time
	recognizer *intent.Recognizer
	replay     *replay // of a recording; nil: a test
}

func newStage(ctx context.Context, w *world, o staging) (*stage, error) {
	st := &stage{at: o.clock}
	st.double = connectors.Faulty(&answering{Registry: o.company.Registry, answers: o.answers}, o.faults, st.now, st.pass)
	house := setup{
		path: filepath.Join(o.dir, "balie.db"), key: []byte(strings.Repeat("t", 32)), now: st.now, doer: st.double, log: w.log,
		hours:      func(time.Time) (bool, time.Time) { return o.open, o.next },
		recognizer: o.recognizer, always: true,
	}
	if o.replay != nil {
		o.replay.answers.pass = st.pass
		house.hours, house.recalls, house.replays = o.replay.hours(), o.replay.recall, o.replay.answer
	}
	k, err := newCounter(ctx, o.company, house)
	if err != nil {
		return nil, err
	}
	st.k = k
	return st, nil
}

// answering gives a test's own answers in place of the connector's examples.
type answering struct {
	*connectors.Registry
	answers map[string]conversation.Value
}

func (a *answering) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	if v, ok := a.answers[p.Operation().Name]; ok {
		return conversation.Receipt{Outcome: conversation.Done, Output: v, Reference: v.Field("reference").Text}
	}
	return a.Registry.Do(ctx, p)
}

// does accepts an input and lets the assistant come to rest.
func (st *stage) does(ctx context.Context, in conversation.Input) error {
	st.n++
	in.ID, in.Source, in.At, in.Seen = fmt.Sprint(st.n), "test", st.now(), st.shown
	if in.Conversation == "" && in.Key == nil {
		in.Conversation = st.id
	}
	if st.id == "" {
		in.Address = conversation.Address{Channel: "widget", Account: "test", Sender: "visitor" + st.visitor}
	}
	acc, err := st.k.assistant.Receive(ctx, in)
	if err != nil {
		return err
	}
	if len(acc) > 0 && !acc[0].Unknown {
		st.id = acc[0].Conversation
	}
	return st.settle(ctx)
}

// settle takes turns until nothing is due, and reads what happened.
func (st *stage) settle(ctx context.Context) error {
	st.since = st.shown
	for range 50 {
		due, _, err := st.k.store.Due(ctx, 10)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return st.read(ctx)
		}
		for _, id := range due {
			if err := st.k.assistant.Turn(ctx, id); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("the conversation does not come to rest")
}

func (st *stage) read(ctx context.Context) error {
	if st.id == "" {
		return nil
	}
	more, err := st.k.ledger.Events(ctx, st.id, st.shown, 10_000)
	if err != nil {
		return err
	}
	st.events = append(st.events, more...)
	if len(more) > 0 {
		st.shown = more[len(more)-1].N
	}
	return nil
}

// wait lets time pass; what becomes due on the way is done at its time.
func (st *stage) wait(ctx context.Context, d time.Duration) error {
	end := st.now().Add(d)
	since := st.shown
	for range 1000 {
		_, next, err := st.k.store.Due(ctx, 1)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(end) {
			break
		}
		st.pass(max(next.Sub(st.now()), 0))
		if err := st.settle(ctx); err != nil {
			return err
		}
	}
	st.pass(max(end.Sub(st.now()), 0))
	err := st.settle(ctx)
	st.since = since
	return err
}

// state reads the conversation as it stands.
func (st *stage) state(ctx context.Context) (*conversation.State, error) {
	h, err := st.k.ledger.Load(ctx, st.id)
	if err != nil {
		return nil, err
	}
	return h.State, nil
}

// last returns what was said by us since the last thing that was done.
func (st *stage) last() []conversation.Message {
	var out []conversation.Message
	for _, r := range st.events {
		if m, ok := conversation.MessageOf(r); ok && r.N > st.since && m.From != conversation.FromCustomer {
			out = append(out, m)
		}
	}
	return out
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// code finds the one-time code that was sent last.
func (st *stage) code() (string, error) {
	calls := st.double.Calls()
	for i := len(calls) - 1; i >= 0; i-- {
		if code := sixDigits.FindString(calls[i].Params["text"].Text); code != "" && !calls[i].Query {
			return code, nil
		}
	}
	return "", fmt.Errorf("no code was sent")
}

// act returns what an agent's request carries.
func (st *stage) act(agent string) desk.Act {
	return desk.Act{ID: st.id, Agent: agent, Epoch: st.epoch}
}
