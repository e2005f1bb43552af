package extract

import (
	"cmp"
	"slices"
	"strings"

	"balie/conversation"
)

// Choice finds the option that a text chooses: by its label or another word for it, by its place in the list, by the
// last digits of a number in its label, or by what it is not. It answers with at most one; nothing when two options
// fit equally well. A later mention corrects an earlier one: "gestolen, nee wacht, kwijt".
func (x *Extractor) Choice(text string, options []conversation.Option) []Found {
	return x.choose(text, options, false)
}

// Mentioned is Choice for a question that was not asked: only what names an option outright counts (all of its name,
// or two words that tell it apart), not its place or what it is not.
func (x *Extractor) Mentioned(text string, options []conversation.Option) []Found {
	return x.choose(text, options, true)
}

func (x *Extractor) choose(text string, options []conversation.Option, strict bool) []Found {
	if len(options) == 0 {
		return nil
	}
	ts := x.tokens(text)
	m := x.menu(options)
	if f, ok := m.verbatim(ts); ok {
		f.Text = text[f.Start:f.End]
		return []Found{f}
	}
	for _, part := range slices.Backward(x.corrections(ts)) {
		if f, ok := m.pick(part, strict); ok {
			f.Text = text[f.Start:f.End]
			return []Found{f}
		}
	}
	return nil
}

// Named reports whether a text is the name of an option and nothing else.
func (x *Extractor) Named(text string, options []conversation.Option) bool {
	ts := x.tokens(text)
	if len(options) == 0 || len(ts) == 0 {
		return false
	}
	_, ok := x.menu(options).verbatim(ts)
	return ok
}

// Affirmed returns the words of a text behind its last correction, without those of what it says it is not.
func (x *Extractor) Affirmed(text string, options []conversation.Option) string {
	parts := x.corrections(x.tokens(text))
	plain, _ := x.menu(options).denied(parts[len(parts)-1])
	words := make([]string, len(plain))
	for i, t := range plain {
		words[i] = t.Word
	}
	return strings.Join(words, " ")
}

// corrections cuts a text where it takes back what it said before.
func (x *Extractor) corrections(ts []Token) [][]Token {
	var out [][]Token
	from := 0
	for i := 0; i < len(ts); {
		_, n := x.is(listCorrection, ts, i)
		if _, not := x.is(listNegation, ts, i); not > n { // "rather than"
			i += not
			continue
		}
		if n == 0 {
			i++
			continue
		}
		out = append(out, ts[from:i])
		i += n
		from = i
	}
	return append(out, ts[from:])
}

// menu is a list of options, prepared for one question.
type menu struct {
	x       *Extractor
	options []conversation.Option
	names   [][]name
	weight  map[string]float64 // how much a word tells options apart
}

// name is one thing that an option may be called.
type name struct {
	words []string
}

// menu prepares options, once a turn.
func (x *Extractor) menu(options []conversation.Option) *menu {
	if x.kept == nil || len(options) == 0 {
		return x.newMenu(options)
	}
	m := x.kept.menus[&options[0]]
	if m == nil || len(m.options) != len(options) {
		m = x.newMenu(options)
		x.kept.menus[&options[0]] = m
	}
	return m
}

func (x *Extractor) newMenu(options []conversation.Option) *menu {
	m := &menu{x: x, options: options, names: make([][]name, len(options)), weight: map[string]float64{}}
	in := map[string]int{}
	for i, o := range options {
		seen := map[string]bool{}
		for _, label := range names(o) {
			words := Words(label)
			if len(words) == 0 {
				continue
			}
			m.names[i] = append(m.names[i], name{words: words})
			for _, w := range words {
				if !seen[w] {
					seen[w] = true
					in[w]++
				}
			}
		}
	}
	for w, n := range in {
		m.weight[w] = m.weigh(w, n)
	}
	return m
}

// names lists everything that an option may be called.
func names(o conversation.Option) []string {
	out := slices.Clone(o.Labels)
	if !slices.Contains(out, o.Label) && o.Label != "" {
		out = append(out, o.Label)
	}
	if o.Value.Type == conversation.Choice || o.Value.Type == conversation.Text {
		out = append(out, strings.ReplaceAll(o.Key, "_", " "))
	}
	return out
}

// weigh says how much a word tells: nothing when every option has it, little when it is a small word.
func (m *menu) weigh(word string, in int) float64 {
	if in == len(m.options) && in > 1 {
		return 0
	}
	t := []Token{{Word: word, Kind: Word}}
	for _, l := range []list{listPick, listFiller, listArticle, listOf, listNegation, listBut} {
		if m.x.set[l].has(t[0]) {
			return 0.1
		}
	}
	return 1 / float64(in)
}

// fit is how well one option fits.
type fit struct {
	option     int
	score      float64
	whole      bool // a whole name of it stands there
	start, end int
}

// pick chooses from one part of a text.
func (m *menu) pick(ts []Token, strict bool) (Found, bool) {
	if len(ts) == 0 {
		return Found{}, false
	}
	plain, denied := m.denied(ts)
	fits := m.fits(plain, strict)
	fits = slices.DeleteFunc(fits, func(f fit) bool { return denied[f.option] && !f.whole })
	if f, ok := m.best(fits); ok {
		return f, true
	}
	if strict || len(fits) > 0 {
		return Found{}, false
	}
	if f, ok := m.place(plain, denied); ok {
		return f, true
	}
	return m.rest(ts, plain, denied)
}

// verbatim finds the option whose name is all that is said, whatever its words mean: "I don't want it any more" may be
// a reason to choose.
func (m *menu) verbatim(ts []Token) (Found, bool) {
	said := make([]string, 0, len(ts))
	for _, t := range ts {
		if t.Kind != Mark {
			said = append(said, t.Word)
		}
	}
	for i, list := range m.names {
		for _, n := range list {
			if slices.Equal(n.words, said) {
				return m.found(i, ts[0].Start, ts[len(ts)-1].End, 1), true
			}
		}
	}
	return Found{}, false
}

// best is the fit that is clearly better than all others.
func (m *menu) best(fits []fit) (Found, bool) {
	if len(fits) == 0 {
		return Found{}, false
	}
	slices.SortStableFunc(fits, func(a, b fit) int {
		if a.whole != b.whole {
			if a.whole {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.score, a.score)
	})
	f, sure := fits[0], 0.95
	if len(fits) > 1 {
		next := fits[1]
		if f.whole == next.whole && f.score < next.score*1.25 {
			return Found{}, false
		}
		sure = 0.85
	}
	if !f.whole {
		sure -= 0.15
	}
	return m.found(f.option, f.start, f.end, sure), true
}

func (m *menu) found(option, start, end int, sure float64) Found {
	o := m.options[option]
	return Found{Value: o.Value, Key: o.Key, Start: start, End: end, Confidence: sure}
}

// fits scores every option of which something stands in the text.
func (m *menu) fits(ts []Token, strict bool) []fit {
	var out []fit
	for i := range m.options {
		best := fit{option: i}
		for _, n := range m.names[i] {
			f := m.fit(ts, n, strict)
			if f.whole && !best.whole || f.whole == best.whole && f.score > best.score {
				f.option = i
				best = f
			}
		}
		if best.score >= 0.3 {
			out = append(out, best)
		}
	}
	return out
}

// fit scores one name: the weights of its words that stand in the text, more when all of them do.
func (m *menu) fit(ts []Token, n name, strict bool) fit {
	f := fit{start: -1}
	hit, telling, told := 0, 0, 0
	for _, w := range n.words {
		weight := m.weight[w]
		if weight >= 0.3 {
			telling++
		}
		at, like := m.like(ts, w, strict)
		if like == 0 {
			continue
		}
		hit++
		f.score += weight * like
		if weight >= 0.3 {
			f.cover(ts[at])
		}
		if weight >= 0.5 && like >= 0.8 {
			told++
		}
	}
	f.whole = hit == len(n.words) && f.score >= 0.3 || hit == len(n.words) && telling == 0 && len(n.words) == len(ts)
	if f.whole && telling == 0 {
		f.cover(ts[0])
		f.score = 1
	}
	if strict && !f.whole && told < 2 || f.start < 0 {
		return fit{}
	}
	return f
}

func (f *fit) cover(t Token) {
	if f.start < 0 || t.Start < f.start {
		f.start = t.Start
	}
	f.end = max(f.end, t.End)
}

// like finds a word among the tokens, and says how alike the best one is, 0 to 1.
func (m *menu) like(ts []Token, word string, strict bool) (at int, like float64) {
	for i, t := range ts {
		if t.Kind == Mark {
			continue
		}
		if l := m.alike(t, word, strict); l > like {
			at, like = i, l
		}
	}
	return at, like
}
