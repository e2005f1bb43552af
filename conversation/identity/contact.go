package identity

import (
	"context"
	"time"

	"balie/conversation"
)

// TellsSince reports whether an operation that finds customers tells since when each contact has stood unchanged: as
// since, a date, or a text that holds a moment (RFC 3339).
func TellsSince(find conversation.Operation) bool {
	item := find.Output.Fields["contacts"].Item
	if item == nil {
		return false
	}
	_, ok := item.Fields["since"]
	return ok
}

// contact chooses where a message goes: the kind asked for, else the first that there is. One that is too new is none.
func (s *Service) contact(p conversation.Permit, found conversation.Value, kind string) string {
	first := ""
	for _, c := range found.Field("contacts").Items {
		if !s.held(p, c) {
			continue
		}
		id := c.Field("id").Text
		if c.Field("kind").Text == kind {
			return id
		}
		if first == "" {
			first = id
		}
	}
	return first
}

// held reports whether a contact stood on file before this conversation, and long enough. Where the back end tells since
// when its contacts stand, one of which it does not is too new.
func (s *Service) held(p conversation.Permit, c conversation.Value) bool {
	if !TellsSince(s.Backing.Find) {
		return true
	}
	since, ok := moment(c.Field("since"))
	before := s.Now().Add(-s.Backing.Age)
	if opened := p.Opened(); !opened.IsZero() && opened.Before(before) {
		before = opened
	}
	return ok && !since.After(before)
}

// moment reads since when. Of a day only its end is sure, wherever on earth it was.
func moment(v conversation.Value) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339, v.Text); err == nil {
		return at, true
	}
	day, err := time.Parse(time.DateOnly, v.Text)
	return day.Add(36 * time.Hour), err == nil
}

// oldContact finds the contact that is told of a change, before the change: of the kind that changes, else another.
func (s *Service) oldContact(ctx context.Context, p conversation.Permit) conversation.Receipt {
	find, err := p.Delegate(s.Backing.Find, map[string]conversation.Value{"who": conversation.Of(conversation.Text, p.Subject())}, "")
	if err != nil {
		return conversation.Failure("%v", err)
	}
	found := s.Call(ctx, find)
	contact := ""
	switch {
	case found.Outcome == conversation.Refused: // nobody is on file under this number: there is nobody to tell
	case found.Outcome != conversation.Done:
		return conversation.Failure("finding the old contact: %s", found.Detail)
	case found.Output.Field("customer").Text != p.Subject():
		return conversation.Failure("finding the old contact: somebody else was found")
	default:
		contact = s.contact(p, found.Output, p.Param("kind").Text)
	}
	return conversation.Receipt{Outcome: conversation.Done, At: s.Now(), Output: conversation.Rec(map[string]conversation.Value{
		"contact": conversation.Of(conversation.Text, contact),
	})}
}

// tellChange tells a contact of a change.
func (s *Service) tellChange(ctx context.Context, p conversation.Permit) conversation.Receipt {
	send, err := p.Delegate(s.Backing.Send, map[string]conversation.Value{
		"contact": p.Param("contact"), "text": conversation.Of(conversation.Text, s.Told(p.Language(), p.Param("about").Text)),
	}, p.Subject())
	if err != nil {
		return conversation.Failure("%v", err)
	}
	r := s.Call(ctx, send)
	if r.Outcome == conversation.Refused { // of no use to a flow: it knows no contacts
		r = conversation.Receipt{Outcome: conversation.Failed, Detail: "telling the old contact: refused as " + r.Name}
	}
	r.Output, r.Reference = conversation.Rec(nil), ""
	return r
}
