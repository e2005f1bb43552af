package console

import (
	"errors"
	"net/http"
	"regexp"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

var fileID = regexp.MustCompile(`^[a-z0-9]{16,40}$`)

// file gives an agent what the customer sent: to save, or, of a picture, with ?show to look at.
func (c *Console) file(e echo.Context, _ *session) error {
	id, err := idOf(e)
	if err != nil {
		return err
	}
	none := edge.Refuse(http.StatusNotFound, "file", "There is no such file in this conversation.")
	name := e.Param("file")
	if c.o.Files == nil || !fileID.MatchString(name) {
		return none
	}
	f, data, err := c.o.Files.Content(e.Request().Context(), id, name)
	if errors.Is(err, conversation.ErrGone) {
		return none
	}
	if err != nil {
		return err
	}
	return edge.ServeFile(e.Response(), f, data, e.QueryParams().Has("show"))
}
