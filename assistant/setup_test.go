package assistant_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/assistant"
	"balie/config/demo/backend"
	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
	"balie/conversation/desk"
	"balie/conversation/identity"
	"balie/conversation/sqlite"
	"balie/conversation/storetest"
	"balie/flows"
)

// house is a demo company with a scripted recognizer, over a real store and a real back end, on a clock that stands
// still until it is moved.
type house struct {
	*testing.T
	clock   *storetest.Clock
	store   *sqlite.Store
	ledger  *conversation.Ledger
	a       *assistant.Assistant
	desk    *desk.Desk
	ops     operations
	script  *scripted
	wire    *wire
	back    string // address of the back end
	reports []assistant.Report

	observing sync.Mutex
	engine    *flows.Engine

	revision string

	from  conversation.Address // of the customer
	id    conversation.ID
	n     int   // inputs made
	shown int64 // number of the last event that was read
}

type operations map[string]conversation.Operation

func (o operations) Operation(name string) (conversation.Operation, bool) {
	op, ok := o[name]
	return op, ok
}

// leaving is the contract of a message for the desk.
var leaving = conversation.Operation{
	Name: conversation.OpLeaveMessage, Effect: conversation.EffectWrite, Once: conversation.Keyed, Whose: conversation.Public,
	Input:  map[string]conversation.Schema{"message": {Type: conversation.Text}, "contact": {Type: conversation.Text}},
	Output: conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"case": {Type: conversation.Text}}},
}

// bank opens the demo bank.
func bank(t *testing.T) *house {
	t.Helper()
	return open(t, "bank", "crm", nil)
}

// open opens a demo company; change may change the contracts before the flows are read.
func open(t *testing.T, company, connector string, change func(operations)) *house {
	t.Helper()
	h := &house{T: t, clock: storetest.NewClock(), from: conversation.Address{Channel: "test", Account: "t", Sender: "s"}}
	dir := t.TempDir()
	h.back = h.backEnd(company, dir)
	folder := os.DirFS("../config/demo/" + company)
	prefix := strings.ToUpper(connector)
	env := map[string]string{prefix + "_URL": h.back, prefix + "_KEY": "k", prefix + "_CALLBACK_SECRET": strings.Repeat("s", 32)}
	reg, bad := connectors.Load(folder, func(name string) string { return env[name] }, connectors.WithClient(rest.New(rest.Options{Now: h.clock.Now})))
	h.must(bad.Err())
	t.Cleanup(reg.Close)
	h.ops = reg.Operations()
	for _, op := range append(identity.Operations(), leaving) {
		h.ops[op.Name] = op
	}
	if change != nil {
		change(h.ops)
	}
	set := h.read(company, reg.Callbacks(), change == nil)
	var err error
	h.store, err = sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(dir, "c.db"), Key: make([]byte, 32), Now: h.clock.Now})
	h.must(err)
	t.Cleanup(func() { h.must(h.store.Close()) })
	h.script = &scripted{next: map[string][]conversation.Command{}}
	h.wire = newWire(h, reg)
	h.engine = &flows.Engine{Revision: func(string) *flows.Set { return set }, Place: time.UTC}
	h.revision = set.Hash
	h.ledger = h.process("first", h.engine)
	h.desk = desk.New(desk.Options{
		Ledger: h.ledger, Archive: h.store, Now: h.clock.Now, Expect: h.engine.Expect,
		Set: func(s *conversation.State, c conversation.Command) ([]conversation.Event, error) {
			m, err := h.engine.Advance(s, conversation.Cause{Kind: conversation.CauseInput, Command: c})
			return m.Events, err
		},
	})
	return h
}

// read are the flows that were read before, by company: they do not change, and reading them is most of the work.
var read struct {
	sync.Mutex
	sets map[string]*flows.Set
}

// read reads the flows of a company; share: those that another test has read will do.
func (h *house) read(company string, callbacks map[string]conversation.Schema, share bool) *flows.Set {
	h.Helper()
	read.Lock()
	defer read.Unlock()
	if set := read.sets[company]; share && set != nil {
		return set
	}
	set, problems := flows.Load(flows.LoadOptions{
		Flows: os.DirFS("../config/demo/" + company + "/flows"), Languages: []string{"nl", "en"}, Tone: "je", Operations: h.ops,
		Callbacks: callbacks,
		Company: map[string]conversation.Value{
			"name": conversation.Of(conversation.Text, "Brugbank"), "phone": conversation.Of(conversation.Text, "030"),
			"emergency": conversation.Of(conversation.Text, "0800"),
		},
	})
	h.must(problems.Err())
	if share {
		if read.sets == nil {
			read.sets = map[string]*flows.Set{}
		}
		read.sets[company] = set
	}
	return set
}

// process makes the assistant of one process. The last one made is the one that takes turns.
func (h *house) process(owner string, engine assistant.Engine) *conversation.Ledger {
	l := conversation.NewLedger(conversation.LedgerOptions{
		Store: h.store, Archive: h.store, Sealer: h.store, Hasher: h.store, Bell: h.store, Operations: h.ops, Now: h.clock.Now, Owner: owner,
		Push: func(channel string) bool { return channel == "push" },
	})
	h.a = assistant.New(assistant.Options{
		Ledger: l, Store: h.store, Outbox: h.store, Bell: h.store, Hasher: h.store, Operations: h.ops, Recognizer: h.script, Engine: engine,
		Actions: h.wire, Admit: all, Hours: func(time.Time) (bool, time.Time) { return true, time.Time{} }, Shown: h.store.Shown,
		Revision: func() string { return h.revision }, Language: "nl", Now: h.clock.Now, Log: slog.New(slog.DiscardHandler),
		Observe: func(r assistant.Report) {
			h.observing.Lock()
			defer h.observing.Unlock()
			h.reports = append(h.reports, r)
		},
	})
	return l
}

// all admits everything.
func all(_ conversation.Expectation, c []conversation.Command) ([]conversation.Command, []conversation.CommandRefused) {
	return c, nil
}

func (h *house) backEnd(company, dir string) string {
	h.Helper()
	b, err := backend.Open(h.Context(), backend.Options{Company: company, Path: filepath.Join(dir, "back.db"), Key: "k", Now: h.clock.Now})
	h.must(err)
	srv := httptest.NewServer(b.Handler())
	h.Cleanup(func() {
		h.must(b.Close())
		srv.Close()
	})
	return srv.URL
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// asked tells how often the back end was asked for an operation, and how often that changed something.
func (h *house) asked(operation string) (requests, effects int) {
	h.Helper()
	var got struct {
		Counts []struct {
			Requests, Effective int
		}
	}
	rec, err := httpGet(h.Context(), h.back+"/demo/requests?operation="+operation)
	h.must(err)
	h.must(json.Unmarshal(rec, &got))
	for _, c := range got.Counts {
		requests, effects = requests+c.Requests, effects+c.Effective
	}
	return requests, effects
}

// ran ends the test unless the back end was asked so often, with so many effects.
func (h *house) ran(operation string, requests, effects int) {
	h.Helper()
	if r, e := h.asked(operation); r != requests || e != effects {
		h.Fatalf("%s: %d requests and %d effects, want %d and %d", operation, r, e, requests, effects)
	}
}

// state reads the conversation as it stands.
func (h *house) state() *conversation.State {
	h.Helper()
	held, err := h.ledger.Load(h.Context(), h.id)
	h.must(err)
	return held.State
}

// action returns what became of an action.
func (h *house) action(n int) conversation.Action {
	h.Helper()
	a := h.state().Action(n)
	if a == nil {
		h.Fatalf("there is no action %d", n)
	}
	return *a
}

// settled ends the test unless an action ended so.
func (h *house) settled(n int, o conversation.Outcome, by string) {
	h.Helper()
	if a := h.action(n); !a.Settled || a.Receipt.Outcome != o {
		h.Fatalf("action %d is settled %v: %+v, want %s", n, a.Settled, a.Receipt, o)
	}
	for _, r := range h.events() {
		if e, ok := r.Event.(conversation.ActionSettled); ok && e.N == n && e.By != by {
			h.Fatalf("action %d was settled by %s, want %s", n, e.By, by)
		}
	}
}

// events reads the whole record.
func (h *house) events() []conversation.Numbered {
	h.Helper()
	events, err := h.ledger.Events(h.Context(), h.id, 0, 10_000)
	h.must(err)
	return events
}

// count tells how many events of a type there are.
func (h *house) count(typ conversation.EventType) int {
	h.Helper()
	n := 0
	for _, r := range h.events() {
		if r.Event.Type() == typ {
			n++
		}
	}
	return n
}

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
