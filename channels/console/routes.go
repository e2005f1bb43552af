package console

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
)

// Router is what routes are added to: an *echo.Echo or an *echo.Group.
type Router interface {
	Add(method, path string, handler echo.HandlerFunc, middleware ...echo.MiddlewareFunc) *echo.Route
}

// Routes adds the page and its API under /console.
func (c *Console) Routes(r Router) {
	answered := edge.Answered("console", c.o.Log, failed)
	open := func(method, path string, h echo.HandlerFunc) {
		r.Add(method, "/console/api"+path, answered(own(h)))
	}
	api := func(method, path string, h func(echo.Context, *session) error) { open(method, path, c.signedIn(h)) }
	open(http.MethodPost, "/session", c.signIn)
	api(http.MethodDelete, "/session", c.signOut)
	api(http.MethodGet, "/me", c.me)
	api(http.MethodPost, "/heartbeat", c.beat)
	api(http.MethodGet, "/open", c.openList)
	api(http.MethodGet, "/stream", c.stream)
	api(http.MethodGet, "/conversations/:id", c.show)
	api(http.MethodGet, "/conversations/:id/files/:file", c.file)
	api(http.MethodPost, "/conversations/:id/typing", c.writing)
	for name, act := range acts {
		api(http.MethodPost, "/conversations/:id/"+name, c.act(act))
	}
	r.Add(http.MethodGet, "/console", func(e echo.Context) error { return e.Redirect(http.StatusSeeOther, "/console/") })
	for path, name := range c.page.paths() {
		r.Add(http.MethodGet, path, answered(c.page.file(name)))
	}
}

// own lets through what the console's own page asks: a browser says where a request comes from, and whatever changes
// something must say so.
func own(h echo.HandlerFunc) echo.HandlerFunc {
	return func(e echo.Context) error {
		head := e.Response().Header()
		head.Set("Cache-Control", "no-store")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !sameOrigin(e.Request()) {
			return edge.Refuse(http.StatusForbidden, "origin", "Only the console's own page may ask this.")
		}
		return h(e)
	}
}

func sameOrigin(r *http.Request) bool {
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	if site != "" && site != "same-origin" {
		return false
	}
	if origin != "" {
		u, err := url.Parse(origin)
		return site == "same-origin" || err == nil && u.Host != "" && u.Host == r.Host
	}
	return site != "" || r.Method == http.MethodGet
}

// signedIn lets through who has a session, and notes that they are there.
func (c *Console) signedIn(h func(echo.Context, *session) error) echo.HandlerFunc {
	return func(e echo.Context) error {
		s := c.sessions.find(e.Request())
		if s == nil {
			return edge.Refuse(http.StatusUnauthorized, "signed_out", "Sign in first.")
		}
		return h(e, s)
	}
}
