package intent

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/intent/extract"
)

//go:embed words/*.yaml words/asking/*.yaml words/stance/*.yaml
var files embed.FS

// speech is what the recognizer knows of one language.
type speech struct {
	Language  string               `yaml:"language"`
	Function  []string             `yaml:"function"`  // words that tell the language
	Particles []string             `yaml:"particles"` // those of them that stand in names and addresses
	Unwanted  []string             `yaml:"unwanted"`  // regular expressions: what follows is not wished for
	Split     []string             `yaml:"split"`     // words between two wishes
	Opening   []string             `yaml:"opening"`   // how questions are announced
	Announce  []string             `yaml:"announce"`  // regular expressions: how a value is announced
	Contact   []string             `yaml:"contact"`   // words of a question that asks for one address or number
	Questions []string             `yaml:"questions"` // examples of questions for the documents
	Elsewhere []string             `yaml:"elsewhere"` // examples of what no counter serves
	Short     []shortForm          `yaml:"short"`     // what is joined to any word with an apostrophe
	Anger     map[float64][]string `yaml:"anger"`
	Calm      []string             `yaml:"calm"`
	Faces     []string             `yaml:"faces"` // signs that are angry without a word
}

// shortForm is a word that is joined to another with an apostrophe: its end, the word itself, and a regular expression of what follows
// where it is that and not whose something is.
type shortForm struct {
	End    string `yaml:"end"`
	Full   string `yaml:"full"`
	Before string `yaml:"before"`
}

// loadSpeech reads the embedded words; an error is a mistake in one of the files.
func loadSpeech() ([]speech, error) {
	names, err := fs.Glob(files, "words/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	var out []speech
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("words: %w", err)
		}
		var s speech
		if err := yaml.Load(data, &s, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("words %s: %w", name, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// habits are the words of all languages, ready to be used.
type habits struct {
	unwanted  []needle
	announce  []*regexp.Regexp
	split     map[string]bool
	opening   []string
	contact   map[string]bool
	short     []short
	languages []speech
}

// short is what is joined to a word with an apostrophe, and the words that stand for both.
type short struct {
	match *regexp.Regexp
	full  string
}

// apart writes out what is joined to words with an apostrophe: "the money's gone"; empty when nothing is.
func (h *habits) apart(text string) string {
	if !strings.ContainsAny(text, "'’") {
		return ""
	}
	full := text
	for _, s := range h.short {
		full = s.match.ReplaceAllString(full, s.full)
	}
	if full == text {
		return ""
	}
	return full
}

func newHabits(ls []speech, letters *letters) (*habits, error) {
	h := &habits{split: map[string]bool{}, contact: map[string]bool{}, languages: ls}
	for _, s := range ls {
		unwanted, err := letters.needles(s.Unwanted)
		if err != nil {
			return nil, fmt.Errorf("words of %s: unwanted: %w", s.Language, err)
		}
		h.unwanted = append(h.unwanted, unwanted...)
		for _, source := range s.Announce {
			re, err := regexp.Compile("^(" + source + ")$")
			if err != nil {
				return nil, fmt.Errorf("words of %s: announce: %w", s.Language, err)
			}
			h.announce = append(h.announce, re)
		}
		for _, x := range s.Short {
			re, err := regexp.Compile(`(?i)(\pL)['’]` + regexp.QuoteMeta(x.End) + ` (` + x.Before + `)\b`)
			if err != nil {
				return nil, fmt.Errorf("words of %s: short: %w", s.Language, err)
			}
			h.short = append(h.short, short{re, "$1 " + x.Full + " $2"})
		}
		for _, w := range s.Split {
			h.split[w] = true
		}
		for _, w := range s.Contact {
			h.contact[w] = true
		}
		for _, w := range s.Opening {
			h.opening = append(h.opening, extract.Fold(w))
		}
	}
	slices.SortFunc(h.opening, func(a, b string) int { return len(b) - len(a) })
	return h, nil
}
