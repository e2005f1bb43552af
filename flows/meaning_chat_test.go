package flows

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"balie/conversation"
)

// chat is one conversation of a customer with the real engine: events are folded, reads answered and starts passed
// through the gate as the turn does it.
type chat struct {
	set    *Set
	flow   string
	list   []bit
	truth  map[string]int
	r      *rand.Rand
	wrong  float64
	before func()      // every decision; nil: nothing
	force  bool        // puts right what is too late too
	stop   func() bool // before a turn: reports whether the customer has heard enough; nil: never
	undo   func(conversation.Call) conversation.Receipt

	e      *Engine
	s      *conversation.State
	now    time.Time
	did    map[string]string // writes: step → values
	said   map[string]string // says: step → values, the last
	asked  string            // the confirmation text that the customer said yes to
	late   int               // corrections refused
	given  map[string]bool   // slots that the customer has given up putting right
	turns  int
	log    []string
	broken string
}

// converse plays a random flow with mistakes, and holds what came of it against what it means.
func converse(set *Set, seed uint64, wrong float64, harm func(*chat)) *chat {
	c := newChat(set, seed, wrong)
	if harm != nil {
		harm(c)
	}
	c.play()
	if c.broken != "" || c.late > 0 {
		return c
	}
	did, said := meant(c.list, c.truth)
	if !maps.Equal(did, c.did) {
		c.breaks("it did %v and means %v", c.did, did)
	}
	for step, values := range said {
		if c.said[step] != values {
			c.breaks("it last said %s %s and means %s", step, c.said[step], values)
		}
	}
	return c
}

// newChat makes a conversation about a random flow, not begun.
func newChat(set *Set, seed uint64, wrong float64) *chat {
	m, list := random(seed)
	c := &chat{
		set: set, flow: m.flow, list: list, truth: map[string]int{}, r: rand.New(rand.NewPCG(seed, 2)), wrong: wrong,
		e: &Engine{Revision: func(string) *Set { return set }}, s: &conversation.State{ID: "c"},
		now:   time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
		given: map[string]bool{}, did: map[string]string{}, said: map[string]string{},
	}
	visit(list, func(p *bit) { c.truth[p.name] = c.r.IntN(60) })
	return c
}

func (c *chat) story() string { return strings.Join(c.log, "\n") }

func (c *chat) note(format string, args ...any) { c.log = append(c.log, fmt.Sprintf(format, args...)) }

func (c *chat) breaks(format string, args ...any) {
	c.note("BROKEN "+format, args...)
	if c.broken == "" {
		c.broken = fmt.Sprintf(format, args...)
	}
}

// play lets the customer talk until the process is over.
func (c *chat) play() {
	c.turn(conversation.Command{Do: conversation.DoStart, Flow: c.flow})
	for c.turns < 300 && c.broken == "" {
		f := c.s.Frame(1)
		if f == nil || f.Outcome != "" || c.stop != nil && c.stop() {
			return
		}
		x := c.e.Expect(c.s)
		wrong := c.wrongs(x)
		switch {
		case c.r.IntN(12) == 0:
			c.turn(conversation.Command{Do: conversation.DoPattern, Pattern: []string{"repeat", "why", "is_it_done", "thanks"}[c.r.IntN(4)]})
		case len(wrong) > 0 && (c.r.IntN(3) == 0 || x.Confirm != "" && strings.HasPrefix(c.s.Consent.Text, "last ")):
			c.correct(wrong[c.r.IntN(len(wrong))])
		case x.Confirm != "":
			c.asked = c.s.Consent.Text
			c.turn(conversation.Command{Do: conversation.DoYes, Consent: x.Confirm})
		case x.Asked != nil:
			c.answer(*x.Asked)
		default:
			c.turn(conversation.Command{Do: conversation.DoPattern, Pattern: "repeat"})
		}
	}
	if c.broken == "" {
		c.breaks("it does not end")
	}
}

// wrongs lists the slots whose value is not the true one and can be put right now.
func (c *chat) wrongs(x conversation.Expectation) (out []conversation.SlotExpectation) {
	for _, e := range x.Also {
		if _, late := c.given[e.Slot]; late || e.Value.Zero() {
			continue
		}
		if n, ok := c.true(e); ok && !e.Options[n].Value.Equal(e.Value) {
			out = append(out, e)
		}
	}
	return out
}

// true finds the true answer among the options of a slot; false when they are not those that go with what it depends on.
func (c *chat) true(e conversation.SlotExpectation) (int, bool) {
	p := c.bit(e.Slot)
	dep := ""
	if p.dep != "" {
		dep = c.letter(p.dep)
	}
	want := truly(p, c.truth, map[string]string{p.dep: dep})
	n := slices.IndexFunc(e.Options, func(o conversation.Option) bool { return letterOf(o.Value) == want })
	fits := p.dep == "" || len(e.Options) > 0 && letterOf(e.Options[0].Value) == listed(dep)[0]
	return n, n >= 0 && fits
}

// letter is what a name holds now.
func (c *chat) letter(name string) string {
	if p := c.bit(name); p.kind == Call {
		return looked(c.letter(p.reads[0]))
	}
	return letterOf(c.s.Frame(1).Slots[name].Value)
}

func letterOf(v conversation.Value) string {
	if v.Type == conversation.Record {
		return v.Field("letter").Text
	}
	return v.Text
}

func (c *chat) bit(name string) (found bit) {
	visit(c.list, func(p *bit) {
		if p.name == name {
			found = *p
		}
	})
	return found
}

// answer gives a value for the open question, true or wrong; now and then others too, before they are asked.
func (c *chat) answer(x conversation.SlotExpectation) {
	commands := []conversation.Command{c.give(x, c.r.Float64() < c.wrong)}
	for _, other := range c.e.Expect(c.s).Also {
		if c.bit(other.Slot).dep == "" && other.Value.Zero() && c.r.IntN(6) == 0 {
			commands = append(commands, c.give(other, c.r.Float64() < c.wrong))
		}
	}
	c.turn(commands...)
}

// give makes the command that sets a slot.
func (c *chat) give(x conversation.SlotExpectation, wrong bool) conversation.Command {
	n, _ := c.true(x)
	if wrong {
		n = (n + 1 + c.r.IntN(len(x.Options)-1)) % len(x.Options)
	}
	return conversation.Command{Do: conversation.DoSet, Frame: x.Frame, Slot: x.Slot, Value: &x.Options[n].Value}
}

// correct puts a wrong answer right, unless something that is done depends on it.
func (c *chat) correct(x conversation.SlotExpectation) {
	tooLate := false
	for w := range c.did {
		tooLate = tooLate || depends(c.list, []string{w})[x.Slot]
	}
	command := c.give(x, false)
	if c.force && tooLate {
		c.turns++
		c.apply(conversation.SlotSet{Frame: 1, Flow: c.flow, Slot: x.Slot, Value: *command.Value, Key: command.Value.Field("id").Text})
		return
	}
	c.turn(command)
	switch refused := c.s.Frame(1).Slots[x.Slot].Value.Equal(x.Value); {
	case refused && !tooLate:
		c.breaks("%s could not be put right, and nothing that is done depends on it", x.Slot)
	case !refused && tooLate:
		c.breaks("%s was changed, and %v are done", x.Slot, c.did)
	case refused:
		c.late++
		c.given[x.Slot] = true // up
	}
}

// turn takes commands through the engine as the assistant's turn does.
func (c *chat) turn(commands ...conversation.Command) {
	c.turns++
	c.now = c.now.Add(time.Second)
	if c.s.N == 0 {
		c.apply(conversation.ConversationStarted{Language: "en", Revision: c.set.Hash})
	}
	c.apply(conversation.TurnStarted{Now: c.now, DeskOpen: true, Revision: c.set.Hash})
	c.apply(conversation.MessageReceived{Input: int64(c.turns), Kind: conversation.InputText, Seen: c.s.N})
	c.drive(conversation.Cause{Kind: conversation.CauseGreet})
	for _, cmd := range commands {
		c.note("> %s", cmd)
		cmd.Seen = c.s.N
		c.drive(conversation.Cause{Kind: conversation.CauseInput, Command: cmd})
	}
	c.drive(conversation.Cause{Kind: conversation.CauseWalk})
	c.apply(conversation.TurnEnded{})
}

// drive asks the engine until a cause is dealt with.
func (c *chat) drive(cause conversation.Cause) {
	walks := cause.Kind == conversation.CauseWalk
	for range 100 {
		if c.before != nil {
			c.before()
		}
		m, err := c.e.Advance(c.s, cause)
		if err != nil {
			c.breaks("the engine: %v", err)
		}
		c.apply(m.Events...)
		switch {
		case c.broken != "":
			return
		case m.Read != nil:
			cause = conversation.Cause{Kind: conversation.CauseRead, Call: *m.Read, Receipt: back(*m.Read)}
			continue
		case m.Start != nil:
			c.act(*m.Start)
		case m.Rests() && cause.Kind == conversation.CauseWalk, !walks:
			return
		}
		cause = conversation.Cause{Kind: conversation.CauseWalk}
	}
	c.breaks("it does not come to rest")
}

// back is the back end: what it reads and lists depends on what it is asked with.
func back(call conversation.Call) conversation.Receipt {
	record := func(l string) conversation.Value {
		return conversation.Rec(map[string]conversation.Value{"id": conversation.Of(conversation.Text, "id-"+l), "letter": conversation.Of(conversation.Text, l)})
	}
	out := record(looked(call.Params["x"].Text))
	if call.Operation == "back.list" {
		var items []conversation.Value
		for _, l := range listed(call.Params["d"].Text) {
			items = append(items, record(l))
		}
		out = conversation.ListOf(items...)
	}
	return conversation.Receipt{Outcome: conversation.Done, Output: out}
}

// act passes a start through the gate and does it.
func (c *chat) act(call conversation.Call) {
	started, err := conversation.Start(c.s, c.set.Operations[call.Operation], call, c.now)
	if err != nil {
		c.breaks("the gate: %v", err)
		return
	}
	if call.Undoes != 0 {
		c.apply(started)
		c.apply(conversation.ActionSettled{N: started.N, Operation: started.Operation, Receipt: c.undo(call)})
		return
	}
	step, values := call.Params["step"].Text, call.Params["x"].Text+" "+call.Params["y"].Text
	if want := step + " " + values; c.asked != want {
		c.breaks("%q ran, and the customer said yes to %q", want, c.asked)
	}
	if _, twice := c.did[step]; twice {
		c.breaks("%s ran twice", step)
	}
	c.note("  %s runs: %s", step, values)
	c.did[step] = values
	c.apply(started, conversation.ActionSettled{N: started.N, Operation: started.Operation, Receipt: conversation.Receipt{
		Outcome: conversation.Done, At: c.now, Output: back(call).Output,
	}})
}

// apply folds events, and looks at what is said and asked.
func (c *chat) apply(events ...conversation.Event) {
	for _, e := range events {
		if m, ok := e.(conversation.Said); ok {
			c.hear(m)
		}
		if err := c.s.Apply(conversation.Numbered{N: c.s.N + 1, At: c.now, Event: e}); err != nil {
			c.breaks("the fold: %v", err)
			return
		}
	}
}

func (c *chat) hear(m conversation.Said) {
	c.note("  %s: %s", m.Kind, m.Text)
	for _, slot := range m.Asks {
		if _, known := c.s.Frame(m.Frame).Slots[slot]; known {
			c.breaks("%s is asked and known", slot)
		}
	}
	if words := strings.Fields(m.Text); m.Kind == "say" && len(words) >= 3 && m.Flow == c.flow && m.Step != "" {
		c.said[words[len(words)-3]] = strings.Join(words[len(words)-2:], " ")
	}
}

// keepsReads makes everything that was read count as read with today's parameters.
func (c *chat) keepsReads() {
	for _, f := range c.s.Frames {
		t, err := c.e.think(c.s)
		if err != nil {
			return
		}
		p := &place{walker: &walker{thought: t, root: f}, f: f, flow: c.set.Flows[c.flow]}
		if p.env, err = t.env(f, p.flow); err != nil {
			return
		}
		for name, r := range f.Results {
			with := map[string]*Expr{}
			if slot := p.flow.Slots[strings.TrimPrefix(name, "options.")]; slot != nil {
				with = slot.From.With
			} else if st := p.flow.Step(name); st != nil {
				with = st.With
			}
			if params, err := p.params(with); err == nil {
				r.Params = conversation.CanonicalParams(params)
				f.Results[name] = r
			}
		}
	}
}
