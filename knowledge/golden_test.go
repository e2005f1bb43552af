package knowledge

import (
	"context"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// goldenQuestion is a line of testdata/golden/*.yaml.
type goldenQuestion struct {
	Lang    string `yaml:"lang"`
	Ask     string `yaml:"ask"`
	Passage string `yaml:"passage"` // how the id begins; empty: nothing may be found
	Says    string `yaml:"says"`
}

func goldenQuestions(t testing.TB, company string) []goldenQuestion {
	t.Helper()
	raw, err := os.ReadFile("testdata/golden/" + company + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out []goldenQuestion
	if err := yaml.Load(raw, &out, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDemoQuestionsAreAnsweredFromTheRightPassage(t *testing.T) {
	t.Parallel()
	for _, company := range []string{"bank", "shop", "insurer"} {
		t.Run(company, func(t *testing.T) {
			t.Parallel()
			b := setup(t, demo(company))
			for _, g := range goldenQuestions(t, company) {
				checkGolden(t, b, g)
			}
		})
	}
}

func checkGolden(t *testing.T, b *Base, g goldenQuestion) {
	t.Helper()
	a := ask(t, b, g.Ask, g.Lang, today)
	switch {
	case g.Passage == "" && a.Found:
		t.Errorf("%q: answered %q (%.2f) from %s, but the pages do not say", g.Ask, a.Text, a.Score, a.Citation.Passage)
	case g.Passage == "":
	case !a.Found:
		t.Errorf("%q: nothing found (%.2f), want %s", g.Ask, a.Score, g.Passage)
	case !strings.HasPrefix(a.Citation.Passage, g.Passage):
		t.Errorf("%q: from %s, want %s", g.Ask, a.Citation.Passage, g.Passage)
	case !strings.Contains(a.Text, g.Says):
		t.Errorf("%q: says %q, want %q in it", g.Ask, a.Text, g.Says)
	default:
		checkQuoted(t, b, a)
	}
}

// checkQuoted checks what holds of every answer.
func checkQuoted(t *testing.T, b *Base, a Answer) {
	t.Helper()
	if n := countWords(a.Text); n > answerWords {
		t.Errorf("answer of %d words: %q", n, a.Text)
	}
	passages, err := b.store.passages(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range passages {
		if p.ID != a.Citation.Passage {
			continue
		}
		if !strings.Contains(p.Text, a.Text) || p.Lang != a.Lang || a.Citation.Link != p.Link || a.Citation.Title != p.Title {
			t.Errorf("answer %+v is not from passage %+v", a, p)
		}
		return
	}
	t.Errorf("cited passage %s does not exist", a.Citation.Passage)
}

func TestDemoPagesAreGoodInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, company := range []string{"bank", "shop", "insurer"} {
		b := open(t, Options{Path: ":memory:"})
		r, err := b.Ingest(context.Background(), demo(company))
		if err != nil {
			t.Fatalf("%s: %v", company, err)
		}
		if len(r.Warnings) > 0 {
			t.Errorf("%s: warnings:\n%v", company, r.Warnings)
		}
		if r.Pages < 24 {
			t.Errorf("%s: %d pages, want twelve in each language", company, r.Pages)
		}
	}
}

func TestWhatTheLawAsksStandsVerbatim(t *testing.T) {
	t.Parallel()
	for file, words := range map[string]string{
		"bank/knowledge/nl/lening-oversluiten.md":           "Let op! Geld lenen kost geld",
		"insurer/knowledge/nl/bedenktijd-en-opzeggen.md":    "Je hebt het recht om een nieuwe verzekering binnen 14 dagen te herroepen, zonder reden en zonder kosten.",
		"insurer/knowledge/en/withdrawal-and-cancelling.md": "You have the right to withdraw from a new insurance within 14 days, without giving a reason and without costs.",
	} {
		raw, err := os.ReadFile("../config/demo/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(raw), words) {
			t.Errorf("%s does not say %q", file, words)
		}
	}
}
