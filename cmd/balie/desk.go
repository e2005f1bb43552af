package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"balie/conversation"
	"balie/conversation/desk"
	"balie/flows"
	"balie/intent/extract"
)

// newDesk makes the desk of the company, and tells the engine its calendar; always means that somebody is there at any time.
func (k *counter) newDesk(always bool) (*desk.Desk, error) {
	hours, err := k.hours()
	if err != nil {
		return nil, err
	}
	k.engine.Calendar = desk.Calendar{Hours: hours, Place: k.company().Place}
	if always {
		hours.Open = nil
	}
	return desk.New(desk.Options{
		Ledger: k.ledger, Archive: k.store, Now: k.now, Hours: hours, Place: k.company().Place, Staffed: k.company().Config.Desk.Presence,
		Describe: k.describe, Expect: k.engine.Expect, Set: k.set, Decide: k.decide, Known: k.expected, Next: k.next, Lost: k.lost,
		Probe: k.probe, Order: k.order, Tidy: tidy,
	}), nil
}

// tidy writes a phone number or postcode as people type it with its country, or its blank; everything else as it is.
func tidy(t conversation.Type, text string) string {
	find := map[conversation.Type]func(string) []extract.Found{
		conversation.Phone: new(extract.Extractor).Phone, conversation.Postcode: new(extract.Extractor).Postcode,
	}[t]
	if find == nil {
		return text
	}
	text = strings.TrimSpace(text)
	if found := find(text); len(found) == 1 && found[0].Start == 0 && found[0].End == len(text) {
		return found[0].Value.Text
	}
	return text
}

// hours reads the opening hours of the configuration.
func (k *counter) hours() (desk.Hours, error) {
	var out desk.Hours
	for _, h := range k.company().Config.Desk.Hours {
		var s desk.Span
		for _, part := range []struct {
			to   interface{ UnmarshalText([]byte) error }
			text string
		}{{&s.Days, strings.Join(h.Days, ",")}, {&s.From, h.From}, {&s.To, h.To}} {
			if err := part.to.UnmarshalText([]byte(part.text)); err != nil {
				return out, fmt.Errorf("desk.hours: %w", err)
			}
		}
		out.Open = append(out.Open, s)
	}
	for _, day := range k.company().Config.Desk.Closed {
		var d desk.Date
		if err := d.UnmarshalText([]byte(day)); err != nil {
			return out, fmt.Errorf("desk.closed: %w", err)
		}
		out.Closed = append(out.Closed, d)
	}
	if days := k.company().Config.Desk.Business; len(days) > 0 {
		if err := out.Business.UnmarshalText([]byte(strings.Join(days, ","))); err != nil {
			return out, fmt.Errorf("desk.business_days: %w", err)
		}
	}
	return out, out.Check()
}

// set asks the engine what an agent's correction comes to.
func (k *counter) set(s *conversation.State, c conversation.Command) ([]conversation.Event, error) {
	m, err := k.engine.Advance(s, conversation.Cause{Kind: conversation.CauseInput, Command: c})
	return m.Events, err
}

// expected asks the engine what the processes will wait for after an agent's act, as far as that is known now.
func (k *counter) expected(s *conversation.State) []conversation.Event {
	m, err := k.engine.Advance(s, conversation.Cause{Kind: conversation.CauseKnown})
	if err != nil {
		return nil // the act stands all the same; the next turn says what is wrong
	}
	return m.Events
}

// next asks the engine how it would go on.
func (k *counter) next(s *conversation.State) (conversation.Move, error) {
	return k.engine.Advance(s, conversation.Cause{Kind: conversation.CauseWalk})
}

// decide lets a person decide in place of the rules of a step.
func (k *counter) decide(s *conversation.State, e conversation.DecisionMade) (conversation.Event, error) {
	return k.engine.Decide(s, e)
}

// probe asks the engine what an agent's order to run a step would start, or what one who did it elsewhere has done.
func (k *counter) probe(s *conversation.State, do conversation.Verb, step string) (conversation.Call, bool) {
	m, err := k.engine.Advance(s, conversation.Cause{Kind: conversation.CauseInput, Command: conversation.Command{
		Do: do, Slot: step, Text: s.Holder, By: "agent", Confidence: 1,
	}})
	if err != nil || m.Start == nil {
		return conversation.Call{}, false
	}
	return *m.Start, true
}

// order takes in an agent's order to run a step.
func (k *counter) order(ctx context.Context, in conversation.Input) error {
	accepted, err := k.assistant.Receive(ctx, in)
	if err != nil {
		return err
	}
	for _, a := range accepted {
		if a.Unknown {
			return conversation.ErrGone
		}
	}
	return nil
}

// lost is what a customer reads when the connection of their agent is gone.
func (k *counter) lost(s *conversation.State, agent string) string {
	return k.company().Small("agent_gone", s.Language, agent)
}

// describe tells agents what a flow is called and asks.
func (k *counter) describe(revision, name, language string) (desk.Flow, bool) {
	set := k.revisions.Get(revision)
	if set == nil || set.Flows[name] == nil {
		return desk.Flow{}, false
	}
	if language != "" && !slices.Contains(set.Languages, language) {
		return describe(set, name, language), true
	}
	key := described{set.Hash, name, language}
	out, known := k.described.Load(key)
	if !known {
		out = describe(set, name, language)
		k.described.Store(key, out)
	}
	return out.(desk.Flow), true
}

// described names a description: it is asked for with every event that a veil covers, and never changes.
type described struct{ revision, flow, language string }

func describe(set *flows.Set, name, language string) desk.Flow {
	f := set.Flows[name]
	plain := &flows.Env{Language: language, Tone: set.Tone, Label: func(string) string { return "" }, Values: map[string]conversation.Value{
		"company": conversation.Rec(set.Company),
	}}
	say := func(t *flows.Text, otherwise string) string {
		if t == nil {
			return otherwise
		}
		if s, err := t.Render(language, set.Tone, plain); err == nil {
			return s
		}
		return otherwise
	}
	out := desk.Flow{Title: say(f.Title, name)}
	for _, slot := range f.SlotOrder {
		sl := f.Slots[slot]
		d := desk.Slot{Name: slot, Label: say(sl.Label, strings.ReplaceAll(slot, "_", " ")), Type: sl.Type, Class: sl.Class}
		for _, o := range sl.Options {
			label := say(o.Label, o.Value)
			d.Options = append(d.Options, conversation.Option{Key: o.Value, Value: conversation.Of(conversation.Choice, o.Value), Label: label})
		}
		out.Slots = append(out.Slots, d)
	}
	depth := map[string]int{}
	nest(f.Steps, 0, depth)
	f.Walk(func(st *flows.Step) {
		out.Steps = append(out.Steps, desk.Step{
			Name: st.Name, Kind: string(st.Kind), Label: step(f, st, say), Slots: st.Collect, Depth: depth[st.Name],
			Outcomes: decisive(st),
		})
	})
	return out
}

// decisive lists what a person may decide at a step.
func decisive(st *flows.Step) []string {
	return slices.DeleteFunc(st.Named(), func(outcome string) bool { return outcome == flows.PersonDecides })
}

// nest notes how many branches each step stands in.
func nest(steps []*flows.Step, depth int, into map[string]int) {
	for _, st := range steps {
		into[st.Name] = depth
		nest(st.Then, depth+1, into)
		nest(st.Else, depth+1, into)
		for _, b := range st.Outcomes {
			nest(b, depth+1, into)
		}
	}
}

// step names a step for agents: what it asks or calls.
func step(f *flows.Flow, st *flows.Step, say func(*flows.Text, string) string) string {
	switch st.Kind {
	case flows.Collect:
		labels := make([]string, len(st.Collect))
		for i, s := range st.Collect {
			labels[i] = say(f.Slots[s].Label, strings.ReplaceAll(s, "_", " "))
		}
		return strings.Join(labels, ", ")
	case flows.Decision:
		return strings.ReplaceAll(st.Target, "_", " ")
	case flows.Call, flows.SubFlow, flows.Wait, flows.Handover:
		return st.Target
	}
	return ""
}
