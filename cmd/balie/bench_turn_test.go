package main

import (
	"fmt"
	"testing"
	"time"

	"balie/cmd/balie/play"
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
					st.Pass(time.Second)
					if err := st.Does(b.Context(), in); err != nil {
						b.Fatal(err)
					}
				}
				st.Events = nil
			}
		})
	}
}

// benchStage is the demo bank with an opened conversation.
func benchStage(b *testing.B) *play.Stage {
	b.Helper()
	st := demoStage(b, "bank", time.Now())
	if err := st.Does(b.Context(), conversation.Input{Kind: conversation.InputOpened, Language: "nl"}); err != nil {
		b.Fatal(fmt.Errorf("opened: %w", err))
	}
	return st
}
