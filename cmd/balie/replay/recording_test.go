package replay

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"balie/conversation"
)

func TestNothingStandsInThePlaceOfAnotherThatIsCalledInAnEmergency(t *testing.T) {
	t.Parallel()
	p, err := newPseudonyms(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &wardrobe{pseudonyms: p}
	for n := range 9000 {
		if was := strconv.Itoa(1000 + n)[1:]; slices.Contains(emergency, w.stand("text", was)) {
			t.Errorf("%s became %s", was, w.stand("text", was))
		}
	}
}

func TestRecordingsThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"hello":            ":1: this is no recording",
		`{"recording": 9}`: ":1: recording has version 9",
		`{"recording": 1, "events": [{"n": 1, "type": "dreamt", "event": {}}]}`: `"dreamt" is not known`,
		`{"recording": 1, "events": [{"n": 1, "type": "said", "event": 3}]}`:    "event",
	} {
		if _, err := Read("x.jsonl", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzRecordings(f *testing.F) {
	f.Add([]byte(`{"recording": 1, "id": "a", "events": [{"n": 1, "type": "message_received", "event": {"kind": "text", "text": "hoi"}}]}`))
	f.Fuzz(func(_ *testing.T, b []byte) {
		all, err := Read("x", strings.NewReader(string(b)))
		if err != nil {
			return
		}
		for _, r := range all {
			_ = r.beats() // must not panic
			_ = newReplaying(r)
			_ = newRecalling(r, true)
		}
	})
}

// TestAFileThatWasFetchedStandsWhereItWasNamed: and one that never came was never sent.
func TestAFileThatWasFetchedStandsWhereItWasNamed(t *testing.T) {
	t.Parallel()
	r := Recording{Events: []conversation.Numbered{
		{N: 1, Event: conversation.MessageReceived{Kind: conversation.InputFile, Text: "hier", Files: []conversation.File{{ID: "a", Remote: "6"}, {ID: "b", Remote: "7"}}}},
		{N: 2, Event: conversation.TurnEnded{}},
		{N: 3, Event: conversation.FileFetched{File: conversation.File{ID: "b", Name: "b.jpg"}}},
		{N: 4, Event: conversation.FileMissed{File: "a", Reason: conversation.UnfitLost}},
	}}
	in := r.beats()[0].inputs[0]
	if in.Text != "hier" || len(in.Files) != 1 || in.Files[0].Name != "b.jpg" {
		t.Errorf("read as %+v", in)
	}
}

// TestWhatEverybodyReadsStays: the name of a product is no person's, and its words stand in what was said.
func TestWhatEverybodyReadsStays(t *testing.T) {
	t.Parallel()
	answer := func(op, name string) conversation.ResultSaved {
		item := conversation.Rec(map[string]conversation.Value{"name": conversation.Of(conversation.Text, name)})
		return conversation.ResultSaved{Operation: op, Receipt: conversation.Receipt{Outcome: conversation.Done, Output: item}}
	}
	r := Recording{ID: "a", Events: []conversation.Numbered{
		{N: 1, Event: answer("erp.products", "Tulp Vast")},
		{N: 2, Event: answer("erp.profile", "Joris Veenstra")},
		{N: 3, Event: conversation.SlotSet{Slot: "product", Value: conversation.Rec(map[string]conversation.Value{"name": conversation.Of(conversation.Text, "Tulp Vast")})}},
		{N: 4, Event: conversation.Said{Kind: "say", Text: "Tulp Vast staat vast, Joris Veenstra."}},
	}}
	var file strings.Builder
	if err := Write(&file, []Recording{r}, nil, []string{"erp.products"}); err != nil {
		t.Fatal(err)
	}
	if got := file.String(); !strings.Contains(got, "Tulp Vast staat vast, ") || strings.Contains(got, "Veenstra") {
		t.Errorf("written: %s", got)
	}
}

// TestWhatIsToldInWordsHasTheSameStandIn: an address or a number that is spoken, and the value that was read from it.
func TestWhatIsToldInWordsHasTheSameStandIn(t *testing.T) {
	t.Parallel()
	p, err := newPseudonyms(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &wardrobe{pseudonyms: p}
	for words, c := range map[string]struct{ kind, value string }{
		"jansen apenstaartje post punt example":          {"email", "jansen@post.example"},
		"Jansen@Post.example":                            {"email", "jansen@post.example"},
		"nul zes een twee drie vier vijf zes zeven acht": {"phone", "+31612345678"},
	} {
		if got, want := w.stand(c.kind, words), w.stand(c.kind, c.value); got != want || strings.Contains(got, "jansen") {
			t.Errorf("for %q stands %q, for %q %q", words, got, c.value, want)
		}
	}
}
