package intent

import (
	"slices"
	"strings"

	"balie/conversation"
)

// burst understands the messages of one turn. Each is read by itself; when one alone says nothing, it is read together
// with its neighbours. What was said later counts.
func (t *turn) burst(messages []conversation.Utterance) []conversation.Command {
	if len(messages) == 0 {
		return t.nothing("")
	}
	var all []conversation.Command
	blank := false
	for _, m := range messages {
		c := t.message(m)
		blank = blank || unclear(c)
		all = append(all, c...)
	}
	if together, ok := joined(messages); ok && blank {
		if c := t.message(together); !unclear(c) {
			t.note("the messages are read together")
			all = c
		}
	}
	return t.tidy(all)
}

// joined makes one message of several typed ones.
func joined(messages []conversation.Utterance) (conversation.Utterance, bool) {
	if len(messages) < 2 {
		return conversation.Utterance{}, false
	}
	last := messages[len(messages)-1]
	parts := make([]string, 0, len(messages))
	for _, m := range messages {
		if m.Choice != "" || m.Fields != nil {
			return conversation.Utterance{}, false
		}
		parts = append(parts, m.Text)
	}
	last.Text = strings.Join(parts, " ")
	return last, true
}

// tidy drops what later commands overtake: the same value set again, a yes that is followed by a no, a correction, a
// question or a pattern, and "not understood" beside what was. A pattern of first rank stands alone.
func (t *turn) tidy(cs []conversation.Command) []conversation.Command {
	if c, ok := t.outranks(cs); ok {
		return []conversation.Command{c}
	}
	var out []conversation.Command
	for i, c := range cs {
		if later(c, cs[i+1:]) || c.Do == conversation.DoSkip && answered(c, cs) || unclear(cs[i:i+1]) && c.Problem == "" && !unclear(cs) {
			continue
		}
		if slices.ContainsFunc(out, func(o conversation.Command) bool { return same(o, c) }) {
			continue
		}
		out = append(out, c)
	}
	if rest := slices.DeleteFunc(slices.Clone(out), companion); len(rest) > 0 && !unclear(rest) {
		out = rest
	}
	if len(out) > 1 && unclear(out) {
		return out[len(out)-1:]
	}
	return out
}

// answered reports whether a slot that is skipped is given as well: then it is known after all.
func answered(skip conversation.Command, cs []conversation.Command) bool {
	return slices.ContainsFunc(cs, func(c conversation.Command) bool {
		return c.Do == conversation.DoSet && c.Slot == skip.Slot && c.Frame == skip.Frame
	})
}

// companions are patterns that count only when nothing else was said.
var companions = []string{hesitate, "greeting", "thanks", "goodbye"}

func companion(c conversation.Command) bool {
	return c.Do == conversation.DoPattern && slices.Contains(companions, c.Pattern)
}

// outranks finds the pattern of first rank that counts: a sensitive one, else the last.
func (t *turn) outranks(cs []conversation.Command) (conversation.Command, bool) {
	var best conversation.Command
	found := false
	for _, c := range cs {
		if c.Do != conversation.DoPattern {
			continue
		}
		p := t.set.Patterns[c.Pattern]
		if p == nil || !p.First {
			continue
		}
		if !found || rank(p) < firstRanks || rank(t.set.Patterns[best.Pattern]) >= firstRanks {
			best, found = c, true
		}
	}
	return best, found
}

// later reports whether one of the commands that follow overtakes c.
func later(c conversation.Command, rest []conversation.Command) bool {
	return slices.ContainsFunc(rest, func(n conversation.Command) bool {
		switch c.Do {
		case conversation.DoSet:
			return n.Do == conversation.DoSet && n.Slot == c.Slot && n.Frame == c.Frame
		case conversation.DoYes:
			return n.Do != conversation.DoYes && n.Do != conversation.DoStart && n.Do != conversation.DoUnclear
		case conversation.DoNo:
			return n.Do == conversation.DoYes || n.Do == conversation.DoSet
		case conversation.DoPattern: // "scrap that, stolen": the value is what was meant
			return c.Pattern == cancel && n.Do == conversation.DoSet
		}
		return false
	})
}

func same(a, b conversation.Command) bool {
	return a.Do == b.Do && a.Flow == b.Flow && a.Slot == b.Slot && a.Frame == b.Frame && a.Pattern == b.Pattern && a.Text == b.Text &&
		slices.Equal(a.Flows, b.Flows) && (a.Value == nil) == (b.Value == nil)
}
