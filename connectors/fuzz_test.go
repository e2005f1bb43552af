package connectors_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"balie/connectors"
	"balie/conversation"
)

// FuzzLoad looks for a file that the loader does not survive, or says something of that is nowhere in it.
func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/problems/*.yaml")
	more, _ := filepath.Glob("../config/demo/*/connectors/*.yaml")
	copied, _ := filepath.Glob("ready/*.yaml")
	for _, name := range append(append(files, more...), copied...) {
		if content, err := os.ReadFile(name); err == nil {
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		company := fstest.MapFS{"connectors/x.yaml": {Data: content}}
		r, problems := connectors.Load(company, func(string) string { return "" }, connectors.WithExamples())
		for _, p := range problems {
			if p.File == "" || p.Line < 1 || p.Column < 1 || p.Message == "" {
				t.Errorf("a problem has no place: %+v", p)
			}
		}
		if len(problems) > 0 {
			return
		}
		for name, op := range r.Operations() {
			if op.Whose == "" || op.Effect == conversation.EffectWrite && op.Once == "" || op.TimeOut <= 0 {
				t.Errorf("operation %s is loaded without a promise: %+v", name, op)
			}
		}
	})
}

// FuzzAnswer looks for an answer that is typed as something that it is not.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		`{"id":"T-1","price":{"minor":1,"currency":"EUR"},"due":"2026-12-01","open":true,"n":1.5,"tags":["a"]}`,
		`{"id":12,"price":{"amount":"1.10","currency":"KWD"},"due":"2026-02-30"}`, `[{}]`, `{"id":null}`, `{"price":1.10}`, "\xff", `{"id":"\u0000"}`,
	} {
		f.Add([]byte(s))
	}
	shape := &connectors.Shape{Type: conversation.Record, Fields: map[string]*connectors.Shape{
		"id": {Type: conversation.Ref("thing")}, "price": {Type: conversation.Money, Optional: true}, "due": {Type: conversation.Date, Optional: true},
		"open": {Type: conversation.YesNo, Optional: true}, "n": {Type: conversation.Number, Optional: true, From: "numbers.0"},
		"tags": {Type: conversation.List, Optional: true, Item: &connectors.Shape{Type: conversation.Text}},
	}}
	f.Fuzz(func(t *testing.T, body []byte) {
		raw, err := connectors.ParseJSON(body)
		if err != nil {
			return
		}
		v, err := shape.Read(raw)
		if err != nil {
			return
		}
		for name, field := range v.Fields {
			if s := shape.Fields[name]; s == nil || field.Type != s.Type {
				t.Errorf("%s became %s", name, field.Canonical())
			}
		}
		if v.Field("id").Zero() {
			t.Error("a field that must be there is not")
		}
	})
}

// FuzzSplitPath looks for a template that is cut wrongly.
// FuzzManners reads hostile answers in the forms of a system's own.
func FuzzManners(f *testing.F) {
	for _, s := range []string{answered, `[]`, `{"on":{"y":1e9,"m":-1,"d":"3"}}`, `{"total":{"dec":{"dec":"1"}}}`, `{"rows":[{"of.":1}]}`, `{"rows":[1,2]}`} {
		f.Add([]byte(s))
	}
	var o *connectors.Offer
	r, problems := loadFor(manners, func(c *connectors.Connector) connectors.Client { o = c.Offers["line"]; return &scripted{} })
	if err := problems.Err(); err != nil {
		f.Fatal(err)
	}
	r.Close()
	f.Fuzz(func(t *testing.T, body []byte) {
		raw, err := connectors.ParseJSON(body)
		if err != nil {
			return
		}
		v, err := o.Answer.Read(raw)
		if err != nil {
			return
		}
		for _, name := range []string{"mail", "phone"} {
			if s := v.Field(name).Text; !strings.Contains(s, "••••") {
				t.Errorf("%s is shown: %q", name, s)
			}
		}
		if on := v.Field("on").Text; len(on) != len("2026-11-22") {
			t.Errorf("on is no date: %q", on)
		}
	})
}

func FuzzSplitPath(f *testing.F) {
	for _, s := range []string{"/a/{b}/c", "{", "}", "/{}", "/{a}{b}", "/{{a}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, template string) {
		parts, ok := connectors.SplitPath(template)
		if !ok {
			return
		}
		whole := ""
		for i, part := range parts {
			if i%2 == 1 {
				part = "{" + part + "}"
			}
			whole += part
		}
		if whole != template || len(parts)%2 != 1 {
			t.Errorf("%q is cut into %q", template, parts)
		}
	})
}

// FuzzAmount looks for an amount that changes when it is written and read again.
func FuzzAmount(f *testing.F) {
	for _, s := range []string{"EUR 12.50", "12.5 EUR", "JPY 7", "KWD 1.234", "EUR -0.01", "EUR 1.234", "EUR 1e9", "EUR 99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := connectors.ParseAmount(s)
		if err != nil || v.Amount.Currency != "EUR" || v.Amount.Minor < 0 {
			return
		}
		again, err := connectors.ParseAmount(v.String())
		if err != nil || !again.Equal(v) {
			t.Errorf("%q is %s, which is %s, %v", s, v, again, err)
		}
	})
}
