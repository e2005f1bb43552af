package knowledge

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryProblemIsFoundAtOnceWithItsPlace(t *testing.T) {
	t.Parallel()
	b := setup(t, files("good.md", pageText("Openingstijden", "/open", "", "We zijn open tot 17.00 uur.")))
	bad := files(
		"binary.md", "---\ntitle: A\nlang: nl\nlink: /a\n---\nregel\n\xff\xfe\n",
		"control.md", "---\ntitle: A\nlang: nl\nlink: /b\n---\nregel \x00\n",
		"dates.md", pageText("A", "/c", "valid_from: 2026-05-01\nvalid_until: 2026-04-01\n", "Tekst."),
		"day.md", pageText("A", "/d", "valid_from: 1 mei\n", "Tekst."),
		"empty.md", pageText("A", "/e", "", ""),
		"heading.md", pageText("A", "/h", "", "Tekst.\n\n##\n\nMeer."),
		"internal.md", pageText("A", "/i", "audience: agents\n", "Tekst."),
		"lang.md", "---\ntitle: A\nlang: fr\nlink: /l\n---\nTexte.\n",
		"link.md", pageText("A", "javascript:alert(1)", "", "Tekst."),
		"long.md", pageText("A", "/long", "", strings.Repeat("woord ", 401)),
		"missing.md", "---\ntitle: A\n---\nTekst.\n",
		"nofront.md", "Tekst zonder kop.\n",
		"open.md", "---\ntitle: A\nlang: nl\n",
		"questions.md", pageText("A", "/q", "questions: {nergens: [wat]}\n", "Tekst."),
		"questions2.md", pageText("A", "/q2", "questions: [wat]\n", "Tekst."),
		"same1.md", pageText("A", "/same", "", "Tekst."),
		"same2.md", pageText("B", "/same", "", "Tekst."),
		"size.md", strings.Repeat("x", MaxPageBytes+1),
		"twice.md", pageText("A", "/t", "title: B\n", "Tekst."),
		"unknown.md", pageText("A", "/u", "author: ik\n", "Tekst."),
		"yaml.md", "---\ntitle: [A\nlang: nl\n---\nTekst.\n",
	)
	r, err := b.Ingest(context.Background(), bad)
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("error is %T (%v), want Problems", err, err)
	}
	want := []string{
		"binary.md:7: this line is not UTF-8", "control.md:6: this line holds a control character",
		"dates.md:1: valid_until 2026-04-01 is before valid_from 2026-05-01", `day.md:5: valid_from "1 mei" is not a day`,
		"empty.md: there is no text", "heading.md:", `internal.md:5: audience "agents" is not public`,
		`lang.md:3: lang "fr" is not one of nl, en`, `link.md:4: link "javascript:alert(1)" must be a path`,
		"long.md:6: a paragraph of 401 words", "missing.md:1: lang is missing", "missing.md:1: link is missing",
		"nofront.md:1: the page must begin with front matter", "open.md:1: the page must begin with front matter",
		`questions.md:5: questions are declared for "nergens", which is no anchor of the page: known are top`,
		"questions2.md:5: questions must name anchors",
		"same2.md:4: link /same is also that of same1.md", "size.md: the page has more than 256 KiB",
		"unknown.md:5: author is unknown", "yaml.md:",
	}
	for _, w := range want {
		if !strings.Contains("\n"+err.Error(), "\n"+w) {
			t.Errorf("no problem beginning %q in\n%v", w, err)
		}
	}
	if !strings.Contains(err.Error(), "twice.md:") {
		t.Errorf("a key that stands twice went unnoticed")
	}
	if r.Changed+r.Removed > 0 && !ask(t, b, "openingstijden", "nl", today).Found {
		t.Error("a faulty folder changed the base")
	}
	if !ask(t, b, "openingstijden", "nl", today).Found {
		t.Error("the good page is gone after a faulty ingest")
	}
}

func TestOnlyChangedPagesAreReadAnew(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	counter := &countingEmbedder{}
	b := open(t, Options{Path: ":memory:", Embedder: counter})
	pages := files(
		"pas.md", pageText("Pas", "/pas", "", "Een nieuwe pas kost € 7,50."),
		"lening.md", pageText("Lening", "/lening", "", "De rente is 6,9% per jaar."),
		"weg.md", pageText("Kluis", "/kluis", "", "Een kluis kost € 40 per jaar."))
	if r, err := b.Ingest(ctx, pages); err != nil || r.Changed != 3 {
		t.Fatalf("first: %+v, %v", r, err)
	}
	made := counter.texts
	if r, err := b.Ingest(ctx, pages); err != nil || r.Changed != 0 || r.Unchanged != 3 || counter.texts != made {
		t.Errorf("nothing changed, yet %+v, %v, %d texts embedded", r, err, counter.texts-made)
	}
	delete(pages, "weg.md")
	pages["pas.md"].Data = []byte(pageText("Pas", "/pas", "", "Een nieuwe pas kost € 9,00."))
	r, err := b.Ingest(ctx, pages)
	if err != nil || r.Changed != 1 || r.Unchanged != 1 || r.Removed != 1 || counter.texts != made+1 {
		t.Errorf("one changed, one gone: %+v, %v, %d texts embedded", r, err, counter.texts-made)
	}
	if a := ask(t, b, "wat kost een nieuwe pas", "nl", today); a.Text != "Een nieuwe pas kost € 9,00." {
		t.Errorf("after the change: %+v", a)
	}
	if a := ask(t, b, "wat kost een kluis", "nl", today); a.Found {
		t.Errorf("a page that is gone still answers: %+v", a)
	}
}

func TestABaseIsTheSameAfterReopening(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kennis % ?.db")
	first := open(t, Options{Path: path})
	if _, err := first.Ingest(context.Background(), demo("bank")); err != nil {
		t.Fatal(err)
	}
	counter := &countingEmbedder{}
	again := open(t, Options{Path: path, Embedder: counter, Model: "lexical"})
	if counter.texts != 0 {
		t.Errorf("%d texts embedded again", counter.texts)
	}
	for _, q := range goldenQuestions(t, "bank") {
		if a, b := ask(t, first, q.Ask, q.Lang, today), ask(t, again, q.Ask, q.Lang, today); a != b {
			t.Errorf("%q: %+v, after reopening %+v", q.Ask, a, b)
		}
	}
}

func TestAFileThatIsNoBaseIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("geen database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	later := filepath.Join(dir, "later.db")
	st, err := openStore(context.Background(), later)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if err := st.close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"": "no path given", garbage: "not a database", later: "later version", filepath.Join(dir, "no", "such"): "open knowledge",
	} {
		if b, err := Open(context.Background(), Options{Path: path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want an error with %q", path, b, err, want)
		}
	}
}

func TestOtherFilesAreNamedAndLongSentencesWarnedOf(t *testing.T) {
	t.Parallel()
	b := open(t, Options{Path: ":memory:"})
	r, err := b.Ingest(context.Background(), files(
		"prijzen.pdf", "%PDF", ".git/x.md", "geen pagina", ".verborgen.md", "geen pagina",
		"lang.md", pageText("A", "/a", "", "Kort.\n\n"+strings.Repeat("woord ", 46)+"\n\n<div>x</div>\n\n<!-- niets -->\n")))
	if err != nil || r.Pages != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	got := r.Warnings.Error()
	for _, want := range []string{"prijzen.pdf: not read", "lang.md:8: a sentence of 46 words", "lang.md:10: HTML is not read"} {
		if !strings.Contains(got, want) {
			t.Errorf("no warning %q in\n%s", want, got)
		}
	}
	if len(r.Warnings) != 3 {
		t.Errorf("warnings:\n%s", got)
	}
}

// countingEmbedder is Lexical and counts what it was asked.
type countingEmbedder struct {
	Lexical
	texts int
}

func (c *countingEmbedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	c.texts += len(texts)
	return c.Lexical.Embed(ctx, texts)
}
