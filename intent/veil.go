package intent

import (
	"fmt"
	"strings"

	"balie/intent/extract"
)

// veil replaces personal data by placeholders that a model may hand back as values: ‹iban:1›.
type veil struct {
	hidden string
	clear  map[string]string // placeholder → what the customer wrote
}

const (
	opening = "‹"
	closing = "›"
)

// typed writes placeholders that a customer typed so that they are none.
var typed = strings.NewReplacer(opening, "<", closing, ">")

func newVeil(x *extract.Extractor, text string) veil {
	v := veil{clear: map[string]string{}}
	text = strings.ToValidUTF8(text, " ")
	names := map[string]string{}
	counts := map[string]int{}
	var b strings.Builder
	at := 0
	for _, p := range x.Personal(text) {
		name := names[p.Text]
		if name == "" {
			counts[p.Kind]++
			name = fmt.Sprintf("%s%s:%d%s", opening, p.Kind, counts[p.Kind], closing)
			names[p.Text], v.clear[name] = name, p.Text
		}
		b.WriteString(typed.Replace(text[at:p.Start]))
		b.WriteString(name)
		at = p.End
	}
	b.WriteString(typed.Replace(text[at:]))
	v.hidden = b.String()
	return v
}

// lift puts back what a value stands for; false when it names a placeholder that was not shown.
func (v veil) lift(value string) (string, bool) {
	for name, text := range v.clear {
		value = strings.ReplaceAll(value, name, text)
	}
	return value, !strings.Contains(value, opening)
}
