package intent

import (
	"slices"

	"balie/conversation"
	"balie/intent/extract"
)

// setRight finds what a text puts right while any text is taken: it speaks of a value that was given before, by its name, by
// its form, or by what it was.
func (t *turn) setRight(text string) []conversation.Command {
	if t.form(text) != extract.Statement {
		return nil
	}
	if g, ok := t.replaced(text, t.freeSlots()); ok {
		return []conversation.Command{g.command}
	}
	h := t.folding(text).folded
	against := slices.ContainsFunc(extract.Words(text), func(w string) bool { return t.stance.negating[w] })
	if !against && !anyIn(t.stance.retaking, h) && !anyIn(t.stance.changing, h) {
		return nil
	}
	var out []conversation.Command
	var taken []extract.Found
	for _, g := range t.alsoGiven(text, true, false) {
		if g.found.Value.Type != conversation.Choice && t.holdsAny(g.command) {
			out, taken = append(out, g.command), append(taken, g.found)
		}
	}
	if len(extract.Words(t.core(blank(text, taken)))) > mostAside {
		return nil
	}
	return out
}

// holdsAny reports a value for a slot that holds one.
func (t *turn) holdsAny(c conversation.Command) bool {
	return slices.ContainsFunc(t.exp.Also, func(x conversation.SlotExpectation) bool {
		return x.Slot == c.Slot && x.Frame == c.Frame && !x.Value.Zero()
	})
}
