package model

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"time"

	"balie/assistant"
	"balie/conversation"
	"balie/flows"
)

// verdict is how the scheduler lets a waiting server go on.
type verdict int

const (
	goesOn        verdict = iota
	endsHere              // the process is killed
	isAnswered            // the back end runs the request and answers
	isUnheard             // it runs, and the answer is lost
	isUnanswered          // nothing is heard; it may still run
	neverArrives          // nothing is heard; it will not run
	cannotConnect         // the request was surely not sent
)

// server is one process with the real assistant and the real ledger. Its one turn runs in a goroutine that stops
// before every call of the store, the recognizer and the back end, until the scheduler lets it go on or ends it.
type server struct {
	*scene
	name   string
	run    *assistant.Assistant
	arrive chan string
	resume chan verdict
	busy   bool
	at     string    // where it waits
	frozen time.Time // until then it stands still
	last   time.Time // it has looked at its lease and not sent yet: it may not stand still for longer
}

func (g *scene) server(name string) *server {
	s := &server{scene: g, name: name, arrive: make(chan string), resume: make(chan verdict)}
	d := &door{memory: g.store, s: s}
	ledger := conversation.NewLedger(conversation.LedgerOptions{
		Store: d, Archive: g.store, Sealer: g.store, Hasher: g.store, Bell: g.store, Operations: g.contracts, Now: g.now, Owner: name,
	})
	s.run = assistant.New(assistant.Options{
		Ledger: ledger, Store: d, Bell: g.store, Hasher: g.store, Operations: g.contracts, Recognizer: s, Actions: s,
		Engine: &flows.Engine{Revision: func(string) *flows.Set { return g.set }, Place: time.UTC},
		Admit: func(_ conversation.Expectation, c []conversation.Command) ([]conversation.Command, []conversation.CommandRefused) {
			return c, nil
		},
		Hours: func(time.Time) (bool, time.Time) { return true, time.Time{} }, Revision: func(*conversation.State, conversation.Address) (string, bool) { return g.set.Hash, false },
		Language: "en", Now: g.now, Log: slog.New(slog.DiscardHandler),
	})
	return s
}

// take begins a turn, and returns when it waits for the first time.
func (s *server) take(ctx context.Context) {
	s.busy = true
	go func() {
		defer func() { s.arrive <- "" }()
		if err := s.run.Turn(ctx, s.store.id); err != nil {
			s.note("%s: %.200s", s.name, err)
			if strings.Contains(err.Error(), "panic") {
				s.breaks("a turn panicked: %v", err)
			}
		}
	}()
	s.wait()
}

// release lets it go on, and returns when it waits again or its turn is over.
func (s *server) release(v verdict) {
	s.resume <- v
	s.wait()
}

func (s *server) wait() {
	if s.at = <-s.arrive; s.at == "" {
		s.busy = false
	}
}

// pass waits for the scheduler. A process that is killed runs nothing any more, not even what was deferred to mend.
func (s *server) pass(at string) verdict {
	s.arrive <- at
	v := <-s.resume
	if v == endsHere {
		runtime.Goexit()
	}
	return v
}

// door is the store as one server reaches it.
type door struct {
	*memory
	s *server
}

func (d *door) Take(ctx context.Context, id conversation.ID, owner string, ttl time.Duration) (conversation.Loan, error) {
	d.s.pass("take")
	return d.memory.Take(ctx, id, owner, ttl)
}

func (d *door) Renew(ctx context.Context, l conversation.Loan, ttl time.Duration) (conversation.Loan, error) {
	d.s.pass("renew")
	return d.memory.Renew(ctx, l, ttl)
}

func (d *door) Load(ctx context.Context, id conversation.ID) (conversation.Loan, error) {
	d.s.pass("load")
	return d.memory.Load(ctx, id)
}

func (d *door) Return(ctx context.Context, l conversation.Loan) error {
	d.s.pass("return")
	return d.memory.Return(ctx, l)
}

func (d *door) Commit(ctx context.Context, l conversation.Loan, c conversation.Commit) (conversation.Loan, error) {
	d.s.pass("commit " + kinds(c.Records))
	next, err := d.memory.Commit(ctx, l, c)
	if err != nil {
		d.s.note("%s: %v", d.s.name, err)
	}
	if errors.Is(err, conversation.ErrLost) && !d.s.hurt {
		d.s.breaks("LEASE: a start was lost although no server died or stood still")
	}
	return next, err
}

func kinds(rs []conversation.Sealed) string {
	var out []string
	for _, r := range rs {
		if r.Type != "turn_started" && r.Type != "understood" && r.Type != "command_admitted" {
			out = append(out, string(r.Type))
		}
	}
	return strings.Join(out, " ")
}

// Understand knows the few words of these customers.
func (s *server) Understand(_ context.Context, said []conversation.Utterance, _ conversation.Expectation) (conversation.Understanding, error) {
	s.pass("understand")
	s.move(s.thinks)
	u := conversation.Understanding{By: "script"}
	for _, m := range said {
		c := words[m.Text]
		c.Input, c.Seen = m.Input, m.Seen
		u.Commands = append(u.Commands, c)
	}
	return u, nil
}

var words = map[string]conversation.Command{
	"go":     {Do: conversation.DoStart, Flow: "errand"},
	"yes":    {Do: conversation.DoYes},
	"stop":   {Do: conversation.DoPattern, Pattern: "cancel"},
	"status": {Do: conversation.DoPattern, Pattern: "is_it_done"},
	"retry":  {Do: conversation.DoPattern, Pattern: "retry"},
}

// Do makes one call.
func (s *server) Do(_ context.Context, p conversation.Permit) conversation.Receipt {
	op := p.Operation()
	s.pass("call " + op.Name)
	if s.now().Add(op.TimeOut).After(p.Until()) && !s.store.lax[sendLooksAtLease] {
		return conversation.Failure("the lease ends before the time-out would")
	}
	r := &request{key: p.Key(), operation: op.Name, last: s.now().Add(op.TimeOut + drained)}
	s.last = r.last
	s.pass("first byte of " + op.Name)
	s.last = time.Time{}
	if !s.storedStart(p.Key()) {
		s.breaks("%s was called and its start is not stored", op.Name)
	}
	s.back.requests = append(s.back.requests, r)
	v := s.pass("answer of " + op.Name)
	lost := conversation.Receipt{Outcome: conversation.Unknown, Detail: "no answer in time"}
	switch {
	case v == cannotConnect && !r.over:
		r.over = true
		return conversation.Failure("cannot connect")
	case v == neverArrives && !r.over:
		r.over = true
		s.move(op.TimeOut)
	case v == isUnanswered && !r.over:
		s.move(op.TimeOut)
	case v == isUnheard && !r.over:
		s.back.run(r)
	case v == isAnswered && !r.over && s.back.class == conversation.Keyed && s.back.busy(r):
		r.over = true
		return conversation.Receipt{Outcome: conversation.Unknown, Busy: true}
	case v == isAnswered && !r.over:
		return s.back.run(r)
	}
	return lost
}

// Query asks what became of a call.
func (s *server) Query(_ context.Context, p conversation.Permit) conversation.Receipt {
	s.pass("query " + p.Operation().Name)
	return s.back.query(p.Key())
}

// storedStart reports whether the start of an action stands in the record.
func (g *scene) storedStart(key string) bool {
	return slices.ContainsFunc(g.store.records, func(r conversation.Sealed) bool {
		return r.Type == "action_started" && strings.Contains(string(r.Body), key)
	})
}

func (g *scene) note(format string, args ...any) {
	g.log = append(g.log, g.now().Format("04:05.000 ")+fmt.Sprintf(format, args...))
}

func (g *scene) breaks(format string, args ...any) {
	g.note("BROKEN "+format, args...)
	g.broken = append(g.broken, fmt.Sprintf(format, args...))
}
