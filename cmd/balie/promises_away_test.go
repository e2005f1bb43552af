package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"balie/assistant"
	"balie/connectors"
	"balie/conversation"
	"balie/flows"
)

// away is what the house has to do without for a while.
type away struct {
	model     bool // the embedded recognizer goes on, and the customer types words
	knowledge bool
	systems   bool // not one of the company's systems is reached, or each is left alone for having failed too often
	desk      bool // nobody is there
}

// shifts takes something away, or brings it back.
func (f *fire) shifts() {
	switch rapid.IntRange(0, 4).Draw(f.r, "away") {
	case 0:
		f.away.model = !f.away.model
	case 1:
		f.away.knowledge = !f.away.knowledge
	case 2:
		f.away.desk = !f.away.desk
	case 3, 4:
		f.systems(!f.away.systems)
		d := time.Duration(rapid.IntRange(1, 600).Draw(f.r, "for")) * time.Second
		f.calmly(func() error { return f.Wait(context.Background(), d) })
	}
}

// systems lets all of the company's systems be away, or back.
func (f *fire) systems(away bool) {
	f.away.systems = away
	fault := connectors.Fault{}
	if away {
		fault.Fail = connectors.FailUnreached
	}
	for _, op := range f.faulty {
		f.Double.Set(op, fault)
	}
}

// back brings everything back.
func (f *fire) back() {
	f.systems(false)
	f.away = away{}
}

// hours are those of a desk at which nobody is now and then.
func (f *fire) hours(now time.Time) (bool, time.Time) {
	return !f.away.desk, now.Add(14 * time.Hour)
}

// without is what is called where the documents may be away.
type without struct {
	assistant.Actions
	f *fire
}

func (w without) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	if p.Operation().Name == flows.OpAnswer && w.f.away.knowledge {
		w.f.seen["no knowledge"]++
		return conversation.Failure("knowledge: the index cannot be read")
	}
	return w.Actions.Do(ctx, p)
}

// words are what a customer types who is understood by the embedded recognizer: mostly what leads on.
func (f *fire) words() string {
	s, err := f.State(context.Background())
	if err != nil {
		f.r.Fatal(err)
	}
	set := f.House.Company.Set
	texts := []string{"ja", "nee", "laat maar", "weet ik niet", "een medewerker graag", "is het gelukt?"}
	x := f.House.Engine.Expect(s)
	switch {
	case x.Confirm != "":
		texts = append(texts, "ja", "ja graag", "ja doe maar")
	case x.Asked != nil && len(x.Asked.Options) > 0:
		for _, o := range x.Asked.Options {
			texts = append(texts, o.Label, o.Label)
		}
	case x.Asked != nil:
		texts = append(texts, "0612345678", "nieuw@post.example", "3456 AB", "morgen", "12", "Waterdam", "€ 50")
	default:
		for _, name := range slices.Sorted(maps.Keys(set.Flows)) {
			texts = append(texts, set.Flows[name].Examples["nl"]...)
		}
	}
	return rapid.SampledFrom(texts).Draw(f.r, "words")
}

// answered: whoever writes is answered, whatever is away, unless a person has the floor or the conversation is over.
func (f *fire) answered() {
	s, err := f.State(context.Background())
	if err != nil {
		f.r.Fatal(err)
	}
	if s.Status == conversation.WithPerson || s.Status == conversation.Closed {
		return
	}
	var wrote, said int64
	for _, r := range f.Events {
		switch e := r.Event.(type) {
		case conversation.MessageReceived:
			if e.Kind == conversation.InputText || e.Kind == conversation.InputButton {
				wrote = r.N
			}
		case conversation.Said, conversation.Claimed:
			said = r.N
		}
	}
	if wrote > said {
		f.r.Fatalf("DEGRADED: nothing was said to message %d (away: %+v)%s", wrote, f.away, f.tail())
	}
}

// goesOn: once everything is back, a process that runs asks something, offers something, waits, or is a person's: a wish
// that was kept is not forgotten.
func (f *fire) goesOn(s *conversation.State) {
	root := s.Process()
	if root == nil || s.Status != conversation.WithAssistant {
		return
	}
	f.seen["goes on"]++
	x := f.House.Engine.Expect(s)
	offered := false
	for _, m := range s.Recent {
		offered = offered || len(m.Buttons) > 0 && (m.N > s.Heard || s.Root(s.Frame(m.Frame)) == root) // taken up at the next word
	}
	waits := slices.ContainsFunc(s.Frames, func(fr *conversation.Frame) bool {
		return fr.Outcome == "" && slices.ContainsFunc(slices.Collect(maps.Values(fr.Waits)), func(w conversation.Wait) bool { return w.Outcome == "" })
	})
	if x.Asked == nil && x.Confirm == "" && !offered && !waits {
		f.r.Fatalf("DEGRADED: process %s stands still: nothing is asked, offered or waited for%s", root.Flow, f.tail())
	}
}

// tail is the end of the story, for who has to find out.
func (f *fire) tail() string {
	var b strings.Builder
	for _, r := range f.Events[max(0, len(f.Events)-40):] {
		fmt.Fprintf(&b, "\n%4d %s %+v", r.N, r.Event.Type(), r.Event)
	}
	return b.String()
}
