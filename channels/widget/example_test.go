package widget_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"balie/channels/widget"
	"balie/conversation"
)

func ExampleWidget_Routes() {
	key := []byte("a key of thirty-two bytes, or more")
	w, err := widget.New(widget.Options{
		Receive: func(context.Context, ...conversation.Input) ([]conversation.Accepted, error) { return nil, nil },
		Events: func(context.Context, conversation.ID, int64, int) ([]conversation.Numbered, error) {
			return nil, conversation.ErrGone
		},
		Hash: func(kind string, parts ...string) []byte {
			h := hmac.New(sha256.New, key)
			h.Write([]byte(kind + "\x00" + strings.Join(parts, "\x00")))
			return h.Sum(nil)
		},
		Mask:    func(text string) string { return text },
		Secret:  key,
		Origins: []string{"https://www.example.nl"},
		Title:   "De Voorbeeldbank",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	e := echo.New()
	w.Routes(e) // and run w.Run(ctx) beside the server
	for _, r := range e.Routes() {
		if r.Path == "/widget.js" {
			fmt.Println(r.Method, r.Path)
		}
	}
	// Output: GET /widget.js
}
