package flows

import (
	"fmt"
	"strings"
	"time"

	"balie/conversation"
)

// How long a wish waits whose back end was surely not reached: twice as long each time.
const (
	againFirst = 30 * time.Second
	againMost  = 5 * time.Minute
)

// postponed keeps a wish whose back end was surely not reached. As long as the yes to it stands it is started again by
// itself; after that the customer is asked. Nil: this is no such case, or it is time to ask.
func (p *place) postponed(st *Step, a *conversation.Action) *need {
	at, ok := p.again(a)
	if !ok || p.now.After(p.s.Consent.Expires) {
		return nil
	}
	if !p.now.Before(at) {
		return &need{meet: func(t *thought) error {
			t.add(conversation.WentBack{Frame: p.f.ID, Flow: p.f.Flow, Step: conversation.Retry, To: st.Name, Steps: []string{st.Name}})
			return nil
		}}
	}
	const mark = "postponed."
	name := fmt.Sprintf("%s%s.%d", mark, st.Name, a.N)
	told := p.f.Said[name] != ""
	for _, m := range p.s.Recent { // by an earlier try, and the customer has said nothing since
		told = told || m.Frame == p.f.ID && m.N > p.s.Heard && strings.HasPrefix(m.Step, mark+st.Name+".")
	}
	if told {
		return &need{waits: true, meet: func(t *thought) error { t.wake(at); return nil }}
	}
	tries := 1 + p.f.Backs[conversation.Retry]
	return &need{meet: func(t *thought) error {
		return t.patternAt("action_postponed", vars{"reason": text(a.Receipt.Detail), "tries": number(tries)}, p.f, name)
	}}
}

// again says when an action that surely did not reach its back end is started again, or its customer asked.
func (t *thought) again(a *conversation.Action) (at time.Time, ok bool) {
	k := t.s.Consent
	if a == nil || !a.Receipt.Unreached || a.Receipt.Outcome != conversation.Failed || k == nil || k.ID != a.Consent || !k.Given {
		return at, false
	}
	tries := 0
	for _, b := range t.s.Actions {
		if b.Frame == a.Frame && b.Step == a.Step && b.Consent == a.Consent {
			tries++
		}
	}
	at = a.Receipt.At.Add(min(againFirst<<min(tries-1, 10), againMost))
	if at.After(k.Expires) {
		at = k.Expires.Add(time.Second)
	}
	return at, true
}

// timers makes sure that a turn that rests is woken for whatever its processes wait for, also those that are not served
// now.
func (t *thought) timers() {
	for _, f := range t.s.Frames {
		if f.Outcome != "" {
			continue
		}
		for _, w := range f.Waits {
			if w.Outcome == "" && w.Until.After(t.now) {
				t.wake(w.Until)
			}
		}
		for _, n := range f.Receipts {
			if at, ok := t.again(t.s.Action(n)); ok && at.After(t.now) {
				t.wake(at)
			}
		}
	}
}
