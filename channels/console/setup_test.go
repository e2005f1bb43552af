package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/console"
	"balie/conversation"
	"balie/conversation/desk"
	"balie/conversation/sqlite"
)

// clock is a time that runs, and that a test moves ahead.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

type offers struct{}

func (offers) Operation(name string) (conversation.Operation, bool) {
	return conversation.Operation{Name: name, Effect: conversation.EffectWrite}, name == "crm.block_card"
}

// office is a running console over a real store, with two agents.
type office struct {
	*testing.T
	*httptest.Server
	clock     *clock
	store     *sqlite.Store
	ledger    *conversation.Ledger
	desk      *desk.Desk
	console   *console.Console
	passwords map[string]string
	made      int

	mu    sync.Mutex
	typed map[conversation.ID]time.Time // when a customer was last writing
}

func setup(t *testing.T) *office {
	t.Helper()
	o := &office{T: t, clock: &clock{}, passwords: map[string]string{}, typed: map[conversation.ID]time.Time{}}
	var err error
	o.store, err = sqlite.Open(context.WithoutCancel(t.Context()), sqlite.Options{
		Path: filepath.Join(t.TempDir(), "balie.db"), Key: []byte("0123456789abcdef0123456789abcdef"), Now: o.clock.Now,
	})
	o.must(err)
	o.ledger = conversation.NewLedger(conversation.LedgerOptions{
		Store: o.store, Archive: o.store, Sealer: o.store, Hasher: o.store, Bell: o.store, Operations: offers{}, Now: o.clock.Now, Owner: "test",
	})
	o.desk = desk.New(desk.Options{
		Ledger: o.ledger, Archive: o.store, Now: o.clock.Now, Describe: describe,
		Lost: func(_ *conversation.State, agent string) string { return agent + " kan nu niet verder." },
	})
	o.console, err = console.New(console.Options{
		Desk: o.desk, Files: o.store, Agents: []console.Agent{{ID: "anna", Name: "Anna"}, {ID: "bram", Name: "Bram"}}, Demo: true, Bell: o.store, Now: o.clock.Now, Heartbeat: 200 * time.Millisecond,
		Typing:  func(id conversation.ID) time.Time { o.mu.Lock(); defer o.mu.Unlock(); return o.typed[id] },
		Replies: []console.Reply{{Key: "hallo", Text: map[string]string{"nl": "Dag {{name}}, met {{agent}}. Kenmerk {{reference}}, zaak {{case}}."}}},
	})
	o.must(err)
	for _, i := range o.console.Invitations() {
		o.passwords[i.Agent] = i.Password
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.console.Run(ctx) }()
	e := echo.New()
	o.console.Routes(e)
	o.Server = httptest.NewServer(e)
	t.Cleanup(func() {
		stop()
		o.must(<-ended)
		o.Close()
		o.must(o.store.Close())
	})
	return o
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// describe knows one flow, in two languages.
func describe(_, flow, lang string) (desk.Flow, bool) {
	if flow != "block_card" {
		return desk.Flow{}, false
	}
	say := func(nl, en string) string {
		if lang == "nl" {
			return nl
		}
		return en
	}
	option := func(key, label string) conversation.Option {
		return conversation.Option{Key: key, Value: conversation.Of(conversation.Choice, key), Label: label}
	}
	return desk.Flow{
		Title: say("Bankpas blokkeren", "Block a bank card"),
		Steps: []desk.Step{
			{Name: "collect.reason", Kind: "collect", Label: say("Reden", "Reason"), Slots: []string{"reason"}},
			{Name: "collect.day", Kind: "collect", Label: say("Sinds wanneer", "Since when"), Slots: []string{"day"}},
			{Name: "confirm.1", Kind: "confirm", Label: say("Bevestigen", "Confirm")},
			{Name: "call.block", Kind: "call", Label: say("Pas blokkeren", "Block the card"), Depth: 1},
			{Name: "say.1", Kind: "say", Label: say("Kenmerk noemen", "Tell the reference")},
		},
		Slots: []desk.Slot{
			{Name: "reason", Label: say("Reden", "Reason"), Type: conversation.Choice, Options: []conversation.Option{
				option("lost", say("Kwijt", "Lost")), option("stolen", say("Gestolen", "Stolen")), option("damaged", say("Kapot", "Damaged")),
			}},
			{Name: "day", Label: say("Sinds", "Since"), Type: conversation.Date},
			{Name: "limit", Label: say("Daglimiet", "Daily limit"), Type: conversation.Money},
			{Name: "abroad", Label: say("In het buitenland", "Abroad"), Type: conversation.YesNo},
			{Name: "code", Label: "Code", Type: conversation.Text, Class: conversation.ClassSecret},
		},
	}, true
}

// open makes a conversation of a new customer.
func (o *office) open(first string, events ...conversation.Event) conversation.ID {
	o.Helper()
	o.made++
	address := conversation.Address{Channel: "widget", Account: "site", Sender: fmt.Sprintf("visitor-%d", o.made)}
	in := conversation.Input{
		Address: address, Source: "widget/site", ID: fmt.Sprintf("m-%d", o.made), Kind: conversation.InputText, Text: first, At: o.clock.Now(),
	}
	acc, err := o.store.Accept(o.Context(), in)
	o.must(err)
	h, err := o.ledger.Take(o.Context(), acc[0].Conversation)
	o.must(err)
	o.must(h.Add(
		conversation.ConversationStarted{Address: address, Language: "nl", Revision: "r1"},
		conversation.TurnStarted{Now: o.clock.Now()},
		conversation.MessageReceived{Input: acc[0].N, Kind: conversation.InputText, Text: first},
	))
	o.must(h.Add(events...))
	o.must(h.Add(conversation.TurnEnded{}))
	o.must(o.ledger.Commit(o.Context(), h, conversation.Terms{Taken: acc[0].N}))
	o.must(o.ledger.Return(o.Context(), h))
	return h.ID()
}

// add commits events as a turn would.
func (o *office) add(id conversation.ID, events ...conversation.Event) {
	o.Helper()
	h, err := o.ledger.Load(o.Context(), id)
	o.must(err)
	o.must(h.Add(events...))
	o.must(o.ledger.Commit(o.Context(), h, conversation.Terms{}))
}

// browser is one agent's browser.
type browser struct {
	o      *office
	cookie *http.Cookie
	header http.Header
}

func (o *office) browser() *browser {
	return &browser{o: o, header: http.Header{"Sec-Fetch-Site": {"same-origin"}, "Content-Type": {"application/json"}}}
}

// signedIn is a browser of an agent.
func (o *office) signedIn(agent string) *browser {
	o.Helper()
	b := o.browser()
	res := b.do(http.MethodPost, "session", map[string]string{"agent": agent, "password": o.passwords[agent]})
	if res.status != http.StatusOK || len(res.cookies) != 1 {
		o.Fatalf("sign in of %s: %d %s", agent, res.status, res.body)
	}
	b.cookie = res.cookies[0]
	return b
}

type answer struct {
	status  int
	body    string
	header  http.Header
	cookies []*http.Cookie
}

// code is that of a problem.
func (a answer) code() string {
	var p struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal([]byte(a.body), &p) // no problem: no code
	return p.Code
}

// do asks; body may be nil, text as it is, or anything that becomes JSON.
func (b *browser) do(method, path string, body any) answer {
	b.o.Helper()
	var r io.Reader
	switch v := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(v)
	default:
		text, err := json.Marshal(v)
		b.o.must(err)
		r = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(b.o.Context(), method, b.o.URL+"/console/api/"+path, r)
	b.o.must(err)
	req.Header = b.header.Clone()
	if b.cookie != nil {
		req.AddCookie(b.cookie)
	}
	res, err := http.DefaultClient.Do(req)
	b.o.must(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	b.o.must(err)
	return answer{status: res.StatusCode, body: string(text), header: res.Header, cookies: res.Cookies()}
}

// act orders an act and decodes the conversation that comes back.
func (b *browser) act(id conversation.ID, name string, body map[string]any) (console.View, answer) {
	b.o.Helper()
	res := b.do(http.MethodPost, "conversations/"+string(id)+"/"+name, body)
	var v console.View
	if res.status == http.StatusOK {
		b.o.must(json.Unmarshal([]byte(res.body), &v))
	}
	return v, res
}

func (b *browser) view(id conversation.ID, after int64) console.View {
	b.o.Helper()
	res := b.do(http.MethodGet, fmt.Sprintf("conversations/%s?after=%d&lang=nl", id, after), nil)
	if res.status != http.StatusOK {
		b.o.Fatalf("show %s: %d %s", id, res.status, res.body)
	}
	var v console.View
	b.o.must(json.Unmarshal([]byte(res.body), &v))
	return v
}

// story is what happened before a person was asked for.
func story(now time.Time) []conversation.Event {
	said := func(step, kind, text string, asks ...string) conversation.Said {
		return conversation.Said{Frame: 1, Flow: "block_card", Step: step, Kind: kind, Text: text, Language: "nl", Asks: asks, Because: "step " + step + " of block_card"}
	}
	return []conversation.Event{
		conversation.Understood{Understanding: conversation.Understanding{
			Commands: []conversation.Command{{Do: conversation.DoStart, Flow: "block_card", Confidence: 0.94}}, By: "embedded",
			Trace: []string{"block_card 0.94", "change_details 0.03", "nearest example: ik ben mijn bankpas kwijt"},
		}},
		conversation.CommandAdmitted{Command: conversation.Command{Do: conversation.DoStart, Flow: "block_card", By: "embedded", Confidence: 0.94}},
		conversation.FrameOpened{Frame: 1, Flow: "block_card", Revision: "r1"},
		conversation.Said{Kind: "disclosure", Text: "Ik ben een digitale assistent. Een medewerker kan altijd.", Language: "nl"},
		said("collect.reason", "ask", "Wat vervelend. Wat is er met de pas gebeurd?", "reason"),
		conversation.TurnEnded{}, conversation.TurnStarted{Now: now},
		conversation.MessageReceived{Input: 1, Kind: conversation.InputText, Text: "gestolen denk ik"},
		conversation.Understood{Understanding: conversation.Understanding{Commands: []conversation.Command{{Do: conversation.DoSet, Slot: "reason", Confidence: 0.99}}, By: "exact"}},
		conversation.SlotSet{Frame: 1, Flow: "block_card", Slot: "reason", Value: conversation.Of(conversation.Choice, "stolen"), Source: conversation.SourceSaid, Key: "stolen", Said: "gestolen denk ik"},
		conversation.SlotSet{Frame: 1, Flow: "block_card", Slot: "limit", Value: conversation.Cents(50000, "EUR"), Source: conversation.SourceBackEnd},
		conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1001", Name: "J. de Vries", Assurance: conversation.Substantial, At: now, By: "code"}},
		conversation.ActionStarted{N: 1, Operation: "crm.block_card", Frame: 1, Flow: "block_card", Step: "call.block", At: now, Actor: "assistant", TimeOut: 5 * time.Second},
		conversation.ActionSettled{N: 1, Operation: "crm.block_card", Receipt: conversation.Receipt{Outcome: conversation.Done, Reference: "BLK-2026-0042", Took: 120 * time.Millisecond}, By: "answer"},
		said("collect.day", "ask", "Pas …4411 is geblokkeerd, kenmerk BLK-2026-0042. Sinds wanneer ben je de pas kwijt?", "day"),
		conversation.TurnEnded{},
	}
}
