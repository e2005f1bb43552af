package model

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/conversation"
	"balie/conversation/desk"
	"balie/flows"
)

// drained is the longest that a request may still run at the back end after its caller gave up.
const drained = 30 * time.Second

// contracts are the operations of a scene.
type contracts map[string]conversation.Operation

func (c contracts) Operation(name string) (conversation.Operation, bool) {
	op, ok := c[name]
	return op, ok
}

// scene is one history in the making: a conversation, two servers, a back end, a customer and an agent, and a
// scheduler who decides by chance what happens next.
type scene struct {
	*script
	r       *rand.Rand
	clock   time.Time
	store   *memory
	back    *backEnd
	desk    *desk.Desk
	servers [2]*server
	crashes int // that may still come
	pauses  int
	hurt    bool          // a server has died or stood still
	thinks  time.Duration // how long understanding takes
	sent    []string      // by the customer, in order
	stopAt  int           // records there were when the stop was accepted; -1: none
	claimAt int
	ready   reportState // what became of the back end's news
	log     []string
	broken  []string
}

// script is what all histories of one kind share.
type script struct {
	class     conversation.Once // what the back end keeps
	contracts contracts         // what the operations declare
	set       *flows.Set
	lax       map[guard]bool
}

// scriptFor makes the script of a class. declared differs from it only where a guard is taken out.
func scriptFor(t testing.TB, class, declared conversation.Once, lax ...guard) *script {
	t.Helper()
	ops := contracts{}
	for _, name := range []string{"back.first", "back.second"} {
		op := contract(name, declared)
		if slices.Contains(lax, notFoundIsDrained) {
			op.Drained = 0
		}
		ops[name] = op
	}
	set, problems := flows.Load(flows.LoadOptions{
		Flows: fstest.MapFS{"errand.yaml": {Data: []byte(errandFor(class))}}, Operations: withHouse(ops), Languages: []string{"nl", "en"},
	})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	s := &script{class: class, contracts: ops, set: set, lax: map[guard]bool{}}
	for _, g := range lax {
		s.lax[g] = true
	}
	return s
}

func newScene(s *script, seed uint64) *scene {
	g := &scene{script: s, r: rand.New(rand.NewPCG(seed, 1)), clock: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), stopAt: -1, claimAt: -1}
	g.store = &memory{now: g.now, id: "conversation", counts: map[string]int64{}, names: map[string]bool{}, lax: s.lax}
	g.back = newBackEnd(s.class)
	if seed%4 == 3 { // as long as a model may
		g.thinks = 8 * time.Second
	}
	g.crashes, g.pauses = g.r.IntN(3), g.r.IntN(5)
	g.servers = [2]*server{g.server("a"), g.server("b")}
	ledger := conversation.NewLedger(conversation.LedgerOptions{
		Store: g.store, Archive: g.store, Sealer: g.store, Hasher: g.store, Bell: g.store, Operations: g.contracts, Now: g.now, Owner: "desk",
	})
	g.desk = desk.New(desk.Options{Ledger: ledger, Archive: g.store, Now: g.now})
	return g
}

func (g *scene) now() time.Time { return g.clock }

// move puts the clock forward. Requests whose time at the back end is over have run by then, or never will.
func (g *scene) move(by time.Duration) {
	g.clock = g.clock.Add(by)
	for _, r := range g.back.running() {
		if r.last.Before(g.clock) {
			g.ends(r)
		}
	}
}

func (g *scene) ends(r *request) {
	if r.over = true; g.r.IntN(2) == 0 {
		g.back.run(r)
		g.note("the back end runs %s late", r)
		return
	}
	g.note("%s never ran", r)
}

// play runs a history: first with faults, then calmly until everything rests.
func (g *scene) play(ctx context.Context) {
	for range 60 + g.r.IntN(60) {
		g.step(ctx)
	}
	g.crashes, g.pauses = 0, 0
	for _, s := range g.servers {
		s.frozen = time.Time{}
	}
	for range 3000 {
		if !g.calm(ctx) {
			return
		}
	}
	g.breaks("STUCK: it does not come to rest")
}

// step lets one thing happen.
func (g *scene) step(ctx context.Context) {
	g.move(time.Duration(g.r.IntN(20)) * time.Millisecond)
	switch n := g.r.IntN(100); {
	case n < 12:
		g.speak(ctx)
	case n < 14:
		g.claim(ctx)
	case n < 16:
		g.report(ctx)
	case n < 20:
		if running := g.back.running(); len(running) > 0 {
			g.late(running[g.r.IntN(len(running))])
		}
	case g.idle(ctx):
		g.pass()
	default:
		g.serve(ctx, g.servers[g.r.IntN(2)])
	}
}

// idle reports whether no server can do anything now.
func (g *scene) idle(ctx context.Context) bool {
	due, _, _ := g.store.Due(ctx, 1)
	for _, s := range g.servers {
		if !g.clock.Before(s.frozen) && (s.busy || len(due) > 0) {
			return false
		}
	}
	return true
}

// late runs a request for which nobody waits any more.
func (g *scene) late(r *request) {
	for _, s := range g.servers {
		if s.busy && strings.HasPrefix(s.at, "answer") {
			return // somebody may still be waiting for it: that is for the answer to tell
		}
	}
	g.ends(r)
}

// serve lets a server go on, or begin a turn if one is due.
func (g *scene) serve(ctx context.Context, s *server) {
	if g.clock.Before(s.frozen) {
		return
	}
	if !s.busy {
		if due, _, _ := g.store.Due(ctx, 1); len(due) > 0 {
			s.take(ctx)
		}
		return
	}
	if g.crashes > 0 && g.r.IntN(25) == 0 {
		g.crashes--
		g.hurt = true
		g.note("%s dies before: %s", s.name, s.at)
		s.release(endsHere)
		for i := range g.servers {
			if g.servers[i] == s {
				g.servers[i] = g.server(s.name)
			}
		}
		return
	}
	if g.pauses > 0 && g.r.IntN(15) == 0 {
		g.freeze(s)
		return
	}
	v := goesOn
	if strings.HasPrefix(s.at, "answer") {
		v = []verdict{isAnswered, isAnswered, isAnswered, isAnswered, isUnheard, isUnanswered, neverArrives, cannotConnect}[g.r.IntN(8)]
		if g.crashes == 0 && g.pauses == 0 && g.r.IntN(2) == 0 {
			v = isAnswered
		}
	}
	g.note("%s: %s (%d)", s.name, s.at, v)
	s.release(v)
}

// freeze stops a server for a while, often past its lease. One that has looked at its lease and not sent yet wakes
// before the time of its request at the back end would be over: that much is assumed of a process.
func (g *scene) freeze(s *server) {
	g.pauses--
	g.hurt = true
	s.frozen = g.clock.Add(time.Duration(1+g.r.IntN([]int{12, 150}[g.r.IntN(2)])) * time.Second)
	if !s.last.IsZero() && s.last.Before(s.frozen) {
		s.frozen = s.last.Add(-time.Millisecond)
	}
	g.note("%s stands still for %v before: %s", s.name, s.frozen.Sub(g.clock), s.at)
}

// pass lets time pass while no server is at work.
func (g *scene) pass() {
	by := time.Duration(1+g.r.IntN(20)) * time.Second
	for _, s := range g.servers {
		switch {
		case s.busy && !g.clock.Before(s.frozen):
			return
		case s.busy && !s.last.IsZero():
			by = min(by, s.frozen.Sub(g.clock))
		}
	}
	g.note("%v pass", by)
	g.move(by)
}

// calm does the next thing that must be done; false when there is none.
func (g *scene) calm(ctx context.Context) bool {
	for _, s := range g.servers {
		if s.busy {
			g.serve(ctx, s)
			return true
		}
	}
	for _, r := range g.back.running() {
		g.ends(r)
		return true
	}
	due, next, _ := g.store.Due(ctx, 1)
	switch {
	case g.report(ctx) && g.ready != unreported:
		return true
	case len(due) > 0:
		g.servers[0].take(ctx)
		return true
	case g.store.lent():
		g.move(g.store.until.Sub(g.clock))
		return true
	case !next.IsZero() && next.After(g.clock):
		g.move(next.Sub(g.clock))
		return true
	}
	return g.speak(ctx)
}

// speak is the customer, who answers what is on the screen, and now and then says something else.
func (g *scene) speak(ctx context.Context) bool {
	text := g.says()
	if text == "" {
		return false
	}
	in := conversation.Input{
		Source: "test", ID: fmt.Sprint(len(g.sent)), Kind: conversation.InputText, Text: text, At: g.now(), Seen: int64(len(g.store.records)),
		Address: conversation.Address{Channel: "widget", Account: "site", Sender: "visitor"},
	}
	for range 1 + g.r.IntN(2) { // sent again when the answer did not come
		if g.lax[acceptIsStored] && g.r.IntN(10) == 0 {
			break // acknowledged, and the process dies before it is stored
		}
		if _, err := g.store.Accept(ctx, in); err != nil {
			g.breaks("accept: %v", err)
		}
	}
	if text == "stop" {
		g.stopAt = len(g.store.records)
	}
	g.sent = append(g.sent, text)
	g.note("customer: %s", text)
	return true
}

func (g *scene) says() string {
	count := func(what string) (n int) {
		for _, s := range g.sent {
			if s == what {
				n++
			}
		}
		return n
	}
	last := g.lastSaid()
	switch {
	case len(g.sent) == 0:
		return "go"
	case g.stopAt >= 0:
		return ""
	case last.Kind == "confirm" && count("yes") < 3:
		return "yes"
	case slices.ContainsFunc(last.Buttons, func(b conversation.Button) bool { return b.ID == "pattern:retry" }) && count("retry") < 2:
		return "retry"
	case g.r.IntN(8) == 0 && count("yes") > 0:
		return "stop"
	case count("status") < 2 && g.r.IntN(2) == 0:
		return "status"
	}
	return ""
}

// lastSaid is what the assistant said last, if nothing of the customer's came after it.
func (g *scene) lastSaid() conversation.Said {
	rs, _ := g.store.read()
	for _, r := range slices.Backward(rs) {
		switch e := r.Event.(type) {
		case conversation.Said:
			if len(g.store.waiting()) == 0 {
				return e
			}
			return conversation.Said{}
		case conversation.MessageReceived:
			return conversation.Said{}
		}
	}
	return conversation.Said{}
}

// claim is the agent.
func (g *scene) claim(ctx context.Context) {
	if g.claimAt >= 0 || len(g.store.records) == 0 || g.r.IntN(2) == 0 {
		return
	}
	s, err := g.desk.State(ctx, g.store.id)
	if err == nil {
		g.claimAt = len(g.store.records)
		_, err = g.desk.Claim(ctx, desk.Act{ID: g.store.id, Agent: "agent", Epoch: s.Epoch}, "Agent")
	}
	if err != nil && !errors.Is(err, desk.ErrClosed) {
		g.breaks("claim: %v", err)
	}
	g.note("the agent claims")
}
