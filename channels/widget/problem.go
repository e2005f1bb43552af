package widget

import (
	"errors"
	"net/http"

	"balie/channels/edge"
	"balie/conversation"
)

// failed translates an error from behind the API. What went wrong inside is for the log, not for the caller.
func failed(err error) *edge.Problem {
	if errors.Is(err, conversation.ErrGone) {
		return edge.Refuse(http.StatusGone, "gone", "This conversation has been removed. Start a new one with POST /v1/conversations.")
	}
	return edge.Unavailable(err, "That did not work just now. Nothing is lost: send the same request again, with the same id.")
}

// unknown refuses who does not show whose conversation this is.
func unknown(format string, args ...any) *edge.Problem {
	p := edge.Refuse(http.StatusUnauthorized, "token", format, args...)
	p.Challenge = `Bearer realm="conversation"`
	return p
}
