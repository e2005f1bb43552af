package classify

import (
	"strings"
	"testing"
)

func TestReadTSVTellsEveryWrongLine(t *testing.T) {
	t.Parallel()
	in := "\ufeffpas kwijt\tblock_card\r\n\nno label here\n\tblock_card\npas weg\t\na\tb\tc\n\xff\tx\nlater betalen\tpostpone\n"
	examples, err := ReadTSV("bank.tsv", strings.NewReader(in))
	if len(examples) != 2 || examples[0] != (Example{Text: "pas kwijt", Label: "block_card"}) {
		t.Errorf("examples %+v", examples)
	}
	for _, want := range []string{
		"bank.tsv:3: no tab", "bank.tsv:4: no text", "bank.tsv:5: no label", "bank.tsv:6: more than one tab", "bank.tsv:7: not valid UTF-8",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
}

func TestReadTSVStopsAtEndlessLinesAndEndlessProblems(t *testing.T) {
	t.Parallel()
	if _, err := ReadTSV("long.tsv", strings.NewReader("a\tb\n"+strings.Repeat("x", 2*maxLine))); err == nil || !strings.Contains(err.Error(), "long.tsv:2: line is longer") {
		t.Errorf("long line: %v", err)
	}
	_, err := ReadTSV("wrong.tsv", strings.NewReader(strings.Repeat("wrong\n", 1000)))
	if err == nil || strings.Count(err.Error(), "\n") != maxProblems-1 {
		t.Errorf("many problems: %v", err)
	}
}

func FuzzReadTSV(f *testing.F) {
	f.Add("pas kwijt\tblock_card\n")
	f.Add("\xff\t\n\t\t\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		examples, _ := ReadTSV("fuzz.tsv", strings.NewReader(in))
		for _, e := range examples {
			if e.Text == "" || e.Label == "" || strings.ContainsAny(e.Text+e.Label, "\t\n") {
				t.Errorf("example %+v", e)
			}
		}
	})
}

func FuzzClassify(f *testing.F) {
	m, err := Train(examplesOf(bank), Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("mijn pas is weg")
	f.Add("\xf0\x28\x8c\xbc ０１２ ﬁ ß 'n İ")
	f.Fuzz(func(t *testing.T, text string) {
		r := m.Classify(text)
		if len(r.Ranked) != 4 || !(r.Confidence >= 0 && r.Confidence <= 1) {
			t.Errorf("%q: %+v", text, r)
		}
	})
}
