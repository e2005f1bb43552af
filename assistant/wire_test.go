package assistant_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"balie/assistant"
	"balie/connectors"
	"balie/conversation"
	"balie/conversation/identity"
)

// scripted proposes what a test wrote beside each message.
type scripted struct {
	mu     sync.Mutex
	next   map[string][]conversation.Command
	calls  int
	during func(call int) // happens while it thinks
}

func (s *scripted) means(text string, c ...conversation.Command) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next[text] = c
}

func (s *scripted) Understand(_ context.Context, said []conversation.Utterance, x conversation.Expectation) (conversation.Understanding, error) {
	s.mu.Lock()
	s.calls++
	during, n := s.during, s.calls
	s.mu.Unlock()
	if during != nil {
		during(n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := conversation.Understanding{By: "script"}
	for _, m := range said {
		commands := s.next[m.Text]
		if m.Choice != "" {
			c, err := conversation.ParseChoice(m.Choice)
			if err != nil {
				return u, fmt.Errorf("script: %w", err)
			}
			if c.Do == conversation.DoSet {
				c.Value = pick(x, c)
			}
			commands = []conversation.Command{c}
		}
		for _, c := range commands {
			c.Input, c.Seen = m.Input, m.Seen
			u.Commands = append(u.Commands, c)
		}
	}
	return u, nil
}

func pick(x conversation.Expectation, c conversation.Command) *conversation.Value {
	slots := x.Also
	if x.Asked != nil {
		slots = append(slots, *x.Asked)
	}
	for _, e := range slots {
		for _, o := range e.Options {
			if e.Slot == c.Slot && o.Key == c.Text {
				return &o.Value
			}
		}
	}
	return nil
}

// fate is what befalls one call on its way. do makes it.
type fate func(do func() conversation.Receipt, p conversation.Permit) conversation.Receipt

// wire stands between the assistant and the back end and lets calls meet their fate.
type wire struct {
	h        *house
	next     *connectors.Registry
	identity *identity.Service
	mu       sync.Mutex
	fates    map[string][]fate
	made     map[string][]conversation.Permit
	code     string // sent last
}

var _ assistant.Actions = (*wire)(nil)

var sixDigits = regexp.MustCompile(`[0-9]{6}`)

func newWire(h *house, reg *connectors.Registry) *wire {
	w := &wire{h: h, next: reg, fates: map[string][]fate{}, made: map[string][]conversation.Permit{}}
	backing := identity.Backing{Find: h.ops["crm.find_customer"], Send: h.ops["crm.send_message"], Prefer: "sms"}
	var err error
	w.identity, err = identity.NewService(identity.ServiceOptions{
		Secret: make([]byte, 32), Backing: backing, Call: reg.Do, Now: h.clock.Now,
		Text: func(_, code string) string { w.code = sixDigits.FindString(code); return code },
	})
	h.must(err)
	return w
}

// meets lets the next calls of an operation meet these fates, one each. "query x" is a query about x.
func (w *wire) meets(operation string, fates ...fate) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fates[operation] = append(w.fates[operation], fates...)
}

func (w *wire) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	return w.meet(p.Operation().Name, p, func() conversation.Receipt {
		if strings.HasPrefix(p.Operation().Name, "identity.") {
			return w.identity.Do(ctx, p)
		}
		return w.next.Do(ctx, p)
	})
}

func (w *wire) Query(ctx context.Context, p conversation.Permit) conversation.Receipt {
	return w.meet("query "+p.Operation().Name, p, func() conversation.Receipt { return w.next.Query(ctx, p) })
}

func (w *wire) meet(name string, p conversation.Permit, do func() conversation.Receipt) conversation.Receipt {
	w.mu.Lock()
	w.made[name] = append(w.made[name], p)
	var f fate
	if fates := w.fates[name]; len(fates) > 0 {
		f, w.fates[name] = fates[0], fates[1:]
	}
	w.mu.Unlock()
	if f == nil {
		return do()
	}
	return f(do, p)
}

// keys returns the keys under which an operation was called.
func (w *wire) keys(operation string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, p := range w.made[operation] {
		out = append(out, p.Key())
	}
	return out
}

var noAnswer = conversation.Receipt{Outcome: conversation.Unknown, Detail: "no answer in time"}

// doneAndLost is a call that is done and whose answer does not come in time.
func (h *house) doneAndLost(do func() conversation.Receipt, p conversation.Permit) conversation.Receipt {
	do()
	h.clock.Move(p.Operation().TimeOut)
	return noAnswer
}

// lost is a call that never arrives, and nobody knows.
func (h *house) lost(_ func() conversation.Receipt, p conversation.Permit) conversation.Receipt {
	h.clock.Move(p.Operation().TimeOut)
	return noAnswer
}

// unreached is a call that surely never arrived.
func unreached(func() conversation.Receipt, conversation.Permit) conversation.Receipt {
	return conversation.Failure("the back end cannot be reached")
}

// meanwhile is a call that is done, and what happens while it is.
func meanwhile(what func()) fate {
	return func(do func() conversation.Receipt, _ conversation.Permit) conversation.Receipt {
		r := do()
		what()
		return r
	}
}

func httpGet(ctx context.Context, url string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("back end: %w", err)
	}
	req.Header.Set("Authorization", "Bearer k")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("back end: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("back end: %w", err)
	}
	return b, nil
}
