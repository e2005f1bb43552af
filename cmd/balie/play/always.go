package play

import (
	"fmt"
	"slices"
	"strings"

	"balie/conversation"
	"balie/flows"
)

// always checks what must hold in every conversation, whatever its script says: the first thing that was said
// discloses who speaks, nothing that is known is asked, nothing is said word for word again unless that was asked for,
// nothing is told again to who has not spoken since, and nothing is called done without its receipt.
func (p *player) always() error {
	set := p.House.Company.Set
	known := map[string]bool{}  // frame and slot
	done := map[string]bool{}   // frame and step of a settled, done action
	said := map[string]string{} // texts of this hold of the floor
	var told []string           // what was told since the customer spoke last
	first := true
	key := func(frame int, name string) string { return fmt.Sprint(frame, "/", name) }
	for _, r := range p.Events {
		switch e := r.Event.(type) {
		case conversation.MessageReceived:
			told = nil
		case conversation.SlotSet:
			known[key(e.Frame, e.Slot)] = true
		case conversation.SlotCleared:
			delete(known, key(e.Frame, e.Slot))
		case conversation.WentBack:
			for _, s := range e.Forget {
				delete(known, key(e.Frame, s))
			}
		case conversation.ActionSettled:
			if a := p.started(e.N); e.Receipt.Outcome == conversation.Done && a != nil {
				done[key(a.Frame, a.Step)] = true
			}
		case conversation.Said:
			if first && e.Kind != "disclosure" {
				return fmt.Errorf("always: the first message does not disclose who speaks: %q", e.Text)
			}
			first = false
			for _, slot := range e.Asks {
				if known[key(e.Frame, slot)] {
					return fmt.Errorf("always: %s is asked although it is known: %q", slot, e.Text)
				}
			}
			if before, again := said[e.Text]; again && e.Because != "asked to say it again" && e.Kind != "disclosure" {
				return fmt.Errorf("always: said again word for word (%s, then %s): %q", before, e.Because, e.Text)
			}
			said[e.Text] = e.Because
			if toldAgain(e, told) {
				return fmt.Errorf("always: told again although the customer has not spoken since: %q", e.Text)
			}
			told = append(told, e.Text)
			if step := unproven(set, e, func(step string) bool { return done[key(e.Frame, step)] }); step != "" {
				return fmt.Errorf("always: %q speaks of what %s did, which has no receipt", e.Text, step)
			}
		}
	}
	return nil
}

// toldAgain reports a message that says again what was told, whatever it begins with. A question may be put again behind what came between.
func toldAgain(e conversation.Said, told []string) bool {
	if len(e.Asks) > 0 || e.Kind == "ask" || e.Kind == "confirm" {
		return false
	}
	return slices.ContainsFunc(told, func(before string) bool { return strings.HasSuffix(e.Text, " "+before) })
}

func (p *player) started(n int) *conversation.ActionStarted {
	for _, r := range p.Events {
		if a, ok := r.Event.(conversation.ActionStarted); ok && a.N == n {
			return &a
		}
	}
	return nil
}

// unproven names the write whose result a step's text reads although it is not done.
func unproven(set *flows.Set, e conversation.Said, done func(string) bool) string {
	flow := set.Flows[e.Flow]
	if flow == nil || e.Kind != "say" {
		return ""
	}
	st := flow.Step(e.Step)
	if st == nil || st.Say == nil {
		return ""
	}
	missing := ""
	flow.Walk(func(w *flows.Step) {
		op := set.Operations[w.Target]
		if w.Kind == flows.Call && op.Effect == conversation.EffectWrite && slices.Contains(st.Say.Names(), w.Save) && !done(w.Name) {
			missing = w.Name
		}
	})
	return missing
}

// counted tells, for each process that was done, how many messages of the customer it took.
func counted(events []conversation.Numbered) map[string]int {
	out := map[string]int{}
	opened := map[int]int{}
	flow := map[int]string{}
	n := 0
	for _, r := range events {
		switch e := r.Event.(type) {
		case conversation.MessageReceived:
			if e.Kind == conversation.InputText || e.Kind == conversation.InputButton {
				n++
			}
		case conversation.FrameOpened:
			if e.Parent == 0 {
				opened[e.Frame], flow[e.Frame] = n-1, e.Flow
			}
		case conversation.FrameEnded:
			if _, ok := flow[e.Frame]; ok && e.Outcome == conversation.FrameDone {
				out[e.Flow] = n - opened[e.Frame]
			}
		}
	}
	return out
}
