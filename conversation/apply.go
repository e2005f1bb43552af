package conversation

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// errAnother is a proof that is about somebody else than the customer.
var errAnother = errors.New("the subject of a conversation is set once")

// Apply folds one event into s. It is the only code that changes a State. An event that cannot follow (a status
// that may not be reached, a frame that is not there) is an error and leaves s unusable: load it again.
func (s *State) Apply(r Numbered) error {
	if r.N != s.N+1 {
		return fmt.Errorf("event %d cannot follow event %d", r.N, s.N)
	}
	s.N, s.Last = r.N, r.At
	if err := s.apply(r); err != nil {
		return fmt.Errorf("event %d %s: %w", r.N, r.Event.Type(), err)
	}
	return nil
}

func (s *State) apply(r Numbered) error {
	switch e := r.Event.(type) {
	case ConversationStarted:
		if s.Status != "" {
			return fmt.Errorf("it has started already")
		}
		s.Opened, s.Address, s.Language, s.Revision = r.At, e.Address, e.Language, e.Revision
		return s.to(WithAssistant, r.At)
	case TurnStarted:
		s.Turn, s.TurnN, s.Told = e, r.N, nil
		if e.Revision != "" {
			s.Revision = e.Revision
		}
	case MessageReceived:
		if s.Heard < s.TurnN {
			s.Before = s.Heard
		}
		s.Seen, s.Heard = max(s.Seen, e.Seen), r.N
		s.heardFrom(r.N, e.Kind, e.Channel)
		if e.Kind.ByCustomer() {
			s.Wrote, s.WroteAt, s.Silent = r.N, r.At, 0
		}
		s.tell(e)
		s.receive(e.Files, r.At)
		s.Left = e.Kind == InputLeft || s.Left && e.Kind == InputCallback
	case FileFetched:
		s.fetched(e.File, r.At)
	case FileMissed:
		s.missed(e)
	case IdentityProven:
		return s.prove(e.Identity)
	case RepresentationChosen:
		return s.represents(e)
	case Understood:
		s.understood(e.Understanding)
		s.remember(e.Understanding)
	case LanguageSet:
		s.Language, s.Asked = e.Language, s.Asked || e.Asked
	case Said:
		s.said(r.N, e)
	case HandoverRequested, HandoverWithdrawn, Claimed, HandedBack, ConversationClosed:
		return s.pass(r)
	case ElsewhereFound:
		s.Elsewhere, s.Untold = e.Open, len(e.Open) > 0
	case AddressMoved:
		if s.Address, s.Channel = e.Address, e.Address.Channel; e.Unproven {
			s.lower(r.N)
		}
	case WayBackSet:
		s.Back = &WayBack{Contact: e.Contact, Shown: e.Shown}
	case ConsentAsked, ConsentGiven, ConsentVoided:
		return s.consent(r)
	case ActionStarted, ActionChecked, ActionSettled:
		return s.act(r)
	case TurnEnded, SayingReleased:
		if s.Out = r.N; s.Wrote > s.TurnN {
			s.Late = 0 // it was said again
		}
	case CommandAdmitted, CommandRefused, PersonSaid, PersonNoted, AlarmRaised:
	default:
		return s.frame(r)
	}
	return nil
}

func (s *State) to(next Status, at time.Time) error {
	if !s.Status.May(next) {
		return fmt.Errorf("status %s may not become %s", s.Status, next)
	}
	s.Status, s.Since = next, at
	return nil
}

func (s *State) understood(u Understanding) {
	unclear := len(u.Commands) > 0
	for _, c := range u.Commands {
		unclear = unclear && c.Do == DoUnclear
	}
	if unclear {
		s.Unclear++
	} else {
		s.Unclear = 0
	}
	if u.Signals.Frustration >= 0.5 {
		s.Anger++
	}
}

// recent is how many of the assistant's messages are remembered at least; those that still have to leave are on top.
const recent = 8

func (s *State) said(n int64, e Said) {
	s.LastSaid = n
	if e.Kind == KindSilence {
		s.Silent++
	} else {
		s.SaidAt, s.Silent = s.Last, 0
	}
	if s.Late == 0 && !s.WroteAt.IsZero() && s.Last.Sub(s.WroteAt) >= Window {
		s.Late = n
	}
	put(&s.Spoken, spoken(e.Text), true)
	switch e.Kind {
	case "disclosure":
		s.Disclosed = true
	case "answer":
		s.Unclear = 0 // it was understood after all
	case KindElsewhere:
		s.Untold = false
	case KindNews:
		s.Notified = n
	}
	if f := s.Frame(e.Frame); f != nil && e.Hash != "" {
		put(&f.Said, e.Step, e.Hash)
	}
	if e.Receipt != nil {
		for _, n := range e.Receipt.Actions {
			if a := s.Action(n); a != nil {
				a.Proven = true
			}
		}
	}
	s.Recent = append(s.Recent, SaidAt{N: n, Said: e})
	for len(s.Recent) > recent && s.Recent[0].N <= s.Out {
		s.Recent = s.Recent[1:]
	}
}

// pass folds the events that move the floor.
func (s *State) pass(r Numbered) error {
	switch e := r.Event.(type) {
	case HandoverRequested:
		if s.Status == WithPerson {
			return fmt.Errorf("a person has the floor")
		}
		s.request(r.At, e)
		if s.Status == Queued {
			return nil
		}
		return s.to(Queued, r.At)
	case HandoverWithdrawn:
		if s.Status != Queued {
			return fmt.Errorf("nobody is awaited")
		}
		s.Request = nil
		return s.to(WithAssistant, r.At)
	case Claimed:
		s.Holder, s.Name = e.Agent, e.Name
		s.Out = r.N // what had not left by now never does
		s.Epoch++
		if s.Status == WithPerson { // a transfer straight to a colleague
			return nil
		}
		return s.to(WithPerson, r.At)
	case HandedBack:
		return s.handBack(r, e)
	case ConversationClosed:
		s.Holder, s.Name, s.Request = "", "", nil
		s.Epoch++
		return s.to(Closed, r.At)
	}
	return nil
}

// request notes the wish for a person. One that is made while somebody is awaited keeps the place in the queue, and what
// was urgent or cannot be taken back stays so.
func (s *State) request(at time.Time, e HandoverRequested) {
	q := Request{Reason: e.Reason, Urgent: e.Urgent, Frame: e.Frame, Flow: e.Flow, Step: e.Step, Stays: e.Stays, At: at}
	if old := s.Request; old != nil && s.Status == Queued {
		q.At, q.Urgent, q.Stays = old.At, q.Urgent || old.Urgent, q.Stays || old.Stays
		if old.Stays && !e.Stays {
			q.Reason = old.Reason
		}
		if q.Also = old.Also; old.Step != "" {
			q.Also = append(slices.Clone(q.Also), Left{Frame: old.Frame, Step: old.Step})
		}
	}
	s.Request = &q
}

func (s *State) handBack(r Numbered, e HandedBack) error {
	if s.Status != WithPerson {
		return fmt.Errorf("no person has the floor")
	}
	s.Holder, s.Name = "", ""
	s.Epoch++
	if s.Consent != nil && !s.Consent.Given {
		s.Consent = nil // a yes said to a person is no yes to what was asked before
	}
	s.Handed, s.Heard, s.Disclosed = r.N, r.N, false // who speaks is said, and what was asked before is asked again
	if e.ToQueue {
		return s.to(Queued, r.At)
	}
	if q := s.Request; q != nil {
		for _, left := range append([]Left{{Frame: q.Frame, Step: q.Step}}, q.Also...) {
			if f := s.Frame(left.Frame); f != nil && left.Step != "" {
				put(&f.Handed, left.Step, true)
			}
		}
	}
	s.Request, s.Unclear, s.Anger = nil, 0, 0
	return s.to(WithAssistant, r.At)
}

func (s *State) consent(r Numbered) error {
	switch e := r.Event.(type) {
	case ConsentAsked:
		s.Consent = &Consent{ConsentAsked: e, N: r.N, Started: make([]bool, len(e.Calls))}
	case ConsentGiven:
		if s.Consent == nil || s.Consent.ID != e.ID {
			return fmt.Errorf("consent %s is not the open one", e.ID)
		}
		s.Consent.Given, s.Consent.Input = true, e.Input
	case ConsentVoided:
		if s.Consent != nil && s.Consent.ID == e.ID {
			s.Consent = nil
		}
	}
	return nil
}

func (s *State) act(r Numbered) error {
	switch e := r.Event.(type) {
	case ActionStarted:
		if e.N != len(s.Actions)+1 {
			return fmt.Errorf("action %d cannot follow action %d", e.N, len(s.Actions))
		}
		if s.Open != 0 {
			return fmt.Errorf("action %d is still open", s.Open)
		}
		s.Actions = append(s.Actions, Action{ActionStarted: e, Since: r.N})
		s.Open = e.N
		if e.Operation == OpTell {
			s.Notified = r.N
		}
		s.use(e, true)
		return nil
	case ActionChecked:
		a := s.Action(e.N)
		if a == nil {
			return fmt.Errorf("action %d was never started", e.N)
		}
		if a.Tries == 0 {
			a.Looked = r.At
		}
		a.Tries, a.Next = e.Tries, e.Next
		return nil
	case ActionSettled:
		s.Settled = r.N
		return s.settle(e)
	}
	return nil
}

// use marks the call of a consent as started, or gives it back.
func (s *State) use(e ActionStarted, started bool) {
	if s.Consent == nil || s.Consent.ID != e.Consent || e.Undoes != 0 {
		return
	}
	for i, c := range s.Consent.Calls {
		if c.Step == e.Step && c.Operation == e.Operation {
			s.Consent.Started[i] = started
		}
	}
}

func (s *State) settle(e ActionSettled) error {
	a := s.Action(e.N)
	if a == nil {
		return fmt.Errorf("action %d was never started", e.N)
	}
	a.Settled, a.Receipt = true, e.Receipt
	if s.Open == e.N {
		s.Open = 0
	}
	switch e.Receipt.Outcome {
	case Failed:
		s.use(a.ActionStarted, false)
	case Done: // also one that was first taken to have failed
		s.use(a.ActionStarted, true)
	}
	if e.Receipt.Outcome == Done && a.Undoes != 0 {
		if u := s.Action(a.Undoes); u != nil {
			u.Undone = true
		}
	}
	if a.Operation == OpLeaveMessage && e.Receipt.Outcome == Done {
		s.Case = e.Receipt.Reference
	}
	if f := s.Frame(a.Frame); f != nil && a.Undoes == 0 && !s.better(f.Receipts[a.Step], a) {
		put(&f.Receipts, a.Step, a.N)
	}
	if id := e.Receipt.Identity; id != nil && e.Receipt.Outcome == Done && !s.another(*id) {
		return s.prove(*id)
	}
	return nil // what another customer's code proves changes nothing here, and its receipt is kept all the same
}

// better reports whether a step has a receipt that a late one of an earlier action does not replace.
func (s *State) better(n int, late *Action) bool {
	have := s.Action(n)
	return have != nil && have.N > late.N && (have.Receipt.Outcome == Done || late.Receipt.Outcome != Done)
}

// another reports whether a proof is about somebody else than the customer of this conversation.
func (s *State) another(id Identity) bool {
	return s.Identity.Subject != "" && id.Subject != "" && s.Identity.Subject != id.Subject
}

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}
