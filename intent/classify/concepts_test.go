package classify

import (
	"slices"
	"strings"
	"testing"
)

func TestConceptFileIsWellFormed(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for n, line := range strings.Split(strings.TrimSpace(conceptText), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "[") {
			continue
		}
		name, forms, found := strings.Cut(line, ": ")
		english, dutch, both := strings.Cut(forms, " | ")
		if !found || !both || strings.TrimSpace(english) == "" || strings.TrimSpace(dutch) == "" {
			t.Errorf("concepts.txt:%d: want name: english | dutch, have %q", n+1, line)
		}
		if before := seen[name]; before > 0 {
			t.Errorf("concepts.txt:%d: %s stands on line %d already", n+1, name, before)
		}
		seen[name] = n + 1
		for _, form := range strings.Fields(forms) {
			if form != "|" && strings.Join(words(strings.ReplaceAll(form, "_", " ")), "_") != shaped(form) {
				t.Errorf("concepts.txt:%d: %s is not written as words are folded", n+1, form)
			}
		}
	}
}

// shaped is a form with its digits as a text's digits are read.
func shaped(form string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, form)
}

// meaningsOf returns what the concepts yield of one kind.
func meaningsOf(text string, want kind) []feature {
	var out []feature
	newConcepts(conceptText).meanings(words(text), func(k kind, f feature, _ float32) {
		if k == want {
			out = append(out, f)
		}
	})
	return out
}

func TestWordsOfBothLanguagesMeetInOneConcept(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"card", "pasje"}, {"stolen", "gestolen"}, {"betaalt", "payments"}, {"cancelling", "annuleren"},
		{"cash machine", "geldautomaat"}, {"adreswijziging", "address"}, {"adreswijziging", "change"},
	} {
		a, b := meaningsOf(pair[0], conceptKind), meaningsOf(pair[1], conceptKind)
		if !slices.ContainsFunc(a, func(f feature) bool { return slices.Contains(b, f) }) {
			t.Errorf("%s and %s have nothing in common", pair[0], pair[1])
		}
	}
}

func TestPairsOfConceptsHaveNoOrder(t *testing.T) {
	t.Parallel()
	a, b := meaningsOf("block card", pairKind), meaningsOf("card blocked", pairKind)
	if len(a) == 0 || !slices.ContainsFunc(a, func(f feature) bool { return slices.Contains(b, f) }) {
		t.Errorf("pairs %v and %v", a, b)
	}
}

func TestWordsAreFolded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ik ben 'm KWIJT!!":     "ik ben m kwijt !",
		"heeeeel érg bedankt…":  "heel erg bedankt",
		"€ 1.250,00 op 06-12":   "€ 0 000 00 op 00 00",
		"ｆｕｌｌ ｗｉｄｔｈ １２":         "full width 00",
		"what’s up 🙂🙂🙂 ok?":     "whats up 🙂 ok ?",
		"a\xffb c\u0301\u200bd": "a b cd",
		"İstanbul ﬁn":           "istanbul ﬁn",
	} {
		if got := strings.Join(words(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLabelsAreReadAsWords(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"block_card": "block card", "BlockCard": "Block Card", "card/block-2": "card block  ", "PAY_NOW": "PAY NOW",
	} {
		if got := spoken(label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
}

func TestWhatIsSaidAboutALabelIsLearned(t *testing.T) {
	t.Parallel()
	examples := []Example{{Text: "alfa", Label: "x1"}, {Text: "bravo", Label: "x2"}}
	m := mustTrain(t, examples, Options{About: map[string]string{"x2": "The customer wants to move to another address"}})
	if got := m.Classify("ik ga verhuizen naar een ander adres").Ranked[0]; got.Label != "x2" || got.Nearest.Text != "" {
		t.Errorf("ranked %+v", got)
	}
}
