package console

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
	"balie/conversation/desk"
)

// order is what a page asks an act to do. Which fields an act reads stands in acts.
type order struct {
	Epoch *int64 `json:"epoch"` // as the page saw it
	After int64  `json:"after"` // the answer holds the items after this number

	Client    string `json:"client"`    // say, note, run: the page's own id of the message
	Text      string `json:"text"`      // say, note
	Frame     int    `json:"frame"`     // correct, decide
	Slot      string `json:"slot"`      // correct
	Value     string `json:"value"`     // correct
	Step      string `json:"step"`      // run, elsewhere, decide
	Action    int    `json:"action"`    // settle
	Outcome   string `json:"outcome"`   // settle, decide
	Reference string `json:"reference"` // settle, elsewhere
	To        string `json:"to"`        // transfer: a colleague
	Note      string `json:"note"`      // queue
	Reason    string `json:"reason"`    // close, decide
}

type doing func(context.Context, *desk.Desk, desk.Act, Agent, order) (*conversation.State, error)

// acts is everything that an agent can do to a conversation, by the last part of its address.
var acts = map[string]doing{
	"claim": func(ctx context.Context, d *desk.Desk, a desk.Act, by Agent, _ order) (*conversation.State, error) {
		return d.Claim(ctx, a, by.Name)
	},
	"say": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.Say(ctx, a, o.Client, o.Text)
	},
	"note": func(ctx context.Context, d *desk.Desk, a desk.Act, by Agent, o order) (*conversation.State, error) {
		return d.Note(ctx, a, by.Name, o.Client, o.Text)
	},
	"run": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.RunStep(ctx, a, o.Client, o.Step)
	},
	"correct": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.Correct(ctx, a, o.Frame, o.Slot, o.Value)
	},
	"decide": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.Decide(ctx, a, o.Frame, o.Step, o.Outcome, o.Reason)
	},
	"settle": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.Settle(ctx, a, o.Action, conversation.Outcome(o.Outcome), o.Reference)
	},
	"elsewhere": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.Elsewhere(ctx, a, o.Step, o.Reference)
	},
	"handback": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, _ order) (*conversation.State, error) {
		return d.HandBack(ctx, a)
	},
	"queue": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.ToQueue(ctx, a, o.Note)
	},
	"transfer": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.Transfer(ctx, a, o.To)
	},
	"close": func(ctx context.Context, d *desk.Desk, a desk.Act, _ Agent, o order) (*conversation.State, error) {
		return d.Close(ctx, a, o.Reason)
	},
}

// act does what the page orders and answers the conversation as it is then.
func (c *Console) act(do doing) func(echo.Context, *session) error {
	return func(e echo.Context, s *session) error {
		id, err := idOf(e)
		if err != nil {
			return err
		}
		var o order
		if err := edge.Decode(e, &o); err != nil {
			return err
		}
		if o.Epoch == nil || o.After < 0 {
			return edge.Refuse(http.StatusBadRequest, "epoch", "Send the epoch that the page saw, and after as a number of 0 or more.")
		}
		c.o.Desk.Beat(s.agent.ID, s.agent.Name)
		st, err := do(e.Request().Context(), c.o.Desk, desk.Act{ID: id, Agent: s.agent.ID, Epoch: *o.Epoch}, s.agent, o)
		if err != nil {
			return err
		}
		return c.answer(e, s, st, o.After)
	}
}

// writing tells the customer that the agent who has the floor is writing.
func (c *Console) writing(e echo.Context, s *session) error {
	id, err := idOf(e)
	if err != nil {
		return err
	}
	st, err := c.o.Desk.State(e.Request().Context(), id)
	if err != nil {
		return err
	}
	if st.Holder == s.agent.ID && st.Status == conversation.WithPerson {
		c.o.Writes(id, s.agent.Name)
	}
	return e.NoContent(http.StatusNoContent)
}
