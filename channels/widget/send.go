package widget

import (
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

// What a message may hold at most, in characters.
const (
	maxText   = 4000
	maxChoice = 256
	maxFields = 20
)

type message struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Choice string `json:"choice"`
	Seen   int64  `json:"seen"`

	Fields map[string]string `json:"fields"` // of the form that Choice names
	Files  []string          `json:"files"`  // ids of what was uploaded before
}

type accepted struct {
	N         int64 `json:"n"`
	Duplicate bool  `json:"duplicate"`
	renewal
}

var clientID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// send accepts a message. The same client id again changes nothing, so a client may repeat until it has an answer.
func (w *Widget) send(c echo.Context, p pass) error {
	var m message
	if err := edge.Decode(c, &m); err != nil {
		return err
	}
	m.Text = edge.Plain(m.Text)
	if err := m.check(); err != nil {
		return err
	}
	if wait := w.limit.messages.wait(string(p.id)); wait > 0 {
		return tooMany(wait)
	}
	in := conversation.Input{
		Conversation: p.id, Address: w.address(p.visitor), Source: source, ID: string(p.id) + ":" + m.ID, At: w.o.Now(),
		Kind: conversation.InputText, Text: w.o.Mask(m.Text), Seen: m.Seen,
	}
	if m.Choice != "" {
		in.Kind, in.Choice = conversation.InputButton, m.Choice
		if m.Fields != nil {
			in.Kind, in.Fields = conversation.InputForm, w.filled(m.Fields)
		}
		if in.Text == "" {
			in.Text = m.Choice
		}
	} else if len(m.Files) > 0 {
		in.Kind = conversation.InputFile
		var err error
		if in.Files, err = w.sent(c, p, m.Files); err != nil {
			return err
		}
	} else {
		in.Quiet = w.typing.quiet(p.id, w.o.Quiet)
	}
	got, err := w.receive(c.Request().Context(), in)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusAccepted, accepted{N: got.N, Duplicate: got.Duplicate, renewal: w.token.renew(p)})
}

func (m message) check() error {
	wrong := func(code, format string, args ...any) error {
		return edge.Refuse(http.StatusUnprocessableEntity, code, format, args...)
	}
	switch n := utf8.RuneCountInString(m.Text); {
	case !clientID.MatchString(m.ID):
		return wrong("id", "Give the message an id of your own: 1 to 64 letters, digits, - or _. Send the same id when you try again.")
	case m.Seen < 0:
		return wrong("seen", "seen is the highest event number on the screen: 0 or more.")
	case n > maxText:
		return wrong("too_long", "Your message has %d characters. At most %d fit in one: could you send it in parts?", n, maxText)
	case m.Choice == "" && m.Text == "" && len(m.Files) == 0:
		return wrong("empty", "The message is empty: send text, the id of a button as choice, or files.")
	case len(m.Files) > mostFiles || len(m.Files) > 0 && m.Choice != "":
		return wrong("files", "A message brings at most %d files, and no choice beside them.", mostFiles)
	case utf8.RuneCountInString(m.Choice) > maxChoice || m.Choice != edge.Plain(m.Choice) || strings.ContainsAny(m.Choice, "\n\t"):
		return wrong("choice", "choice is the id of a button, exactly as it was given.")
	case m.Fields != nil && (m.Choice == "" || m.Text == "" || !m.fits()):
		return wrong("fields", "fields go with the id of their form as choice, and a text that says what stands in them: at most %d, by slot, each of at most %d characters.", maxFields, maxText)
	case m.Fields != nil:
	case m.Choice != "" && n > maxChoice:
		return wrong("too_long", "The text beside a choice is the label of its button; it has at most %d characters.", maxChoice)
	}
	return nil
}

var slotName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// fits reports whether the fields of a form are named and not too many or too long.
func (m message) fits() bool {
	for slot, text := range m.Fields {
		if !slotName.MatchString(slot) || utf8.RuneCountInString(text) > maxText {
			return false
		}
	}
	return len(m.Fields) <= maxFields
}

// filled is what stands in the fields of a form, cleaned and masked like everything that is typed.
func (w *Widget) filled(fields map[string]string) map[string]string {
	out := make(map[string]string, len(fields))
	for slot, text := range fields {
		out[slot] = w.o.Mask(edge.Plain(text))
	}
	return out
}

// writing notes that the customer is typing.
func (w *Widget) writing(c echo.Context, p pass) error {
	w.typing.sign(p.id)
	return c.NoContent(http.StatusNoContent)
}

func tooMany(wait time.Duration) error {
	p := edge.Refuse(http.StatusTooManyRequests, "too_many", "That is a lot at once. Wait a moment and send it again, with the same id.")
	p.Retry = wait
	return p
}
