package whatsapp_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"balie/channels/whatsapp"
	"balie/conversation"
)

func choices(labels ...string) []conversation.Button {
	out := make([]conversation.Button, len(labels))
	for i, l := range labels {
		out[i] = conversation.Button{ID: fmt.Sprintf("set:%d", i+1), Label: l}
	}
	return out
}

// shape writes what was sent as a person would tell it.
func shape(got []sent) string {
	var out []string
	for _, s := range got {
		switch {
		case s.Text != nil:
			out = append(out, "text: "+s.Text.Body)
		case s.Interactive.Type == "button":
			line := "buttons: " + s.Interactive.Body.Text
			for _, b := range s.Interactive.Action.Buttons {
				line += " [" + b.Reply.ID + " " + b.Reply.Title + "]"
			}
			out = append(out, line)
		default:
			line := "list: " + s.Interactive.Body.Text + " <" + s.Interactive.Action.Button + ">"
			for _, r := range s.Interactive.Action.Sections[0].Rows {
				line += " [" + r.ID + " " + r.Title + "]"
			}
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n---\n")
}

func TestChoicesTakeTheFormTheyFit(t *testing.T) {
	t.Parallel()
	eleven := strings.Fields(strings.Repeat("a", 11))
	for i := range 10 {
		eleven = append(eleven, fmt.Sprintf("optie %d", i))
	}
	for name, test := range map[string]struct {
		message conversation.Message
		want    string
	}{
		"buttons":        {conversation.Message{Text: "Doen?", Buttons: choices("Ja", "Nee")}, "buttons: Doen? [set:1 Ja] [set:2 Nee]"},
		"four":           {conversation.Message{Text: "Welke?", Language: "nl", Buttons: choices("a", "b", "c", "d")}, "list: Welke? <Maak een keuze> [set:1 a] [set:2 b] [set:3 c] [set:4 d]"},
		"longer":         {conversation.Message{Text: "Which?", Language: "en", Buttons: choices("exactly 24 characters xx", "b")}, "list: Which? <Choose> [set:1 exactly 24 characters xx] [set:2 b]"},
		"too long":       {conversation.Message{Text: "Welke?", Buttons: choices("Gezamenlijke betaalrekening", "b")}, "text: Welke?\n\n1. Gezamenlijke betaalrekening\n2. b"},
		"too many":       {conversation.Message{Text: "Welke?", Buttons: choices(eleven...)}, "text: Welke?\n\n1. aaaaaaaaaaa\n2. optie 0\n3. optie 1\n4. optie 2\n5. optie 3\n6. optie 4\n7. optie 5\n8. optie 6\n9. optie 7\n10. optie 8\n11. optie 9"},
		"alike":          {conversation.Message{Text: "Welke?", Buttons: choices("a", "a")}, "text: Welke?\n\n1. a\n2. a"},
		"without text":   {conversation.Message{Language: "nl", Buttons: choices("a", "b")}, "buttons: Maak een keuze [set:1 a] [set:2 b]"},
		"other language": {conversation.Message{Text: "Wat?", Language: "fr", Buttons: choices("a", "b", "c", "d")}, "list: Wat? <Choose> [set:1 a] [set:2 b] [set:3 c] [set:4 d]"},
		"long id":        {conversation.Message{Text: "Doen?", Buttons: []conversation.Button{{ID: strings.Repeat("x", 257), Label: "Ja"}}}, "text: Doen?\n\n1. Ja"},
		"sources": {
			conversation.Message{Text: "Rood staan kost 9%.", Citations: []conversation.Citation{
				{Title: "Rood staan", Link: "/hulp/rood-staan#kosten"}, {Title: "Rood staan", Link: "/hulp/rood-staan#kosten"},
				{Title: "Wet", Link: "https://wet.example/1"}, {Title: "Map"}, {Title: "Truc", Link: "javascript:alert(1)"},
			}},
			"text: Rood staan kost 9%.\n\nRood staan: https://bank.example/hulp/rood-staan#kosten\nWet: https://wet.example/1\nMap\nTruc",
		},
		"receipt": {
			conversation.Message{Text: "Bankpas blokkeren is gelukt.", Receipt: &conversation.Proof{Title: "Bankpas blokkeren", Reference: "B-1", Lines: []string{"Pas: …1234", "Reden: Kwijt"}}},
			"text: Bankpas blokkeren is gelukt.\n\nB-1\nPas: …1234\nReden: Kwijt",
		},
	} {
		m := newMeta(t)
		_, _, w, _ := setup(t, at(m), func(o *whatsapp.Options) { o.Public = "https://bank.example" })
		o := outgoing("c-1", "")
		o.Message = test.message
		if d := w.Send(t.Context(), o); d.State != conversation.Sent {
			t.Errorf("%s: delivery is %+v", name, d)
		}
		if got := shape(m.all()); got != test.want {
			t.Errorf("%s: sent is\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

func TestASourceWithAPathNeedsASite(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	_, _, w, _ := setup(t, at(m))
	o := outgoing("c-1", "9%.")
	o.Message.Citations = []conversation.Citation{{Title: "Rood staan", Link: "/hulp/rood-staan"}}
	w.Send(t.Context(), o)
	if got := shape(m.all()); got != "text: 9%.\n\nRood staan" {
		t.Errorf("sent is %q", got)
	}
}

func TestALongTextKeepsItsButtonsAtTheEnd(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	_, _, w, _ := setup(t, at(m))
	long := strings.TrimSpace(strings.Repeat("Een zin van woorden. ", 100)) + "\n\nDoen?"
	w.Send(t.Context(), outgoing("c-1", long, choices("Ja", "Nee")...))
	got := m.all()
	if len(got) != 2 || got[0].Text == nil || got[1].Interactive == nil || !strings.HasSuffix(got[1].Interactive.Body.Text, "Doen?") {
		t.Fatalf("sent is %s", shape(got))
	}
	if whole := got[0].Text.Body + " " + got[1].Interactive.Body.Text; words(whole) != words(long) {
		t.Errorf("words were lost in %s", shape(got))
	}
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// FuzzSend sends whatever was said to a double that takes only what Meta documents, and misses no word of it.
func FuzzSend(f *testing.F) {
	f.Add("Welke pas?", `[{"id":"a","label":"Kwijt"},{"id":"b","label":"Gestolen"}]`, uint16(0))
	f.Add("Zin. Zin! Zin?\n\nAlinea", `[]`, uint16(900))
	f.Add("😕é", `[{"id":"a","label":" "}]`, uint16(4000))
	f.Fuzz(func(t *testing.T, said, buttons string, times uint16) {
		o := outgoing("c-1", said+strings.Repeat(" "+said, int(times)%1000))
		if json.Unmarshal([]byte(buttons), &o.Message.Buttons) != nil || !utf8.ValidString(said) || len(o.Message.Text) > 50000 {
			return
		}
		m := newMeta(t)
		_, _, w, _ := setup(t, at(m))
		d := w.Send(t.Context(), o)
		if d.State != conversation.Sent && d.Detail != "nothing to say" && d.Detail != "pace" {
			t.Errorf("delivery is %+v", d)
		}
	})
}
