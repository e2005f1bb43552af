package flows

import (
	"fmt"
	"strings"

	"balie/conversation"
)

// small renders a small text by name; its name when there is none, which check makes impossible for built-in ones.
func (t *thought) small(name string) string {
	return t.smallWith(name, nil)
}

func (t *thought) smallWith(name string, v vars) string {
	txt := t.set.Texts[name]
	if txt == nil {
		return name
	}
	s, err := txt.Render(t.s.Language, t.set.Tone, t.scope(v))
	if err != nil {
		return name
	}
	return s
}

// message completes something said: its language, and words before it when the very same was said before.
func (t *thought) message(m conversation.Said) conversation.Said {
	m.Language = t.s.Language
	if n := t.times(m.Text); n > 0 {
		m.Text = t.smallWith(fmt.Sprintf("again.%d", (n-1)%3+1), vars{"answer": text(m.Text)})
	}
	return m
}

// question is a message that asks: when it was asked before, it is led in as coming back to it.
func (t *thought) question(m conversation.Said) conversation.Said {
	m.Language = t.s.Language
	if n := t.times(m.Text); n > 0 {
		m.Text = t.smallWith(fmt.Sprintf("back.%d", (n-1)%3+1), vars{"question": text(m.Text)})
	}
	return m
}

// times counts how often a text was said lately, with or without words before it.
func (t *thought) times(txt string) int {
	n := 0
	for _, m := range t.s.Recent {
		if strings.HasSuffix(m.Text, txt) {
			n++
		}
	}
	return n
}

// acknowledge says a flow's one human sentence, once a process.
func (t *thought) acknowledge(p *place) error {
	const step = "acknowledge"
	flow, err := t.flowOf(p.root)
	if err != nil || flow.Acknowledge == nil || p.root.Said[step] != "" {
		return err
	}
	txt, err := flow.Acknowledge.Render(t.s.Language, t.set.Tone, p.env)
	if err != nil {
		return err
	}
	t.add(t.message(conversation.Said{
		Frame: p.root.ID, Flow: p.root.Flow, Step: step, Hash: "once", Kind: "say", Text: txt, Because: "acknowledge of " + flow.Name,
	}))
	if number := t.set.Company["emergency"].Text; flow.Urgent && number != "" {
		t.add(t.message(conversation.Said{
			Frame: p.root.ID, Flow: p.root.Flow, Step: "urgent", Kind: "say", Text: t.smallWith("urgent", nil),
			Buttons: []conversation.Button{t.personButton()}, Because: flow.Name + " is urgent",
		}))
	}
	return nil
}

func (t *thought) personButton() conversation.Button {
	return conversation.Button{
		ID:    conversation.Command{Do: conversation.DoPattern, Pattern: "handover"}.Choice(),
		Label: t.small("button.handover"), Style: "quiet",
	}
}

func (t *thought) title(flow *Flow) (string, error) {
	if flow.Title == nil {
		return flow.Name, nil
	}
	return flow.Title.Render(t.s.Language, t.set.Tone, t.scope(nil))
}

// proof gives the customer something to keep when a process that did something has ended.
func (p *place) proof() error {
	deeds := p.s.Deeds(p.f.ID)
	pr := conversation.Proof{At: p.now}
	for _, a := range deeds {
		if a.Receipt.Outcome != conversation.Done || a.NotNeeded != "" || a.Undone {
			continue
		}
		if ref := a.Receipt.Reference; ref != "" {
			if pr.Reference != "" {
				pr.Reference += ", "
			}
			pr.Reference += ref
		}
		pr.Lines = append(pr.Lines, p.confirmed(a)...)
	}
	if len(pr.Lines) == 0 && pr.Reference == "" {
		return nil
	}
	var err error
	if pr.Title, err = p.title(p.flow); err != nil {
		return err
	}
	p.add(p.message(conversation.Said{
		Frame: p.f.ID, Flow: p.f.Flow, Kind: "receipt", Receipt: &pr, Because: "receipts of " + p.flow.Name,
		Text: p.smallWith("receipt", vars{"running": text(pr.Title), "value": text(pr.Reference)}),
	}))
	return nil
}

// confirmed lists what was sent, as it was confirmed.
func (p *place) confirmed(a conversation.Action) []string {
	f := p.s.Frame(a.Frame)
	if f == nil {
		return nil
	}
	flow, err := p.flowOf(f)
	if err != nil {
		return nil
	}
	env, err := p.thought.env(f, flow)
	if err != nil {
		return nil
	}
	var out []string
	for _, name := range flow.SlotOrder {
		v, ok := f.Slots[name]
		if !ok {
			continue
		}
		shown := env.Label(name)
		if shown == "" {
			shown = v.Value.String()
		}
		if label, err := p.what(flow.Slots[name]); err == nil {
			out = append(out, label+": "+shown)
		}
	}
	return out
}
