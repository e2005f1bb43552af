package intent

import (
	"testing"

	"pgregory.net/rapid"
)

// TestNeedlesAreTheirExpressions: the letters that a text must hold never turn away one that matches.
func TestNeedlesAreTheirExpressions(t *testing.T) {
	t.Parallel()
	l := newLetters()
	var all []needle
	for _, source := range []string{
		`\bik (ben|heb) .{0,9}kwijt\b`, `^(ja|nee)?x+`, `(ab|cd){2,3}e`, `a*b*`, `(?i)AB`, `ab(cd)?ef|gh`, `(ab)+cd`, `[ab]cd`, `\b(abc|a)\b`, `ab|`, `^(ab |cd|e)*x`, `^(a(b|c)?)+( cd)?$`, `^a|b`, `^[ab]c`, `^ik (ben|heb)`, `^x?$`, `^.?ab`, `^(é|ab)`,
	} {
		n, err := l.needle(source)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, n)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for _, part := range rapid.SliceOfN(rapid.SampledFrom([]string{"ab", "cd", "ef", "gh", "e", "x", " ", "ja", "ik ben ", "ik heb ", "kwijt", "abc", "a", "AB", "é"}), 0, 6).Draw(t, "parts") {
			text += part
		}
		h := l.haystack(text)
		for _, n := range all {
			if got, want := n.in(h), n.match.MatchString(text); got != want {
				t.Fatalf("%s in %q: %v, the expression itself says %v", n.match, text, got, want)
			}
		}
	})
}
