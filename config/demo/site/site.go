// Package site is the demo companies' own web site: pages with the chat widget, the help pages that answers cite, a way
// to sign in, and the customers' phone and mailbox. It plays the part of the company: it signs tokens, as a company's
// own site would.
package site

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

//go:embed assets pages
var files embed.FS

// Options is what a site needs.
type Options struct {
	Company   string // bank, shop or insurer
	Name      string // as customers know it
	Languages []string
	Folder    fs.FS                                                     // the company's folder, whose knowledge is shown as help pages; nil: none
	BackEnd   string                                                    // address of the demo back end, for the phone and the mailbox
	Sign      func(subject, name string, may []Mandate) (string, error) // makes a token of this site
}

// Mandate is leave to act for another customer, as the site's tokens and the demo's login say it.
type Mandate struct {
	Subject string `json:"sub"`
	Name    string `json:"name"`
	Scope   string `json:"scope"`
}

// customer is somebody whom a visitor of the demo may be.
type customer struct {
	ID, Name string
	May      []Mandate
}

// customers are the people of the demo, the same in every company; at the bank there is one more, who acts for her mother.
func customers(company string) []customer {
	all := []customer{{ID: "C-1001", Name: "Sanne Verhulst"}, {ID: "C-1002", Name: "Daan Oosterling"}, {ID: "C-1003", Name: "Emily Carrow"}}
	if company == "bank" {
		mother := Mandate{Subject: "C-1011", Name: "Marijke Duinhof", Scope: "block_card"}
		all = append(all, customer{ID: "C-1009", Name: "Lieke Brandwijk", May: []Mandate{mother}})
	}
	return all
}

// wording is what the site says: by language, what all companies say and what one of them adds.
type wording map[string]map[string]map[string]any

// New makes the site. A knowledge page that cannot be shown is an error.
func New(o Options) (http.Handler, error) {
	templates, err := template.New("").Option("missingkey=error").ParseFS(files, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	texts, err := files.ReadFile("pages/texts.yaml")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	s := &server{Options: o, templates: templates, client: &http.Client{Timeout: 3 * time.Second}}
	if err := yaml.Unmarshal(texts, &s.texts); err != nil {
		return nil, fmt.Errorf("site: texts: %w", err)
	}
	if s.help, err = readHelp(o.Folder); err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return s.routes()
}

type server struct {
	Options
	templates *template.Template
	texts     wording
	help      []helpPage
	client    *http.Client
}

func (s *server) routes() (http.Handler, error) {
	assets, err := fs.Sub(files, "assets")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /", s.missing)
	for _, p := range s.help {
		mux.HandleFunc("GET "+p.Link, func(w http.ResponseWriter, r *http.Request) {
			s.show(w, http.StatusOK, "help.html", view{Lang: p.Lang, Title: p.Title, Page: &p})
		})
	}
	mux.Handle("GET /site/", http.StripPrefix("/site/", http.FileServerFS(assets)))
	mux.HandleFunc("POST /site/sign-in", s.signIn)
	mux.HandleFunc("GET /site/messages", s.messages)
	return mux, nil
}

// view is what a page is made of.
type view struct {
	Lang      string
	Title     string // empty on the first page
	Page      *helpPage
	T         map[string]any
	Name      string
	Company   string
	BackEnd   string
	Customers []customer
	Help      []helpPage // of this language
}

func (s *server) index(w http.ResponseWriter, r *http.Request) {
	s.show(w, http.StatusOK, "index.html", view{Lang: language(r)})
}

func (s *server) missing(w http.ResponseWriter, r *http.Request) {
	v := view{Lang: language(r)}
	if strings.HasPrefix(r.URL.Path, "/en/") {
		v.Lang = "en"
	}
	v.Title, _ = s.texts[v.Lang]["both"]["missing_title"].(string)
	s.show(w, http.StatusNotFound, "missing.html", v)
}

// show fills a page in; it is sent only when it is whole.
func (s *server) show(w http.ResponseWriter, status int, name string, v view) {
	v.Name, v.Company, v.BackEnd, v.Customers = s.Name, s.Company, s.BackEnd, customers(s.Company)
	v.T = map[string]any{}
	for _, part := range []string{"both", s.Company} {
		for key, text := range s.texts[v.Lang][part] {
			v.T[key] = text
		}
	}
	for _, p := range s.help {
		if p.Lang == v.Lang {
			v.Help = append(v.Help, p)
		}
	}
	var page bytes.Buffer
	if err := s.templates.ExecuteTemplate(&page, name, v); err != nil {
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the client is gone when this fails
}

// language is the one asked for, else the first of the browser's that the site speaks, else Dutch.
func language(r *http.Request) string {
	for _, wanted := range append([]string{r.URL.Query().Get("lang")}, strings.Split(r.Header.Get("Accept-Language"), ",")...) {
		switch l := strings.ToLower(strings.TrimSpace(wanted)); {
		case strings.HasPrefix(l, "nl"):
			return "nl"
		case strings.HasPrefix(l, "en"):
			return "en"
		}
	}
	return "nl"
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // the client is gone when this fails
}
