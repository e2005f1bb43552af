package assistant_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

// accepts stores an input of the customer, who has seen all that was read so far.
func (h *house) accepts(in conversation.Input) conversation.Accepted {
	h.Helper()
	h.n++
	if in.ID == "" {
		in.ID = fmt.Sprint(h.n)
	}
	if in.Source == "" {
		in.Source = "test"
	}
	if in.Seen == 0 {
		in.Seen = h.shown
	}
	in.At = h.clock.Now()
	if len(in.Key) == 0 {
		in.Address = h.from
	}
	acc, err := h.a.Receive(context.WithoutCancel(h.Context()), in)
	h.must(err)
	if acc[0].Conversation != "" && !acc[0].Unknown {
		if h.id != "" && h.id != acc[0].Conversation {
			h.shown = 0
		}
		h.id = acc[0].Conversation
	}
	return acc[0]
}

// rests takes turns until nothing is due, and returns what the assistant said.
func (h *house) rests() []conversation.Message {
	h.Helper()
	for range 50 {
		due, _, err := h.store.Due(h.Context(), 10)
		h.must(err)
		if len(due) == 0 {
			return h.reads()
		}
		for _, id := range due {
			h.must(h.a.Turn(h.Context(), id))
		}
	}
	h.Fatal("the conversation does not come to rest")
	return nil
}

// reads returns what the assistant said since the customer last looked.
func (h *house) reads() []conversation.Message {
	h.Helper()
	events, err := h.ledger.Events(h.Context(), h.id, h.shown, 10_000)
	h.must(err)
	var out []conversation.Message
	for _, r := range events {
		h.shown = r.N
		if m, ok := conversation.MessageOf(r); ok && m.From == conversation.FromAssistant {
			h.Logf("  %3d %s %s %v", m.N, m.Kind, m.Text, labels(m))
			out = append(out, m)
		} else {
			h.Logf("  %3d . %s %+v", r.N, r.Event.Type(), r.Event.Head())
		}
	}
	return out
}

// passes lets time pass; what becomes due on the way is done at its time.
func (h *house) passes(d time.Duration) []conversation.Message {
	h.Helper()
	end := h.clock.Now().Add(d)
	said := h.rests()
	for range 200 {
		_, next, err := h.store.Due(h.Context(), 1)
		h.must(err)
		if next.IsZero() || next.After(end) {
			break
		}
		h.clock.Move(max(next.Sub(h.clock.Now()), 0))
		said = append(said, h.rests()...)
	}
	h.clock.Move(max(end.Sub(h.clock.Now()), 0))
	return append(said, h.rests()...)
}

func labels(m conversation.Message) []string {
	var out []string
	for _, x := range m.Buttons {
		out = append(out, x.Label)
	}
	return out
}

// hears takes in what the customer types, and the commands that it stands for; nobody answers yet.
func (h *house) hears(text string, c ...conversation.Command) {
	h.Helper()
	h.Logf("customer: %s", text)
	h.script.means(text, c...)
	h.accepts(conversation.Input{Kind: conversation.InputText, Text: text})
}

// says is hears with its answer.
func (h *house) says(text string, c ...conversation.Command) []conversation.Message {
	h.Helper()
	h.hears(text, c...)
	return h.rests()
}

// button finds the id of a button.
func button(t *testing.T, m []conversation.Message, label string) string {
	t.Helper()
	for _, one := range m {
		for _, x := range one.Buttons {
			if strings.Contains(x.Label, label) {
				return x.ID
			}
		}
	}
	t.Fatalf("no button %s in %+v", label, m)
	return ""
}

func (h *house) presses(m []conversation.Message, label string) []conversation.Message {
	h.Helper()
	return h.pushes(button(h.T, m, label))
}

func (h *house) pushes(id string) []conversation.Message {
	h.Helper()
	h.Logf("customer presses: %s", id)
	h.accepts(conversation.Input{Kind: conversation.InputButton, Choice: id, Text: id})
	return h.rests()
}

// signsIn lets the site say who the customer is.
func (h *house) signsIn(subject string) []conversation.Message {
	h.Helper()
	h.accepts(conversation.Input{Kind: conversation.InputIdentity, Identity: &conversation.Identity{
		Subject: subject, Assurance: conversation.Substantial, At: h.clock.Now(), By: "token",
	}})
	return h.rests()
}

// blocking leads to the question whether a lost card may be blocked.
func (h *house) blocking() []conversation.Message {
	h.Helper()
	h.signsIn("C-1001")
	h.says("pas kwijt", start("block_card"), set("reason", "lost"))
	m := h.pushes("set:1:card:K-12")
	if last(m).Kind != "confirm" {
		h.Fatalf("no confirmation is asked: %+v", m)
	}
	return m
}

func last(m []conversation.Message) conversation.Message {
	if len(m) == 0 {
		return conversation.Message{}
	}
	return m[len(m)-1]
}

// told joins what was said.
func told(m []conversation.Message) string {
	texts := make([]string, len(m))
	for i := range m {
		texts[i] = m[i].Text
	}
	return strings.Join(texts, "\n")
}

// tells ends the test unless all of these stand in what was said.
func (h *house) tells(m []conversation.Message, parts ...string) {
	h.Helper()
	for _, p := range parts {
		if !strings.Contains(told(m), p) {
			h.Fatalf("%q is not told in %q", p, told(m))
		}
	}
}

func start(flow string) conversation.Command {
	return conversation.Command{Do: conversation.DoStart, Flow: flow}
}

func set(slot, choice string) conversation.Command {
	v := conversation.Of(conversation.Choice, choice)
	return conversation.Command{Do: conversation.DoSet, Slot: slot, Value: &v}
}

func pattern(name string) conversation.Command {
	return conversation.Command{Do: conversation.DoPattern, Pattern: name}
}

var (
	yes = conversation.Command{Do: conversation.DoYes}
	no  = conversation.Command{Do: conversation.DoNo}
)
