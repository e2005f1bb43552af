package whatsapp_test

import (
	"net/http"
	"strings"
	"testing"

	"balie/channels/whatsapp"
	"balie/conversation"
)

// news is a template for the customer of the payloads.
func news() conversation.Outgoing {
	o := outgoing("c-1", "Er is nieuws over: Schade melden.")
	o.Notice, o.Message.Kind, o.Message.About = true, conversation.KindNews, "Schade melden"
	return o
}

func withNews(o *whatsapp.Options) { o.News = "balie_news" }

// TestWhoWantsNoMessagesIsSentNoTemplate: until they want some again; what they ask for is still answered.
func TestWhoWantsNoMessagesIsSentNoTemplate(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	s, e, w, c := setup(t, at(m), withNews)
	real(t, s, c)
	stop := payload(t, "user_preferences_stop.json")
	poster{t, e}.post(stop)
	if d := w.Send(t.Context(), news()); d.State != conversation.Rejected || !d.Retry.IsZero() || len(m.all()) != 0 || !s.counted("send.unwanted") {
		t.Errorf("a template: %+v", d)
	}
	if d := w.Send(t.Context(), outgoing("c-2", "Je pas is geblokkeerd.")); d.State != conversation.Sent {
		t.Errorf("an answer: %+v", d)
	}
	resume := strings.NewReplacer(`"value":"stop"`, `"value":"resume"`, "1795300001", "1795300002").Replace(string(stop))
	poster{t, e}.post([]byte(resume))
	poster{t, e}.post(stop) // again, and too late
	if d := w.Send(t.Context(), news()); d.State != conversation.Sent || len(m.all()) != 2 {
		t.Errorf("a template after they wanted some again: %+v", d)
	}
}

// TestMetaKnowsWhoWantsNoMessages: what it refuses for that, in an answer or in a status, is remembered.
func TestMetaKnowsWhoWantsNoMessages(t *testing.T) {
	t.Parallel()
	m := newMeta(t, refuse(400, 131050))
	_, _, w, _ := setup(t, at(m), withNews)
	for range 2 {
		if d := w.Send(t.Context(), news()); d.State != conversation.Rejected || !d.Retry.IsZero() {
			t.Errorf("a template: %+v", d)
		}
	}
	_, e, other, _ := setup(t, at(m), withNews)
	poster{t, e}.post(statusOf("c-0", "failed", `,"errors":[{"code":131050}]`))
	if d := other.Send(t.Context(), news()); d.State != conversation.Rejected || len(m.all()) != 1 {
		t.Errorf("after a status: %+v, %d were sent", d, len(m.all()))
	}
}

// TestWhatIsNotKnownIsNotSentAndNotLost: a wish that cannot be stored comes again, a template waits.
func TestWhatIsNotKnownIsNotSentAndNotLost(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	s, e, w, c := setup(t, at(m), withNews)
	s.fail = errDown
	body := payload(t, "user_preferences_stop.json")
	if res := post(e, body, sign(body)); res.Code != http.StatusInternalServerError {
		t.Errorf("answer is %d", res.Code)
	}
	if d := w.Send(t.Context(), news()); d.State != conversation.Rejected || !d.Retry.After(c.Now()) || len(m.all()) != 0 {
		t.Errorf("a template: %+v", d)
	}
}

// TestAWishForAnotherNumberOrKindIsNone: of another company number, of another category, of nobody.
func TestAWishForAnotherNumberOrKindIsNone(t *testing.T) {
	t.Parallel()
	body := string(payload(t, "user_preferences_stop.json"))
	for _, change := range [][2]string{
		{"900000000000001", "900000000000009"}, {"marketing_messages", "all"}, {`"value":"stop"`, `"value":"halt"`}, {`"wa_id":"31612345678","detail"`, `"wa_id":"31 6","detail"`},
	} {
		s, e, _, _ := setup(t)
		poster{t, e}.post([]byte(strings.Replace(body, change[0], change[1], 1)))
		if len(s.stopped) != 0 {
			t.Errorf("%v: %v", change, s.stopped)
		}
	}
}

// TestWhoseNumberChangesKeepsTheConversation: they go on in it from the new number, and whoever gets the old one does not.
func TestWhoseNumberChangesKeepsTheConversation(t *testing.T) {
	t.Parallel()
	s, e, _, c := setup(t, func(o *whatsapp.Options) { o.Quiet = -1 })
	store := real(t, s, c)
	p := poster{t, e}
	p.post(say("wamid.1", "hoi"))
	for range 2 {
		p.post(payload(t, "system_number_changed.json"))
	}
	p.post([]byte(strings.ReplaceAll(string(say("wamid.2", "ik weer")), "31612345678", "31699999999")))
	due, _, err := store.Due(t.Context(), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("due are %v, %v", due, err)
	}
	l, err := store.Load(t.Context(), due[0])
	if err != nil || l.Address.Sender != "31699999999" || len(l.Inbox) != 3 {
		t.Errorf("it is held from %s with %d messages, %v", l.Address.Sender, len(l.Inbox), err)
	}
	p.post(say("wamid.3", "wie is dit"))
	if due, _, err := store.Due(t.Context(), 10); err != nil || len(due) != 2 {
		t.Errorf("due are %v, %v", due, err)
	}
}

// TestAnotherDeviceKeepsTheConversation, and tells it; it makes none of who has none.
func TestAnotherDeviceKeepsTheConversation(t *testing.T) {
	t.Parallel()
	s, e, _, c := setup(t, func(o *whatsapp.Options) { o.Quiet = -1 })
	store := real(t, s, c)
	p := poster{t, e}
	p.post(payload(t, "system_identity_changed.json"))
	if due, _, err := store.Due(t.Context(), 10); err != nil || len(due) != 0 {
		t.Fatalf("of who has no conversation: due are %v, %v", due, err)
	}
	p.post(say("wamid.1", "hoi"))
	p.post([]byte(strings.ReplaceAll(string(payload(t, "system_identity_changed.json")), "OWNDEVICE", "OWNDEVICE2")))
	p.post(say("wamid.2", "ik weer"))
	due, _, err := store.Due(t.Context(), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("due are %v, %v", due, err)
	}
	l, err := store.Load(t.Context(), due[0])
	if err != nil || len(l.Inbox) != 3 || l.Inbox[1].Kind != conversation.InputRenumbered {
		t.Errorf("it holds %+v, %v", l.Inbox, err)
	}
}

func TestAChangeThatIsNoneMovesNothing(t *testing.T) {
	t.Parallel()
	body := string(payload(t, "system_number_changed.json"))
	for _, change := range [][2]string{
		{"user_changed_number", "user_changed_picture"}, {`"wa_id":"31699999999","user_id":"NL.7000000000000002"`, `"wa_id":"31612345678","user_id":"NL.7000000000000001"`},
		{`"wa_id":"31699999999","user_id":"NL.7000000000000002"`, `"wa_id":"../x","user_id":7`},
	} {
		s, e, _, _ := setup(t)
		poster{t, e}.post([]byte(strings.Replace(body, change[0], change[1], 1)))
		if len(s.inputs) != 0 {
			t.Errorf("%v: %+v", change, s.inputs)
		}
	}
}
