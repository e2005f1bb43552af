package widget

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

// mostFiles is how many files one message may bring.
const mostFiles = 10

// mostUploads is how many files are taken in at once. Each is in memory whole, of at most 10 MB: twenty of the largest take
// under 400 MB at their peak, most of it their own bytes (BenchmarkTwentyUploads), so that what a stream would save is not worth
// parts of a file on disk that nobody has looked at.
const mostUploads = 24

var fileID = regexp.MustCompile(`^[a-z0-9]{16,40}$`)

// File is a file as a client sees it.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Media string `json:"media"`
	Size  int64  `json:"size"`
}

func shownFiles(files []conversation.File) []File {
	var out []File
	for _, f := range files {
		out = append(out, File{ID: f.ID, Name: f.Name, Media: f.Media, Size: f.Size})
	}
	return out
}

// upload takes in a file, the body of the request. It counts only once a message names it; until then it can be removed, and after a
// day it is forgotten.
func (w *Widget) upload(c echo.Context, p pass) error {
	if w.o.Files == nil {
		return noFile()
	}
	if wait := w.limit.messages.wait(string(p.id)); wait > 0 {
		return tooMany(wait)
	}
	select {
	case w.hands <- struct{}{}:
		defer func() { <-w.hands }()
	default:
		return tooMany(time.Second)
	}
	data, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, conversation.MostFile))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return refusedFile(conversation.UnfitSize)
	}
	if err != nil {
		return edge.Refuse(http.StatusBadRequest, "body", "The file broke off on its way. Send it again.")
	}
	_, said, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Disposition")) // nothing said: it gets a name
	f, err := w.o.Files.Take(c.Request().Context(), p.id, conversation.File{Name: said["filename"]}, data, false)
	if err != nil {
		return refusedFile(err)
	}
	return c.JSON(http.StatusCreated, shownFiles([]conversation.File{f})[0])
}

// refusedFile says why a file is not taken in. Any other error is passed on.
func refusedFile(err error) error {
	switch {
	case errors.Is(err, conversation.UnfitSize):
		return edge.Refuse(http.StatusRequestEntityTooLarge, "file_size", "The file is too large. At most %d MB is possible.", conversation.MostFile>>20)
	case errors.Is(err, conversation.UnfitEmpty):
		return edge.Refuse(http.StatusUnprocessableEntity, "file_empty", "The file is empty.")
	case errors.Is(err, conversation.UnfitKind):
		return edge.Refuse(http.StatusUnsupportedMediaType, "file_kind", "This file cannot be read. Send a photo (JPEG, PNG, GIF or WebP) or a PDF.")
	case errors.Is(err, conversation.UnfitMany):
		return edge.Refuse(http.StatusConflict, "too_many_files", "This conversation has as many files as it can hold.")
	case errors.Is(err, conversation.UnfitUnsafe):
		return edge.Refuse(http.StatusUnprocessableEntity, "file_unsafe", "The file did not pass the check for harmful contents. It was not kept.")
	case errors.Is(err, edge.ErrUnscanned):
		return edge.Refuse(http.StatusServiceUnavailable, "file_unscanned", "The file cannot be checked at the moment, and was not kept. Send it again later.")
	}
	return err
}

func noFile() error {
	return edge.Refuse(http.StatusNotFound, "file", "There is no such file in this conversation.")
}

// file gives a customer back what they sent in this conversation.
func (w *Widget) file(c echo.Context, p pass) error {
	id := c.Param("file")
	if w.o.Files == nil || !fileID.MatchString(id) {
		return noFile()
	}
	f, data, err := w.o.Files.Content(c.Request().Context(), p.id, id)
	if errors.Is(err, conversation.ErrGone) {
		return noFile()
	}
	if err != nil {
		return err
	}
	return edge.ServeFile(c.Response(), f, data, true)
}

// remove forgets a file that no message has named yet.
func (w *Widget) remove(c echo.Context, p pass) error {
	id := c.Param("file")
	if w.o.Files == nil || !fileID.MatchString(id) {
		return noFile()
	}
	if err := w.o.Files.Drop(c.Request().Context(), p.id, id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// sent finds the files that a message names.
func (w *Widget) sent(c echo.Context, p pass, ids []string) ([]conversation.File, error) {
	var out []conversation.File
	for _, id := range ids {
		if w.o.Files == nil || !fileID.MatchString(id) {
			return nil, noFile()
		}
		f, _, err := w.o.Files.Content(c.Request().Context(), p.id, id)
		if errors.Is(err, conversation.ErrGone) {
			return nil, noFile()
		}
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}
