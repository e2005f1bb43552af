package flows

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// use is where a text is shown, which decides how it is judged.
type use int

const (
	sentence    use = iota // said to the customer
	small                  // a few words inside something said
	buttonLabel            // on a button
	listLabel              // among more choices than there are buttons
	titleLabel             // of a flow, which is offered as a choice
)

// wording is a text as it was written, before its templates are compiled.
type wording struct {
	to    *Text
	use   use
	what  string
	parts []written // one without a language serves them all
}

type written struct {
	language string
	source   string
	at       Pos
}

// wording reads a text: a template, or one for each language; nil when it is neither.
func (l *loader) wording(r *reader, n *yaml.Node, what string, u use) *wording {
	w := &wording{to: &Text{Pos: r.at(n)}, use: u, what: what}
	if n.Kind == yaml.ScalarNode {
		if r.scalar(n, what) == "" {
			return nil
		}
		w.parts = []written{{source: n.Value, at: r.written(n)}}
		return w
	}
	f := r.fields(n, what, l.languages())
	if f == nil {
		return nil
	}
	for _, lang := range f.names {
		if s := f.text(lang); s != "" {
			w.parts = append(w.parts, written{language: lang, source: s, at: r.written(f.by[lang])})
		}
	}
	for _, lang := range l.set.Languages {
		if !f.has(lang) {
			l.errorf(r.at(n), "add "+lang+":", "%s has no text in %s", what, lang)
		}
	}
	return w
}

// languages are the keys that a text may have: those that are configured, those of the house, and formal Dutch.
func (l *loader) languages() []string {
	out := append([]string{"nl", formal, "en"}, l.set.Languages...)
	slices.Sort(out)
	return slices.Compact(out)
}

// word compiles a text in a scope.
func (l *loader) word(w *wording, sc *scope) {
	if w == nil {
		return
	}
	for _, p := range w.parts {
		t := l.template(p.source, p.at, sc)
		l.judge(w, p)
		switch {
		case t == nil:
		case p.language == "":
			w.to.all = t
		default:
			if w.to.by == nil {
				w.to.by = map[string]*template{}
			}
			w.to.by[p.language] = t
		}
	}
}

// What a text may be at most; longer ones are warned of.
const (
	maxWords = 45 // of a message, at reading level B1
)

// Letters that WhatsApp shows on a choice; where one is longer, all become numbered lines.
var maxLabel = map[use]int{buttonLabel: 20, listLabel: 24, titleLabel: 24}

// chatButtons is how many choices WhatsApp shows as buttons; more become a list.
const chatButtons = 3

// judge warns of a text that is too long, or addresses the customer in two ways.
func (l *loader) judge(w *wording, p written) {
	pieces, _ := split(p.source)
	var own strings.Builder
	count := 0
	for _, x := range pieces {
		if x.expr {
			count++
			own.WriteString(" ")
			continue
		}
		own.WriteString(x.text)
		count += len(strings.Fields(x.text))
	}
	letters := utf8.RuneCountInString(strings.TrimSpace(own.String()))
	switch {
	case maxLabel[w.use] > 0 && letters > maxLabel[w.use]:
		l.warnf(p.at, "say it in fewer", "a label of %d characters on a choice: WhatsApp shows %d", letters, maxLabel[w.use])
	case w.use == sentence && count > maxWords:
		l.warnf(p.at, "say it in two messages, or in fewer words", "%s has %d words; a message may have %d", w.what, count, maxWords)
	}
	if !(p.language == "nl" && l.set.Tone == "u" && w.has(formal)) { // then nobody reads it
		l.address(p, own.String())
	}
}

func (w *wording) has(language string) bool {
	return slices.ContainsFunc(w.parts, func(p written) bool { return p.language == language })
}

// Words that address the customer in the one way and in the other.
var (
	informalWords = []string{"je", "jij", "jou", "jouw", "jullie", "jezelf"}
	formalWords   = []string{"u", "uw", "uzelf"}
)

// address warns of a Dutch text in the other tone than the company's.
func (l *loader) address(p written, text string) {
	var wrong []string
	switch {
	case p.language == formal:
		wrong = informalWords
	case p.language != "nl":
		return
	case l.set.Tone == "u":
		wrong = informalWords
	default:
		wrong = formalWords
	}
	before := ""
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		lower := strings.ToLower(word)
		hour := lower == "u" && before != "" && unicode.IsDigit(rune(before[len(before)-1]))
		if slices.Contains(wrong, lower) && !hour {
			l.warnf(p.at, "", "%q does not fit the tone: this text says %s", word, toneOf(wrong))
			return
		}
		before = word
	}
}

func toneOf(wrong []string) string {
	if wrong[0] == "u" {
		return "je"
	}
	return "u"
}
