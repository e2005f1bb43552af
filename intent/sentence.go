package intent

import (
	"slices"
	"strings"

	"balie/conversation"
	"balie/intent/extract"
)

// sentencesOf cuts a text behind points, question marks and line ends; a text of one sentence gives none.
func sentencesOf(text string) []string {
	var out []string
	from := 0
	ends := func(i int) bool {
		return i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n' || text[i+1] == text[i]
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '\n' && (!strings.ContainsRune(".!?;", rune(c)) || !ends(i)) {
			continue
		}
		if s := strings.TrimSpace(text[from : i+1]); extract.HasWords(s) {
			out = append(out, s)
			from = i + 1
		}
	}
	if s := strings.TrimSpace(text[from:]); extract.HasWords(s) {
		out = append(out, s)
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// maxParts bounds the sentences and clauses of one message that are read one by one.
const maxParts = 6

// sentences understands a text sentence by sentence, and a sentence clause by clause where that makes more of it.
func (t *turn) sentences(text string, corrective bool) []conversation.Command {
	parts := sentencesOf(text)
	if parts == nil {
		return t.sentence(text, corrective)
	}
	var all []conversation.Command
	for _, p := range parts[:min(len(parts), maxParts)] {
		all = append(all, t.sentence(p, corrective)...)
	}
	all = t.tidy(all)
	if len(all) == 1 && all[0].Do == conversation.DoUnclear {
		return t.sentence(text, corrective)
	}
	return all
}

// sentence reads one sentence as a whole and in its clauses, and keeps what made more of it.
func (t *turn) sentence(s string, corrective bool) []conversation.Command {
	whole := t.clause(s, corrective)
	parts := t.clauses(s)
	if len(parts) < 2 {
		return whole
	}
	var split []conversation.Command
	for _, p := range parts {
		c := t.clause(p, corrective)
		if begins(whole) && t.idle(p, c) {
			return whole
		}
		if unclear(c) {
			if !t.orders(p) {
				return whole
			}
			c = []conversation.Command{{Do: conversation.DoUnclear, Text: p, Problem: beyond}}
		}
		split = append(split, c...)
	}
	split = t.tidy(split)
	if len(whole) == 1 && t.lacks(whole[0]) && !slices.ContainsFunc(split, t.saysMore) {
		return whole
	}
	if onlyValues(whole) && !slices.ContainsFunc(split, t.weighty) && !moreValues(split, whole) || slices.ContainsFunc(split, t.lacks) && valued(whole) { // "not lost but stolen" lacks nothing
		return whole
	}
	if begins(whole) && !slices.ContainsFunc(split, t.adds(whole)) { // what goes with a wish repairs nothing
		return whole
	}
	if wishes(split) > wishes(whole) || unclear(whole) || len(whole) == 1 && whole[0].Do == conversation.DoSkip && answered(whole[0], split) {
		t.note("%q holds %d wishes", t.quote(s), len(split))
		return split
	}
	return whole
}

// idle reports a part that is one word and says something only by itself: beside a wish it belongs to that.
func (t *turn) idle(part string, says []conversation.Command) bool {
	return len(extract.Words(part)) == 1 && len(says) == 1 && says[0].Do == conversation.DoPattern && !t.weighty(says[0])
}

// What is wrong with a part of a message that is a wish: it can be settled nowhere here, or not together with the rest.
const (
	beyond   = "beyond"
	together = "one_by_one"
)

// leastOrder is the number of words with a meaning of their own from which a part of a sentence is an order.
// mostOrder is the number of words up to which it is repeated to the customer.
const (
	leastOrder = 2
	mostOrder  = 12
)

// orders reports a part of a sentence that is an order or a wish by how it begins.
func (t *turn) orders(part string) bool {
	return anyIn(t.stance.ordering, t.folding(part).folded) && t.extract.Beside(part, 0, 0) >= leastOrder &&
		len(extract.Words(part)) <= mostOrder
}

// lacks reports a command that says that something is not known or not there.
func (t *turn) lacks(c conversation.Command) bool {
	return c.Do == conversation.DoSkip || c.Do == conversation.DoPattern && c.Pattern == dontHave
}

// saysMore reports a command that says more than that something is lacking, and more than is known: "the card is gone" starts no
// process that runs for a lost card.
func (t *turn) saysMore(c conversation.Command) bool {
	if c.Do == conversation.DoStart {
		return c.Flow != t.exp.Running
	}
	held := slices.ContainsFunc(t.exp.Also, func(x conversation.SlotExpectation) bool {
		return c.Do == conversation.DoSet && c.Slot == x.Slot && c.Value != nil && c.Value.Equal(x.Value)
	})
	return !held && !t.lacks(c)
}

// begins reports commands that start a process.
func begins(cs []conversation.Command) bool {
	return slices.ContainsFunc(cs, func(c conversation.Command) bool { return c.Do == conversation.DoStart })
}

// adds tells of a command whether it asks for more than others do: another value or question, or a matter of first rank.
func (t *turn) adds(to []conversation.Command) func(conversation.Command) bool {
	return func(c conversation.Command) bool {
		if slices.ContainsFunc(to, func(o conversation.Command) bool { return same(o, c) }) {
			return false
		}
		return c.Do == conversation.DoSet || c.Do == conversation.DoStart || c.Problem != "" || c.Do != conversation.DoUnclear && t.weighty(c)
	}
}

// weighty reports a command that a sentence which only gives values may hold as well: a wish, a question, a matter of first
// rank.
func (t *turn) weighty(c conversation.Command) bool {
	switch c.Do {
	case conversation.DoPattern:
		return t.first(label(patternPrefix + c.Pattern))
	case conversation.DoSkip, conversation.DoNo, conversation.DoYes, conversation.DoSet:
		return false
	}
	return true
}

// moreValues reports values for more slots than others give.
func moreValues(cs, than []conversation.Command) bool {
	return slices.ContainsFunc(cs, func(c conversation.Command) bool { return c.Do == conversation.DoSet && !answered(c, than) })
}

// onlyValues reports commands that do nothing but give values.
func onlyValues(cs []conversation.Command) bool {
	return len(cs) > 0 && !slices.ContainsFunc(cs, func(c conversation.Command) bool { return c.Do != conversation.DoSet })
}

// valued reports commands of which one gives a value and none lacks one.
func valued(cs []conversation.Command) bool {
	return slices.ContainsFunc(cs, func(c conversation.Command) bool { return c.Do == conversation.DoSet }) &&
		!slices.ContainsFunc(cs, func(c conversation.Command) bool { return c.Do == conversation.DoSkip })
}

// clauses cuts a sentence at the words between two wishes.
func (t *turn) clauses(s string) []string {
	var out []string
	from := 0
	for _, tok := range extract.Tokens(s) {
		cut := t.habits.split[tok.Word] || tok.Kind == extract.Mark && tok.Word == "," && !withinNumber(s, tok)
		if !cut {
			continue
		}
		if p := strings.TrimSpace(s[from:tok.Start]); t.extract.Beside(p, 0, 0) > 0 {
			out = append(out, p)
		}
		from = tok.End
	}
	if p := strings.TrimSpace(s[from:]); t.extract.Beside(p, 0, 0) > 0 {
		out = append(out, p)
	}
	if len(out) > maxParts {
		return nil
	}
	return out
}

// withinNumber reports a mark between two digits.
func withinNumber(s string, tok extract.Token) bool {
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	return digit(tok.Start-1) && digit(tok.End)
}

// unclear reports commands that say that nothing, or not enough, was understood.
func unclear(cs []conversation.Command) bool {
	for _, c := range cs {
		if c.Do != conversation.DoUnclear && c.Do != conversation.DoClarify {
			return false
		}
	}
	return true
}

// wishes counts the different things that commands ask for.
func wishes(cs []conversation.Command) int {
	seen := map[string]bool{}
	for _, c := range cs {
		switch c.Do {
		case conversation.DoUnclear, conversation.DoClarify:
			if c.Problem == beyond {
				seen[c.Problem] = true
			}
		case conversation.DoAnswer:
			seen["answer"] = true
		case conversation.DoSet:
			seen["set "+c.Slot] = true
		default:
			seen[c.String()] = true
		}
	}
	return len(seen)
}
