package desk

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"balie/conversation"
)

// maxText is the longest message of an agent, in characters: what every channel carries in one piece.
const maxText = 4000

var clientID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Say tells the customer something, once per client id: sending the same again changes nothing, also after a restart.
// ErrInvalid: an empty or too long text; ErrWindow: their channel would refuse it; ErrNotHeld, ErrStale, ErrClosed as
// for every act.
func (d *Desk) Say(ctx context.Context, a Act, client, text string) (*conversation.State, error) {
	return d.once(ctx, a, "desk.said", client, text, func(h *conversation.Held, text string) error {
		if err := a.held(h.State); err != nil {
			return err
		}
		if until := d.Until(h.State); !until.IsZero() && !d.o.Now().Before(until) {
			return ErrWindow
		}
		return h.Add(conversation.PersonSaid{Agent: a.Agent, Name: h.State.Name, Text: text})
	})
}

// Until tells until when the customer's channel takes what an agent writes; zero: at any time.
func (d *Desk) Until(s *conversation.State) time.Time {
	if push := d.o.Ledger.Push; push == nil || !push(s.Address.Channel) || s.WroteAt.IsZero() {
		return time.Time{}
	}
	return s.WroteAt.Add(conversation.Window)
}

// Note keeps something for colleagues that customers never read, once per client id. Whoever is signed in may note, also
// without the floor. ErrInvalid: an empty or too long text; ErrClosed.
func (d *Desk) Note(ctx context.Context, a Act, name, client, text string) (*conversation.State, error) {
	if err := checkNote(text); err != nil {
		return nil, err
	}
	return d.once(ctx, a, "desk.noted", client, text, func(h *conversation.Held, text string) error {
		if h.State.Status == conversation.Closed {
			return ErrClosed
		}
		return h.Add(conversation.PersonNoted{Agent: a.Agent, Name: name, Text: text})
	})
}

// once adds a text that an agent wrote, once per client id.
func (d *Desk) once(ctx context.Context, a Act, kind, client, text string, add func(*conversation.Held, string) error) (*conversation.State, error) {
	text = strings.TrimSpace(text)
	switch {
	case !clientID.MatchString(client):
		return nil, invalid("the client id must be 1 to 64 letters, digits, - or _")
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return nil, misformed("long", "the text is not readable")
	case text == "":
		return nil, misformed("empty", "the text is empty")
	case utf8.RuneCountInString(text) > maxText:
		return nil, misformed("long", "the text is longer than %d characters", maxText)
	}
	key := d.o.Ledger.Hasher.Hash(kind, string(a.ID), a.Agent, client)
	return d.change(ctx, a.ID, func(h *conversation.Held) error {
		// The name is committed with the words: after a commit of the same, this version is moved and found here.
		said, err := d.o.Archive.Find(ctx, key)
		if err != nil {
			return err
		}
		if slices.Contains(said, a.ID) {
			return nil
		}
		h.Key(key, false)
		return add(h, text)
	})
}
