package backend

import (
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed assets
var assets embed.FS

// operations lists what a company's system offers to callers with the key.
func operations(company string) []route {
	all := append(append(customerRoutes(), detailRoutes()...), caseRoutes()...)
	switch company {
	case "bank":
		return append(all, bankRoutes()...)
	case "insurer":
		return append(all, insurerRoutes()...)
	}
	return append(all, shopRoutes()...)
}

// control is one of the demo's own controls: open to whoever reaches the listener, but not to other sites' pages.
type control struct {
	method, path string
	do           http.HandlerFunc
}

func (s *Server) controls() []control {
	all := []control{
		{"GET", "/demo/state", s.state},
		{"GET", "/demo/requests", s.requests},
		{"GET", "/demo/phone", s.messages("phone")},
		{"GET", "/demo/mailbox", s.messages("mailbox")},
		{"GET", "/demo/faults", s.getFaults},
		{"PUT", "/demo/faults", s.putFaults},
		{"POST", "/demo/reset", s.reset},
		{"GET", "/openapi.yaml", s.page("openapi_"+s.opts.Company+".yaml", "application/yaml")},
	}
	switch s.opts.Company {
	case "shop":
		all = append(all,
			control{"POST", "/demo/orders/{order}/advance", s.advanceOrder},
			control{"POST", "/demo/orders/{about}/repeat", s.repeatEvent})
	case "insurer":
		all = append(all,
			control{"POST", "/demo/claims/{claim}/accept", s.assess("accepted", "covered", paid)},
			control{"POST", "/demo/claims/{claim}/reject", s.assess("rejected", "wear", 0)},
			control{"POST", "/demo/claims/{about}/repeat", s.repeatEvent})
	}
	return all
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range operations(s.opts.Company) {
		mux.Handle(rt.method+" "+rt.path, s.guard(s.operation(rt)))
	}
	mux.Handle("/", s.guard(http.HandlerFunc(nothingHere)))
	sameSite := http.NewCrossOriginProtection()
	for _, ctl := range s.controls() {
		mux.Handle(ctl.method+" "+ctl.path, sameSite.Handler(ctl.do))
	}
	mux.HandleFunc("GET /{$}", s.page("records.html", "text/html; charset=utf-8"))
	mux.HandleFunc("GET /assets/records.css", s.page("records.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /assets/records.js", s.page("records.js", "text/javascript; charset=utf-8"))
	return harden(mux)
}

// harden lets the page load nothing but its own files, and nobody keep what they read.
func harden(next http.Handler) http.Handler {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// guard lets only callers with the key through.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		hash := sha256.Sum256([]byte(key)) // equal lengths: the comparison tells nothing about the key's
		if !bearer || subtle.ConstantTimeCompare(hash[:], s.keyHash[:]) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			answerNo(&refusal{http.StatusUnauthorized, "UNAUTHORIZED", "a valid key is needed: Authorization: Bearer <key>"}).send(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func nothingHere(w http.ResponseWriter, _ *http.Request) {
	answerNo(&refusal{http.StatusNotFound, "NO_SUCH_OPERATION", "there is no such operation; /openapi.yaml lists them"}).send(w)
}

// page serves one embedded file.
func (s *Server) page(name, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		content, err := fs.ReadFile(assets, "assets/"+name)
		if err != nil {
			s.fail(w, err)
			return
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(content)
	}
}
