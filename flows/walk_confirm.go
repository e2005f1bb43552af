package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"balie/conversation"
)

// consentLife is how long a confirmation may be answered.
const consentLife = 15 * time.Minute

// confirm is satisfied when its calls are done. Before anything starts it shows the text and freezes what a yes covers.
func (p *place) confirm(st *Step) (*need, ended, error) {
	todo := 0
	for _, c := range st.Then {
		n, settled := p.f.Receipts[c.Name]
		if !settled {
			todo++
			continue
		}
		a := p.s.Action(n)
		if a.Receipt.Outcome == conversation.Done && !a.Undone {
			continue
		}
		if need, how, err := p.outcome(c, a.Receipt); need != nil || how == reached || err != nil {
			return need, how, err
		}
	}
	if todo == 0 {
		return nil, ranOn, nil
	}
	if p.f.Branches[conversation.Declined(st.Name)] {
		return p.steps(st.Else)
	}
	if p.s.Open != 0 {
		return rest(), ranOn, nil
	}
	return p.consent(st)
}

// consent leads to the next start of a confirm, through proof of identity, the question and the yes.
func (p *place) consent(st *Step) (*need, ended, error) {
	for _, c := range st.Then {
		op, err := p.contract(c.Target)
		if err != nil {
			return nil, ranOn, err
		}
		if n, err := p.may(p.asks(c.Name, op), op); n != nil || err != nil {
			return n, ranOn, err
		}
	}
	asked, err := p.freeze(st)
	if err != nil {
		return nil, ranOn, err
	}
	k := p.s.Consent
	if p.agent != "" {
		if k != nil && (!k.Given || k.Frame != p.f.ID || k.Hash != asked.Hash || p.now.After(k.Expires)) {
			k = nil
		}
		return p.runs(st, k)
	}
	if k == nil || k.Frame != p.f.ID || k.Step != st.Name || k.Hash != asked.Hash || p.now.After(k.Expires) {
		return p.askConsent(asked, true), ranOn, nil
	}
	if !k.Given {
		if p.shown(k) {
			return rest(), ranOn, nil
		}
		return p.askConsent(asked, false), ranOn, nil
	}
	for _, c := range st.Then {
		if _, settled := p.f.Receipts[c.Name]; !settled {
			return p.call(c, k)
		}
	}
	return nil, ranOn, nil
}

// shown reports whether the confirmation is the last question and nothing came after it.
func (p *place) shown(k *conversation.Consent) bool {
	since := p.since()
	for _, m := range p.s.Recent {
		if m.N > since && m.Consent == k.ID {
			return true
		}
	}
	return false
}

// freeze makes what a yes would cover: operations, parameters and the text as shown.
func (p *place) freeze(st *Step) (conversation.ConsentAsked, error) {
	e := conversation.ConsentAsked{Frame: p.f.ID, Flow: p.f.Flow, Step: st.Name}
	var err error
	if e.Text, err = st.Say.Render(p.s.Language, p.set.Tone, p.env); err != nil {
		return e, err
	}
	lines, err := p.lines(st.Lines)
	if err != nil {
		return e, err
	}
	lines = append(lines, p.represented()...)
	e.Text = strings.Join(append([]string{e.Text}, lines...), "\n")
	var saves []string
	for _, c := range st.Then {
		frozen := conversation.FrozenCall{Operation: c.Target, Step: c.Name, Params: map[string]conversation.Value{}}
		for name, x := range c.With {
			if slices.ContainsFunc(x.Names, func(n string) bool { return slices.Contains(saves, n) }) {
				if frozen.Deferred == nil {
					frozen.Deferred = map[string]string{}
				}
				frozen.Deferred[name] = x.Source
				continue
			}
			if frozen.Params[name], err = x.Eval(p.env); err != nil {
				return e, fmt.Errorf("%s: with %s: %w", c.Name, name, err)
			}
		}
		e.Calls = append(e.Calls, frozen)
		if c.Save != "" {
			saves = append(saves, c.Save)
		}
	}
	e.Hash, err = p.seal(e)
	e.Expires = p.now.Add(consentLife)
	return e, err
}

// seal hashes what a consent covers; the language is in the text.
func (p *place) seal(e conversation.ConsentAsked) (string, error) {
	b, err := json.Marshal(struct {
		Revision, Flow, Step, Text string
		Calls                      []conversation.FrozenCall
	}{p.f.Revision, e.Flow, e.Step, e.Text, e.Calls})
	if err != nil {
		return "", fmt.Errorf("consent: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// askConsent shows the confirmation; anew makes a new one, else the open one is shown once more.
func (p *place) askConsent(e conversation.ConsentAsked, anew bool) *need {
	return &need{meet: func(t *thought) error {
		if err := t.acknowledge(p); err != nil {
			return err
		}
		if old := t.s.Consent; anew {
			if old != nil && !old.Given {
				t.add(conversation.ConsentVoided{ID: old.ID, Reason: "changed"})
			}
			e.ID = fmt.Sprintf("k%d", t.s.N+int64(len(t.move.Events))+1)
			t.add(e)
		} else {
			e.ID = old.ID
		}
		t.add(t.question(conversation.Said{
			Frame: e.Frame, Flow: e.Flow, Step: e.Step, Kind: "confirm", Text: e.Text, Consent: e.ID,
			Buttons: []conversation.Button{
				{ID: conversation.Command{Do: conversation.DoYes, Consent: e.ID}.Choice(), Label: t.small("button.confirm"), Style: "primary"},
				{ID: conversation.Command{Do: conversation.DoNo, Consent: e.ID}.Choice(), Label: t.small("button.decline")},
			},
			Because: "step " + e.Step + " of " + e.Flow + " asks before it acts",
		}))
		return nil
	}}
}

// lines writes the values that a confirmation's own text does not show: label: value.
func (p *place) lines(slots []string) ([]string, error) {
	out := make([]string, 0, len(slots))
	for _, name := range slots {
		v, ok := p.env.Values[name]
		if !ok {
			continue
		}
		shown := p.env.Label(name)
		if shown == "" {
			shown = Format(v, p.s.Language)
		}
		label, err := p.what(p.flow.Slots[name])
		if err != nil {
			return nil, err
		}
		out = append(out, label+": "+shown)
	}
	return out, nil
}
