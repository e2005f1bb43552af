package widget

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

// Router is what routes are added to: an *echo.Echo or an *echo.Group.
type Router interface {
	Add(method, path string, handler echo.HandlerFunc, middleware ...echo.MiddlewareFunc) *echo.Route
}

// Routes adds the API under /v1, the loader /widget.js and the chat under /widget/.
func (w *Widget) Routes(r Router) {
	answered := edge.Answered("widget", w.o.Log, failed)
	api := func(method, path string, h echo.HandlerFunc) { r.Add(method, path, answered(w.guarded(h))) }
	api(http.MethodPost, "/v1/conversations", w.create)
	api(http.MethodPost, "/v1/conversations/:id/messages", w.held(w.send))
	api(http.MethodPost, "/v1/conversations/:id/files", w.held(w.upload))
	api(http.MethodGet, "/v1/conversations/:id/files/:file", w.held(w.file))
	api(http.MethodDelete, "/v1/conversations/:id/files/:file", w.held(w.remove))
	api(http.MethodPost, "/v1/conversations/:id/typing", w.held(w.writing))
	api(http.MethodPost, "/v1/conversations/:id/leave", w.held(w.leave))
	api(http.MethodPost, "/v1/conversations/:id/identity", w.held(w.identify))
	api(http.MethodPost, "/v1/conversations/:id/login", w.held(w.login))
	api(http.MethodGet, loginPath, w.toLogin)
	api(http.MethodGet, LoginDone, w.fromLogin)
	api(http.MethodGet, "/v1/conversations/:id/events", w.held(w.events))
	api(http.MethodGet, "/v1/conversations/:id/stream", w.held(w.stream))
	api(http.MethodGet, "/v1/conversations/:id/transcript", w.held(w.transcript))
	api(http.MethodGet, "/v1/openapi.yaml", w.page.file("openapi.yaml"))
	r.Add(http.MethodOptions, "/v1/*", answered(w.preflight))
	for path, name := range w.page.paths() {
		r.Add(http.MethodGet, path, answered(w.page.file(name)))
	}
}

// guarded lets through what comes from nobody's browser, from this very origin, or from an allowed one.
func (w *Widget) guarded(h echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set("Cache-Control", "no-store")
		c.Response().Header().Set("X-Content-Type-Options", "nosniff")
		if err := w.origin(c); err != nil {
			return err
		}
		if wait := w.limit.requests.wait(w.caller(c)); wait > 0 {
			return tooMany(wait)
		}
		return h(c)
	}
}

// caller names the network of a request by a keyed hash: addresses are personal.
func (w *Widget) caller(c echo.Context) string {
	return string(w.o.Hash("widget.network", network(w.o.IP(c.Request()))))
}

// origin checks where a browser says that a request comes from. The token is no cookie, so this is not what keeps
// other sites out of a conversation: it keeps them from using the company's assistant as their own.
func (w *Widget) origin(c echo.Context) error {
	h := c.Response().Header()
	h.Add("Vary", "Origin")
	origin := c.Request().Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if slices.Contains(w.o.Origins, origin) {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "Location, Retry-After")
		return nil
	}
	if u, err := url.Parse(origin); err == nil && u.Host != "" && u.Host == c.Request().Host {
		return nil
	}
	return edge.Refuse(http.StatusForbidden, "origin", "The site %.100q may not use this chat. Its owner can add it to the allowed origins.", origin)
}

func (w *Widget) preflight(c echo.Context) error {
	if err := w.origin(c); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST, DELETE")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Disposition, Last-Event-ID")
	h.Set("Access-Control-Max-Age", "600")
	return c.NoContent(http.StatusNoContent)
}

// held lets through who holds the token of the conversation in the path.
func (w *Widget) held(h func(echo.Context, pass) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		token, ok := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
		if !ok {
			return unknown("Send the conversation's token in the header Authorization: Bearer ….")
		}
		p, err := w.token.read(token)
		if err != nil {
			return unknown("The conversation cannot be resumed: %v. Start a new one with POST /v1/conversations.", err)
		}
		if c.Param("id") != string(p.id) {
			return edge.Refuse(http.StatusForbidden, "other_conversation", "The token is for another conversation than the one in the address.")
		}
		if w.o.Holds != nil {
			held, err := w.o.Holds(c.Request().Context(), p.id, w.address(p.visitor))
			if err != nil {
				return err
			}
			if !held {
				return edge.Refuse(http.StatusForbidden, "moved", "This conversation goes on somewhere else. Start a new one with POST /v1/conversations.")
			}
		}
		return h(c, p)
	}
}

// address is where the holder of a token writes from.
func (w *Widget) address(visitor string) conversation.Address {
	return conversation.Address{Channel: "widget", Account: w.o.Site, Sender: visitor}
}
