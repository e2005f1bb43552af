package desk

import (
	"encoding/json"
	"strings"

	"balie/conversation"
)

// farthest is how many moves are looked ahead: begin a part of the process, take a branch, ask.
const farthest = 12

// upcoming is what the process will need when it goes on: while a person has the floor, nothing has been asked since
// their correction. It lets a copy of the conversation go on until it asks something.
func (d *Desk) upcoming(s *conversation.State, language string) Need {
	nothing := Need{Kind: "nothing"}
	if s.Holder == "" || s.Process() == nil {
		return nothing
	}
	ahead, err := replica(s)
	if err == nil { // what the last turn waited for is over when the next begins
		again := s.Turn
		again.Now = d.o.Now()
		err = ahead.Apply(conversation.Numbered{N: ahead.N + 1, At: again.Now, Event: again})
	}
	for range farthest {
		var m conversation.Move
		if err == nil {
			m, err = d.o.Next(ahead)
		}
		if err != nil || m.Rests() {
			return nothing // it will be told when somebody lets it go on
		}
		for _, e := range m.Events {
			if n, ok := d.asks(ahead, e, language); ok {
				return n
			}
			if err = ahead.Apply(conversation.Numbered{N: ahead.N + 1, At: d.o.Now(), Event: e}); err != nil {
				return nothing
			}
		}
		if m.Read != nil { // what can be chosen is looked up first
			slot, options := strings.CutPrefix(m.Read.Step, "options.")
			if !options {
				return nothing
			}
			return d.answer(ahead, m.Read.Frame, slot, "", language)
		}
		if m.Start != nil {
			return nothing
		}
	}
	return nothing
}

// asks tells what an event asks of the customer.
func (d *Desk) asks(s *conversation.State, e conversation.Event, language string) (Need, bool) {
	switch e := e.(type) {
	case conversation.ConsentAsked:
		return Need{Kind: "consent", Text: e.Text}, true
	case conversation.Said:
		if len(e.Asks) > 0 && s.Frame(e.Frame) != nil {
			return d.answer(s, e.Frame, e.Asks[0], e.Text, language), true
		}
	}
	return Need{}, false
}

// answer is the need of a slot's value.
func (d *Desk) answer(s *conversation.State, frame int, slot, text, language string) Need {
	n := Need{Kind: "answer", Label: slot, Text: text}
	if f := s.Frame(frame); f != nil {
		if sl, ok := d.slot(s, f, slot, language); ok && sl.Label != "" {
			n.Label = sl.Label
		}
	}
	return n
}

// replica is a conversation of its own in the same state, as a snapshot keeps it.
func replica(s *conversation.State) (*conversation.State, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	out := &conversation.State{ID: s.ID}
	return out, json.Unmarshal(b, out)
}
