package flows

import (
	"slices"
	"strings"
	"testing"

	"balie/conversation"
)

func TestTextsAreWrittenInTheCustomersLanguage(t *testing.T) {
	t.Parallel()
	for source, want := range map[string][2]string{
		"Pas …{{card.last4}}":           {"Pas …0600", "Pas …0600"},
		"{{fee}} op {{day}}":            {"€ 12,50 op 22 november 2026", "€12.50 op 22 November 2026"},
		"{{money(fee)}}, {{date(day)}}": {"€ 12,50, 22 november 2026", "€12.50, 22 November 2026"},
		"{{stay}}":                      {"22 november 2026 t/m 29 november 2026", "22 November 2026 to 29 November 2026"},
		"{{sure}}/{{count + 0.5}}":      {"ja/3,5", "yes/3.5"},
		"{{usd}}":                       {"$ 1,00", "$1.00"},
		"{{now}}":                       {"22 november 2026 00:30", "22 November 2026 00:30"},
		"{{label(reason)}}":             {"<reason>", "<reason>"},
		`{{ {a: {b: "}}"}}.a.b }}!`:     {"}}!", "}}!"},
		`{{map(cards, .last4)}}`:        {"0600, 0600", "0600, 0600"},
		"{{card.note}}":                 {"", ""},
		"100% { } }} gewoon":            {"100% { } }} gewoon", "100% { } }} gewoon"},
	} {
		sc, env := tryout()
		c := &expressions{report: &report{}, runners: &runners{}}
		tpl := c.template(source, Pos{File: "t.yaml", Line: 1, Col: 1}, sc)
		if tpl == nil {
			t.Errorf("%s: %v", source, c.list)
			continue
		}
		txt := &Text{all: tpl}
		for i, lang := range []string{"nl", "en"} {
			if got, err := txt.Render(lang, "je", env); err != nil || got != want[i] {
				t.Errorf("%s in %s: %q, %v", source, lang, got, err)
			}
		}
	}
}

func TestTemplatesThatDoNotTypeAreRefusedWithTheirPlace(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"Hoi {{naam":             "t.yaml:3:9: error: an expression in the text has no end",
		"Hoi {{naam}}":           "t.yaml:3:11: error: naam is not known here",
		"Hoi {{  cart.id }}":     "t.yaml:3:13: error: cart is not known here (did you mean card?)",
		"Pas {{card}}":           "name one of its fields: id, last4",
		"{{}}":                   "empty",
		"{{\"}}":                 "no end",
		"één {{fee}} {{feee}} x": "t.yaml:3:19: error: feee is not known here (did you mean fee?)",
	} {
		sc, _ := tryout()
		c := &expressions{report: &report{}, runners: &runners{}}
		if tpl := c.template(source, Pos{File: "t.yaml", Line: 3, Col: 5}, sc); tpl != nil || !strings.Contains(c.list.String(), want) {
			t.Errorf("%s: got %q, want %q", source, c.list, want)
		}
	}
}

func TestFormalDutchFallsBackToTheOrdinaryText(t *testing.T) {
	t.Parallel()
	lit := func(s string) *template { return &template{parts: []part{{literal: s}}} }
	txt := &Text{by: map[string]*template{"nl": lit("Wil je dat?"), formal: lit("Wilt u dat?"), "en": lit("Do you want that?")}}
	for _, c := range [][3]string{{"nl", "je", "Wil je dat?"}, {"nl", "u", "Wilt u dat?"}, {"en", "u", "Do you want that?"}} {
		if got, err := txt.Render(c[0], c[1], nil); err != nil || got != c[2] {
			t.Error(c, got, err)
		}
	}
	if _, err := txt.Render("de", "je", nil); err == nil {
		t.Error("a language that is not there was rendered")
	}
	if l := txt.Languages(); !slices.Equal(l, []string{"en", "nl"}) {
		t.Error(l)
	}
	if w := txt.Words(formal); !slices.Equal(w, []string{"Wilt", "u", "dat?"}) {
		t.Error(w)
	}
}

func TestAmountsAreWrittenExactly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor    int64
		currency string
		nl, en   string
	}{
		{0, "EUR", "€ 0,00", "€0.00"}, {-5, "EUR", "-€ 0,05", "-€0.05"}, {123456789, "EUR", "€ 1.234.567,89", "€1,234,567.89"},
		{1200, "JPY", "JPY 1.200", "JPY 1,200"}, {1, "KWD", "KWD 0,001", "KWD 0.001"},
		{-9223372036854775808, "GBP", "-£ 92.233.720.368.547.758,08", "-£92,233,720,368,547,758.08"},
	} {
		v := conversation.Cents(c.minor, c.currency)
		if nl, en := Format(v, "nl"), Format(v, "en"); nl != c.nl || en != c.en {
			t.Errorf("%d %s: %q %q", c.minor, c.currency, nl, en)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"a {{fee}} b", "{{", "}}{{{{", "{{card.last4 + `}}`}}", "{{filter(cards, {.id == card.id})}}", "{{stay?.to}}", "\xff{{x}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sc, env := tryout()
		c := &expressions{report: &report{}, runners: &runners{}}
		tpl := c.template(s, Pos{File: "t.yaml", Line: 1, Col: 1}, sc)
		if tpl == nil {
			if len(c.list) == 0 {
				t.Fatal("refused without a reason")
			}
			return
		}
		if _, err := (&Text{all: tpl}).Render("nl", "je", env); err != nil && strings.Contains(err.Error(), "runtime error") {
			t.Log(err) // the library's own words for an index out of range and the like
		}
	})
}
