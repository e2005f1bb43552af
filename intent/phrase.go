package intent

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"balie/flows"
	"balie/intent/classify"
	"balie/intent/extract"
)

// phrase is what always means one pattern, in whatever state.
type phrase struct {
	pattern string
	first   bool // outranks every process
	yields  bool // counts only in a wish, and not where any text is taken
	match   []needle
	asking  map[string][]needle // by flow: what counts while that flow asks something
	not     []needle            // what speaks against it, however it was found
	rank    int
}

const (
	sensitive  = "sensitive" // the file of the matters that come before any other
	firstRanks = 1_000_000   // ranks below are sensitive, from here of first rank, from twice this the rest
)

// compile reads the phrases of every pattern, most important pattern first.
func (l *letters) compile(set *flows.Set) ([]phrase, error) {
	var out []phrase
	for _, name := range slices.Sorted(maps.Keys(set.Patterns)) {
		p := set.Patterns[name]
		match, err := l.alternatives(p.Phrases)
		if err != nil {
			return nil, fmt.Errorf("pattern %s: phrases: %w", name, err)
		}
		not, err := l.alternatives(p.Not)
		if err != nil {
			return nil, fmt.Errorf("pattern %s: not: %w", name, err)
		}
		asking, err := l.whileAsking(p)
		if err != nil {
			return nil, fmt.Errorf("pattern %s: asking: %w", name, err)
		}
		if len(match) == 0 && len(not) == 0 && len(asking) == 0 || p.Yields && settled(set, match) {
			continue
		}
		out = append(out, phrase{pattern: name, first: p.First, yields: p.Yields, match: match, asking: asking, not: not, rank: rank(p)})
	}
	slices.SortStableFunc(out, func(a, b phrase) int { return cmp.Compare(a.rank, b.rank) })
	return out, nil
}

// settled reports that a process has an example in which one of some phrases stands: that is settled by the process.
func settled(set *flows.Set, phrases []needle) bool {
	for _, f := range set.Flows {
		for _, examples := range f.Examples {
			for _, e := range examples {
				folded := extract.Fold(e)
				if slices.ContainsFunc(phrases, func(n needle) bool { return n.match.MatchString(folded) }) {
					return true
				}
			}
		}
	}
	return false
}

// whileAsking reads the phrases that count while a flow asks something.
func (l *letters) whileAsking(p *flows.Pattern) (map[string][]needle, error) {
	out := map[string][]needle{}
	for _, flow := range slices.Sorted(maps.Keys(p.Asking)) {
		needles, err := l.alternatives(p.Asking[flow])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flow, err)
		}
		out[flow] = needles
	}
	return out, nil
}

// says reports whether a phrase stands in a text, of those that count while a flow asks something; no flow: nothing is asked.
func (p phrase) says(h *haystack, asking string) bool {
	return anyIn(p.match, h) || asking != "" && anyIn(p.asking[asking], h)
}

// rank orders patterns: sensitive matters, then the others of first rank, then the rest; each as written.
func rank(p *flows.Pattern) int {
	base := strings.TrimSuffix(path.Base(p.Pos.File), ".yaml")
	switch {
	case p.First && base == sensitive:
		return p.Pos.Line
	case p.First:
		return firstRanks + p.Pos.Line
	}
	return 2*firstRanks + p.Pos.Line
}

func (l *letters) alternatives(by map[string][]string) ([]needle, error) {
	var all []needle
	for _, lang := range slices.Sorted(maps.Keys(by)) {
		ns, err := l.needles(by[lang])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", lang, err)
		}
		all = append(all, ns...)
	}
	return all, nil
}

// says finds the most important pattern whose phrases a text holds. Typing errors are mended only when the text as it
// was typed says nothing; a pattern of first rank that only the mended text calls must also be the likeliest as typed:
// a window is no widow.
func (t *turn) says(text string, first bool) (string, bool) {
	if address(text) || t.mute[mute{text, first}] {
		return "", false // the words in an address say nothing, and nor does what was searched before
	}
	f := t.folding(text)
	asking := ""
	if t.exp.Asked != nil {
		asking = t.exp.Asked.Flow
	}
	for _, h := range []*haystack{f.folded, f.apart, f.mended} {
		if h == nil {
			continue
		}
		for _, p := range t.phrases {
			if p.first == first && p.says(h, asking) && t.mayPattern(p.pattern) && !anyIn(p.not, f.folded) {
				if p.yields && !t.isWish(text) || t.pointless(p.pattern, text) {
					continue
				}
				if first && h == f.mended && !t.bearsOut(text, p.pattern) {
					continue
				}
				t.note("pattern %s: a phrase of it stands in %q", p.pattern, t.quote(text))
				return p.pattern, true
			}
		}
	}
	t.mute[mute{text, first}] = true
	return "", false
}

// isWish reports a text in which a pattern that yields counts: one that wishes for something while no answer in any words is awaited.
func (t *turn) isWish(text string) bool {
	if t.exp.Asked != nil && t.free(*t.exp.Asked) {
		return false
	}
	form := t.form(text)
	return form == extract.Statement || form == extract.Request
}

// mute is a text in which no phrase stands, of first rank or of the others.
type mute struct {
	text  string
	first bool
}

// address reports a text that is one e-mail address.
func address(text string) bool {
	return strings.Contains(text, "@") && len(strings.Fields(text)) == 1
}

// nearly is how near an example must be for its likeness to count in a message of few words.
const nearly = 0.5

// fewWords is the length up to which a mended word says too much of a message.
const fewWords = 3

func (t *turn) tiny(folded string) bool { return len(strings.Fields(folded)) <= fewWords }

// bearsOut reports whether a text as it was typed is most likely a pattern, or, when it is long enough to tell, most like
// an example of it.
func (t *turn) bearsOut(text, pattern string) bool {
	ranked := t.classify(text).Ranked
	i := slices.IndexFunc(ranked, func(k classify.Ranked) bool { return k.Label == patternPrefix+pattern })
	if i <= 0 {
		return i == 0
	}
	like := ranked[i].Similarity
	return like > ranked[0].Similarity && (like >= nearly || !t.tiny(t.folding(text).folded.text))
}

// forms are the ways in which a text is matched against phrases.
type forms struct {
	folded *haystack
	apart  *haystack // with what is joined by an apostrophe written out; nil when nothing is
	mended *haystack // with typing errors mended; nil when there are none
}

func (t *turn) folding(text string) forms {
	if f, there := t.folds[text]; there {
		return f
	}
	folded := extract.Fold(text)
	f := forms{folded: t.letters.haystack(folded)}
	if full := t.habits.apart(text); full != "" {
		f.apart = t.letters.haystack(extract.Fold(full))
	}
	if m := t.mended(folded); m != "" {
		f.mended = t.letters.haystack(m)
	}
	t.folds[text] = f
	return f
}

// folded is a text as its words, as phrases are matched against it.
func (t *turn) folded(text string) string { return t.folding(text).folded.text }

// denied reports whether a pattern's own words say that a text does not mean it.
func (t *turn) denied(pattern, text string) bool {
	f := t.folding(text)
	return slices.ContainsFunc(t.phrases, func(p phrase) bool { return p.pattern == pattern && anyIn(p.not, f.folded) })
}

// mended corrects typing errors towards the words of the set; empty when there are none.
func (t *turn) mended(folded string) string {
	words := strings.Fields(folded)
	changed := false
	for i, w := range words {
		if t.extract.Known(w) {
			continue
		}
		if c := t.near.Correct(w); c != w {
			words[i], changed = c, true
		}
	}
	if !changed {
		return ""
	}
	return strings.Join(words, " ")
}
