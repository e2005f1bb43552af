package knowledge

import (
	"embed"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// lexicon is what is known beforehand about one language: words/<lang>.yaml.
type lexicon struct {
	stop     map[string]bool     // function words: they carry no topic
	light    map[string]bool     // words that narrow a question only a little
	bare     map[string]bool     // words that ask nothing by themselves
	deny     map[string]bool     // words that say that something is not so
	figure   map[string]bool     // words that ask for an amount, a number or a time
	money    map[string]bool     // of these, words that ask for an amount of money
	ask      map[string]bool     // words with which a question begins
	contrast map[string]bool     // a sentence starting so limits the one before it
	leans    map[string]bool     // a sentence starting so cannot stand without the one before it
	abbrev   map[string]bool     // a full stop after these ends no sentence
	same     map[string][]string // by stem: stems of words that ask for the same thing
	stemmer  func(string) string
	stems    memo[string]
}

// stem cuts a folded word to its stem.
func (l *lexicon) stem(w string) string { return l.stems.of(w, l.stemmer) }

// lexiconFile is the form of words/<lang>.yaml.
type lexiconFile struct {
	Stop     []string   `yaml:"stop"`
	Light    []string   `yaml:"light"`
	Bare     []string   `yaml:"bare"`
	Deny     []string   `yaml:"deny"`
	Figure   []string   `yaml:"figure"`
	Money    []string   `yaml:"money"`
	Ask      []string   `yaml:"ask"`
	Contrast []string   `yaml:"contrast"`
	Leans    []string   `yaml:"leans"`
	Abbrev   []string   `yaml:"abbreviations"`
	Same     [][]string `yaml:"same"`
}

// loadLexicons reads the embedded word lists of every language pages may have.
func loadLexicons() (map[string]*lexicon, error) {
	out := make(map[string]*lexicon, len(languages))
	for _, lang := range languages {
		lex, err := loadLexicon(lang)
		if err != nil {
			return nil, fmt.Errorf("word list %s: %w", lang, err)
		}
		out[lang] = lex
	}
	return out, nil
}

func loadLexicon(lang string) (*lexicon, error) {
	raw, err := wordFiles.ReadFile("words/" + lang + ".yaml")
	if err != nil {
		return nil, err
	}
	var f lexiconFile
	if err := yaml.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	return &lexicon{
		stop: set(f.Stop), light: set(f.Light), bare: set(f.Bare), deny: set(f.Deny), figure: set(f.Figure), money: set(f.Money), ask: set(f.Ask),
		contrast: set(f.Contrast), leans: set(f.Leans), abbrev: set(f.Abbrev),
		same: alike(f.Same, stemmers[lang]), stemmer: stemmers[lang],
	}, nil
}

// alike gives, for each stem of the groups, the other stems of its group.
func alike(groups [][]string, stem func(string) string) map[string][]string {
	out := map[string][]string{}
	for _, group := range groups {
		var stems []string
		for _, w := range group {
			if s := stem(fold(w)); !slices.Contains(stems, s) {
				stems = append(stems, s)
			}
		}
		for _, s := range stems {
			for _, other := range stems {
				if other != s && !slices.Contains(out[s], other) {
					out[s] = append(out[s], other)
				}
			}
		}
	}
	return out
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[fold(w)] = true
	}
	return m
}

// asks says whether a word is one of those that ask; a compound asks what its
// last part asks.
func asks(words map[string]bool, w string) bool {
	if words[w] {
		return true
	}
	for cut := 3; cut <= len(w)-5; cut++ {
		if words[w[cut:]] {
			return true
		}
	}
	return false
}

// nearlyStop says whether a word the pages do not know is a function word with a slip.
func (l *lexicon) nearlyStop(w string) bool {
	if len(w) < 7 {
		return false
	}
	for s := range l.stop {
		if len(s) >= 7 && s[0] == w[0] && slips([]rune(w), []rune(s)) == 1 {
			return true
		}
	}
	return false
}
