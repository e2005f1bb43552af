package flows

import (
	"strings"
	"testing"
	"testing/fstest"

	"balie/conversation"
)

// paint is a flow of which the tests make older and newer revisions.
const paint = `flow: paint
title: Verf
description: Wants paint.
examples: {nl: [verf bestellen], en: [order paint]}
slots:
  colour:
    type: choice
    options: [{value: red, label: {nl: Rood, en: Red}}, {value: blue, label: {nl: Blauw, en: Blue}}]
    ask: {nl: Welke kleur?, en: Which colour?}
  size: {type: number, ask: {nl: Hoeveel liter?, en: How many litres?}}
steps:
  - collect: colour
  - collect: size
  - call: crm.balance
    save: money
  - wait: {callback: crm.mixed, match: label(colour)}
    id: mixed
  - say: {nl: "{{label(colour)}}, {{size}}", en: "{{label(colour)}}, {{size}}"}
`

// revisionOf loads one flow as a folder of its own.
func revisionOf(t *testing.T, src string) *Set {
	t.Helper()
	set, problems := Load(LoadOptions{
		Flows: fstest.MapFS{"paint.yaml": {Data: []byte(src)}}, Operations: contracts(),
	})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestAgree(t *testing.T) {
	t.Parallel()
	edit := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(paint) }
	for _, c := range []struct {
		name, newer string
		want        []string // parts of what is told, in order
	}{
		{"nothing changed", paint, nil},
		{"other words", edit("Welke kleur?", "Wat voor kleur?"), nil},
		{"a slot more", edit("  size: {", "  gloss: {type: yesno, ask: {nl: Glanzend?, en: Glossy?}}\n  size: {", "  - collect: size", "  - collect: [size, gloss]"), nil},
		{"a slot of another type", edit("type: number", "type: text"), []string{"slot size is text and was number"}},
		{"a slot with another name", edit("size", "litres"), []string{"no slot size"}},
		{"and it is told", edit("size", "litres") + "migrate: {slots: {size: litres}}\n", nil},
		{"a slot less", edit("  - collect: size\n", "", "size: {type", "size: {optional: true, type", ", {{size}}", ""), nil},
		{"a slot forgotten", edit("  - collect: size\n", "", "  size: {type: number, ask: {nl: Hoeveel liter?, en: How many litres?}}\n", "", ", {{size}}", "") + "migrate: {forget: [size]}\n", nil},
		{"an option less", edit(", {value: blue, label: {nl: Blauw, en: Blue}}", ""), []string{"no option blue"}},
		{"an option renamed", edit("value: blue", "value: azure") + "migrate: {options: {colour: {blue: azure}}}\n", nil},
		{"a read that saves otherwise", edit("save: money", "save: purse"), []string{"no step call.purse"}},
		{"another operation", edit("crm.balance", "crm.list_cards"), []string{"call.money is for crm.list_cards and was for crm.balance"}},
		{"a wait with another name", edit("id: mixed", "id: stirred"), []string{"no step mixed"}},
		{"and that is told", edit("id: mixed", "id: stirred") + "migrate: {steps: {mixed: stirred}}\n", nil},
		{"another flow", strings.ReplaceAll(paint, "flow: paint", "flow: varnish"), []string{"flow paint is gone"}},
	} {
		if c.name == "a read that saves otherwise" {
			c.want = []string{"no step call.money"}
		}
		found := Agree(revisionOf(t, paint), revisionOf(t, c.newer), "paint")
		if len(found) != len(c.want) {
			t.Errorf("%s: %v, want %q", c.name, found, c.want)
			continue
		}
		for i, d := range found {
			if !strings.Contains(d.Message, c.want[i]) {
				t.Errorf("%s: %q, want %q", c.name, d.Message, c.want[i])
			}
		}
	}
}

func TestBrokenMigrations(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"migrate: {slots: {size: litres}}\n":                  "no slot litres",
		"migrate: {steps: {a: mixde}}\n":                      "mixed",
		"migrate: {options: {colour: {a: green}}}\n":          "no option green",
		"migrate: {options: {size: {a: b}}}\n":                "options of its own",
		"migrate: {slot: {a: size}}\n":                        "slots",
		"migrate: [a]\n":                                      "keys and values",
		"migrate: {forget: {a: b}, slots: [x], steps: red}\n": "steps is written as keys",
	} {
		_, problems := Load(LoadOptions{Flows: fstest.MapFS{"paint.yaml": {Data: []byte(paint + src)}}, Operations: contracts()})
		if err := problems.Err(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "paint.yaml:19:") {
			t.Errorf("%q: %v", src, err)
		}
	}
}

// A running process goes over with all it remembers, or stays where it is.
func TestRunningProcessesGoOver(t *testing.T) {
	t.Parallel()
	older := revisionOf(t, paint)
	renamed := revisionOf(t, strings.NewReplacer("size", "litres", "value: blue", "value: azure").Replace(paint)+
		"migrate: {slots: {size: litres}, options: {colour: {blue: azure}}}\n")
	textual := revisionOf(t, strings.Replace(paint, "type: number", "type: text", 1))
	for _, c := range []struct {
		name  string
		newer *Set
		set   map[string]conversation.Value
		want  map[string]string // slots afterwards; nil: it stays
	}{
		{"with renames", renamed, map[string]conversation.Value{"colour": conversation.Of(conversation.Choice, "blue"), "size": conversation.Num(3)}, map[string]string{"colour": "azure", "litres": "3"}},
		{"what it does not know cannot disagree", textual, map[string]conversation.Value{"colour": conversation.Of(conversation.Choice, "red")}, map[string]string{"colour": "red"}},
		{"what it knows can", textual, map[string]conversation.Value{"size": conversation.Num(3)}, nil},
	} {
		s := &conversation.State{ID: "c"}
		n := int64(0)
		add := func(events ...conversation.Event) {
			for _, e := range events {
				n++
				if err := s.Apply(conversation.Numbered{N: n, Event: e}); err != nil {
					t.Fatal(err)
				}
			}
		}
		add(conversation.ConversationStarted{Language: "nl", Revision: older.Hash},
			conversation.FrameOpened{Frame: 1, Flow: "paint", Revision: older.Hash})
		for slot, v := range c.set {
			add(conversation.SlotSet{Frame: 1, Flow: "paint", Slot: slot, Value: v})
		}
		add(conversation.ConsentAsked{ID: "k", Frame: 1}, conversation.TurnStarted{Revision: c.newer.Hash, TakeOver: true})
		e := &Engine{Revision: func(hash string) *Set { return map[string]*Set{older.Hash: older, c.newer.Hash: c.newer}[hash] }}
		m, err := e.Advance(s, conversation.Cause{Kind: conversation.CauseMoved})
		if err != nil {
			t.Fatal(err)
		}
		add(m.Events...)
		f := s.Frame(1)
		if c.want == nil {
			if f.Revision != older.Hash || s.Consent == nil {
				t.Errorf("%s: it went over", c.name)
			}
			continue
		}
		got := map[string]string{}
		for slot, v := range f.Slots {
			got[slot] = v.Value.String()
		}
		if f.Revision != c.newer.Hash || s.Consent != nil || len(got) != len(c.want) {
			t.Errorf("%s: it stays: %+v", c.name, f)
		}
		for slot, want := range c.want {
			if got[slot] != want {
				t.Errorf("%s: %s is %q, want %q", c.name, slot, got[slot], want)
			}
		}
	}
}
