package console

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"balie/conversation"
	"balie/conversation/desk"
)

// Card is a conversation in a list.
type Card struct {
	conversation.Card
	Title  string `json:"title,omitempty"`  // of its process
	Typing bool   `json:"typing,omitempty"` // the customer is writing now
	Person string `json:"person,omitempty"` // name of the agent who has it
}

// Lists is what an agent's left column shows.
type Lists struct {
	Queue   []Card       `json:"queue"` // urgent first, then longest waiting
	Mine    []Card       `json:"mine"`
	Left    []Card       `json:"left"`              // messages that were left while nobody was there
	Others  int          `json:"others"`            // open conversations in none of these
	Watched *Card        `json:"watched,omitempty"` // the conversation that the stream was asked to watch, while it is open
	Present []desk.Agent `json:"present"`
	Open    bool         `json:"open"` // to customers
	Next    time.Time    `json:"next,omitzero"`
}

// listsOf makes an agent's lists.
func (c *Console) listsOf(l lists, agent, watch, lang string) Lists {
	out := Lists{Queue: []Card{}, Mine: []Card{}, Left: []Card{}, Present: l.present, Open: l.open, Next: l.next}
	if out.Present == nil {
		out.Present = []desk.Agent{}
	}
	look := func(k conversation.Card) Card {
		shown := c.card(k, lang)
		shown.Typing = l.typing[k.ID]
		if string(k.ID) == watch {
			out.Watched = &shown
		}
		return shown
	}
	for _, k := range l.queue {
		out.Queue = append(out.Queue, look(k))
	}
	for _, k := range l.others {
		shown := look(k)
		switch {
		case k.Holder == agent && k.Status == conversation.WithPerson:
			out.Mine = append(out.Mine, shown)
		case k.Case != "" && k.Status == conversation.WithAssistant:
			out.Left = append(out.Left, shown)
		default:
			out.Others++
		}
	}
	return out
}

func (c *Console) card(k conversation.Card, lang string) Card {
	out := Card{Card: k}
	if k.Flow != "" {
		out.Title = c.o.Desk.Title(k.Flow, lang)
	}
	if k.Holder != "" {
		out.Person = c.roster.name(k.Holder)
	}
	return out
}

// openList shows every open conversation that does not wait.
func (c *Console) openList(e echo.Context, s *session) error {
	cards, err := c.o.Desk.Open(e.Request().Context())
	if err != nil {
		return err
	}
	out := make([]Card, 0, len(cards))
	for _, k := range cards {
		out = append(out, c.card(k, language(e)))
	}
	return e.JSON(http.StatusOK, map[string][]Card{"open": out})
}

// language is the agent's, not the customer's.
func language(e echo.Context) string {
	if strings.HasPrefix(e.QueryParam("lang"), "nl") {
		return "nl"
	}
	return "en"
}
