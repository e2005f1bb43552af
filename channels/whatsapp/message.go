package whatsapp

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"balie/channels/edge"
	"balie/conversation"
)

// What is kept of a message at most, in characters. WhatsApp's own limit of a text is 4096.
const (
	maxText   = 4096
	maxChoice = 256
	maxExtra  = 1000
)

// said makes the inputs of a message, and names its kind for counting. What is no message at all, such as a thumb
// under one of ours, makes none.
func (w *WhatsApp) said(in conversation.Input, m message) ([]conversation.Input, string) {
	switch m.Type {
	case "text":
		if in, ok := w.text(in, m.Text.Body); ok {
			return one(in), "text"
		}
	case "button":
		if in, ok := w.choice(in, reply{ID: m.Button.Payload, Title: m.Button.Text}); ok {
			return one(in), "button"
		}
	case "interactive":
		for _, r := range []reply{m.Interactive.Button, m.Interactive.List} {
			if in, ok := w.choice(in, r); ok {
				return one(in), "button"
			}
		}
	case "edit": // the corrected words count as said now; the first may have been read already
		if e := m.Edit.Message; e != nil && e.Type == "text" {
			if in, ok := w.text(in, e.Text.Body); ok {
				return one(in), "edit"
			}
		}
	case "image", "document":
		if in, ok := w.file(in, m); ok {
			return one(in), "file"
		}
	case "system":
		return w.renumbered(in, m), m.Type
	case "reaction", "revoke":
		return nil, m.Type
	}
	return w.unreadable(in, m), "media"
}

func one(in conversation.Input) []conversation.Input { return []conversation.Input{in} }

func (w *WhatsApp) text(in conversation.Input, body string) (conversation.Input, bool) {
	in.Kind, in.Text, in.Quiet = conversation.InputText, w.kept(body, maxText), w.o.Quiet
	return in, in.Text != ""
}

// choice is a tap on a button or row of ours. An id that we cannot have given is no choice; its words still count.
func (w *WhatsApp) choice(in conversation.Input, r reply) (conversation.Input, bool) {
	if r.ID == "" || utf8.RuneCountInString(r.ID) > maxChoice || r.ID != edge.Plain(r.ID) {
		return w.text(in, r.Title)
	}
	in.Kind, in.Choice, in.Text = conversation.InputButton, r.ID, w.kept(r.Title, maxText)
	if in.Text == "" {
		in.Text = r.ID
	}
	return in, true
}

// unreadable keeps that something came which cannot be read here. Words that came along are a message of their own.
func (w *WhatsApp) unreadable(in conversation.Input, m message) []conversation.Input {
	words := in
	in.Kind, in.Quiet = conversation.InputMedia, w.o.Quiet // a burst of pictures is answered once
	out := one(in)
	for _, caption := range []string{m.Image.Caption, m.Video.Caption, m.Audio.Caption, m.Document.Caption, m.Order.Text} {
		if words, ok := w.text(words, caption); ok {
			words.ID += "#caption"
			return append(out, words)
		}
	}
	return out
}

// identity is the message's own id. One without gets an id of what it holds, which is the same when it comes again.
func (m message) identity(sender string) string {
	if m.ID != "" {
		return cut(m.ID, maxExtra)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		sender, m.Timestamp.String(), m.Type, m.Text.Body, m.Button.Payload, m.Interactive.Button.ID, m.Interactive.List.ID,
	}, "\x00")))
	return "none:" + hex.EncodeToString(sum[:])
}

// about keeps what an agent may want to know beside the words.
func (w *WhatsApp) about(who contact, m message) map[string]string {
	extra := map[string]string{}
	keep := func(name, value string) {
		if value = w.kept(value, maxExtra); value != "" {
			extra[name] = value
		}
	}
	keep("profile", who.Profile.Name)
	keep("username", who.Profile.Username)
	keep("answers", m.Context.ID)
	keep("edits", m.Edit.Original)
	keep("ad", m.Referral.URL)
	keep("form", m.Interactive.Form.Response)
	keep("place", strings.TrimSpace(m.Location.Name+" "+m.Location.Address))
	if m.Context.Forwarded || m.Context.Often {
		extra["forwarded"] = "yes"
	}
	if m.Type != "text" {
		keep("type", strings.TrimSpace(m.Type+" "+m.Unsupported.Type))
	}
	if code, given := first(m.Errors); given {
		extra["error"] = strconv.Itoa(code)
	}
	return extra
}

// kept masks and bounds what is stored. Masking comes first: half a card number would not be known as one.
func (w *WhatsApp) kept(s string, most int) string {
	return cut(edge.Plain(w.o.Mask(edge.Plain(s))), most)
}

// cut keeps at most so many characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for i := range s {
		if most == 0 {
			return s[:i]
		}
		most--
	}
	return s
}
