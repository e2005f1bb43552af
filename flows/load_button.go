package flows

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// buttons reads what is offered under a text: the name of a small text button.<name>, or a choice with its label.
func (d *draft) buttons(s *Step, f *fields) {
	if !f.has("buttons") {
		return
	}
	for _, n := range d.r.items(f.by["buttons"], "buttons") {
		i := len(s.Buttons)
		s.Buttons = append(s.Buttons, Button{})
		if n.Kind == yaml.ScalarNode {
			d.later = append(d.later, func(*scope) { s.Buttons[i] = d.shortButton(n) })
			continue
		}
		in := d.r.fields(n, "a button", []string{"choice", "label"})
		if in == nil {
			continue
		}
		in.require("a button", "choice", "label")
		s.Buttons[i] = Button{Choice: in.text("choice"), Label: d.text(in, "label", buttonLabel)}
		d.later = append(d.later, func(*scope) { d.choice(s.Buttons[i].Choice, d.r.at(n)) })
	}
}

// shortButton makes a button of a word: its label is the text button.<word>, and it starts that flow or pattern.
func (d *draft) shortButton(n *yaml.Node) Button {
	word := d.r.scalar(n, "a button")
	b := Button{Choice: "pattern:" + word, Label: d.l.set.Texts["button."+word]}
	if d.l.patterns[word] == nil && d.l.flows[word] != nil {
		b.Choice = "start:" + word
	}
	if b.Label == nil {
		var known []string
		for _, name := range names(d.l.set.Texts) {
			if rest, ok := strings.CutPrefix(name, "button."); ok {
				known = append(known, rest)
			}
		}
		d.r.errorf(d.r.at(n), didYouMean(word, known), "there is no text button.%s", word)
		return b
	}
	d.choice(b.Choice, d.r.at(n))
	return b
}

// choice checks that a button leads somewhere.
func (d *draft) choice(choice string, at Pos) {
	c, err := conversation.ParseChoice(choice)
	switch {
	case choice == "":
	case err != nil || c.Do != conversation.DoStart && c.Do != conversation.DoPattern:
		d.r.errorf(at, "write start:<flow> or pattern:<name>", "choice %q leads nowhere", choice)
	case c.Do == conversation.DoStart && d.l.flows[c.Flow] == nil:
		d.r.errorf(at, didYouMean(c.Flow, names(d.l.flows)), "there is no flow %s", c.Flow)
	case c.Do == conversation.DoPattern && d.l.patterns[c.Pattern] == nil:
		d.r.errorf(at, didYouMean(c.Pattern, names(d.l.patterns)), "there is no pattern %s", c.Pattern)
	}
}
