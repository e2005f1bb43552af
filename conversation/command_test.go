package conversation

import (
	"strings"
	"testing"
)

func TestAButtonSaysWhatItStandsFor(t *testing.T) {
	t.Parallel()
	for id, c := range map[string]Command{
		"start:block_card":  {Do: DoStart, Flow: "block_card"},
		"set:1:card:K-12":   {Do: DoSet, Frame: 1, Slot: "card", Text: "K-12"},
		"set:1:at:12:30":    {Do: DoSet, Frame: 1, Slot: "at", Text: "12:30"},
		"set:0:card:":       {Do: DoSet, Slot: "card"},
		"skip:2:story":      {Do: DoSkip, Frame: 2, Slot: "story"},
		"skip:0:":           {Do: DoSkip},
		"yes:k17":           {Do: DoYes, Consent: "k17"},
		"no:":               {Do: DoNo},
		"pattern:handover":  {Do: DoPattern, Pattern: "handover"},
		"pattern:go_on:2":   {Do: DoPattern, Pattern: "go_on", Text: "2"},
		"pattern:a:b":       {Do: DoPattern, Pattern: "a:b"},
		"start:\u00e9\x00é": {Do: DoStart, Flow: "\u00e9\x00é"},
	} {
		if got := c.Choice(); got != id {
			t.Errorf("%+v is written %q, want %q", c, got, id)
		}
		c.By, c.Confidence = "button", 1
		if got, err := ParseChoice(id); err != nil || got.Choice() != id || got.String() != c.String() || got.By != "button" {
			t.Errorf("%q is read as %+v, %v", id, got, err)
		}
	}
}

func TestAButtonThatWasNeverOffered(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"", ":", "unclear", "answer:what", "clarify:a,b", "START:x", "set", "set:", "set:x:card:K", "set:-1:card:K", "set:1.5:card:K",
		"set:99999999999999999999:card:K", "skip:", "skip: 1:x", "yes\n:k1", "\xff:\xfe",
	} {
		if c, err := ParseChoice(id); err == nil {
			t.Errorf("%q is read as %+v", id, c)
		}
	}
	_, err := ParseChoice("buy:" + strings.Repeat("secret ", 1000))
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("the error repeats all that was sent: %.300v", err)
	}
}

func FuzzParseChoice(f *testing.F) {
	for _, id := range []string{"start:a", "set:1:card:K-12", "set:+1:a:b", "skip:0:", "skip:1:a:b", "yes:k1", "no:", "pattern:x", "set:007:a", "unclear"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		c, err := ParseChoice(id)
		if err != nil {
			return
		}
		if !c.Do.Known() || c.Frame < 0 || c.Value != nil || c.By != "button" || c.Seen != 0 || c.Input != 0 {
			t.Fatalf("%q is read as %+v", id, c)
		}
		again, err := ParseChoice(c.Choice())
		if err != nil {
			t.Fatalf("%q is written %q: %v", id, c.Choice(), err)
		}
		if again.Choice() != c.Choice() {
			t.Fatalf("%q is read as %q, then as %q", id, c.Choice(), again.Choice())
		}
	})
}

func TestCommandsAreWrittenToBeRead(t *testing.T) {
	t.Parallel()
	v := Of(Choice, "lost")
	for want, c := range map[string]Command{
		"start(block_card)": {Do: DoStart, Flow: "block_card"}, `set(reason = "lost")`: {Do: DoSet, Slot: "reason", Value: &v}, `set(reason = "?")`: {Do: DoSet, Slot: "reason"},
		"skip(story)": {Do: DoSkip, Slot: "story"}, "handover": {Do: DoPattern, Pattern: "handover"}, "clarify(a, b)": {Do: DoClarify, Flows: []string{"a", "b"}}, "yes": {Do: DoYes},
	} {
		if got := c.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, v := range []Verb{"", "Start", "exec"} {
		if v.Known() {
			t.Errorf("%q is a command", v)
		}
	}
}
