package extract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// today is a Sunday.
var today = time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC)

func setup(t testing.TB) *Extractor {
	t.Helper()
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// cases reads a golden file: what a customer writes, and what is found in it.
func cases[T any](t *testing.T, name string) T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := yaml.Load(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func values(found []Found) string {
	var out []string
	for _, f := range found {
		out = append(out, f.Value.String())
	}
	return strings.Join(out, " ")
}

func TestExtractors(t *testing.T) {
	t.Parallel()
	x := setup(t)
	extractors := map[string]func(text string) string{
		"number": func(s string) string { return values(x.Number(s)) },
		"amount": func(s string) string {
			s, bare := strings.CutPrefix(s, "bare: ")
			return values(x.Amount(s, bare))
		},
		"date": func(s string) string {
			s, past := strings.CutPrefix(s, "past: ")
			prefer := Future
			if past {
				prefer = Past
			}
			return values(x.Date(s, today, prefer))
		},
		"period": func(s string) string { return values(x.Period(s, today, Future)) },
		"time": func(s string) string {
			s, bare := strings.CutPrefix(s, "bare: ")
			return values(x.Time(s, bare))
		},
		"email":    func(s string) string { return values(x.Email(s)) },
		"phone":    func(s string) string { return values(x.Phone(s)) },
		"iban":     func(s string) string { return values(x.IBAN(s)) },
		"postcode": func(s string) string { return values(x.Postcode(s)) },
		"address":  func(s string) string { return values(x.Address(s)) },
		"mask":     Mask,
	}
	for name, extract := range extractors {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for text, want := range cases[map[string]string](t, name) {
				if got := extract(text); got != want {
					t.Errorf("%q: %q, want %q", text, got, want)
				}
			}
		})
	}
}

func TestYesNo(t *testing.T) {
	t.Parallel()
	x := setup(t)
	names := map[Answer]string{NoAnswer: "none", Yes: "yes", No: "no", NotYes: "notyes"}
	asked := func(word string) bool { return strings.Contains(" blokkeer mijn pas block it ", " "+word+" ") }
	for text, want := range cases[map[string]string](t, "yesno") {
		if got := names[x.YesNo(text, asked).Answer]; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	x := setup(t)
	type list struct {
		Options yaml.Node         `yaml:"options"`
		Cases   map[string]string `yaml:"cases"`
	}
	for _, l := range cases[[]list](t, "choice") {
		options := optionsOf(t, &l.Options)
		for text, want := range l.Cases {
			got := ""
			if found := x.Choice(text, options); len(found) > 0 {
				got = found[0].Key
			}
			if got != want {
				t.Errorf("%q of %d options: %q, want %q", text, len(options), got, want)
			}
		}
	}
}

// optionsOf reads options in the order in which they are written.
func optionsOf(t *testing.T, n *yaml.Node) []conversation.Option {
	t.Helper()
	var out []conversation.Option
	for i := 0; i+1 < len(n.Content); i += 2 {
		o := conversation.Option{Key: n.Content[i].Value, Value: conversation.Of(conversation.Choice, n.Content[i].Value)}
		if err := n.Content[i+1].Load(&o.Labels); err != nil {
			t.Fatal(err)
		}
		o.Label = o.Labels[0]
		if strings.HasPrefix(o.Key, "K") {
			o.Value = conversation.Rec(nil) // listed by a back end: its key is no word
		}
		out = append(out, o)
	}
	return out
}

func TestPersonalFindsEveryKindOnce(t *testing.T) {
	t.Parallel()
	x := setup(t)
	text := "mail jan@voorbeeld.nl, bel 0612345678, NL91ABNA0417164300, bsn 111222333, kaart 4111 1111 1111 1111, Dorpsstraat 12, 1234 AB Utrecht"
	var kinds []string
	for _, p := range x.Personal(text) {
		kinds = append(kinds, p.Kind)
		if text[p.Start:p.End] != p.Text {
			t.Errorf("%s stands at %q, not %q", p.Kind, text[p.Start:p.End], p.Text)
		}
	}
	if got, want := strings.Join(kinds, " "), "email phone iban bsn card address"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// FuzzExtract runs every extractor on any bytes: none fails, and what is found stands where it says.
func FuzzExtract(f *testing.F) {
	for _, s := range []string{"", "ja maar", "€ 1.250,50", "3 april 2026", "half drie", "NL91ABNA0417164300", "van 3 tot 10 april",
		"1234 AB 12 bis", "niet de eerste, de andere", " de Andere", "pin: 1234", "\xff\xfe3\x80", "٣ uur", "tweehonderdvijfentwintig", "ñandú@x.nl", "É é ﬀ İ"} {
		f.Add(s)
	}
	x := setup(f)
	options := []conversation.Option{{Key: "a", Label: "Kwijt 12", Labels: []string{"Kwijt 12", ""}}, {Key: "b", Label: "De andere"}}
	f.Fuzz(func(t *testing.T, s string) {
		for name, found := range map[string][]Found{
			"number": x.Number(s), "amount": x.Amount(s, true), "date": x.Date(s, today, Past), "period": x.Period(s, today, Future), "time": x.Time(s, true),
			"email": x.Email(s), "phone": x.Phone(s), "iban": x.IBAN(s), "postcode": x.Postcode(s), "address": x.Address(s), "choice": x.Choice(s, options),
		} {
			for _, v := range found {
				if v.Start < 0 || v.End > len(s) || v.Start > v.End || s[v.Start:v.End] != v.Text {
					t.Fatalf("%s: %d to %d is not %q", name, v.Start, v.End, v.Text)
				}
			}
		}
		x.YesNo(s, nil)
		x.Personal(s)
		if masked := Mask(s); Mask(masked) != masked {
			t.Fatalf("masking twice differs: %q", masked)
		}
	})
}
