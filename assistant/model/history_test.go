package model

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"balie/conversation"
)

// withHouse adds the contracts of the house itself, which its patterns are checked against.
func withHouse(ops contracts) map[string]conversation.Operation {
	text := conversation.Schema{Type: conversation.Text}
	out := map[string]conversation.Operation{}
	for name, op := range ops {
		out[name] = op
	}
	for _, h := range []struct{ name, in, out, outcomes string }{
		{"identity.send_code", "who", "challenge", "limit_reached"},
		{"identity.check_code", "who code challenge", "subject", "limit_reached wrong"},
		{conversation.OpLeaveMessage, "message contact", "case", ""},
	} {
		op := contract(h.name, conversation.Keyed)
		op.Input = map[string]conversation.Schema{}
		for _, name := range strings.Fields(h.in) {
			op.Input[name] = text
		}
		op.Output.Fields = map[string]conversation.Schema{h.out: text}
		op.Outcomes, op.BuiltIn = strings.Fields(h.outcomes), true
		out[h.name] = op
	}
	item := conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"id": text, "name": text}}
	out[conversation.OpMandates] = conversation.Operation{
		Name: conversation.OpMandates, Effect: conversation.EffectNone, BuiltIn: true, Whose: conversation.OfSubject,
		Input: map[string]conversation.Schema{"process": text, "operation": text}, Output: conversation.Schema{Type: conversation.List, Item: &item},
	}
	return out
}

// histories is how many are played of each kind; BALIE_MODEL=full plays many more, BALIE_SEED=n only that one.
func histories(t *testing.T, few int) (from, to uint64) {
	if seed, err := strconv.ParseUint(os.Getenv("BALIE_SEED"), 10, 64); err == nil {
		return seed, seed + 1
	}
	switch {
	case os.Getenv("BALIE_MODEL") == "full":
		few *= 30
	case testing.Short():
		few /= 5
	}
	return 0, uint64(few)
}

// TestHistories plays the real assistant on two servers through random histories and holds each against the promises.
func TestHistories(t *testing.T) {
	t.Parallel()
	for _, class := range []conversation.Once{conversation.Keyed, conversation.Reconciled, conversation.BestEffort} {
		t.Run(string(class), func(t *testing.T) {
			t.Parallel()
			s := scriptFor(t, class, class)
			seen := map[string]int{}
			from, to := histories(t, 300)
			for seed := from; seed < to; seed++ {
				g := newScene(s, seed)
				g.play(t.Context())
				g.judge(seen)
				if len(g.broken) > 0 {
					t.Fatalf("seed %d breaks a promise:\n  %s\nhistory:\n  %s", seed, strings.Join(g.broken, "\n  "), strings.Join(g.log, "\n  "))
				}
			}
			t.Logf("%d histories: %v", to-from, seen)
		})
	}
}

// judge holds a history that has come to rest against the promises, and counts what it was about.
func (g *scene) judge(seen map[string]int) {
	rs, err := g.store.read()
	if err != nil {
		g.breaks("the record cannot be read: %v", err)
		return
	}
	st := &conversation.State{ID: g.store.id}
	for _, r := range rs {
		if err := st.Apply(r); err != nil {
			g.breaks("the record cannot be folded: %v", err)
			return
		}
	}
	g.heard(rs)
	g.fenced(rs)
	g.true(st, rs)
	g.told(st, rs)
	seen[map[reportState]string{unreported: "nothing to report", heard: "reported", unheard: "reported to nobody"}[g.ready]]++
	for _, a := range st.Actions {
		seen[string(a.Receipt.Outcome)]++
	}
	seen["actions"] += len(st.Actions)
	if g.claimAt >= 0 {
		seen["claimed"]++
	}
	if g.stopAt >= 0 {
		seen["stopped"]++
	}
}

// heard: every accepted message was taken once and in order.
func (g *scene) heard(rs []conversation.Numbered) {
	var got []string
	for _, r := range rs {
		if e, ok := r.Event.(conversation.MessageReceived); ok && e.Kind != conversation.InputCallback {
			got = append(got, e.Text)
		}
	}
	if !slices.Equal(got, g.sent) {
		g.breaks("ONCE: the customer sent %q and %q is recorded", g.sent, got)
	}
}

// fenced: after a claim nothing is said or started, after an accepted stop nothing is started.
func (g *scene) fenced(rs []conversation.Numbered) {
	for _, r := range rs {
		switch e := r.Event.(type) {
		case conversation.Said:
			if g.claimAt >= 0 && r.N > int64(g.claimAt) {
				g.breaks("FENCE: %q was said after the claim", e.Text)
			}
		case conversation.ActionStarted:
			if g.claimAt >= 0 && r.N > int64(g.claimAt) {
				g.breaks("FENCE: %s was started after the claim", e.Operation)
			}
			if g.stopAt >= 0 && r.N > int64(g.stopAt) {
				g.breaks("CONSENT: %s was started after the customer's stop was accepted", e.Operation)
			}
		}
	}
}

// true: what is recorded and told is what happened.
func (g *scene) true(st *conversation.State, rs []conversation.Numbered) {
	done := map[string]int{}
	person := st.Status == conversation.Queued || st.Status == conversation.WithPerson
	for _, r := range rs {
		switch e := r.Event.(type) {
		case conversation.ActionSettled:
			if e.Receipt.Outcome == conversation.Done {
				done[e.Operation]++
			}
		case conversation.Said:
			if strings.HasPrefix(e.Text, "Both are done") && (done["back.first"] == 0 || done["back.second"] == 0) {
				g.breaks("TRUTH: %q was said before it was so", e.Text)
			}
		}
	}
	known := map[string]bool{}
	for _, a := range st.Actions {
		known[a.Key] = true
		switch n := g.back.ran[a.Key]; {
		case !a.Settled:
			g.breaks("STUCK: %s is open for ever", a.Operation)
		case n > 1:
			g.breaks("ONCE: %s ran %d times under one key", a.Operation, n)
		case a.Receipt.Outcome == conversation.Done && n == 0:
			g.breaks("TRUTH: %s is recorded as done and did not run", a.Operation)
		case a.Receipt.Outcome == conversation.Failed && n > 0:
			g.breaks("TRUTH: %s is recorded as failed and ran", a.Operation)
		case a.Receipt.Outcome == conversation.Unknown && !person:
			g.breaks("PERSON: the outcome of %s is unknown and nobody was asked", a.Operation)
		}
	}
	for key, n := range g.back.ran {
		if n > 0 && !known[key] {
			g.breaks("TRUTH: %s ran and nothing is recorded", g.back.of[key])
		}
	}
	for _, op := range []string{"back.first", "back.second"} {
		if n := g.effects(op); n > 1 {
			g.breaks("ONCE: %s ran %d times for one wish", op, n)
		}
	}
}

// effects counts how often an operation had effect, under whatever keys.
func (g *scene) effects(op string) (n int) {
	for key, times := range g.back.ran {
		if g.back.of[key] == op {
			n += times
		}
	}
	return n
}
