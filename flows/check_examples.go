package flows

import (
	"slices"
	"strings"
	"unicode"
)

// checkExamples refuses an example that two flows claim: no recognizer could tell them apart.
func (l *loader) checkExamples() {
	flows, patterns := map[string]string{}, map[string]string{}
	for _, name := range names(l.patterns) {
		for _, list := range l.patterns[name].pattern.Examples {
			for _, e := range list {
				patterns[fold(e)] = name
			}
		}
	}
	for _, name := range names(l.flows) {
		f := l.flows[name].flow
		for _, lang := range names(f.Examples) {
			for i, e := range f.Examples[lang] {
				l.example(f, lang, e, f.Examples[lang][:i], flows, patterns)
			}
		}
	}
}

func (l *loader) example(f *Flow, lang, example string, earlier []string, flows, patterns map[string]string) {
	key := fold(example)
	other, taken := flows[key]
	at := l.exampleAt(f, example)
	switch {
	case key == "":
		l.errorf(at, "", "an example of flow %s in %s has no letters", f.Name, lang)
	case taken && other != f.Name:
		l.errorf(at, "leave it in one of them", "%q is an example of both %s and %s", example, other, f.Name)
	case slices.ContainsFunc(earlier, func(e string) bool { return fold(e) == key }):
		l.warnf(at, "leave one out", "%q is an example of flow %s twice", example, f.Name)
	case patterns[key] != "":
		l.errorf(at, "leave it in one of them", "%q is an example of both pattern %s and flow %s", example, patterns[key], f.Name)
	}
	if !taken {
		flows[key] = f.Name
	}
}

// fold writes a text without capitals and punctuation, words one space apart.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c)
	}), " ")
}
