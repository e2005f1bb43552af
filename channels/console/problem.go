package console

import (
	"errors"
	"net/http"

	"balie/channels/edge"
	"balie/conversation"
	"balie/conversation/desk"
)

// refusals says what each error of the desk is called here.
var refusals = []struct {
	err    error
	status int
	code   string
	detail string
}{
	{desk.ErrStale, http.StatusConflict, "stale", "The conversation changed hands in the meantime. Look at it again."},
	{desk.ErrNotHeld, http.StatusForbidden, "not_held", "Only the agent who has the conversation may do this. Take it first."},
	{desk.ErrClosed, http.StatusConflict, "closed", "The conversation is closed."},
	{desk.ErrAway, http.StatusConflict, "away", "This colleague is not signed in."},
	{desk.ErrRunning, http.StatusConflict, "running", "The action is still running. Wait a moment."},
	{desk.ErrSettled, http.StatusConflict, "settled", "What became of the action is already known."},
	{desk.ErrWindow, http.StatusConflict, "window", "The customer has not written for 24 hours: their channel takes no free text. Reach them in another way."},
	{desk.ErrNotRunnable, http.StatusConflict, "not_runnable", "This step cannot be run now: the process stands elsewhere, or the customer must agree first."},
	{desk.ErrNothing, http.StatusNotFound, "nothing", "There is no such value or action, or its process is over."},
	{conversation.ErrGone, http.StatusNotFound, "gone", "There is no such conversation."},
}

// failed translates an error from behind the console. What went wrong inside is for the log.
func failed(err error) *edge.Problem {
	var taken *desk.TakenError
	var refused *desk.RefusedError
	var form *desk.FormError
	switch {
	case errors.As(err, &taken):
		p := edge.Refuse(http.StatusConflict, "taken", "%s has the conversation.", taken.Name)
		p.Name = taken.Name
		return p
	case errors.As(err, &refused):
		return edge.Refuse(http.StatusUnprocessableEntity, "refused", "%s", refused.Text)
	case errors.As(err, &form):
		p := edge.Refuse(http.StatusUnprocessableEntity, "invalid", "%s", form)
		p.Form = form.Form
		return p
	case errors.Is(err, desk.ErrInvalid):
		return edge.Refuse(http.StatusUnprocessableEntity, "invalid", "%s", reason(err))
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return edge.Refuse(r.status, r.code, "%s", r.detail)
		}
	}
	return edge.Unavailable(err, "That did not work just now. Try again.")
}

// reason is the part of an error that says what is not valid.
func reason(err error) string {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if inner := errors.Unwrap(e); errors.Is(inner, desk.ErrInvalid) && errors.Unwrap(inner) == nil {
			return e.Error()
		}
	}
	return err.Error()
}
