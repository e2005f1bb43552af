package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"balie/conversation"
	"balie/conversation/identity"
	"balie/conversation/sqlite"
)

// crashRequest is a line of the back end's log.
type crashRequest struct {
	Operation, Customer, Key string
	Effects                  int64
}

// judge reads the record from the disk, as the last process left it, and holds it against the back end's log.
func (h *crashHouse) judge(customers []*crashCustomer) {
	var page struct{ Requests []crashRequest }
	h.control("GET", "/demo/requests", nil, &page)
	ctx := context.Background()
	store, err := sqlite.Open(ctx, sqlite.Options{Path: filepath.Join(h.dir, "balie-bank.db"), Key: h.key})
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			h.t.Error(err)
		}
	}()
	ledger := conversation.NewLedger(conversation.LedgerOptions{Store: store, Archive: store, Sealer: store, Hasher: store, Now: time.Now, Owner: "judge"})
	seen := map[string]int{}
	for _, c := range customers {
		if c.id == "" {
			continue
		}
		j := &crashCase{crashCustomer: c, seen: seen}
		if err := j.load(ctx, ledger); err != nil {
			h.t.Error(err)
			continue
		}
		for _, r := range page.Requests {
			if r.Customer == c.subject && r.Effects > 0 {
				j.effects = append(j.effects, r)
			}
		}
		j.judge()
	}
	h.t.Logf("%v", seen)
	if seen["messages"] < 100 || seen["crm.change_phone done"] == 0 || seen["crm.block_card done"] == 0 || seen["crm.reset_password done"] == 0 {
		h.t.Error("too little happened to tell anything")
	}
}

// crashCase is one conversation before the judge.
type crashCase struct {
	*crashCustomer
	records []conversation.Numbered
	waiting int // reports that are acknowledged and not taken in
	effects []crashRequest
	state   conversation.State
	seen    map[string]int
}

func (j *crashCase) breaks(format string, args ...any) {
	j.t.Errorf("conversation %s of %s: %s", j.id, j.subject, fmt.Sprintf(format, args...))
}

// load reads the record, folds it, and counts the reports that wait to be taken in.
func (j *crashCase) load(ctx context.Context, ledger *conversation.Ledger) error {
	id := conversation.ID(j.id)
	var err error
	if j.records, err = ledger.Events(ctx, id, 0, 100000); err != nil {
		return err
	}
	held, err := ledger.Load(ctx, id)
	if err != nil {
		return err
	}
	for _, in := range held.Inbox() {
		if in.Kind == conversation.InputCallback {
			j.waiting++
		}
	}
	j.state.ID = id
	for _, r := range j.records {
		if err := j.state.Apply(r); err != nil {
			return fmt.Errorf("conversation %s: %w", id, err)
		}
	}
	return nil
}

func (j *crashCase) judge() {
	j.messages()
	j.fence()
	j.stops()
	j.truth()
	j.told()
	if j.t.Failed() {
		j.t.Log(j.story())
	}
}

// messages: whatever was acknowledged was taken once and in order.
func (j *crashCase) messages() {
	var taken []int64
	texts := map[int64]string{}
	for _, r := range j.records {
		if e, ok := r.Event.(conversation.MessageReceived); ok {
			taken = append(taken, e.Input)
			texts[e.Input] = e.Text + e.Choice
		}
	}
	for i := 1; i < len(taken); i++ {
		if taken[i] <= taken[i-1] {
			j.breaks("ONCE: input %d was taken after input %d", taken[i], taken[i-1])
		}
	}
	for _, m := range j.sent {
		j.seen["messages"]++
		if got, ok := texts[m.n]; !ok {
			j.breaks("LOST: message %d %q was acknowledged and never taken", m.n, m.text+m.choice)
		} else if !strings.Contains(got, m.text+m.choice) {
			j.breaks("LOST: input %d is %q and should be %q", m.n, got, m.text+m.choice)
		}
	}
}

// fence: while a person has the floor, the assistant says and starts nothing.
func (j *crashCase) fence() {
	person := false
	for _, r := range j.records {
		switch e := r.Event.(type) {
		case conversation.Claimed:
			person = true
			j.seen["claims"]++
		case conversation.HandedBack, conversation.ConversationClosed:
			person = false
		case conversation.Said:
			if person && !e.System {
				j.breaks("FENCE: record %d: %q was said under a person", r.N, e.Text)
			}
		case conversation.ActionStarted:
			if person {
				j.breaks("FENCE: record %d: %s was started under a person", r.N, e.Operation)
			}
		}
	}
}

// wroteBetween reports whether something that the customer wrote after a message was taken before an action began: it may
// have been stored although its answer was lost on the way, and then the customer does not count it as sent.
func (j *crashCase) wroteBetween(message int64, action int) bool {
	for _, r := range j.records {
		switch e := r.Event.(type) {
		case conversation.MessageReceived:
			if e.Input > message && e.Kind.ByCustomer() {
				return true
			}
		case conversation.ActionStarted:
			if e.N == action {
				return false
			}
		}
	}
	return false
}

// unstopped is what may be started after a stop.
var unstopped = []string{conversation.OpTellChange, conversation.OpTell, identity.SendCode}

// stops: between an accepted stop and the customer's next message nothing is started, but what undoes, a code for the next
// process in line, and to tell the old contact of a change that was done before it: that warns whoever the change was not
// made by, and is not the customer's to stop.
func (j *crashCase) stops() {
	for i, m := range j.sent {
		if m.text != nevermind {
			continue
		}
		j.seen["stops"]++
		until := time.Now()
		if i+1 < len(j.sent) {
			until = j.sent[i+1].began
		}
		for _, a := range j.state.Actions {
			if a.At.After(m.acked) && a.At.Before(until) && !slices.Contains(unstopped, a.Operation) && a.Undoes == 0 && !j.wroteBetween(m.n, a.N) {
				j.breaks("CONSENT: %s was started %v after the stop was accepted", a.Operation, a.At.Sub(m.acked))
			}
		}
	}
}

// truth: every action is recorded as it ended in the back end, or as unknown and attended to.
func (j *crashCase) truth() {
	done, maybe := map[string]int{}, map[string]int{}
	for _, a := range j.state.Actions {
		j.seen[a.Operation+" "+string(a.Receipt.Outcome)]++
		if a.Receipt.Unreached && a.Consent != "" {
			j.seen["postponed"]++
		}
		if a.Receipt.Outcome == conversation.Failed {
			j.seen["failed for "+a.Receipt.Detail]++
		}
		name := a.Operation
		switch {
		case !a.Settled:
			j.breaks("STUCK: action %d %s is open", a.N, a.Operation)
		case a.Receipt.Outcome == conversation.Done:
			done[name]++
		case a.Receipt.Outcome == conversation.Unknown:
			maybe[name]++
			j.attended(a)
		}
		if a.Operation == "crm.change_phone" || a.Operation == "crm.order_card" {
			j.keyed(a)
		}
	}
	for _, name := range []string{"crm.change_phone", "crm.order_card", "crm.block_card", "crm.reset_password"} {
		ran := 0
		for _, e := range j.effects {
			if "crm."+e.Operation == name {
				ran++
			}
		}
		told := done[name]
		if name == "crm.block_card" { // its query tells that the card is blocked, not by which of several requests
			told = min(told, 1)
		}
		if ran < told || ran > done[name]+maybe[name] || name == "crm.block_card" && ran > 1 {
			j.breaks("TRUTH: %s ran %d times; recorded are %d done and %d unknown", name, ran, done[name], maybe[name])
		}
	}
}

// keyed: under one key at most one effect, and what is recorded is what happened.
func (j *crashCase) keyed(a conversation.Action) {
	ran := 0
	for _, e := range j.effects {
		if e.Key == a.Key {
			ran++
		}
	}
	switch o := a.Receipt.Outcome; {
	case ran > 1:
		j.breaks("ONCE: %s ran %d times under one key", a.Operation, ran)
	case o == conversation.Done && ran == 0:
		j.breaks("TRUTH: action %d %s is recorded as done and did not run", a.N, a.Operation)
	case (o == conversation.Failed || o == conversation.Refused) && ran > 0:
		j.breaks("TRUTH: action %d %s is recorded as %s and ran", a.N, a.Operation, o)
	}
}

// attended: of an unknown outcome the customer was told, or a person was asked.
func (j *crashCase) attended(a conversation.Action) {
	settled := int64(0)
	for _, r := range j.records {
		switch e := r.Event.(type) {
		case conversation.ActionSettled:
			if e.N == a.N {
				settled = r.N
			}
		case conversation.Said, conversation.HandoverRequested, conversation.Claimed:
			if settled > 0 {
				return
			}
		}
	}
	if j.state.Status != conversation.WithPerson && j.state.Status != conversation.Queued {
		j.breaks("PERSON: the outcome of action %d %s is unknown and nobody was told", a.N, a.Operation)
	}
}

// told: a receipt is given only for what was recorded as done before.
func (j *crashCase) told() {
	var done []string
	for _, r := range j.records {
		switch e := r.Event.(type) {
		case conversation.ActionSettled:
			if e.Receipt.Outcome == conversation.Done {
				done = append(done, e.Receipt.Reference)
			}
		case conversation.Said:
			if e.Receipt == nil {
				continue
			}
			for _, ref := range strings.Split(e.Receipt.Reference, ", ") {
				if ref != "" && !slices.Contains(done, ref) {
					j.breaks("TRUTH: record %d gives a receipt for %s, which is not recorded as done", r.N, ref)
				}
			}
		}
	}
}

// story writes a conversation down.
func (j *crashCase) story() string {
	var b strings.Builder
	fmt.Fprintf(&b, "conversation %s of %s\n", j.id, j.subject)
	for _, r := range j.records {
		text := ""
		switch e := r.Event.(type) {
		case conversation.MessageReceived:
			text = fmt.Sprintf("input %d %s %s", e.Input, e.Text, e.Choice)
		case conversation.Said:
			text = e.Kind + ": " + e.Text
		case conversation.ActionSettled:
			text = fmt.Sprintf("%s %s %s", e.Receipt.Outcome, e.Receipt.Detail, e.By)
		}
		fmt.Fprintf(&b, "  %4d %s %s %s %s\n", r.N, r.At.Format("04:05.000"), r.Event.Type(), r.Event.Head().Operation, text)
	}
	for _, e := range j.effects {
		fmt.Fprintf(&b, "  effect: %s %s\n", e.Operation, e.Key)
	}
	return b.String()
}
