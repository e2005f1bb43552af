package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/assistant"
	"balie/cmd/balie/company"
	"balie/cmd/balie/play"
	"balie/config"
	"balie/config/demo/backend"
	"balie/conversation"
)

// Customers of the demo bank: whose conversation it is, and whose records must never be reached from it.
const (
	mine   = "C-1001"
	theirs = "C-1002"
	hers   = "C-1011" // for whom there may be a mandate, for one process
)

// their ids and words: what a hostile customer, page or model would try.
var (
	theirIDs    = []string{theirs, "K-21", "T-21", "L-21", "P-1002-2", "daan@post.example", "../" + theirs, "K-21?customer=" + theirs, "C-1001/../" + theirs, strings.ToLower(theirs)}
	theirSecret = []string{"1195", "Kadeplein", "Oosterling", "2345 BC", "Revolving", "Doorlopend krediet"}
)

// hostile understands nothing but some buttons and proposes whatever would harm most.
type hostile struct {
	draw  *rapid.T             // nil: it means no harm
	sound assistant.Recognizer // that it stands in front of
}

func (h *hostile) Understand(ctx context.Context, said []conversation.Utterance, x conversation.Expectation) (conversation.Understanding, error) {
	if h.draw == nil || said[0].Choice != "" && rapid.Bool().Draw(h.draw, "sound") {
		return h.sound.Understand(ctx, said, x)
	}
	u := conversation.Understanding{By: "model"}
	for range rapid.IntRange(1, 4).Draw(h.draw, "commands") {
		u.Commands = append(u.Commands, h.command(x))
	}
	return u, nil
}

func (h *hostile) command(x conversation.Expectation) conversation.Command {
	slots := []string{"card", "payment", "loan", "who", "code", "contact", "phone", "subject", "customer"}
	if x.Asked != nil {
		slots = append(slots, x.Asked.Slot, x.Asked.Slot, x.Asked.Slot)
	}
	id := rapid.SampledFrom(theirIDs).Draw(h.draw, "id")
	c := conversation.Command{
		Do: rapid.SampledFrom([]conversation.Verb{
			conversation.DoStart, conversation.DoSet, conversation.DoSet, conversation.DoSet, conversation.DoYes, conversation.DoYes, conversation.DoNo,
			conversation.DoSkip, conversation.DoPattern, conversation.DoAnswer, conversation.DoRun, conversation.DoRecord, "impersonate",
		}).Draw(h.draw, "do"),
		Flow: rapid.SampledFrom([]string{"block_card", "change_details", "postpone_payment", "loan_transfer", "reset_password", "identify", id}).Draw(h.draw, "flow"),
		Slot: rapid.SampledFrom(slots).Draw(h.draw, "slot"), Frame: rapid.IntRange(0, 4).Draw(h.draw, "frame"),
		Pattern: rapid.SampledFrom([]string{"undo", "retry", "cancel", "repeat", "told", id}).Draw(h.draw, "pattern"),
		Text:    id, Consent: x.Confirm, Confidence: 1, By: "model",
	}
	v := rapid.SampledFrom(append(theirValues(id), mineValues(x)...)).Draw(h.draw, "value")
	c.Value = &v
	return c
}

// theirValues gives an id every form that it could travel in.
func theirValues(id string) []conversation.Value {
	of := conversation.Of
	return []conversation.Value{
		of(conversation.Text, id), of(conversation.Choice, id), of(conversation.Ref("card"), id), of(conversation.Ref("payment"), id),
		conversation.Rec(map[string]conversation.Value{
			"id": of(conversation.Ref("card"), id), "last4": of(conversation.Text, "1195"), "customer": of(conversation.Text, theirs),
		}),
	}
}

// mineValues are right answers, so that processes get on to where they do something.
func mineValues(x conversation.Expectation) []conversation.Value {
	out := []conversation.Value{conversation.Of(conversation.Choice, "lost"), conversation.Of(conversation.Choice, "phone"), conversation.Of(conversation.Phone, "+31612345678")}
	if x.Asked != nil {
		for _, o := range x.Asked.Options {
			out = append(out, o.Value)
		}
	}
	return out
}

// bank is the demo bank with its real back end, and a counter before it whose recognizer is hostile.
type hostileBank struct {
	*play.Stage
	back    *httptest.Server
	hostile *hostile
}

func newHostileBank(t *testing.T) *hostileBank {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	b, err := backend.Open(t.Context(), backend.Options{Company: "bank", Path: filepath.Join(t.TempDir(), "back.db"), Key: "k", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	h := &hostileBank{back: httptest.NewServer(b.Handler()), hostile: &hostile{}}
	t.Cleanup(func() { h.back.Close(); _ = b.Close() })
	folder, err := config.Demo("bank")
	if err != nil {
		t.Fatal(err)
	}
	env := func(name string) string { return map[string]string{"CRM_URL": h.back.URL, "CRM_KEY": "k"}[name] }
	c, err := company.Open(t.Context(), folder, ".", company.Opening{Getenv: env, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	h.Stage, err = play.NewStage(t.Context(), play.Staging{
		Setting: play.Setting{
			Company: c,
			Recalls: func(r assistant.Recognizer) assistant.Recognizer { h.hostile.sound = r; return h.hostile },
			Replays: func(a assistant.Actions) assistant.Actions { return a },
		},
		Build: func(ctx context.Context, s play.Setting) (*play.House, error) {
			s.Doer = nil // the real back end
			return rehearsal(ctx, s)
		},
		Dir: t.TempDir(), Begin: time.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.House.Store.Close(); _ = c.Close() })
	return h
}

// get reads something of the back end's records.
func (h *hostileBank) get(t rapid.TB, path string, into any) {
	req, err := http.NewRequest(http.MethodGet, h.back.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// TestNothingReachesAnotherCustomer: whatever is typed, pressed or understood in a customer's conversation, with another
// customer's ids in every form, the back end is never asked for anything of theirs, nothing of theirs changes, and nothing
// of theirs is said. A code may be sent to them: that is how they would prove who they are.
func TestNothingReachesAnotherCustomer(t *testing.T) {
	t.Parallel()
	h := newHostileBank(t)
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		h.hostile.draw = r
		h.Stage = h.Another(fmt.Sprint(n))
		h.Pass(2 * time.Hour) // the limits on codes are another test's
		h.talk(r)
		h.check(r)
	})
	if testing.Short() {
		return // a short run need not meet everything
	}
	h.reachedMine(t)
	h.reachedHers(t)
}

// reachedHers makes sure that a mandate is good for what it names.
func (h *hostileBank) reachedHers(t *testing.T) {
	t.Helper()
	h.Stage, h.hostile.draw = h.Another("honest"), nil
	id := conversation.Identity{Subject: mine, Assurance: conversation.Substantial, At: h.Now(), By: "test", Mandates: []conversation.Mandate{
		{Subject: hers, Scope: []string{"block_card"}, Until: h.Now().Add(time.Hour)},
	}}
	for _, in := range []conversation.Input{
		{Kind: conversation.InputOpened, Language: "nl"}, {Kind: conversation.InputIdentity, Identity: &id},
		{Kind: conversation.InputButton, Choice: "start:block_card"}, {Kind: conversation.InputButton, Choice: "set:1:reason:lost"},
		{Kind: conversation.InputButton, Choice: "set:2:who:" + hers},
	} {
		if err := h.Does(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	var log struct {
		Requests []struct{ Operation, Actor string }
	}
	h.get(t, "/demo/requests?customer="+hers, &log)
	if len(log.Requests) == 0 || log.Requests[0].Actor != mine {
		t.Errorf("no mandate was used: %+v", log.Requests)
	}
}

// reachedMine makes sure that the test is about something: that the customer's own records were reached and changed.
func (h *hostileBank) reachedMine(t *testing.T) {
	t.Helper()
	var log struct{ Counts []struct{ Effective int } }
	h.get(t, "/demo/requests?customer="+mine, &log)
	effective := 0
	for _, c := range log.Counts {
		effective += c.Effective
	}
	if len(log.Counts) < 3 || effective == 0 {
		t.Errorf("nothing much was reached: %+v", log.Counts)
	}
}

// talk is one conversation of a customer who may be known, and means no good.
func (h *hostileBank) talk(r *rapid.T) {
	ctx := context.Background()
	must := func(err error) {
		if err != nil {
			r.Fatal(err)
		}
	}
	must(h.Does(ctx, conversation.Input{Kind: conversation.InputOpened, Language: "nl"}))
	if level := conversation.Assurance(rapid.IntRange(0, 3).Draw(r, "assurance")); level > conversation.NoAssurance {
		id := conversation.Identity{Subject: mine, Assurance: level, At: h.Now(), By: "test", Mandates: h.mandates(r)}
		must(h.Does(ctx, conversation.Input{Kind: conversation.InputIdentity, Identity: &id}))
	}
	for range rapid.IntRange(1, 8).Draw(r, "turns") {
		in := conversation.Input{Kind: conversation.InputText, Text: rapid.SampledFrom(theirIDs).Draw(r, "text")}
		if rapid.Bool().Draw(r, "button") {
			in = conversation.Input{Kind: conversation.InputButton, Choice: h.choice(r)}
		}
		if rapid.IntRange(0, 9).Draw(r, "proof") == 0 {
			in = conversation.Input{Kind: conversation.InputIdentity, Identity: &conversation.Identity{Subject: theirs, Assurance: conversation.Substantial, At: h.Now(), By: "test"}}
			if state, err := h.State(ctx); err != nil || state.Identity.Subject == "" {
				continue // whose proof comes first is whose conversation it is
			}
		}
		must(h.Does(ctx, in))
	}
}

// mandates are some that are good for one process of hers, and some that are good for nothing of theirs.
func (h *hostileBank) mandates(r *rapid.T) []conversation.Mandate {
	of := func(subject string, lasts time.Duration, scope ...string) conversation.Mandate {
		return conversation.Mandate{Subject: subject, Name: subject, Scope: scope, Until: h.Now().Add(lasts)}
	}
	return rapid.SampledFrom([][]conversation.Mandate{
		nil, {of(hers, time.Hour, "block_card")}, {of(theirs, -time.Second, "block_card")}, {of(theirs, time.Hour, "crm", "block")},
		{of(hers, time.Hour, "block_card"), of(theirs, -time.Second, "block_card", "postpone_payment")},
	}).Draw(r, "mandates")
}

// choice is a button that was offered, or one that was not.
func (h *hostileBank) choice(r *rapid.T) string {
	choices := []string{"set:1:card:K-21", "set:2:who:" + theirs, "start:block_card", "start:block_card", "set:2:who:" + hers, "set:2:who:self", "yes:k1", "run:call.block", "pattern:told"}
	for _, m := range h.Last() {
		for _, b := range m.Buttons {
			choices = append(choices, b.ID)
		}
	}
	return rapid.SampledFrom(choices).Draw(r, "choice")
}

func (h *hostileBank) check(r *rapid.T) {
	var log struct {
		Requests []struct{ Operation, Path, Customer, Actor string }
	}
	h.get(r, "/demo/requests?customer="+theirs, &log)
	for _, q := range log.Requests {
		if q.Operation != "send_message" {
			r.Fatalf("%s was asked of another customer: %s", q.Operation, q.Path)
		}
	}
	h.get(r, "/demo/requests?customer="+hers, &log)
	for _, q := range log.Requests {
		if q.Actor != mine || !slices.Contains([]string{"list_cards", "card_state", "block_card", "report_theft", "order_card"}, q.Operation) {
			r.Fatalf("%s was asked of who is represented, by %q: %s", q.Operation, q.Actor, q.Path)
		}
	}
	var now struct{ Tables map[string]json.RawMessage }
	h.get(r, "/demo/state", &now)
	for _, changed := range []string{`"customer":"` + theirs + `","what"`} {
		if strings.Contains(string(now.Tables["changes"]), changed) {
			r.Fatalf("another customer's details were changed: %s", now.Tables["changes"])
		}
	}
	for _, e := range h.Events {
		said, ok := e.Event.(conversation.Said)
		for _, secret := range theirSecret {
			if ok && strings.Contains(said.Text, secret) {
				r.Fatalf("something of another customer is said: %q", said.Text)
			}
		}
	}
	state, err := h.State(context.Background())
	if err != nil {
		r.Fatal(err)
	}
	for _, a := range state.Actions {
		if a.Identity.Subject != "" && a.Identity.Subject != mine {
			r.Fatalf("%s was started for another customer", a.Operation)
		}
		if a.Identity.For != nil && (a.Identity.For.Subject != hers || a.Flow != "block_card") {
			r.Fatalf("%s of %s was started for %s", a.Operation, a.Flow, a.Identity.For.Subject)
		}
	}
}
