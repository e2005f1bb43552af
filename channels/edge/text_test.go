package edge_test

import (
	"testing"
	"unicode/utf8"

	"balie/channels/edge"
)

func TestPlainKeepsTextAndLines(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"één\r\ntwee\tdrie ":            "één\ntwee\tdrie",
		"a\x00b\x1b[2Jc":                "ab[2Jc",
		"NL91\u202egnp.exe\u2066\ufeff": "NL91gnp.exe",
		"\xff ja":                       "\ufffd ja",
		"👨‍👩‍👧 ja":                      "👨‍👩‍👧 ja",
	} {
		if got := edge.Plain(said); got != want {
			t.Errorf("Plain(%q) is %q, want %q", said, got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("a\x00b\u202ec\r\n d")
	f.Fuzz(func(t *testing.T, s string) {
		p := edge.Plain(s)
		if p != edge.Plain(p) {
			t.Errorf("%q made plain twice is something else", s)
		}
		if !utf8.ValidString(p) {
			t.Errorf("%q is no text", p)
		}
	})
}
