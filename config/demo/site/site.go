// Package site is the demo companies' own web site: a page with the chat widget, a way to sign in, and the customer's
// phone and mailbox. It plays the part of the company: it signs tokens, as a company's own site would.
package site

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"time"
)

//go:embed assets
var assets embed.FS

// Options is what a site needs.
type Options struct {
	Company   string // bank or shop
	Name      string
	Languages []string
	BackEnd   string                                     // address of the demo back end, for the phone and the mailbox
	Sign      func(subject, name string) (string, error) // makes a token of this site
}

// customer is somebody whom a visitor of the demo may be.
type customer struct{ ID, Name string }

// customers are the people of the demo, the same in both companies.
var customers = []customer{{"C-1001", "Sanne Verhulst"}, {"C-1002", "Daan"}, {"C-1003", "Emily"}}

// New makes the site.
func New(o Options) (http.Handler, error) {
	page, err := template.ParseFS(assets, "assets/index.html")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	s := &server{Options: o, page: page, client: &http.Client{Timeout: 3 * time.Second}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.Handle("GET /site/", http.StripPrefix("/site/", http.FileServerFS(files)))
	mux.HandleFunc("POST /site/sign-in", s.signIn)
	mux.HandleFunc("GET /site/messages", s.messages)
	return mux, nil
}

type server struct {
	Options
	page   *template.Template
	client *http.Client
}

func (s *server) index(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	lang := r.URL.Query().Get("lang")
	if lang != "en" {
		lang = "nl"
	}
	err := s.page.Execute(w, map[string]any{
		"Name": s.Name, "Company": s.Company, "Lang": lang, "Dutch": lang == "nl", "Customers": customers, "BackEnd": s.BackEnd,
	})
	if err != nil {
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
	}
}

// signIn plays the company's own sign-in. Other sites' pages are refused.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		http.Error(w, "sign in from this site", http.StatusForbidden)
		return
	}
	var in struct{ Customer string }
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&in); err != nil {
		http.Error(w, "name a customer", http.StatusBadRequest)
		return
	}
	for _, c := range customers {
		if c.ID != in.Customer {
			continue
		}
		token, err := s.Sign(c.ID, c.Name)
		if err != nil {
			http.Error(w, "signing failed", http.StatusInternalServerError)
			return
		}
		answer(w, map[string]string{"token": token, "name": c.Name})
		return
	}
	http.Error(w, "nobody of that number", http.StatusNotFound)
}

// messages shows the customers' phone and mailbox.
func (s *server) messages(w http.ResponseWriter, r *http.Request) {
	out := map[string]json.RawMessage{}
	for _, box := range []string{"phone", "mailbox"} {
		b, err := s.fetch(r, "/demo/"+box+"?customer="+url.QueryEscape(r.URL.Query().Get("customer")))
		if err != nil {
			http.Error(w, "the back end does not answer", http.StatusBadGateway)
			return
		}
		out[box] = b
	}
	answer(w, out)
}

func (s *server) fetch(r *http.Request, path string) (json.RawMessage, error) {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, s.BackEnd+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK || !json.Valid(b) {
		return nil, fmt.Errorf("status %d", res.StatusCode)
	}
	return b, nil
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	// The client is gone when this fails; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(v)
}
