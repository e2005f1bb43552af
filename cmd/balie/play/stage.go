package play

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"balie/assistant"
	"balie/connectors"
	"balie/conversation"
	"balie/conversation/desk"
)

// Stage is one conversation in a house of its own, on a clock that only moves when it is told to.
type Stage struct {
	*Clock
	House  *House
	Double *connectors.Double
	ID     conversation.ID
	shown  int64 // last event read
	Since  int64 // last event before the last thing that was done
	Events []conversation.Numbered
	epoch  int64

	visitor string // whose conversation; default the one of this stage
	channel string // by which they come
}

// Clock is the time in a house, and numbers what is done there.
type Clock struct {
	mu sync.Mutex
	at time.Time
	n  int
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Pass lets time go by.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Number is a number that nothing else that is done here has.
func (c *Clock) Number() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

// Another is another visitor of the same house, who comes now.
func (st *Stage) Another(name string) *Stage {
	return &Stage{Clock: st.Clock, House: st.House, Double: st.Double, visitor: name, channel: st.channel}
}

// The channels by which a customer may come: the chat on the site, which they open, and WhatsApp, where they write first.
const (
	Site     = "widget"
	WhatsApp = "whatsapp"
)

// Staging says how to set a stage.
type Staging struct {
	Setting // what is not said of it, newStage says

	Build   Build
	Dir     string // where the house keeps its database
	Channel string // by which the customer comes; default Site
	Begin   time.Time
	Faults  map[string]connectors.Fault
	Answers map[string]conversation.Value
}

// NewStage has a house built in which nobody has said anything yet.
func NewStage(ctx context.Context, o Staging) (*Stage, error) {
	st := &Stage{Clock: &Clock{at: o.Begin}, channel: cmp.Or(o.Channel, Site)}
	st.Double = connectors.Faulty(&answering{Registry: o.Company.Registry, answers: o.Answers}, o.Faults, st.Now, st.Pass)
	o.Path, o.Key = filepath.Join(o.Dir, "balie.db"), []byte(strings.Repeat("t", 32))
	o.Now, o.Doer = st.Now, st.Double
	var err error
	st.House, err = o.Build(ctx, o.Setting)
	return st, err
}

// Keeps is a desk that is open or closed, and opens next at a time.
func Keeps(open bool, next time.Time) assistant.Hours {
	return func(time.Time) (bool, time.Time) { return open, next }
}

// answering gives a test's own answers in place of the connector's examples.
type answering struct {
	*connectors.Registry
	answers map[string]conversation.Value
}

// Do answers as the test says, or else as the connector's examples do.
func (a *answering) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	if v, ok := a.answers[p.Operation().Name]; ok {
		return conversation.Receipt{Outcome: conversation.Done, Output: v, Reference: v.Field("reference").Text}
	}
	return a.Registry.Do(ctx, p)
}

// Does accepts an input and lets the assistant come to rest.
func (st *Stage) Does(ctx context.Context, in conversation.Input) error {
	in.ID, in.Source, in.At, in.Seen = fmt.Sprint(st.Number()), "test", st.Now(), st.shown
	if in.Conversation == "" && in.Key == nil {
		in.Conversation = st.ID
	}
	if st.ID == "" {
		in.Address = conversation.Address{Channel: st.channel, Account: "test", Sender: "visitor" + st.visitor}
	}
	acc, err := st.House.Assistant.Receive(ctx, in)
	if err != nil {
		return err
	}
	if len(acc) > 0 && !acc[0].Unknown {
		st.ID = acc[0].Conversation
	}
	return st.Settle(ctx)
}

// Settle takes turns until nothing is due, and reads what happened.
func (st *Stage) Settle(ctx context.Context) error {
	st.Since = st.shown
	for range 50 {
		due, _, err := st.House.Store.Due(ctx, 10)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return st.Read(ctx)
		}
		for _, id := range due {
			if err := st.House.Assistant.Turn(ctx, id); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("the conversation does not come to rest")
}

// Read reads what happened since it was read last.
func (st *Stage) Read(ctx context.Context) error {
	if st.ID == "" {
		return nil
	}
	more, err := st.House.Ledger.Events(ctx, st.ID, st.shown, 10_000)
	if err != nil {
		return err
	}
	st.Events = append(st.Events, more...)
	if len(more) > 0 {
		st.shown = more[len(more)-1].N
	}
	return nil
}

// Wait lets time pass; what becomes due on the way is done at its time.
func (st *Stage) Wait(ctx context.Context, d time.Duration) error {
	end := st.Now().Add(d)
	since := st.shown
	for range 1000 {
		_, next, err := st.House.Store.Due(ctx, 1)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(end) {
			break
		}
		st.Pass(max(next.Sub(st.Now()), 0))
		if err := st.Settle(ctx); err != nil {
			return err
		}
	}
	st.Pass(max(end.Sub(st.Now()), 0))
	err := st.Settle(ctx)
	st.Since = since
	return err
}

// State reads the conversation as it stands.
func (st *Stage) State(ctx context.Context) (*conversation.State, error) {
	h, err := st.House.Ledger.Load(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	return h.State, nil
}

// Last returns what was said by us since the last thing that was done.
func (st *Stage) Last() []conversation.Message {
	var out []conversation.Message
	for _, r := range st.Events {
		if m, ok := conversation.MessageOf(r); ok && r.N > st.Since && m.From != conversation.FromCustomer {
			out = append(out, m)
		}
	}
	return out
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// code finds the one-time code that was sent last.
func (st *Stage) code() (string, error) {
	calls := st.Double.Calls()
	for i := len(calls) - 1; i >= 0; i-- {
		if code := sixDigits.FindString(calls[i].Params["text"].Text); code != "" && !calls[i].Query {
			return code, nil
		}
	}
	return "", fmt.Errorf("no code was sent")
}

// act returns what an agent's request carries.
func (st *Stage) act(agent string) desk.Act {
	return desk.Act{ID: st.ID, Agent: agent, Epoch: st.epoch}
}
