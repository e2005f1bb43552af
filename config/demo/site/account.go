package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

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
	for _, c := range customers(s.Company) {
		if c.ID != in.Customer {
			continue
		}
		token, err := s.Sign(c.ID, c.Name, c.May)
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
		return nil, fmt.Errorf("back end: %w", err)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("back end: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return nil, fmt.Errorf("back end: %w", err)
	}
	if res.StatusCode != http.StatusOK || !json.Valid(b) {
		return nil, fmt.Errorf("back end: status %d", res.StatusCode)
	}
	return b, nil
}
