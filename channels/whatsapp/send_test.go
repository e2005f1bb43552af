package whatsapp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"balie/channels/whatsapp"
	"balie/conversation"
)

func at(m *meta) func(*whatsapp.Options) {
	return func(o *whatsapp.Options) { o.Base, o.Client = m.URL+"/v25.0", m.Client() }
}

func outgoing(id, text string, buttons ...conversation.Button) conversation.Outgoing {
	return conversation.Outgoing{
		ID: id, Channel: "whatsapp", Address: conversation.Address{Channel: "whatsapp", Account: number, Sender: "31612345678"},
		Message: conversation.Message{Text: text, Language: "nl", Buttons: buttons}, Attempts: 1,
	}
}

func TestAMessageIsSentWithOurID(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	s, _, w, _ := setup(t, at(m))
	d := w.Send(t.Context(), outgoing("c-1", "Je pas is geblokkeerd."))
	if d.ID != "c-1" || d.State != conversation.Sent || d.Provider != "wamid.OUT1" || !d.Retry.IsZero() || !s.counted("send.sent") {
		t.Errorf("delivery is %+v", d)
	}
	got := m.all()
	if len(got) != 1 || got[0].To != "31612345678" || got[0].Text.Body != "Je pas is geblokkeerd." || got[0].Data != "c-1" {
		t.Errorf("sent are %+v", got)
	}
	if m.path != "POST /v25.0/"+number+"/messages" || m.header.Get("Authorization") != "Bearer token" {
		t.Errorf("posted to %s with %v", m.path, m.header)
	}
}

// A customer who was silent for long may be sent nothing but a template.
func TestNewsIsATemplate(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	_, _, w, _ := setup(t, at(m), func(o *whatsapp.Options) { o.News = "balie_news" })
	o := outgoing("c-1", "Er is nieuws over: Schade melden.")
	o.Notice, o.Message.Kind, o.Message.About = true, conversation.KindNews, "Schade melden"
	if d := w.Send(t.Context(), o); d.State != conversation.Sent {
		t.Fatalf("delivery is %+v", d)
	}
	got := m.all()[0]
	if p := got.Template; got.Text != nil || p == nil || p.Name != "balie_news" || p.Language.Code != "nl" || p.Components[0].Parameters[0].Text != "Schade melden" {
		t.Errorf("sent is %+v", got)
	}
	_, _, without, _ := setup(t, at(m))
	if d := without.Send(t.Context(), o); d.State != conversation.Rejected || !d.Retry.IsZero() || !strings.Contains(d.Detail, "no template") || len(m.all()) != 1 {
		t.Errorf("without a template: %+v, %d were sent", d, len(m.all()))
	}
}

func TestACustomerWithoutNumberIsReachedByID(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	_, _, w, _ := setup(t, at(m))
	o := outgoing("c-1", "Hoi")
	o.Address.Sender = "NL.7000000000000001"
	if d := w.Send(t.Context(), o); d.State != conversation.Sent || m.all()[0].Recipient != "NL.7000000000000001" {
		t.Errorf("delivery is %+v of %+v", d, m.all())
	}
}

func TestAnotherProviderIsAnotherAddressAndHeader(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	_, _, w, _ := setup(t, at(m), func(o *whatsapp.Options) { o.Messages, o.Header = m.URL+"/messages", "D360-API-KEY" })
	if d := w.Send(t.Context(), outgoing("c-1", "Hoi")); d.State != conversation.Sent || m.path != "POST /messages" || m.header.Get("D360-Api-Key") != "token" || m.header.Get("Authorization") != "" {
		t.Errorf("delivery is %+v to %s with %v", d, m.path, m.header)
	}
}

func TestAnswersAreJudgedByStatusAndCode(t *testing.T) {
	t.Parallel()
	const never = time.Duration(0)
	for name, test := range map[string]struct {
		answer   http.HandlerFunc
		attempts int
		state    conversation.DeliveryState
		retry    time.Duration
		detail   string
	}{
		"outside the window":     {refuse(400, 131047), 1, conversation.Rejected, never, "131047"},
		"cannot receive":         {refuse(400, 131026), 1, conversation.Rejected, never, "131026"},
		"not known":              {refuse(400, 987654), 1, conversation.Rejected, never, "987654"},
		"transient":              {refuse(400, 131000), 1, conversation.Rejected, 2 * time.Second, "131000"},
		"transient, third":       {refuse(400, 131000), 3, conversation.Rejected, 8 * time.Second, "131000"},
		"transient, for long":    {refuse(400, 131000), 20, conversation.Rejected, never, "131000"},
		"upgrading":              {refuse(400, 131057), 1, conversation.Rejected, time.Minute, "131057"},
		"too fast":               {refuse(429, 130429), 1, conversation.Rejected, 15 * time.Second, "130429"},
		"spam":                   {refuse(400, 131048), 1, conversation.Rejected, 15 * time.Minute, "131048"},
		"too much for one":       {refuse(400, 131056), 1, conversation.Rejected, time.Second, "131056"},
		"too much for one still": {refuse(400, 131056), 4, conversation.Rejected, 64 * time.Second, "131056"},
		"token expired":          {refuse(401, 190), 40, conversation.Rejected, 5 * time.Minute, "190"},
		"permission":             {refuse(403, 230), 1, conversation.Rejected, 5 * time.Minute, "230"},
		"no code, 401":           {plainly(401, ""), 1, conversation.Rejected, 5 * time.Minute, "HTTP 401"},
		"no code, 429":           {plainly(429, "slow"), 1, conversation.Rejected, 15 * time.Second, "HTTP 429"},
		"no code, 400":           {plainly(400, "<html>"), 1, conversation.Rejected, never, "HTTP 400"},
		"elsewhere":              {http.RedirectHandler("/other", http.StatusFound).ServeHTTP, 1, conversation.Rejected, 5 * time.Minute, "HTTP 302"},
		"server error":           {refuse(500, 131000), 1, conversation.Attempted, never, "HTTP 500, code 131000"},
		"gateway":                {plainly(502, "<html>"), 1, conversation.Attempted, never, "HTTP 502"},
		"gateway, third":         {plainly(502, "<html>"), 3, conversation.Attempted, 2 * time.Minute, "HTTP 502"},
		"no id":                  {plainly(200, `{"messages":[]}`), 1, conversation.Attempted, never, "HTTP 200 without an id"},
		"no JSON":                {plainly(200, `ok`), 1, conversation.Attempted, never, "HTTP 200 without an id"},
		"cut off":                {hangUp, 1, conversation.Attempted, never, "cut off"},
		"cut off in the answer":  {cutInAnswer, 1, conversation.Attempted, never, "cut off in the answer"},
	} {
		m := newMeta(t, test.answer)
		_, _, w, c := setup(t, at(m))
		o := outgoing("c-1", "Hoi")
		o.Attempts = test.attempts
		d := w.Send(t.Context(), o)
		retry := never
		if !d.Retry.IsZero() {
			retry = d.Retry.Sub(c.Now())
		}
		if d.ID != "c-1" || d.State != test.state || retry != test.retry || d.Detail != test.detail || len(m.all()) != 1 {
			t.Errorf("%s: delivery is %+v after %d requests; retry in %s", name, d, len(m.all()), retry)
		}
	}
}

func cutInAnswer(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = w.Write([]byte(`{"messages":[{"id":"wam`))
}

func TestATimeOutIsNotSentAgainBlindly(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	m := newMeta(t, func(http.ResponseWriter, *http.Request) { <-done })
	t.Cleanup(func() { close(done) }) // before the server waits for its handlers
	_, _, w, _ := setup(t, at(m), func(o *whatsapp.Options) { o.TimeOut = 50 * time.Millisecond })
	if d := w.Send(t.Context(), outgoing("c-1", "Hoi")); d.State != conversation.Attempted || !d.Retry.IsZero() || d.Detail != "time-out" || len(m.all()) != 1 {
		t.Errorf("delivery is %+v", d)
	}
}

func TestWhatWasNotReachedIsTriedAgain(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	_, _, w, c := setup(t, func(o *whatsapp.Options) { o.Base = closed.URL })
	o := outgoing("c-1", "Hoi")
	o.Attempts = 50
	if d := w.Send(t.Context(), o); d.State != conversation.Rejected || !d.Retry.Equal(c.Now().Add(15*time.Minute)) || d.Detail != "not reached" {
		t.Errorf("delivery is %+v", d)
	}
}

func TestWhatCannotBeSentIsRefusedForGood(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	_, _, w, _ := setup(t, at(m))
	other, nobody, empty := outgoing("c-1", "Hoi"), outgoing("c-1", "Hoi"), outgoing("c-1", " \n")
	other.Address.Account, nobody.Address.Sender = "1", ""
	for _, o := range []conversation.Outgoing{other, nobody, empty} {
		if d := w.Send(t.Context(), o); d.State != conversation.Rejected || !d.Retry.IsZero() || d.Detail == "" {
			t.Errorf("delivery is %+v", d)
		}
	}
	if len(m.all()) != 0 {
		t.Errorf("sent are %+v", m.all())
	}
}

func TestOneCustomerIsNotFlooded(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	_, _, w, c := setup(t, at(m))
	state := func(n int, sender string) conversation.Delivery {
		o := outgoing(fmt.Sprintf("c-%d", n), "Hoi")
		o.Address.Sender = sender
		return w.Send(t.Context(), o)
	}
	for n := range 15 {
		if d := state(n, "31612345678"); d.State != conversation.Sent {
			t.Fatalf("message %d: %+v", n, d)
		}
	}
	d := state(15, "31612345678")
	if d.State != conversation.Rejected || !d.Retry.Equal(c.Now().Add(6*time.Second)) || d.Detail != "pace" || len(m.all()) != 15 {
		t.Fatalf("message 16: %+v", d)
	}
	if d := state(16, "31687654321"); d.State != conversation.Sent {
		t.Errorf("another customer waits too: %+v", d)
	}
	c.Move(6 * time.Second)
	if d := state(17, "31612345678"); d.State != conversation.Sent {
		t.Errorf("after six seconds: %+v", d)
	}
}

func TestMetaIsLeftAloneWhenItRefusesTheNumber(t *testing.T) {
	t.Parallel()
	m := newMeta(t, refuse(401, 190))
	s, _, w, c := setup(t, at(m))
	w.Send(t.Context(), outgoing("c-1", "Hoi"))
	if d := w.Send(t.Context(), outgoing("d-1", "Hoi")); d.State != conversation.Rejected || !d.Retry.Equal(c.Now().Add(5*time.Minute)) || d.Detail != "190" || len(m.all()) != 1 {
		t.Errorf("the second message: %+v", d)
	}
	if !s.counted("alarm.operator") {
		t.Errorf("no alarm in %v", s.kinds)
	}
	c.Move(5 * time.Minute)
	if d := w.Send(t.Context(), outgoing("d-1", "Hoi")); d.State != conversation.Sent {
		t.Errorf("after five minutes: %+v", d)
	}
}

// TestALongMessageGoesOnWhereItStopped: no part that Meta took in comes twice, whoever makes the next attempt; one without an
// answer is taken in when a status says so, or comes again.
func TestALongMessageGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Dit is een zin. ", 300) + "\n\n" + strings.Repeat("Nog een zin. ", 300)
	for name, c := range map[string]struct {
		status string // of the part without an answer
		want   string // ids, in the order in which they were sent
	}{
		"a status tells":     {"delivered", "c-1#1 c-1#2 c-1"},
		"nobody tells":       {"", "c-1#1 c-1#2 c-1#2 c-1"},
		"it was turned down": {"failed", "c-1#1 c-1#2 c-1#2 c-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMeta(t, nil, plainly(503, ""))
			s, e, w, clock := setup(t, at(m), func(o *whatsapp.Options) { o.Quiet = -1 })
			store := real(t, s, clock)
			far := outbox(t, store, poster{t, e}, long)
			attempt := func(w *whatsapp.WhatsApp) {
				t.Helper()
				out, err := store.Attempt(t.Context(), "whatsapp", 1)
				if err != nil || len(out) != 1 {
					t.Fatalf("attempt gives %d, %v", len(out), err)
				}
				if err := store.Mark(t.Context(), w.Send(t.Context(), out[0])); err != nil {
					t.Fatal(err)
				}
			}
			attempt(w)
			if c.status != "" {
				poster{t, e}.post(statusOf("c-1#2", c.status, ""))
			}
			o := options(s, clock)
			at(m)(&o)
			another, err := whatsapp.New(o) // the process has died
			if err != nil {
				t.Fatal(err)
			}
			clock.Move(time.Minute)
			attempt(another)
			ids := []string{}
			for _, one := range m.all() {
				ids = append(ids, one.Data)
			}
			if got := strings.Join(ids, " "); got != c.want || far() != "c-1 sent;" {
				t.Errorf("sent %s, and it is %s", got, far())
			}
		})
	}
}

// TestTheOutboxDelivers runs the way of a message through a real store: attempt, send, mark, status.
func TestTheOutboxDelivers(t *testing.T) {
	t.Parallel()
	m := newMeta(t, nil, refuse(400, 131056), hangUp)
	s, e, w, c := setup(t, at(m), func(o *whatsapp.Options) { o.Quiet = -1 })
	store := real(t, s, c)
	far := outbox(t, store, poster{t, e}, "c-1", "c-2", "c-3")
	round := func(want string) {
		t.Helper()
		out, err := store.Attempt(t.Context(), "whatsapp", 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range out {
			if err := store.Mark(t.Context(), w.Send(t.Context(), o)); err != nil {
				t.Fatal(err)
			}
		}
		if got := far(); got != want {
			t.Fatalf("deliveries are %s, want %s", got, want)
		}
	}
	round("c-1 sent;c-2 waiting;c-3 waiting;")
	round("c-1 sent;c-2 waiting131056;c-3 waiting;") // surely not sent: tried again
	c.Move(time.Second)
	round("c-1 sent;c-2 attemptedcut off;c-3 waiting;") // cut off: it may have been
	c.Move(20 * time.Second)
	round("c-1 sent;c-2 attemptedcut off;c-3 waiting;") // waits for a status, and so does what follows
	poster{t, e}.post(statusOf("c-2", "delivered", ""))
	round("c-1 sent;c-2 delivered;c-3 sent;")
	if got := m.all(); len(got) != 4 || got[3].Data != "c-3" {
		t.Errorf("sent are %+v", got)
	}
}
