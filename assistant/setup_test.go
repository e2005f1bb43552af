package assistant_test

import (
	"encoding/json"
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
	for _, op := range append(identity.Operations(), leaving, identity.TellOperations()[1]) {
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
	h.desk = h.newDesk()
	return h
}

// newDesk is the desk over the engine, which sees of a flow the one step that these tests run at it.
func (h *house) newDesk() *desk.Desk {
	think := func(s *conversation.State, c conversation.Cause) conversation.Move {
		m, err := h.engine.Advance(s, c)
		h.must(err)
		return m
	}
	return desk.New(desk.Options{
		Ledger: h.ledger, Archive: h.store, Now: h.clock.Now, Expect: h.engine.Expect,
		Describe: func(string, string, string) (desk.Flow, bool) {
			return desk.Flow{Steps: []desk.Step{{Name: "confirm.1", Kind: "confirm"}}}, true
		},
		Set: func(s *conversation.State, c conversation.Command) ([]conversation.Event, error) {
			return think(s, conversation.Cause{Kind: conversation.CauseInput, Command: c}).Events, nil
		},
		Known: func(s *conversation.State) []conversation.Event {
			return think(s, conversation.Cause{Kind: conversation.CauseKnown}).Events
		},
		Probe: func(s *conversation.State, do conversation.Verb, step string) (conversation.Call, bool) {
			c := conversation.Command{Do: do, Slot: step, Text: s.Holder, By: "agent", Confidence: 1}
			m := think(s, conversation.Cause{Kind: conversation.CauseInput, Command: c})
			if m.Start == nil {
				return conversation.Call{}, false
			}
			return *m.Start, true
		},
	})
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
		Revision: func(*conversation.State, conversation.Address) (string, bool) { return h.revision, false }, Language: "nl", Now: h.clock.Now, Log: slog.New(slog.DiscardHandler),
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
