package intent

import (
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v4"

	"balie/intent/extract"
)

// asking is how questions are put, in every language.
type asking struct {
	facts  []needle // what asks for a fact
	bare   []needle // the same without a word or mark of asking
	wishes []needle // what asks for a deed
	own    []needle // what is the customer's own
}

// loadAsking reads the embedded ways of asking; an error is a mistake in one of the files.
func loadAsking(letters *letters) (*asking, error) {
	names, err := fs.Glob(files, "words/asking/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("asking: %w", err)
	}
	a := &asking{}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("asking: %w", err)
		}
		var s struct {
			Language string   `yaml:"language"`
			Fact     []string `yaml:"fact"`
			Wish     []string `yaml:"wish"`
			Bare     []string `yaml:"bare"`
			Own      string   `yaml:"own"`
		}
		if err := yaml.Load(data, &s, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("asking %s: %w", name, err)
		}
		facts, err := letters.needles(s.Fact)
		if err != nil {
			return nil, fmt.Errorf("asking %s: fact: %w", name, err)
		}
		wishes, err := letters.needles(s.Wish)
		if err != nil {
			return nil, fmt.Errorf("asking %s: wish: %w", name, err)
		}
		bare, err := letters.needles(s.Bare)
		if err != nil {
			return nil, fmt.Errorf("asking %s: bare: %w", name, err)
		}
		own, err := letters.needles([]string{s.Own})
		if err != nil {
			return nil, fmt.Errorf("asking %s: own: %w", name, err)
		}
		a.facts, a.wishes, a.bare, a.own = append(a.facts, facts...), append(a.wishes, wishes...), append(a.bare, bare...), append(a.own, own...)
	}
	return a, nil
}

// barely reports a question that nothing but its order of words shows: "is it worth it", "costs it much".
func (a *asking) barely(h *haystack) bool { return anyIn(a.bare, h) }

// aim is what a sentence is after.
type aim int

const (
	told   aim = iota // no question
	deed              // a question that wishes for something: may i, how do i
	fact              // a question for something to know: what, how long
	either            // a question that may be both: a few words with a question mark
)

// aim says what a sentence of a form is after. "How long may I" asks for a fact before it wishes for anything.
func (a *asking) aim(h *haystack, form extract.Form) aim {
	switch {
	case form == extract.Statement:
		return told
	case anyIn(a.facts, h):
		return fact
	case anyIn(a.wishes, h):
		return deed
	case form == extract.Polar:
		return fact
	}
	return either
}
