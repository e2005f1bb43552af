package model

import (
	"context"
	"strings"

	"balie/conversation"
)

// reportState is how far the back end's news of the second action came.
type reportState int

const (
	unreported reportState = iota
	heard
	unheard // it found nobody
)

// report lets the back end tell that what the second action asked for is ready: at any time after it ran, once; later if
// it is told that it comes too early.
func (g *scene) report(ctx context.Context) bool {
	if g.ready != unreported || g.effects("back.second") == 0 {
		return false
	}
	about := g.about()
	in := conversation.Input{
		Source: "callback:back.ready", ID: "news", Kind: conversation.InputCallback, At: g.now(), Name: "back.ready", Text: about,
		Key: conversation.CallbackKey(g.store, "back.ready", about),
	}
	soon := g.store.names[string(conversation.SoonKey(g.store, "back.ready"))]
	acc, err := g.store.Accept(ctx, in)
	if err != nil {
		g.breaks("report: %v", err)
		return false
	}
	g.note("the back end tells that it is ready; unknown: %v", acc[0].Unknown)
	if !acc[0].Unknown {
		g.ready = heard
		return true
	}
	if soon {
		return true
	}
	g.ready = unheard
	if st, ok := g.state(); ok && st.Frame(1) != nil && st.Frame(1).Outcome == "" && known(st) {
		g.breaks("REPORT: it found nobody although its process lives")
	}
	return true
}

// about is what the news is known by.
func (g *scene) about() string {
	if g.class != conversation.Keyed {
		return "job"
	}
	for key := range g.back.ran {
		if g.back.of[key] == "back.second" {
			return g.back.receipt(key).Reference
		}
	}
	return ""
}

// known reports whether the second action is open, or known to be done: what nobody knows to have run, nobody waits for.
func known(st *conversation.State) bool {
	for _, a := range st.Actions {
		if a.Operation == "back.second" && (!a.Settled || a.Receipt.Outcome == conversation.Done) {
			return true
		}
	}
	return false
}

// state folds the record as it stands.
func (g *scene) state() (*conversation.State, bool) {
	rs, err := g.store.read()
	st := &conversation.State{ID: g.store.id}
	for _, r := range rs {
		if err == nil {
			err = st.Apply(r)
		}
	}
	return st, err == nil
}

// told: news that was accepted is told, once, unless a person has the floor or the customer has stopped the process.
func (g *scene) told(st *conversation.State, rs []conversation.Numbered) {
	n := 0
	for _, r := range rs {
		if e, ok := r.Event.(conversation.Said); ok && strings.HasPrefix(e.Text, "It is ready") {
			n++
		}
	}
	done := st.Frame(1) != nil && st.Frame(1).Outcome == conversation.FrameDone
	if n > 1 || n == 0 && g.ready == heard && done {
		g.breaks("REPORT: it was told %d times that it is ready", n)
	}
}
