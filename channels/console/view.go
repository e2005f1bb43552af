package console

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
	"balie/conversation/desk"
)

// View is a conversation as the page shows it. Items are those after the number that was asked for.
type View struct {
	ID       conversation.ID     `json:"id"`
	N        int64               `json:"n"` // number of the last event that Items know of
	Epoch    int64               `json:"epoch"`
	Status   conversation.Status `json:"status"`
	Since    time.Time           `json:"since"`
	Opened   time.Time           `json:"opened"`
	Last     time.Time           `json:"last"`
	Mine     bool                `json:"mine"`
	Person   string              `json:"person,omitempty"` // who has the floor
	Left     bool                `json:"left,omitempty"`   // the customer has put the conversation away: nobody reads an answer
	Until    time.Time           `json:"until,omitzero"`   // after it the customer's channel takes no free text; zero: no such end
	Language string              `json:"language"`
	Channel  string              `json:"channel"`
	Summary  desk.Summary        `json:"summary"`
	Items    []Item              `json:"items"`
}

var conversationID = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// idOf reads the conversation from the path. What cannot be one is not there.
func idOf(e echo.Context) (conversation.ID, error) {
	if id := e.Param("id"); conversationID.MatchString(id) {
		return conversation.ID(id), nil
	}
	return "", conversation.ErrGone
}

// show answers a conversation, or what is new in it after a number.
func (c *Console) show(e echo.Context, s *session) error {
	id, err := idOf(e)
	if err != nil {
		return err
	}
	after := int64(0)
	if text := e.QueryParam("after"); text != "" {
		if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
			return edge.Refuse(http.StatusBadRequest, "after", "The number after must be 0 or more.")
		}
	}
	st, err := c.o.Desk.State(e.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.answer(e, s, st, after)
}

func (c *Console) answer(e echo.Context, s *session, st *conversation.State, after int64) error {
	items, n, err := c.items(e.Request().Context(), st, after, language(e))
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, View{
		ID: st.ID, N: n, Epoch: st.Epoch, Status: st.Status, Since: st.Since, Opened: st.Opened, Last: st.Last,
		Mine: st.Holder == s.agent.ID && st.Holder != "", Person: st.Name, Left: st.Left, Until: c.o.Desk.Until(st), Language: st.Language, Channel: st.Address.Channel,
		Summary: c.o.Desk.Summary(st, language(e)), Items: items,
	})
}

// items makes what happened after a number, and gives the number of the last.
func (c *Console) items(ctx context.Context, st *conversation.State, after int64, lang string) ([]Item, int64, error) {
	out := []Item{}
	events, err := c.o.Desk.Record(ctx, st, after)
	if err != nil {
		return nil, after, err
	}
	for _, r := range events {
		after = r.N
		if it, ok := c.item(r, lang); ok {
			out = append(out, it)
		}
	}
	return out, after, nil
}
