package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/assistant"
	"balie/cmd/balie/play"
	"balie/connectors"
	"balie/conversation"
	"balie/conversation/desk"
)

// TestPromisesUnderFire holds whole conversations with each demo company against the promises: whatever is understood, in
// whatever order, while the back end fails in every way there is or is away for minutes, the model, the documents or
// everybody at the desk is away, processes die in the middle of a call, agents come and go and time passes.
func TestPromisesUnderFire(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bank", "insurer", "shop"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFire(t, name)
			n := 0
			rapid.Check(t, func(r *rapid.T) {
				n++
				f.begin(r, fmt.Sprint(n))
				f.talk()
				f.judge()
			})
			t.Logf("%v", f.seen)
			if testing.Short() {
				return // too few conversations for everything to happen
			}
			if f.seen["done"] == 0 || f.seen["failed"] == 0 || f.seen["died"] == 0 || f.seen["claimed"] == 0 {
				t.Error("too little happened to tell anything")
			}
		})
	}
}

// fire is a house in which everything goes wrong.
type fire struct {
	*play.Stage
	r      *rapid.T
	doer   *dying
	flows  []string
	faulty []string // operations
	from   int      // calls there were when the conversation began
	seen   map[string]int
	lacks  bool // the customer does not have what is asked
	away   away

	embedded assistant.Recognizer
}

func newFire(t *testing.T, name string) *fire {
	t.Helper()
	c := demoCompany(t, name)
	f := &fire{seen: map[string]int{}}
	var err error
	f.Stage, err = play.NewStage(t.Context(), play.Staging{
		Setting: play.Setting{
			Company: c, Hours: f.hours,
			Recalls: func(embedded assistant.Recognizer) assistant.Recognizer { f.embedded = embedded; return f },
			Replays: func(a assistant.Actions) assistant.Actions { return without{a, f} },
		},
		Build: func(ctx context.Context, s play.Setting) (*play.House, error) {
			f.doer = &dying{Doer: s.Doer}
			s.Doer = f.doer
			return rehearsal(ctx, s)
		},
		Dir: t.TempDir(), Begin: demoClock(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, f.House.Store.Close()) })
	f.flows = slices.Sorted(maps.Keys(c.Set.Flows))
	f.faulty = slices.Sorted(maps.Keys(c.Registry.Operations()))
	return f
}

// dying is the back end before which a process may die: before it is called, or after.
type dying struct {
	connectors.Doer
	before, after bool
}

func (d *dying) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	write := p.Operation().Effect == conversation.EffectWrite
	if d.before && write {
		d.before = false
		runtime.Goexit()
	}
	r := d.Doer.Do(ctx, p)
	if d.after && write {
		d.after = false
		runtime.Goexit()
	}
	return r
}

// begin begins a conversation with a customer who is known.
func (f *fire) begin(r *rapid.T, visitor string) {
	f.r = r
	f.Stage = f.Another(visitor)
	f.Pass(25 * time.Hour) // limits are counted by the day
	f.back()
	f.doer.before, f.doer.after = false, false
	f.from = len(f.Double.Calls())
	f.tries(conversation.Input{Kind: conversation.InputOpened, Language: "nl"})
	level := rapid.SampledFrom([]conversation.Assurance{conversation.Substantial, conversation.Substantial, conversation.Basic, conversation.Contact}).Draw(r, "assurance")
	f.tries(conversation.Input{Kind: conversation.InputIdentity, Identity: &conversation.Identity{Subject: mine, Assurance: level, At: f.Now(), By: "test"}})
}

// tries lets the customer do something.
func (f *fire) tries(in conversation.Input) {
	f.calmly(func() error { return f.Does(context.Background(), in) })
}

var errDied = errors.New("the process died")

// calmly does something, and goes on where the process dies of it: another one finds what was left when the lease is over.
func (f *fire) calmly(do func() error) {
	err := alone(do)
	for errors.Is(err, errDied) {
		f.seen["died"]++
		f.Pass(time.Minute)
		err = alone(func() error { return f.Settle(context.Background()) })
	}
	if err != nil {
		f.r.Fatal(err)
	}
}

// alone does something in a goroutine that may end in the middle of it, as a process that is killed does. A panic is
// passed on: with it rapid tells that a test has no more to draw from.
func alone(do func() error) error {
	type end struct {
		err    error
		thrown any
	}
	ended := make(chan end, 1)
	go func() {
		e := end{err: errDied}
		defer func() {
			if errors.Is(e.err, errDied) {
				e.thrown = recover()
			}
			ended <- e
		}()
		e.err = do()
	}()
	e := <-ended
	if e.thrown != nil {
		panic(e.thrown)
	}
	return e.err
}

// talk is one conversation.
func (f *fire) talk() {
	for range rapid.IntRange(6, 24).Draw(f.r, "turns") {
		switch rapid.IntRange(0, 21).Draw(f.r, "what") {
		case 0, 1, 2:
			op := rapid.SampledFrom(f.faulty).Draw(f.r, "operation")
			how := rapid.SampledFrom([]string{
				connectors.FailSlow, connectors.FailServer, connectors.FailConflict, connectors.FailBefore, connectors.FailAfter,
				connectors.FailUnreached, connectors.FailPartial, connectors.FailDrift,
			}).Draw(f.r, "fails")
			f.Double.Set(op, connectors.Fault{Fail: how, Times: rapid.IntRange(1, 3).Draw(f.r, "times")})
		case 3:
			f.doer.before = true
		case 4:
			f.doer.after = true
		case 5:
			f.agent()
		case 7, 8:
			f.shifts()
		case 6:
			d := time.Duration(rapid.IntRange(1, 3600).Draw(f.r, "seconds")) * time.Second
			f.calmly(func() error { return f.Wait(context.Background(), d) })
		default:
			f.tries(f.says())
			f.answered()
		}
	}
}

// says is what the customer types or presses.
func (f *fire) says() conversation.Input {
	var ids []string
	for _, m := range f.Last() {
		for _, b := range m.Buttons {
			ids = append(ids, b.ID)
		}
	}
	if len(ids) > 0 && rapid.IntRange(0, 2).Draw(f.r, "button") > 0 {
		return conversation.Input{Kind: conversation.InputButton, Choice: rapid.SampledFrom(ids).Draw(f.r, "id")}
	}
	if f.away.model {
		return conversation.Input{Kind: conversation.InputText, Text: f.words()}
	}
	return conversation.Input{Kind: conversation.InputText, Text: "iets"}
}

// agent takes the conversation over, and gives it back.
func (f *fire) agent() {
	ctx := context.Background()
	act := func(do func(context.Context, desk.Act) (*conversation.State, error)) error {
		s, err := f.State(ctx)
		if err == nil {
			_, err = do(ctx, desk.Act{ID: f.ID, Agent: "fatima", Epoch: s.Epoch})
		}
		return err
	}
	if act(func(ctx context.Context, a desk.Act) (*conversation.State, error) {
		return f.House.Desk.Claim(ctx, a, "Fatima")
	}) != nil {
		return // it is closed
	}
	f.seen["claimed"]++
	f.tries(f.says())
	if err := act(f.House.Desk.HandBack); err != nil {
		f.r.Fatal(err)
	}
	f.calmly(func() error { return f.Settle(ctx) })
}

// Understand takes anything for anything that may be.
func (f *fire) Understand(ctx context.Context, said []conversation.Utterance, x conversation.Expectation) (conversation.Understanding, error) {
	if f.away.model && !f.lacks {
		f.seen["no model"]++
		return f.embedded.Understand(ctx, said, x)
	}
	u := conversation.Understanding{By: "model"}
	for _, m := range said {
		c := conversation.Command{Do: conversation.DoPattern, Pattern: "dont_have", By: "model"}
		if !f.lacks {
			c = f.command(x)
		}
		c.Input, c.Seen = m.Input, m.Seen
		u.Commands = append(u.Commands, c)
	}
	return u, nil
}

// command is most often one that leads on.
func (f *fire) command(x conversation.Expectation) conversation.Command {
	c := conversation.Command{Confidence: 1, By: "model"}
	sets := func(s conversation.SlotExpectation) {
		v := f.value(s)
		c.Do, c.Frame, c.Slot, c.Value = conversation.DoSet, s.Frame, s.Slot, &v
	}
	switch what := rapid.IntRange(0, 15).Draw(f.r, "command"); {
	case what == 15 && len(x.Also) > 0:
		sets(rapid.SampledFrom(x.Also).Draw(f.r, "slot"))
	case what == 14:
		c.Do = rapid.SampledFrom([]conversation.Verb{conversation.DoNo, conversation.DoYes, conversation.DoSkip}).Draw(f.r, "verb")
	case what == 13:
		c.Do = conversation.DoPattern
		c.Pattern = rapid.SampledFrom([]string{"cancel", "undo", "retry", "repeat", "why", "handover", "withdraw", "is_it_done", "dont_have", "resume"}).Draw(f.r, "pattern")
	case what == 12:
		c.Do, c.Text = conversation.DoAnswer, "wat kost dat"
	case what < 12 && x.Confirm != "":
		c.Do, c.Consent = conversation.DoYes, x.Confirm
	case what < 12 && x.Asked != nil:
		sets(*x.Asked)
	default:
		c.Do, c.Flow = conversation.DoStart, rapid.SampledFrom(f.flows).Draw(f.r, "flow")
	}
	return c
}

// value is an answer to a question, most often one that it takes.
func (f *fire) value(s conversation.SlotExpectation) conversation.Value {
	if len(s.Options) > 0 {
		return rapid.SampledFrom(s.Options).Draw(f.r, "option").Value
	}
	return rapid.SampledFrom([]conversation.Value{
		conversation.Of(s.Type, "iets"), conversation.Of(conversation.Phone, "+31612345678"), conversation.Of(conversation.Date, "2026-11-20"),
		conversation.Of(conversation.Date, "2026-12-01"), conversation.Of(conversation.YesNo, "yes"), conversation.Of(conversation.YesNo, "no"),
		conversation.Of(conversation.Email, "nieuw@post.example"), conversation.Of(conversation.Text, "Waterdam"),
	}).Draw(f.r, "value")
}
