package console

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
)

//go:embed assets
var assets embed.FS

// page holds the files that a browser gets.
type page struct{ files map[string]file }

type file struct {
	body []byte
	kind string
	etag string
}

// kinds does not leave to the machine's own tables what a browser must be told.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// headers say what the page may do: run and show its own files and talk to its own origin. Trusted Types make a browser
// refuse any text that would become markup.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=()",
	"Cache-Control":                "no-cache", // asked again each time, answered with 304
}

func newPage() (*page, error) {
	p := &page{files: map[string]file{}}
	entries, err := assets.ReadDir("assets")
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	for _, e := range entries {
		body, err := assets.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
		if err := p.add(e.Name(), body); err != nil {
			return nil, err
		}
	}
	return p, p.add(edge.TraceFile, edge.Trace())
}

func (p *page) add(name string, body []byte) error {
	kind, ok := kinds[path.Ext(name)]
	if !ok {
		return fmt.Errorf("assets: %s: nobody knows what kind of file this is", name)
	}
	sum := sha256.Sum256(body)
	p.files[name] = file{body: body, kind: kind, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
	return nil
}

// paths says at which address each file is served.
func (p *page) paths() map[string]string {
	out := map[string]string{}
	for name := range p.files {
		out["/console/"+name] = name
	}
	delete(out, "/console/index.html")
	out["/console/"] = "index.html"
	return out
}

func (p *page) file(name string) echo.HandlerFunc {
	f := p.files[name]
	return func(e echo.Context) error {
		h := e.Response().Header()
		for k, v := range headers {
			h.Set(k, v)
		}
		h.Set("ETag", f.etag)
		if e.Request().Header.Get("If-None-Match") == f.etag {
			return e.NoContent(http.StatusNotModified)
		}
		return e.Blob(http.StatusOK, f.kind, f.body)
	}
}
