package whatsapp

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"

	"balie/conversation"
)

// maxBody is the largest batch that Meta posts, in bytes.
const maxBody = 3 << 20

// markers bounds how many statuses of one batch are stored at a time.
const markers = 16

// digits is all that a challenge may be: it is written back, and must not be able to be a page.
var digits = regexp.MustCompile(`^[0-9]{1,64}$`)

// challenge answers Meta's question whether this address is ours.
func (w *WhatsApp) challenge(c echo.Context) error {
	c.Response().Header().Set("X-Content-Type-Options", "nosniff")
	q := c.QueryParams()
	given, want := sha256.Sum256([]byte(q.Get("hub.verify_token"))), sha256.Sum256([]byte(w.o.Verify))
	same := hmac.Equal(given[:], want[:]) // of hashes: the length tells nothing either
	if !same || q.Get("hub.mode") != "subscribe" || !digits.MatchString(q.Get("hub.challenge")) {
		w.o.Count("challenge.refused")
		return c.String(http.StatusForbidden, "the challenge is refused: check the verify token\n")
	}
	w.o.Count("challenge.answered")
	return c.String(http.StatusOK, q.Get("hub.challenge"))
}

// deliver takes in one batch. 200 says that all of it is stored.
func (w *WhatsApp) deliver(c echo.Context) error {
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		w.o.Count("batch.too_large")
		return c.String(http.StatusRequestEntityTooLarge, "the body is larger than 3 MB\n")
	}
	if err != nil {
		return c.String(http.StatusBadRequest, "the request ended before its body was complete\n")
	}
	if !w.signed(body, c.Request().Header.Get("X-Hub-Signature-256")) {
		w.o.Count("batch.unsigned")
		return c.String(http.StatusUnauthorized, "the signature does not fit: check the app secret\n")
	}
	b, err := w.read(body)
	if err != nil {
		w.o.Count("batch.unreadable")
		w.o.Log.Error("whatsapp: a signed batch cannot be read", "bytes", len(body), "error", err)
		return c.String(http.StatusBadRequest, "the body is not JSON\n")
	}
	if err := w.store(c.Request().Context(), b); err != nil {
		w.o.Count("batch.failed")
		w.o.Log.Error("whatsapp: a batch was not stored; it will be sent again", "error", err)
		return c.String(http.StatusInternalServerError, "not stored: send it again\n")
	}
	for _, kind := range b.kinds {
		w.o.Count(kind)
	}
	return c.NoContent(http.StatusOK)
}

// signed tries every secret, whichever fits, so that the time tells nothing.
func (w *WhatsApp) signed(body []byte, header string) bool {
	given, err := hex.DecodeString(strings.TrimPrefix(header, "sha256="))
	if err != nil || !strings.HasPrefix(header, "sha256=") {
		return false
	}
	fits := false
	for _, secret := range w.o.Secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		fits = hmac.Equal(given, mac.Sum(nil)) || fits
	}
	return fits
}

// store makes a batch durable: what customers said at once, then what they want, then how far our messages came. All of it may be
// repeated.
func (w *WhatsApp) store(ctx context.Context, b batch) error {
	if w.o.Shown != nil {
		for i, in := range b.inputs {
			b.inputs[i].Seen = w.o.Shown(ctx, in.Address, in.At)
		}
	}
	if len(b.inputs) > 0 {
		if _, err := w.o.Receive(ctx, b.inputs...); err != nil {
			return fmt.Errorf("receive %d inputs: %w", len(b.inputs), err)
		}
	}
	for _, wi := range b.wishes {
		if err := w.o.Wishes.Wish(ctx, wi.address, wi.stop, wi.at); err != nil {
			return fmt.Errorf("wish: %w", err)
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(markers)
	for _, d := range b.marks {
		g.Go(func() error { return w.mark(ctx, d) })
	}
	return g.Wait()
}

func (w *WhatsApp) mark(ctx context.Context, d conversation.Delivery) error {
	if err := w.o.Mark(ctx, d); err != nil {
		return fmt.Errorf("mark %s: %w", d.State, err)
	}
	return nil
}
