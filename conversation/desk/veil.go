package desk

import (
	"regexp"
	"slices"
	"strings"

	"balie/conversation"
)

// hidden stands where something may not be read.
const hidden = "••••••"

// shortest is the length in bytes from which a secret is looked for in other texts.
const shortest = 4

// Veil covers in a conversation's record what nobody may read again: the values of secret slots, such as a one-time
// code, wherever they are quoted, and any longer number that a customer types while such a slot is asked for.
type Veil struct {
	d      *Desk
	flows  map[int]frameOf // frame → what runs there
	values []*regexp.Regexp
	asked  int // frame whose secret slot is the open question; 0: none
}

type frameOf struct{ revision, flow string }

// Veil makes a veil that knows the secrets in a conversation's state; nil: none yet.
func (d *Desk) Veil(s *conversation.State) *Veil {
	v := &Veil{d: d, flows: map[int]frameOf{}}
	if s == nil {
		return v
	}
	for _, f := range s.Frames {
		v.flows[f.ID] = frameOf{f.Revision, f.Flow}
		for name, slot := range f.Slots {
			v.learn(f.ID, f.Flow, name, slot.Value)
		}
	}
	return v
}

// See learns from an event. Events are shown to it in their order, and before what came earlier in the same turn is
// covered: a message stands in the record before what was understood of it.
func (v *Veil) See(e conversation.Event) {
	switch e := e.(type) {
	case conversation.FrameOpened:
		v.flows[e.Frame] = frameOf{e.Revision, e.Flow}
	case conversation.FrameMigrated:
		v.flows[e.Frame] = frameOf{e.Revision, e.Flow}
	case conversation.SlotSet:
		v.learn(e.Frame, e.Flow, e.Slot, e.Value)
	case conversation.CommandRefused:
		if c := e.Command; c.Value != nil {
			v.learn(c.Frame, c.Flow, c.Slot, *c.Value)
		}
	}
}

// digits are what a code is made of, also when it is typed in groups.
var digits = regexp.MustCompile(`[0-9](?:[ .-]?[0-9]){3,}`)

func (v *Veil) learn(frame int, flow, slot string, value conversation.Value) {
	text := strings.TrimSpace(value.String())
	if len(text) < shortest || !v.secret(frame, flow, slot) {
		return // what is shorter stands in other words too
	}
	pattern := `\b` + regexp.QuoteMeta(text) + `\b`
	if d := digits.FindString(text); d != "" {
		pattern = strings.Join(strings.Split(strings.NewReplacer(" ", "", ".", "", "-", "").Replace(d), ""), `[ .-]?`)
	}
	if re, err := regexp.Compile(pattern); err == nil && !slices.ContainsFunc(v.values, func(o *regexp.Regexp) bool { return o.String() == pattern }) {
		v.values = append(v.values, re)
	}
}

func (v *Veil) secret(frame int, flow, slot string) bool {
	f, ok := v.flows[frame]
	if !ok {
		f = frameOf{flow: flow}
	}
	if f.flow == "" {
		f.flow = flow
	}
	described, _ := v.d.o.Describe(f.revision, f.flow, "")
	return slices.ContainsFunc(described.Slots, func(s Slot) bool { return s.Name == slot && s.Class == conversation.ClassSecret })
}

// Event returns an event as it may be read, and follows what is asked. Each event passes once, in order.
func (v *Veil) Event(e conversation.Event) conversation.Event {
	switch e := e.(type) {
	case conversation.Said:
		v.follow(e)
	case conversation.FrameEnded:
		if e.Frame == v.asked {
			v.asked = 0
		}
	case conversation.MessageReceived:
		e.Text, e.Fields = v.text(e.Text), nil // what stands in a form stands in its text too
		return e
	case conversation.Understood:
		e.Understanding = v.understanding(e.Understanding)
		return e
	case conversation.CommandAdmitted:
		e.Command = v.command(e.Command)
		return e
	case conversation.CommandRefused:
		e.Command = v.command(e.Command)
		return e
	case conversation.SlotSet:
		if v.secret(e.Frame, e.Flow, e.Slot) {
			e.Value, e.Key = conversation.Of(conversation.Text, hidden), ""
		}
		e.Said = v.text(e.Said)
		return e
	}
	return e
}

// follow notes whether a secret is the open question. What asks nothing leaves that as it is.
func (v *Veil) follow(e conversation.Said) {
	if len(e.Asks) == 0 {
		return
	}
	v.asked = 0
	if slices.ContainsFunc(e.Asks, func(slot string) bool { return v.secret(e.Frame, e.Flow, slot) }) {
		v.asked = e.Frame
	}
}

func (v *Veil) understanding(u conversation.Understanding) conversation.Understanding {
	u.Commands, u.Trace = slices.Clone(u.Commands), slices.Clone(u.Trace)
	for i, c := range u.Commands {
		u.Commands[i] = v.command(c)
	}
	for i, line := range u.Trace {
		u.Trace[i] = v.text(line)
	}
	return u
}

func (v *Veil) command(c conversation.Command) conversation.Command {
	if c.Value != nil && v.text(c.Value.String()) != c.Value.String() {
		covered := conversation.Of(conversation.Text, hidden)
		c.Value = &covered
	}
	c.Text = v.text(c.Text)
	return c
}

func (v *Veil) text(text string) string {
	for _, re := range v.values {
		text = re.ReplaceAllString(text, hidden)
	}
	if v.asked != 0 {
		text = digits.ReplaceAllString(text, hidden)
	}
	return text
}
