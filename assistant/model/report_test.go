package model

import (
	"context"
	"strings"

	"balie/assistant"
	"balie/conversation"
)

// reportState is how far the back end's news of the second action came.
type reportState int

const (
	unreported reportState = iota
	heard
	unheard // it found nobody
)

// report lets the back end tell that what the second action asked for is ready: at any time after it ran, once.
func (g *scene) report(ctx context.Context) bool {
	if g.ready != unreported || g.effects("back.second") == 0 {
		return false
	}
	in := conversation.Input{
		Source: "callback:back.ready", ID: "news", Kind: conversation.InputCallback, At: g.now(), Name: "back.ready", Text: "job",
		Key: assistant.CallbackKey(g.store, "back.ready", "job"),
	}
	acc, err := g.store.Accept(ctx, in)
	if err != nil {
		g.breaks("report: %v", err)
		return false
	}
	g.note("the back end tells that it is ready; unknown: %v", acc[0].Unknown)
	if g.ready = heard; !acc[0].Unknown {
		return true
	}
	g.ready = unheard
	if st, ok := g.state(); ok && st.Frame(1) != nil && st.Frame(1).Outcome == "" {
		g.breaks("REPORT: it found nobody although its process lives")
	}
	return true
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
