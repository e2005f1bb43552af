package whatsapp_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"balie/channels/whatsapp"
	"balie/conversation"
	"balie/conversation/sqlite"
)

func inbox(t *testing.T, store *sqlite.Store) []conversation.Loan {
	t.Helper()
	due, _, err := store.Due(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	var out []conversation.Loan
	for _, id := range due {
		l, err := store.Load(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

func TestADuplicateInOneBatchAndInTheNextIsOneInput(t *testing.T) {
	t.Parallel()
	s, e, _, c := setup(t)
	store := real(t, s, c)
	body := payload(t, "duplicate_in_one_batch.json")
	for range 2 {
		if w := post(e, body, sign(body)); w.Code != 200 {
			t.Fatalf("answer is %d %s", w.Code, w.Body)
		}
	}
	c.Move(2 * time.Second)
	loans := inbox(t, store)
	if len(loans) != 1 || len(loans[0].Inbox) != 1 || loans[0].Inbox[0].Text != "Waar blijft mijn bestelling? 😕" {
		t.Fatalf("stored are %+v", loans)
	}
}

func TestTextWaitsForMoreAndAButtonDoesNot(t *testing.T) {
	t.Parallel()
	for name, due := range map[string]int{"text.json": 0, "image.json": 0, "interactive_button_reply.json": 1} {
		s, e, _, c := setup(t)
		store := real(t, s, c)
		post(e, payload(t, name), sign(payload(t, name)))
		if got := len(inbox(t, store)); got != due {
			t.Errorf("%s: %d due at once", name, got)
		}
		c.Move(time.Second)
		if got := len(inbox(t, store)); got != 1 {
			t.Errorf("%s: %d due after a second", name, got)
		}
	}
}

func TestWhatWasNotStoredIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s, e, _, c := setup(t)
	store := real(t, s, c)
	for _, name := range []string{"text.json", "status_sent.json"} {
		s.fail = errDown
		if w := post(e, payload(t, name), sign(payload(t, name))); w.Code != 500 {
			t.Fatalf("%s: answer is %d %s", name, w.Code, w.Body)
		}
		s.fail = nil
		if w := post(e, payload(t, name), sign(payload(t, name))); w.Code != 200 {
			t.Fatalf("%s: answer is %d %s", name, w.Code, w.Body)
		}
	}
	c.Move(2 * time.Second)
	if loans := inbox(t, store); len(loans) != 1 || len(loans[0].Inbox) != 1 {
		t.Errorf("stored are %+v", loans)
	}
}

func TestABadElementLosesNoOther(t *testing.T) {
	t.Parallel()
	s, e, _, c := setup(t)
	store := real(t, s, c)
	body := payload(t, "own_bad_elements.json")
	if w := post(e, body, sign(body)); w.Code != 200 {
		t.Fatalf("answer is %d %s", w.Code, w.Body)
	}
	c.Move(5 * time.Second)
	loans := inbox(t, store)
	if len(loans) != 1 || len(loans[0].Inbox) != 4 {
		t.Errorf("stored are %+v", loans)
	}
}

func TestWhatWasShownGoesAlongWithAnAnswer(t *testing.T) {
	t.Parallel()
	var asked []string
	s, e, _, _ := setup(t, func(o *whatsapp.Options) {
		o.Shown = func(_ context.Context, a conversation.Address, at time.Time) int64 {
			asked = append(asked, fmt.Sprint(a.Sender, " ", at.Unix()))
			return 7
		}
	})
	post(e, payload(t, "text.json"), sign(payload(t, "text.json")))
	if len(s.inputs) != 1 || s.inputs[0].Seen != 7 || fmt.Sprint(asked) != "[31612345678 1795300000]" {
		t.Errorf("inputs are %+v, asked was %v", s.inputs, asked)
	}
}

// statusOf is what Meta posts about a message.
func statusOf(id, state, errors string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` + number +
		`"},"statuses":[{"id":"wamid.OUT1","status":"` + state + `","timestamp":"1795300002","recipient_id":"31612345678","biz_opaque_callback_data":"` + id + `"` + errors + `}]}}]}]}`)
}

// outbox puts messages of one conversation in the outbox, and returns a function that tells how far they came. They are named
// c-1, c-2 …, or are texts that are sent under these names.
func outbox(t *testing.T, store *sqlite.Store, p poster, texts ...string) func() string {
	t.Helper()
	p.post(say("wamid.IN", "hoi"))
	id, _, err := store.Due(t.Context(), 1)
	if err != nil || len(id) != 1 {
		t.Fatalf("due are %v, %v", id, err)
	}
	l, err := store.Take(t.Context(), id[0], "test", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	c := conversation.Commit{Taken: 1}
	for i, text := range texts {
		c.Out = append(c.Out, conversation.Outgoing{ID: fmt.Sprintf("c-%d", i+1), Channel: "whatsapp", Address: l.Address, N: int64(i + 1), Message: conversation.Message{Text: "tekst " + text}})
	}
	if l, err = store.Commit(t.Context(), l, c); err != nil {
		t.Fatal(err)
	}
	return func() string {
		got, err := store.Deliveries(context.WithoutCancel(t.Context()), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for n := range texts {
			d := got[int64(n+1)]
			out += fmt.Sprintf("%s %s%s;", d.ID, d.State, d.Detail)
		}
		return out
	}
}

func TestStatusesMoveAMessageOnAndNeverBack(t *testing.T) {
	t.Parallel()
	s, e, _, c := setup(t, func(o *whatsapp.Options) { o.Quiet = -1 })
	store := real(t, s, c)
	far := outbox(t, store, poster{t, e}, "c-1")
	if out, err := store.Attempt(t.Context(), "whatsapp", 0); err != nil || len(out) != 1 {
		t.Fatalf("attempt gives %v, %v", out, err)
	}
	failed := `,"errors":[{"code":131026}]`
	for _, step := range []struct{ state, errors, want string }{
		{"delivered", "", "c-1 delivered;"}, {"sent", "", "c-1 delivered;"}, {"melted", "", "c-1 delivered;"}, {"read", "", "c-1 read;"},
		{"failed", failed, "c-1 read;"}, {"played", "", "c-1 read;"}, {"delivered", "", "c-1 read;"},
	} {
		poster{t, e}.post(statusOf("c-1", step.state, step.errors))
		if got := far(); got != step.want {
			t.Fatalf("after %s: %s", step.state, got)
		}
	}
}

func TestAFailureIsTriedAgainOrNotByItsCode(t *testing.T) {
	t.Parallel()
	for code, again := range map[int]bool{131056: true, 131000: true, 190: true, 131047: false, 131026: false, 131049: false, 999999: false} {
		s, e, _, c := setup(t, func(o *whatsapp.Options) { o.Quiet = -1 })
		store := real(t, s, c)
		far := outbox(t, store, poster{t, e}, "c-1")
		if _, err := store.Attempt(t.Context(), "whatsapp", 0); err != nil {
			t.Fatal(err)
		}
		poster{t, e}.post(statusOf("c-1", "failed", fmt.Sprintf(`,"errors":[{"code":%d}]`, code)))
		c.Move(10 * time.Minute)
		out, err := store.Attempt(t.Context(), "whatsapp", 0)
		if err != nil || (len(out) == 1) != again {
			t.Errorf("%d: attempt gives %d, %v: %s", code, len(out), err, far())
		}
	}
}
