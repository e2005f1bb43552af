package widget

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"balie/conversation"
)

// spoken lists the languages of the interface.
var spoken = []string{"nl", "en"}

// words are the few that a transcript needs beside what was said.
type words struct{ title, customer, assistant, note, source, reference, layout string }

var transcripts = map[string]words{
	"nl": {"Gesprek", "Jij", "Digitale assistent", "Bericht", "Bron", "Kenmerk", "02-01-2006 15:04"},
	"en": {"Conversation", "You", "Digital assistant", "Notice", "Source", "Reference", "2 January 2006 15:04"},
}

// transcript returns the conversation as plain text to keep.
func (w *Widget) transcript(c echo.Context, p pass) error {
	language := w.o.Languages[0]
	var messages []conversation.Message
	err := w.each(c.Request().Context(), p.id, 0, func(r conversation.Numbered) error {
		if m, ok := conversation.MessageOf(r); ok {
			messages = append(messages, m)
			if m.Language != "" {
				language = m.Language
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	t, ok := transcripts[language]
	if !ok {
		t = transcripts["en"]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n%s\n", w.o.Title, strings.ToLower(t.title), strings.Repeat("=", 40))
	for _, m := range messages {
		t.write(&b, m, w.o.Now().Location())
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="chat.txt"`)
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(b.String()))
}

func (t words) write(b *strings.Builder, m conversation.Message, place *time.Location) {
	who := map[string]string{
		conversation.FromCustomer: t.customer, conversation.FromAssistant: t.assistant,
		conversation.FromPerson: m.Name, conversation.FromSystem: t.note,
	}[m.From]
	fmt.Fprintf(b, "\n[%s] %s:\n%s\n", m.At.In(place).Format(t.layout), who, m.Text)
	for _, c := range m.Citations {
		fmt.Fprintln(b, strings.TrimSpace(t.source+": "+c.Title+" "+c.Link))
	}
	if m.Receipt != nil {
		fmt.Fprintf(b, "  %s\n", m.Receipt.Title)
		if m.Receipt.Reference != "" {
			fmt.Fprintf(b, "  %s: %s\n", t.reference, m.Receipt.Reference)
		}
		for _, l := range m.Receipt.Lines {
			fmt.Fprintf(b, "  %s\n", l)
		}
	}
}
