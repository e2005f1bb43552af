package intent

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"balie/flows"
	"balie/intent/classify"
	"balie/intent/extract"
)

// label is what the classifier ranks: flow:<name>, pattern:<name>, or question.
type label string

const (
	flowPrefix    = "flow:"
	patternPrefix = "pattern:"
	question      = label("question") // asked of the documents
)

func (l label) flow() (string, bool)    { return strings.CutPrefix(string(l), flowPrefix) }
func (l label) pattern() (string, bool) { return strings.CutPrefix(string(l), patternPrefix) }

// examples lists what the classifier learns from, in a fixed order.
func (r *Recognizer) examples() []classify.Example {
	var out []classify.Example
	add := func(l label, by map[string][]string) {
		for _, lang := range slices.Sorted(maps.Keys(by)) {
			for _, text := range by[lang] {
				out = append(out, classify.Example{Text: text, Label: string(l), Lang: lang})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.set.Flows)) {
		if f := r.set.Flows[name]; len(f.Examples) > 0 {
			add(label(flowPrefix+name), f.Examples)
			add(label(flowPrefix+name), r.titles(f.Title))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.set.Patterns)) {
		add(label(patternPrefix+name), r.set.Patterns[name].Examples)
	}
	add(question, r.factual(r.known))
	for _, s := range r.habits.languages {
		add(question, map[string][]string{s.Language: s.Questions})
		add(classify.OutOfScope, map[string][]string{s.Language: s.Elsewhere})
	}
	return out
}

// factual keeps the questions that ask for a fact in so many words: "can I pay later" is a wish just as often.
func (r *Recognizer) factual(by map[string][]string) map[string][]string {
	out := map[string][]string{}
	for _, lang := range slices.Sorted(maps.Keys(by)) {
		for _, text := range by[lang] {
			if r.asking.aim(r.letters.haystack(extract.Fold(text)), r.extract.Form(text)) == fact {
				out[lang] = append(out[lang], text)
			}
		}
	}
	return out
}

// titles writes a text in every language of the set.
func (r *Recognizer) titles(t *flows.Text) map[string][]string {
	out := map[string][]string{}
	if t == nil {
		return out
	}
	for _, lang := range r.set.Languages {
		if words := t.Words(lang); len(words) > 0 {
			out[lang] = []string{strings.Join(words, " ")}
		}
	}
	return out
}

// learnWords gathers what is known outright: exact wordings, and the words of each flow.
func (r *Recognizer) learnWords() {
	r.exact, r.sayings, r.near = map[string]label{}, map[string]string{}, extract.NewNear()
	r.stops = map[string]bool{}
	r.spoken, r.negated = map[string]map[string]bool{}, map[label]bool{}
	r.declared = map[string]bool{}
	for _, questions := range r.known {
		for _, q := range questions {
			r.declared[q] = true
		}
	}
	for _, e := range r.examples() {
		r.learnExample(e)
	}
	for name, p := range r.set.Patterns {
		if t := r.set.Texts["button."+name]; t != nil && spoken(p) {
			for _, titles := range r.titles(t) {
				r.exact[extract.Fold(titles[0])] = label(patternPrefix + name)
			}
		}
	}
	for name, f := range r.set.Flows {
		r.learnLabels(name, f)
	}
	letters := regexp.MustCompile(`[a-z]{4,}`)
	for _, p := range r.phrases {
		for _, n := range p.match {
			for _, w := range letters.FindAllString(n.match.String(), -1) {
				r.near.Add(w, true)
			}
		}
	}
}

func (r *Recognizer) learnExample(e classify.Example) {
	l := label(e.Label)
	folded := extract.Fold(e.Text)
	if e.Label != classify.OutOfScope && l != question {
		if _, there := r.exact[folded]; !there && folded != "" {
			r.exact[folded] = l
		}
		if r.extract.Negates(e.Text) {
			r.negated[l] = true
		}
	}
	if name, isPattern := l.pattern(); isPattern && name != thanks && name != goodbye { // those are lent
		r.learnSaying(e.Lang, folded)
	}
	name, isFlow := l.flow()
	stops := l == patternPrefix+cancel || l == patternPrefix+hesitate
	for _, w := range strings.Fields(folded) {
		r.near.Add(w, true)
		if isFlow {
			r.speak(name, w)
		}
		if stops {
			r.stops[w] = true
		}
	}
}

// learnSaying keeps what people of one language only say: a few small words tell no language by themselves.
func (r *Recognizer) learnSaying(language, folded string) {
	if !strings.Contains(folded, " ") {
		return // a single word may be lent
	}
	if l, there := r.sayings[folded]; there && l != language {
		language = ""
	}
	r.sayings[folded] = language
}

func (r *Recognizer) speak(flow, word string) {
	if r.spoken[flow] == nil {
		r.spoken[flow] = map[string]bool{}
	}
	r.spoken[flow][word] = true
}

func (r *Recognizer) learnLabels(name string, f *flows.Flow) {
	for _, s := range f.Slots {
		for _, o := range s.Options {
			for _, text := range r.namesOf(o) {
				for _, w := range extract.Words(text) {
					r.near.Add(w, true)
					r.speak(name, w)
				}
			}
		}
	}
}

// namesOf lists everything that an own option of a slot may be called.
func (r *Recognizer) namesOf(o flows.Option) []string {
	var out []string
	for _, titles := range r.titles(o.Label) {
		out = append(out, titles...)
	}
	for _, also := range o.Also {
		out = append(out, also...)
	}
	slices.Sort(out)
	return out
}
