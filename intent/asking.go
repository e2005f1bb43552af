package intent

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"

	"balie/intent/extract"
)

// asking is how questions are put, in every language.
type asking struct {
	facts  []*regexp.Regexp // what asks for a fact
	wishes []*regexp.Regexp // what asks for a deed
}

// loadAsking reads the embedded ways of asking; an error is a mistake in one of the files.
func loadAsking() (*asking, error) {
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
		}
		if err := yaml.Load(data, &s, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("asking %s: %w", name, err)
		}
		if a.facts, err = compileAll(a.facts, s.Fact); err != nil {
			return nil, fmt.Errorf("asking %s: fact: %w", name, err)
		}
		if a.wishes, err = compileAll(a.wishes, s.Wish); err != nil {
			return nil, fmt.Errorf("asking %s: wish: %w", name, err)
		}
	}
	return a, nil
}

func compileAll(to []*regexp.Regexp, sources []string) ([]*regexp.Regexp, error) {
	for _, source := range sources {
		re, err := regexp.Compile(source)
		if err != nil {
			return nil, err
		}
		to = append(to, re)
	}
	return to, nil
}

// aim is what a sentence is after.
type aim int

const (
	told   aim = iota // no question
	deed              // a question that wishes for something: may i, how do i
	fact              // a question for something to know: what, how long
	either            // a question that may be both: a few words with a question mark
)

// aim says what a sentence of a form is after. "How long may I" asks for a fact before it wishes for anything.
func (a *asking) aim(s string, form extract.Form) aim {
	if form == extract.Statement {
		return told
	}
	folded := extract.Fold(s)
	holds := func(re *regexp.Regexp) bool { return re.MatchString(folded) }
	switch {
	case slices.ContainsFunc(a.facts, holds):
		return fact
	case slices.ContainsFunc(a.wishes, holds):
		return deed
	case form == extract.Polar:
		return fact
	}
	return either
}
