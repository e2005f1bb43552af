package knowledge

import (
	"context"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"
	"time"
)

// today is the day on which all tests ask.
var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// setup opens a base in memory and ingests the pages, which must be good.
func setup(t testing.TB, pages fs.FS) *Base {
	t.Helper()
	b := open(t, Options{Path: ":memory:"})
	if _, err := b.Ingest(context.Background(), pages); err != nil {
		t.Fatalf("ingest: %v", err)
	}
	return b
}

func open(t testing.TB, opts Options) *Base {
	t.Helper()
	b, err := Open(context.Background(), opts)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return b
}

func demo(company string) fs.FS { return os.DirFS("../config/demo/" + company + "/knowledge") }

func ask(t testing.TB, b *Base, question, lang string, now time.Time) Answer {
	t.Helper()
	a, err := b.Answer(context.Background(), question, lang, now)
	if err != nil {
		t.Fatalf("answer %q: %v", question, err)
	}
	return a
}

// files makes a folder of pages: name, content, name, content …
func files(namesAndContents ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i+1 < len(namesAndContents); i += 2 {
		out[namesAndContents[i]] = &fstest.MapFile{Data: []byte(namesAndContents[i+1])}
	}
	return out
}

// pageText is a small good page.
func pageText(title, link, extra, body string) string {
	return "---\ntitle: " + title + "\nlang: nl\nlink: " + link + "\n" + extra + "---\n" + body + "\n"
}
