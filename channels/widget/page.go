package widget

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
)

//go:embed assets
var assets embed.FS

// page holds the files that a browser gets, as they are served.
type page struct {
	files   map[string]file
	headers map[string]string
}

type file struct {
	body   []byte
	packed []byte // the same under gzip; nil: not worth it
	kind   string
	etag   string
}

// settings is what the chat and the loader know of the company. It holds nothing that a visitor may not see.
type settings struct {
	Title     string   `json:"title"`
	Languages []string `json:"languages"`
	Origins   []string `json:"origins"`
	Person    string   `json:"person"`
	MaxText   int      `json:"max_text"`
	Why       bool     `json:"why"`

	Names map[string]edge.Names `json:"names,omitempty"` // with Why, by language
}

// newPage prepares the files once: what depends on the company is filled in here.
func newPage(o Options) (*page, error) {
	p := &page{files: map[string]file{}, headers: security(o.Origins)}
	entries, err := assets.ReadDir("assets")
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	for _, e := range entries {
		body, err := assets.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("assets: %w", err)
		}
		p.add(e.Name(), slim(e.Name(), body))
	}
	theme, err := o.Theme.css()
	if err != nil {
		return nil, err
	}
	p.add("theme.css", []byte(theme))
	origins := append([]string{}, o.Origins...)
	config, err := json.Marshal(settings{
		Title: o.Title, Languages: o.Languages, Origins: origins, Person: o.Person, MaxText: maxText, Why: o.Why, Names: o.Names,
	})
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	p.add("config.json", config)
	if o.Why {
		p.add(edge.TraceFile, slim(edge.TraceFile, edge.Trace()))
	}
	return p, p.loader(o, theme)
}

// loader fills the company's title, languages and colours in, so that the launcher needs no second request.
func (p *page) loader(o Options, theme string) error {
	config, err := json.Marshal(map[string]any{"title": o.Title, "languages": o.Languages, "theme": strings.Replace(theme, ":root", ":host", 1)})
	if err != nil {
		return fmt.Errorf("loader: %w", err)
	}
	const mark = "/*CONFIG*/{}"
	body := string(p.files["loader.js"].body)
	if strings.Count(body, mark) != 1 {
		return fmt.Errorf("loader: its place for the settings is gone")
	}
	p.add("loader.js", []byte(strings.Replace(body, mark, string(config), 1)))
	return nil
}

func (p *page) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	kind := mime.TypeByExtension(path.Ext(name))
	if k, ok := kinds[path.Ext(name)]; ok {
		kind = k
	}
	p.files[name] = file{body: body, packed: pack(body), kind: kind, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
}

// pack compresses what is worth it.
func pack(body []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil // only a level that does not exist
	}
	if _, err := z.Write(body); err != nil || z.Close() != nil || b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// slim leaves out of a script or style what only its readers here need: indents, and lines that are nothing but a
// comment.
func slim(name string, body []byte) []byte {
	if ext := path.Ext(name); ext != ".js" && ext != ".css" {
		return body
	}
	var out []byte
	for line := range bytes.Lines(body) {
		text := bytes.TrimLeft(line, " ")
		comment := bytes.HasPrefix(text, []byte("// ")) || bytes.HasPrefix(text, []byte("/* ")) || bytes.HasPrefix(text, []byte("/** "))
		if whole := bytes.HasPrefix(text, []byte("//")) || bytes.HasSuffix(bytes.TrimRight(text, "\n"), []byte("*/")); comment && whole || len(text) <= 1 {
			continue
		}
		out = append(out, text...)
	}
	return out
}

// kinds does not leave to the machine's own tables what a browser must be told.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".svg":  "image/svg+xml",
	".yaml": "application/yaml",
}

// paths says at which address each file is served.
func (p *page) paths() map[string]string {
	out := map[string]string{"/widget.js": "loader.js", "/widget/": "index.html"}
	for name := range p.files {
		switch name {
		case "index.html", "loader.js", "openapi.yaml":
		default:
			out["/widget/"+name] = name
		}
	}
	return out
}

func (p *page) file(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, ok := p.files[name]
		if !ok {
			return edge.Refuse(http.StatusNotFound, "not_found", "There is no such file.")
		}
		h := c.Response().Header()
		for k, v := range p.headers {
			h.Set(k, v)
		}
		h.Set("Cache-Control", "no-cache") // asked again each time, answered with 304
		h.Set("ETag", f.etag)
		if c.Request().Header.Get("If-None-Match") == f.etag {
			return c.NoContent(http.StatusNotModified)
		}
		h.Add("Vary", "Accept-Encoding")
		if f.packed != nil && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			return c.Blob(http.StatusOK, f.kind, f.packed)
		}
		return c.Blob(http.StatusOK, f.kind, f.body)
	}
}

// security says what the chat's page may do: run and show its own files, talk to its own origin, be framed by the
// company's sites. Trusted Types make a browser refuse any text that would become markup.
func security(origins []string) map[string]string {
	csp := []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' blob:",
		"base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
		"frame-ancestors " + strings.Join(append([]string{"'self'"}, origins...), " "),
	}
	return map[string]string{
		"Content-Security-Policy":      strings.Join(csp, "; "),
		"Referrer-Policy":              "no-referrer",
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Resource-Policy": "cross-origin", // the loader runs on the company's sites
		"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), clipboard-write=(self)",
	}
}
