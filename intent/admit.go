package intent

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"balie/conversation"
	"balie/flows"
	"balie/intent/extract"
)

// maxCommands bounds what one turn may ask for.
const maxCommands = 16

// Admit lets through what the present state allows and says why it drops the rest. It trusts nothing: a command may be
// a button's, the embedded recognizer's, or the answer of a model that was told lies. A set without a frame may be for
// a process that an admitted start before it begins: what that process's slots take is not known here, so only the
// form of the value is judged; [AdmitIn] knows.
func Admit(exp conversation.Expectation, commands []conversation.Command) (admitted []conversation.Command, refused []conversation.CommandRefused) {
	return AdmitIn(nil, exp, commands)
}

// AdmitIn is Admit for the flows of a set: values for a process that is just being started are held against its slots
// too, their types and own options; a slot whose options a back end lists takes none before they were listed.
func AdmitIn(set *flows.Set, exp conversation.Expectation, commands []conversation.Command) (admitted []conversation.Command, refused []conversation.CommandRefused) {
	var started []string
	for i, c := range commands {
		why := gate{exp: exp, set: set, started: started}.judge(&c)
		if i >= maxCommands {
			why = "too many commands in one turn"
		}
		if why != "" {
			refused = append(refused, conversation.CommandRefused{Command: c, Reason: why})
			continue
		}
		if c.Do == conversation.DoStart {
			started = append(started, c.Flow)
		}
		admitted = append(admitted, c)
	}
	return admitted, refused
}

// gate judges one command.
type gate struct {
	exp     conversation.Expectation
	set     *flows.Set // nil: not known
	started []string   // processes that were started before it in this turn
}

// judge returns why a command is dropped, empty when it is admitted. It takes off the fields that its verb has no use
// for, and puts the offered option in the place of a value that names one.
func (g gate) judge(c *conversation.Command) string {
	if !c.Do.Known() {
		return fmt.Sprintf("there is no command %.40q", c.Do)
	}
	if len(c.Text) > extract.MaxText || !utf8.ValidString(c.Text) || len(c.Like) > extract.MaxText || !utf8.ValidString(c.Like) {
		return "its text is too long or not valid"
	}
	g.strip(c)
	switch c.Do {
	case conversation.DoStart:
		return g.start(c.Flow)
	case conversation.DoSet:
		return g.value(c)
	case conversation.DoSkip:
		return g.skip(*c)
	case conversation.DoYes, conversation.DoNo:
		return g.consent(*c)
	case conversation.DoPattern:
		return g.pattern(*c)
	case conversation.DoAnswer:
		if c.Text == "" {
			return "there is no question to answer"
		}
	case conversation.DoClarify:
		return g.clarify(*c)
	}
	return ""
}

// strip leaves a command what its verb needs and nothing else.
func (g gate) strip(c *conversation.Command) {
	kept := conversation.Command{Do: c.Do, Confidence: c.Confidence, By: c.By, Input: c.Input, Seen: c.Seen, Text: c.Text}
	if math.IsNaN(c.Confidence) || c.Confidence < 0 || c.Confidence > 1 {
		kept.Confidence = 0
	}
	switch c.Do {
	case conversation.DoStart:
		kept.Flow, kept.More = c.Flow, c.More
	case conversation.DoSet:
		kept.Frame, kept.Slot, kept.Value = c.Frame, c.Slot, c.Value
	case conversation.DoSkip:
		kept.Frame, kept.Slot = c.Frame, c.Slot
	case conversation.DoYes, conversation.DoNo:
		kept.Consent = c.Consent
	case conversation.DoPattern:
		kept.Pattern = c.Pattern
	case conversation.DoClarify:
		kept.Flows = c.Flows
	case conversation.DoUnclear:
		kept.Problem = c.Problem
		if c.Value != nil && c.Value.Type == conversation.Date && plain(*c.Value) {
			kept.Frame, kept.Slot, kept.Value = c.Frame, c.Slot, c.Value
		}
	case conversation.DoAnswer:
		kept.Flows, kept.Like = g.startable(c.Flows), c.Like
	}
	*c = kept
}

// startable keeps the processes that may be offered beside an answer.
func (g gate) startable(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return g.start(name) != "" })
}

func (g gate) start(flow string) string {
	if !slices.Contains(g.exp.Flows, flow) {
		return fmt.Sprintf("process %.40q may not be started now", flow)
	}
	return ""
}

// pattern judges a call of a pattern. Those that nobody can say are the engine's own, or a button's.
func (g gate) pattern(c conversation.Command) string {
	if !slices.Contains(g.exp.Patterns, c.Pattern) {
		return fmt.Sprintf("there is no pattern %.40q", c.Pattern)
	}
	if g.set == nil || c.By == byButton {
		return ""
	}
	if p := g.set.Patterns[c.Pattern]; p == nil || !spoken(p) {
		return fmt.Sprintf("pattern %s is not called by what is said", c.Pattern)
	}
	return ""
}

// spoken reports a pattern that something said can call.
func spoken(p *flows.Pattern) bool { return len(p.Examples) > 0 || len(p.Phrases) > 0 }

func (g gate) clarify(c conversation.Command) string {
	if len(c.Flows) == 0 || len(c.Flows) > 8 {
		return "there is nothing to clarify"
	}
	for _, f := range c.Flows {
		if why := g.start(f); why != "" {
			return why
		}
	}
	return ""
}

func (g gate) skip(c conversation.Command) string {
	a := g.exp.Asked
	if a == nil {
		return "nothing is asked that could be skipped"
	}
	if c.Slot != "" && (c.Slot != a.Slot || c.Frame != 0 && c.Frame != a.Frame) {
		return fmt.Sprintf("slot %.40q is not the one that is asked", c.Slot)
	}
	return ""
}

// consent judges a yes or no. One with an id answers that confirmation and no other; the engine answers a stale one
// politely and obeys none, so a button's is let through.
func (g gate) consent(c conversation.Command) string {
	if c.Consent != "" && c.Consent != g.exp.Confirm && c.By != byButton {
		return "the confirmation that it answers is not open"
	}
	return ""
}

const byButton = "button"

// set judges a value.
func (g gate) value(c *conversation.Command) string {
	if c.Value == nil || c.Value.Zero() {
		return fmt.Sprintf("there is no value for slot %.40q", c.Slot)
	}
	var last string
	for _, s := range g.slots() {
		if s.Slot != c.Slot || c.Frame != 0 && s.Frame != c.Frame {
			continue
		}
		v, why := fits(s, *c.Value)
		if why == "" {
			c.Value = &v
			return ""
		}
		last = why
	}
	if c.Frame == 0 && len(g.started) > 0 {
		if why := g.begun(g.started[len(g.started)-1], *c); why == "" || last == "" {
			return why
		}
	}
	if last != "" {
		return last
	}
	return fmt.Sprintf("slot %.40q does not take a value now", c.Slot)
}

// begun judges a value for the process that has just been started.
func (g gate) begun(flow string, c conversation.Command) string {
	if !plain(*c.Value) {
		return fmt.Sprintf("slot %.40q takes nothing of that form", c.Slot)
	}
	if g.set == nil {
		return ""
	}
	f := g.set.Flows[flow]
	if f == nil || f.Slots[c.Slot] == nil {
		return fmt.Sprintf("process %s has no slot %.40q", flow, c.Slot)
	}
	slot := f.Slots[c.Slot]
	x := conversation.SlotExpectation{Slot: slot.Name, Type: slot.Type}
	for _, o := range slot.Options {
		x.Options = append(x.Options, conversation.Option{Key: o.Value, Value: conversation.Of(conversation.Choice, o.Value)})
	}
	if slot.From != nil {
		x.Type = conversation.Record // nothing is listed yet
	}
	_, why := fits(x, *c.Value)
	return why
}

func (g gate) slots() []conversation.SlotExpectation {
	out := slices.Clone(g.exp.Also)
	if g.exp.Asked != nil {
		out = append(out, *g.exp.Asked)
	}
	return out
}
