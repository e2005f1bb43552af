package conversation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// outgoing makes the messages for a push channel. What the assistant says in one turn leaves as one message when the
// turn rests or has waited too long for a call, because there each message costs money and pushes the phone; an agent's
// words leave at once.
func (l *Ledger) outgoing(h *Held) []Outgoing {
	s := h.State
	if l.Push == nil || !l.Push(s.Address.Channel) {
		return nil
	}
	var out []Outgoing
	var turn []Message
	rests := false
	for _, r := range h.draft {
		switch r.Event.(type) {
		case PersonSaid:
			if m, ok := MessageOf(r); ok {
				out = append(out, l.message(s, m))
			}
		case TurnEnded, SayingReleased:
			rests = true
		}
	}
	if !rests {
		return out
	}
	for _, r := range s.Recent {
		if r.N > h.out {
			m, _ := MessageOf(Numbered{N: r.N, At: s.Last, Event: r.Said})
			turn = append(turn, m)
		}
	}
	if news := slices.IndexFunc(turn, func(m Message) bool { return m.Kind == KindNews }); news >= 0 {
		only := l.message(s, turn[news]) // the rest is said when the customer writes again
		only.Notice = true
		return append(out, only)
	}
	if len(turn) > 0 {
		out = append(out, l.message(s, join(turn)))
	}
	return out
}

// Holds reports whether something was said that has not left because the turn does not rest.
func (l *Ledger) Holds(h *Held) bool {
	s := h.State
	return l.Push != nil && l.Push(s.Address.Channel) && len(s.Recent) > 0 && s.Recent[len(s.Recent)-1].N > s.Out
}

func (l *Ledger) message(s *State, m Message) Outgoing {
	return Outgoing{
		ID: fmt.Sprintf("%s-%d", s.ID, m.N), Conversation: s.ID, Channel: s.Address.Channel, Address: s.Address, N: m.N, Message: m,
	}
}

// OutgoingOf tells which conversation, and which of its records, an outgoing message's id names; false when it is none of
// the ledger's making.
func OutgoingOf(id string) (ID, int64, bool) {
	at := strings.LastIndexByte(id, '-')
	if at < 1 {
		return "", 0, false
	}
	n, err := strconv.ParseInt(id[at+1:], 10, 64)
	return ID(id[:at]), n, err == nil && n > 0
}

// join makes one message of several: the texts one after the other, with everything that came with any of them.
func join(ms []Message) Message {
	out := ms[len(ms)-1]
	texts := make([]string, len(ms))
	for i, m := range ms {
		texts[i] = m.Text
		if i == len(ms)-1 {
			break
		}
		out.Citations = slices.Concat(m.Citations, out.Citations)
		for _, b := range m.Buttons {
			if b.Style == "quiet" { // an offer beside the question, such as a person
				out.Buttons = append(slices.Clip(out.Buttons), b)
			}
		}
		if out.Receipt == nil {
			out.Receipt = m.Receipt
		}
	}
	out.Text = strings.Join(texts, "\n\n")
	return out
}

// card makes the clear columns of a conversation.
func card(s *State) *Card {
	c := &Card{
		ID: s.ID, Status: s.Status, Channel: s.Address.Channel, Language: s.Language, Holder: s.Holder, Epoch: s.Epoch,
		Since: s.Since, Last: s.Last, Opened: s.Opened, Case: s.Case,
	}
	if q := s.Request; q != nil {
		c.Reason, c.Urgent, c.Flow, c.Step = q.Reason, q.Urgent, q.Flow, q.Step
	}
	if f := s.LastProcess(); f != nil && c.Flow == "" {
		c.Flow = f.Flow
	}
	return c
}
