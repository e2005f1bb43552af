package main

import (
	"fmt"
	"io"
	"testing"
	"time"

	"balie/cmd/balie/company"
	"balie/conversation"
)

// BenchmarkTurn takes turns in this process, one after the other, with the demo bank's examples for a back end: what a
// turn costs without a network, from accepting the message to reading what came of it.
func BenchmarkTurn(b *testing.B) {
	for _, kind := range []struct {
		name string
		in   []conversation.Input
	}{
		{"question", []conversation.Input{{Kind: conversation.InputText, Text: "wat kost rood staan?"}}},
		{"slot", []conversation.Input{
			{Kind: conversation.InputText, Text: "ik ben mijn pinpas kwijt"}, {Kind: conversation.InputText, Text: "laat maar zitten"},
		}},
	} {
		b.Run(kind.name, func(b *testing.B) {
			st := benchStage(b)
			b.ReportAllocs()
			for b.Loop() {
				for _, in := range kind.in {
					st.pass(time.Second)
					if err := st.does(b.Context(), in); err != nil {
						b.Fatal(err)
					}
				}
				st.events = nil
			}
		})
	}
}

// benchStage is the demo bank with an opened conversation.
func benchStage(b *testing.B) *stage {
	b.Helper()
	w := &world{getenv: nothing, out: io.Discard, log: discard()}
	folder, dir, err := company.FolderOf("bank")
	if err != nil {
		b.Fatal(err)
	}
	c, err := company.Open(b.Context(), folder, dir, company.Opening{Getenv: nothing, Now: time.Now, Examples: true})
	if err != nil {
		b.Fatal(err)
	}
	st, err := newStage(b.Context(), w, staging{company: c, dir: b.TempDir(), clock: time.Now()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.k.close() })
	if err := st.does(b.Context(), conversation.Input{Kind: conversation.InputOpened, Language: "nl"}); err != nil {
		b.Fatal(fmt.Errorf("opened: %w", err))
	}
	return st
}
