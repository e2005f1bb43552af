package widget

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

type opening struct {
	Language      string `json:"language"`
	IdentityToken string `json:"identity_token"`
	Page          *place `json:"page"`
}

// place is the page on which the chat was opened. Agents see it; nothing decides on it.
type place struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

type opened struct {
	ID       conversation.ID `json:"id"`
	Token    string          `json:"token"`
	Expires  time.Time       `json:"expires"`
	Language string          `json:"language"`
}

// create starts a conversation for a new visitor and lets the assistant greet.
func (w *Widget) create(c echo.Context) error {
	var in opening
	if err := edge.Decode(c, &in); err != nil {
		return err
	}
	if wait := w.limit.conversations.wait(w.caller(c)); wait > 0 {
		return tooMany(wait)
	}
	v := visitor()
	language := w.language(in.Language)
	inputs := []conversation.Input{{
		Address: w.address(v), Source: source, ID: "opened:" + visitor(), Kind: conversation.InputOpened,
		At: w.o.Now(), Language: language, Extra: in.Page.extra(w.o.Mask),
	}}
	if in.IdentityToken != "" {
		id, err := w.verify(c.Request().Context(), in.IdentityToken)
		if err != nil {
			return err
		}
		inputs = append(inputs, w.proof(conversation.Input{Address: w.address(v)}, v, in.IdentityToken, id))
	}
	got, err := w.receive(c.Request().Context(), inputs...)
	if err != nil {
		return err
	}
	token, expires := w.token.sign(got.Conversation, v)
	c.Response().Header().Set("Location", "/v1/conversations/"+url.PathEscape(string(got.Conversation)))
	return c.JSON(http.StatusCreated, opened{ID: got.Conversation, Token: token, Expires: expires.UTC(), Language: language})
}

// leave accepts that the customer has put the conversation away: it is closed as soon as nothing in it needs anybody.
func (w *Widget) leave(c echo.Context, p pass) error {
	_, err := w.receive(c.Request().Context(), conversation.Input{
		Conversation: p.id, Address: w.address(p.visitor), Source: source, ID: "left:" + string(p.id), Kind: conversation.InputLeft, At: w.o.Now(),
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusAccepted)
}

// source is where inputs come from, as the store tells senders' ids apart.
const source = "widget"

// receive stores inputs of one conversation and returns what became of the first.
func (w *Widget) receive(ctx context.Context, in ...conversation.Input) (conversation.Accepted, error) {
	got, err := w.o.Receive(ctx, in...)
	if err != nil {
		return conversation.Accepted{}, err
	}
	if len(got) != len(in) || got[0].Unknown {
		return conversation.Accepted{}, edge.Refuse(http.StatusConflict, "closed", "This conversation is closed. Start a new one with POST /v1/conversations.")
	}
	return got[0], nil
}

// language chooses one of the interface for a tag like nl-NL; the first when there is no match.
func (w *Widget) language(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if slices.Contains(w.o.Languages, base) {
		return base
	}
	return w.o.Languages[0]
}

// maxExtra bounds a page's address and title, in characters.
const maxExtra = 300

// extra keeps of a page what an agent may see: what follows ? or # in its address can be anything, and is left out.
func (p *place) extra(mask func(string) string) map[string]string {
	if p == nil {
		return nil
	}
	out := map[string]string{}
	if u, err := url.Parse(p.URL); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
		out["page"] = mask(cut(u.Scheme+"://"+u.Host+u.EscapedPath(), maxExtra))
	}
	if t := edge.Plain(p.Title); t != "" {
		out["page_title"] = mask(cut(t, maxExtra))
	}
	return out
}

// cut shortens s to n characters.
func cut(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}
