package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const samplePage = `---
title: Bezorgen
lang: nl
link: /bezorgen
also: [levering]
---
Wij *bezorgen* [overal](https://example.nl/x) &amp; op tijd.

# Bezorgen

## Kosten & tijd

| Land | Kosten |
|---|---|
| België | € 7,95 |

### Stappen {#stap}

1. Open de app.
2. Kies ` + "`Retour`" + `.

Klaar?
Ja.

## Kosten & tijd

- Eerst dit
  - daarna dat
`

func TestPassagesFollowTheHeadings(t *testing.T) {
	t.Parallel()
	lexicons, err := loadLexicons()
	if err != nil {
		t.Fatal(err)
	}
	pg, problems := parsePage("nl/b.md", []byte(strings.ReplaceAll(samplePage, "\n", "\r\n")), lexicons)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	base := Passage{Page: "nl/b.md", Lang: "nl", Title: "Bezorgen", Also: []string{"levering"}}
	with := func(id, link, text string, trail ...string) Passage {
		p := base
		p.ID, p.Link, p.Text, p.Trail = id, link, text, trail
		return p
	}
	want := []Passage{
		with("nl/b.md", "/bezorgen", "Wij bezorgen overal & op tijd."),
		with("nl/b.md#kosten-tijd", "/bezorgen#kosten-tijd", "Land: België; Kosten: € 7,95", "Kosten & tijd"),
		with("nl/b.md#stap", "/bezorgen#stap", "1. Open de app.\n2. Kies Retour.\n\nKlaar? Ja.", "Kosten & tijd", "Stappen"),
		with("nl/b.md#kosten-tijd-1", "/bezorgen#kosten-tijd-1", "- Eerst dit\n- daarna dat", "Kosten & tijd"),
	}
	for i := range pg.passages {
		if len(pg.passages[i].Trail) == 0 {
			pg.passages[i].Trail = nil
		}
	}
	if diff := cmp.Diff(want, pg.passages); diff != "" {
		t.Error(diff)
	}
}

func TestLongSectionsAreSplitBetweenParagraphs(t *testing.T) {
	t.Parallel()
	paragraph := strings.TrimSpace(strings.Repeat("woord ", 50)) + "."
	lexicons, err := loadLexicons()
	if err != nil {
		t.Fatal(err)
	}
	body := "## Kop\n\n" + strings.Join([]string{paragraph, paragraph, paragraph}, "\n\n")
	pg, problems := parsePage("a.md", []byte(pageText("A", "/a", "", body)), lexicons)
	if len(problems) > 0 || len(pg.passages) != 2 {
		t.Fatalf("%v, %d passages", problems, len(pg.passages))
	}
	if pg.passages[0].ID != "a.md#kop" || pg.passages[1].ID != "a.md#kop~2" || pg.passages[1].Text != paragraph || pg.passages[1].Link != "/a#kop" {
		t.Errorf("%+v", pg.passages)
	}
}

func TestSentencesEndWhereReadersEndThem(t *testing.T) {
	t.Parallel()
	lexicons, err := loadLexicons()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"Je betaalt € 1.000. Daarna niets!":           {"Je betaalt € 1.000.", "Daarna niets!"},
		"Bijv. Jan belt o.a. Piet. Klaar":             {"Bijv. Jan belt o.a. Piet.", "Klaar"},
		"1. Open de app.\n2. Kies ja.":                {"1. Open de app.", "2. Kies ja."},
		"- de bon\n- het kaartje":                     {"de bon", "het kaartje"},
		"Ga naar example.nl om 9.30 uur. (Echt waar)": {"Ga naar example.nl om 9.30 uur.", "(Echt waar)"},
		"Hij zei: \"Stop!\" Toen ging hij.":           {"Hij zei: \"Stop!\"", "Toen ging hij."},
		"Echt?!! (Ja.) Zeker…":                        {"Echt?!!", "(Ja.)", "Zeker…"},
		"...\n\n?!":                                   nil,
	} {
		var got []string
		for _, s := range sentences(text, lexicons["nl"]) {
			got = append(got, s.of(text))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func FuzzParsePage(f *testing.F) {
	f.Add([]byte(samplePage))
	f.Add([]byte("---\ntitle: A\nlang: en\nlink: /a\nalso: [b]\n---\n> q\n\n```\nx\n```\n\n![i](x) <b>h</b> https://a.nl\n\n\\* &#0; &copy;\n"))
	f.Add([]byte("---\n---\n"))
	f.Add([]byte("---\ntitle: &a [*a]\n---\n# {#x}"))
	lexicons, err := loadLexicons()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		pg, problems := parsePage("p.md", source, lexicons)
		if len(problems) > 0 {
			return
		}
		seen := map[string]bool{}
		for _, p := range pg.passages {
			if p.Text == "" || seen[p.ID] || strings.ContainsAny(p.Text, "\x00\r") {
				t.Fatalf("passage %+v", p)
			}
			seen[p.ID] = true
			for _, s := range sentences(p.Text, lexicons[p.Lang]) {
				if s.from < 0 || s.from >= s.to || s.to > len(p.Text) {
					t.Fatalf("sentence %v of %q", s, p.Text)
				}
			}
		}
	})
}
