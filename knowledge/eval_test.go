package knowledge

import (
	"context"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// retrievalData is the folder with the development sets; without it their test is skipped.
var retrievalData = flag.String("retrieval-data", "", "folder with *.docs.jsonl and *.dev.queries.jsonl")

func TestFiguresAreCounted(t *testing.T) {
	t.Parallel()
	hits := func(ids ...string) []Hit {
		var out []Hit
		for _, id := range ids {
			out = append(out, Hit{Passage: Passage{ID: id}})
		}
		return out
	}
	var s Scores
	s.count(hits("a", "b", "c"), []string{"a"})
	s.count(hits("b", "a", "c"), []string{"a"})
	s.count(hits("b"), []string{"a"})
	s.count(hits("x", "a", "b", "y", "z", "c"), []string{"a", "c"})
	s.mean(4)
	ndcg := (1 + 1/math.Log2(3) + 0 + (1/math.Log2(3)+1/math.Log2(7))/(1+1/math.Log2(3))) / 4
	for name, pair := range map[string][2]float64{
		"hit@1": {s.HitAt1, 0.25}, "mrr": {s.MRR, (1 + 0.5 + 0 + 0.5) / 4},
		"ndcg@10": {s.NDCGAt10, ndcg}, "recall@5": {s.RecallAt5, (1 + 1 + 0 + 0.5) / 4},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("%s is %v, want %v", name, pair[0], pair[1])
		}
	}
}

func TestEvaluationReadsItsFilesOrSaysWhereItCannot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	docs := write("docs.jsonl", `{"id":"a","title":"Pas","text":"Een pas kost tien euro."}`+"\n\n"+`{"id":"b","title":"Lening","text":"De rente is vast."}`+"\n")
	queries := write("queries.jsonl", `{"text":"wat kost een pas","relevant":["a"],"kind":"x"}`+"\n")
	s, err := Evaluate(context.Background(), EvalOptions{Docs: docs, Queries: queries, Lang: "nl"})
	if err != nil || s.HitAt1 != 1 || s.Documents != 2 || s.Queries != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	broken := write("broken.jsonl", "{}\n{\"id\": 3}\n")
	for want, opts := range map[string]EvalOptions{
		"broken.jsonl:2:": {Docs: broken, Queries: queries, Lang: "nl"},
		"nosuch":          {Docs: docs, Queries: filepath.Join(dir, "nosuch"), Lang: "nl"},
		"at least one":    {Docs: write("empty.jsonl", ""), Queries: queries, Lang: "nl"},
		`language "de"`:   {Docs: docs, Queries: queries, Lang: "de"},
	} {
		if _, err := Evaluate(context.Background(), opts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestRetrievalReachesItsAims(t *testing.T) {
	t.Parallel()
	if *retrievalData == "" {
		t.Skip("-retrieval-data is not given")
	}
	for set, enough := range map[string]func(Scores) bool{
		"xquad.nl":       func(s Scores) bool { return s.HitAt1 >= 0.91 && s.MRR >= 0.94 },
		"coronacheck.nl": func(s Scores) bool { return s.RecallAt5 >= 0.92 },
	} {
		s, err := Evaluate(context.Background(), EvalOptions{
			Docs: filepath.Join(*retrievalData, set+".docs.jsonl"), Queries: filepath.Join(*retrievalData, set+".dev.queries.jsonl"), Lang: "nl"})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", set, s)
		if !enough(s) {
			t.Errorf("%s is below its aim: %+v", set, s)
		}
	}
}
