package conversation

import (
	"strconv"
	"time"
)

// Who spoke.
const (
	FromCustomer  = "customer"
	FromAssistant = "assistant"
	FromPerson    = "person"
	FromSystem    = "system" // a change of hands and the like
)

// KindSilence is the kind of a message that is said because the customer says nothing.
const KindSilence = "silence"

// KindElsewhere is the kind of a message that tells of a process in another conversation of the customer's.
const KindElsewhere = "elsewhere"

// KindNews is the kind of a message that says only that there is news, for where nothing else may be said.
const KindNews = "news"

// Button is a choice offered under a message. Its ID comes back as Input.Choice.
type Button struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Style string `json:"style,omitempty"` // primary, quiet
}

// Form asks several things at once, where a channel can show it. The text of its message asks the first of them, for
// everybody who answers in words.
type Form struct {
	ID     string  `json:"id"` // comes back as Input.Choice with the fields
	Fields []Field `json:"fields"`
}

// FormID names the form that asks for slots of a frame.
func FormID(frame int) string { return "form:" + strconv.Itoa(frame) }

// Field is one thing that a form asks.
type Field struct {
	Slot     string   `json:"slot"`
	Label    string   `json:"label"`
	Type     Type     `json:"type"`
	Optional bool     `json:"optional"`
	Options  []Button `json:"options,omitempty"` // the ID is what the field holds when it is chosen
}

// Message is something that was said, as channels show it.
type Message struct {
	N         int64      `json:"n"`
	At        time.Time  `json:"at"`
	From      string     `json:"from"`
	Name      string     `json:"name,omitempty"` // of the agent who speaks
	Text      string     `json:"text"`
	Language  string     `json:"language,omitempty"`
	Kind      string     `json:"kind,omitempty"` // disclosure, ask, confirm, answer, receipt, handover …
	Buttons   []Button   `json:"buttons,omitempty"`
	Form      *Form      `json:"form,omitempty"`
	Citations []Citation `json:"citations,omitempty"`
	Receipt   *Proof     `json:"receipt,omitempty"` // something to keep
	About     string     `json:"about,omitempty"`   // news: what it is about

	Upload *UploadAsked `json:"upload,omitempty"` // files are asked for
	Files  []File       `json:"files,omitempty"`  // that the customer sent
}

// Proof is a receipt as a customer may keep it.
type Proof struct {
	Title     string    `json:"title"`
	Reference string    `json:"reference,omitempty"`
	At        time.Time `json:"at"`
	Lines     []string  `json:"lines,omitempty"`   // label: value
	Actions   []int     `json:"actions,omitempty"` // what it proves
}

// MessageOf makes the message of an event that a customer may read; false for all others.
func MessageOf(r Numbered) (Message, bool) {
	m := Message{N: r.N, At: r.At}
	switch e := r.Event.(type) {
	case MessageReceived:
		if e.Kind != InputText && e.Kind != InputButton && e.Kind != InputForm && e.Kind != InputMedia && e.Kind != InputFile {
			return m, false
		}
		m.From, m.Text, m.Kind, m.Files = FromCustomer, e.Text, string(e.Kind), here(e.Files)
		return m, m.Text != "" || len(m.Files) > 0 || len(e.Files) == 0 // else there is nothing to read before it has been fetched
	case FileFetched:
		m.From, m.Kind, m.Files = FromCustomer, string(InputFile), []File{e.File}
	case Said:
		m.From, m.Text, m.Language, m.Kind = FromAssistant, e.Text, e.Language, e.Kind
		m.Buttons, m.Form, m.Citations, m.Receipt = e.Buttons, e.Form, e.Citations, e.Receipt
		m.About, m.Upload = e.About, e.Upload
		if e.System {
			m.From = FromSystem
		}
	case PersonSaid:
		m.From, m.Name, m.Text = FromPerson, e.Name, e.Text
	default:
		return m, false
	}
	return m, true
}

// here lists the files that can be read already.
func here(files []File) []File {
	var out []File
	for _, f := range files {
		if f.Remote == "" {
			out = append(out, f)
		}
	}
	return out
}
