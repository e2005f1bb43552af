package intent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"balie/conversation"
	"balie/intent/extract"
)

// proposable are the verbs that a model may use.
var proposable = []conversation.Verb{
	conversation.DoStart, conversation.DoSet, conversation.DoSkip, conversation.DoYes, conversation.DoNo,
	conversation.DoPattern, conversation.DoAnswer, conversation.DoClarify, conversation.DoUnclear,
}

// proposal is one command as a model writes it.
type proposal struct {
	Do      conversation.Verb `json:"do"`
	Flow    *string           `json:"flow"`
	Slot    *string           `json:"slot"`
	Value   *string           `json:"value"`
	Pattern *string           `json:"pattern"`
}

// maxAnswer is how long a model's answer may be, in bytes.
const maxAnswer = 16 << 10

// decodeProposals reads a model's answer; anything but exactly the schema is an error.
func decodeProposals(raw json.RawMessage) ([]proposal, error) {
	if len(raw) > maxAnswer {
		return nil, fmt.Errorf("answer: %d bytes are too many", len(raw))
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var answer struct {
		Commands []proposal `json:"commands"`
	}
	if err := dec.Decode(&answer); err != nil {
		return nil, errors.New("answer: it is not the JSON that was asked for") // the cause may quote personal data
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("answer: something follows the JSON")
	}
	if len(answer.Commands) == 0 || len(answer.Commands) > maxCommands {
		return nil, fmt.Errorf("answer: %d commands", len(answer.Commands))
	}
	return answer.Commands, nil
}

// reading turns proposals into commands: values are read again by the extractors from what the customer wrote.
type reading struct {
	turn *turn
	text string
	veil veil
	last conversation.Utterance
}

func (r reading) commands(ps []proposal) []conversation.Command {
	var out []conversation.Command
	started := ""
	for _, p := range ps {
		c, ok := r.command(p, started)
		if !ok {
			continue
		}
		if c.Do == conversation.DoStart {
			started = c.Flow
		}
		c.By, c.Confidence, c.Input, c.Seen = ByModel, 0.8, r.last.Input, r.last.Seen
		out = append(out, c)
	}
	return r.turn.tidy(clarified(out))
}

// clarified puts several proposals to clarify into one.
func clarified(cs []conversation.Command) []conversation.Command {
	var out []conversation.Command
	at := -1
	for _, c := range cs {
		if c.Do != conversation.DoClarify {
			out = append(out, c)
			continue
		}
		if at < 0 {
			at = len(out)
			out = append(out, c)
		} else if !slices.Contains(out[at].Flows, c.Flows[0]) {
			out[at].Flows = append(out[at].Flows, c.Flows[0])
		}
	}
	return out
}

func (r reading) command(p proposal, started string) (conversation.Command, bool) {
	c := conversation.Command{Do: p.Do}
	switch p.Do {
	case conversation.DoStart:
		c.Flow = str(p.Flow)
	case conversation.DoClarify:
		c.Flows = []string{str(p.Flow)}
	case conversation.DoPattern:
		c.Pattern = str(p.Pattern)
	case conversation.DoAnswer, conversation.DoUnclear:
		c.Text = r.text // the customer's words, not the model's
	case conversation.DoYes:
		return c, r.mayBeYes()
	case conversation.DoSkip:
		if a := r.turn.exp.Asked; a != nil {
			c.Slot, c.Frame = a.Slot, a.Frame
		}
	case conversation.DoSet:
		return r.set(p, started)
	}
	return c, true
}

func str(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// mayBeYes keeps a model from taking for consent what the extractor knows to be none.
func (r reading) mayBeYes() bool {
	reply := r.turn.extract.YesNo(r.text, r.turn.harmless)
	return reply.Answer != extract.NotYes && reply.Answer != extract.No && !strings.Contains(r.text, "?")
}

// set reads a proposed value: for the asked slot, another of the running process, or one of the process just started.
func (r reading) set(p proposal, started string) (conversation.Command, bool) {
	slot, flow := str(p.Slot), str(p.Flow)
	value, ok := r.veil.lift(str(p.Value))
	if !ok || slot == "" || value == "" {
		return conversation.Command{}, false
	}
	if started != "" && (flow == "" || flow == started) {
		if f := r.turn.set.Flows[started]; f != nil && f.Slots[slot] != nil {
			return r.valued(r.turn.expected(f, f.Slots[slot]), value)
		}
	}
	for _, s := range r.turn.slots() {
		if s.Slot == slot && (flow == "" || flow == s.Flow) {
			return r.valued(s, value)
		}
	}
	return conversation.Command{}, false
}

// valued types a value. Options go by key or place; free text must stand in what the customer wrote.
func (r reading) valued(s conversation.SlotExpectation, value string) (conversation.Command, bool) {
	for i, o := range s.Options {
		if o.Key == value || o.Value.Type == conversation.Record && value == fmt.Sprintf("option %d", i+1) {
			return set(s, extract.Found{Value: o.Value, Key: o.Key, Text: value, Confidence: 0.8}), true
		}
	}
	if r.turn.free(s) {
		if !strings.Contains(extract.Fold(r.text), extract.Fold(value)) {
			return conversation.Command{}, false
		}
		return set(s, extract.Found{Value: conversation.Of(conversation.Text, strings.TrimSpace(value)), Text: value, Confidence: 0.8}), true
	}
	f, ok := r.turn.take(s, value, false)
	return set(s, f), ok
}
