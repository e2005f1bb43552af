package intent

import (
	"maps"
	"strings"

	"balie/conversation"
	"balie/intent/classify"
	"balie/intent/extract"
)

// likened is the confidence in an option that no word names, but whose meaning a text shares.
const likened = 0.7

// takeMeaning finds the only option that means what a text says in other words: "somebody took it" for stolen. What the text
// says it is not does not count, and neither does a meaning that options share, nor a text that is surely about another
// process.
func (t *turn) takeMeaning(s conversation.SlotExpectation, text string) (extract.Found, bool) {
	if strings.ContainsAny(text, "0123456789@") || len(s.Options) == 0 || s.Options[0].Value.Type != conversation.Choice { // things of a customer are named, not described
		return extract.Found{}, false
	}
	plain := t.extract.Affirmed(text, s.Options)
	if plain == "" || strings.ContainsAny(plain, "0123456789") { // a figure is a value of something, and describes nothing
		return extract.Found{}, false
	}
	said := t.model.Meanings(plain)
	if len(said) == 0 {
		return extract.Found{}, false
	}
	means := t.meanings[&s.Options[0]]
	if means == nil {
		means = t.optionMeanings(s.Options)
		t.meanings[&s.Options[0]] = means
	}
	chosen := -1
	for i, own := range means {
		if !s.Value.Zero() && s.Options[i].Value.Equal(s.Value) {
			continue // it holds that already: what else is said counts
		}
		for m := range own {
			if !said[m] {
				continue
			}
			if chosen >= 0 && chosen != i {
				return extract.Found{}, false
			}
			chosen = i
		}
	}
	if chosen < 0 || t.elsewhere(s.Flow, text) {
		return extract.Found{}, false
	}
	o := s.Options[chosen]
	t.note("%q means %q", t.quote(text), o.Label)
	return extract.Found{Value: o.Value, Key: o.Key, End: len(text), Text: text, Confidence: likened}, true
}

// elsewhere reports a text that is surely about another process than a slot's own.
func (t *turn) elsewhere(flow, text string) bool {
	l, sure, ok := t.about(text)
	name, isFlow := l.flow()
	return ok && isFlow && name != flow && sure >= verySure
}

// optionMeanings lists what each option means that no other means, as its names of one word tell: of several words, most are
// small.
func (t *turn) optionMeanings(options []conversation.Option) []map[classify.Meaning]bool {
	out := make([]map[classify.Meaning]bool, len(options))
	in := map[classify.Meaning]int{}
	for i, o := range options {
		out[i] = map[classify.Meaning]bool{}
		for _, label := range append([]string{o.Label}, o.Labels...) {
			if len(extract.Words(label)) == 1 {
				maps.Copy(out[i], t.model.Meanings(label))
			}
		}
		for m := range out[i] {
			in[m]++
		}
	}
	for _, own := range out {
		maps.DeleteFunc(own, func(m classify.Meaning, _ bool) bool { return in[m] > 1 })
	}
	return out
}
