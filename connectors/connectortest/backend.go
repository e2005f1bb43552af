package connectortest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"

	"balie/connectors"
)

// BackEnd is the system that the company's connector calls, over HTTP. It fails when it is told to and counts what it
// did. It is safe for concurrent use.
type BackEnd struct {
	mux *http.ServeMux

	mu      sync.Mutex
	faults  map[string]string
	effects map[string]int
	keys    map[string]reply
	closed  map[string]string // thing → reference
}

type reply struct {
	status int
	body   any
}

// NewBackEnd makes a system with nothing done yet.
func NewBackEnd() *BackEnd {
	b := &BackEnd{mux: http.NewServeMux(), faults: map[string]string{}, effects: map[string]int{}, keys: map[string]reply{}, closed: map[string]string{}}
	b.route("GET /customers/{subject}/things", "till.list_things", b.list)
	b.route("GET /customers/{subject}/things/{thing}", "till.thing_state", b.state)
	b.route("POST /customers/{subject}/things/{thing}/close", "till.close_thing", b.close)
	b.route("POST /customers/{subject}/payments", "till.pay", b.pay)
	b.route("DELETE /customers/{subject}/payments/{reference}", "till.refund", b.refund)
	b.route("POST /customers/{subject}/notes", "till.leave_note", b.note)
	b.route("GET /mandates/{number}", "till.mandate", b.mandate)
	b.route("GET /opening", "till.opening", func(*http.Request, []byte) reply {
		return reply{http.StatusOK, map[string]any{"opens": "09:00"}}
	})
	return b
}

// ServeHTTP answers one request.
func (b *BackEnd) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.mux.ServeHTTP(w, r) }

// Fault makes the next call of an operation fail.
func (b *BackEnd) Fault(operation, fail string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults[operation] = fail
}

// Effects counts how often an operation changed something.
func (b *BackEnd) Effects(operation string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.effects[operation]
}

func (b *BackEnd) route(pattern, operation string, do func(*http.Request, []byte) reply) {
	b.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
		if err != nil || r.Header.Get("Authorization") != "Bearer "+Key {
			send(w, reply{http.StatusUnauthorized, refuse("WHO_ARE_YOU")})
			return
		}
		b.mu.Lock()
		fail := b.faults[operation]
		delete(b.faults, operation)
		answer := b.perform(r, body, operation, fail, do)
		b.mu.Unlock()
		if fail == connectors.FailBefore || fail == connectors.FailAfter {
			<-r.Context().Done() // until the caller gives up
			panic(http.ErrAbortHandler)
		}
		send(w, answer)
	})
}

// perform does the operation, once per key.
func (b *BackEnd) perform(r *http.Request, body []byte, operation, fail string, do func(*http.Request, []byte) reply) reply {
	switch fail {
	case connectors.FailBefore:
		return reply{}
	case connectors.FailServer:
		return reply{http.StatusInternalServerError, refuse("INTERNAL")}
	case connectors.FailConflict:
		return reply{http.StatusConflict, refuse("CONFLICT")}
	}
	key := r.Header.Get("Idempotency-Key")
	if before, ok := b.keys[operation+key]; ok && key != "" {
		return before
	}
	answer := do(r, body)
	if r.Method != http.MethodGet && answer.status == http.StatusOK {
		b.effects[operation]++
		b.keys[operation+key] = answer
	}
	return answer
}

func send(w http.ResponseWriter, a reply) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body) // a caller that hung up gets none
}

func refuse(code string) map[string]string { return map[string]string{"code": code} }

func euros(minor int64) map[string]any { return map[string]any{"minor": minor, "currency": "EUR"} }

func (b *BackEnd) list(*http.Request, []byte) reply {
	return reply{http.StatusOK, []any{map[string]any{
		"id": "T-1", "label": "Kettle", "price": euros(1250), "due": "2026-12-01", "cost_price": 3, "weight": nil,
	}}}
}

func (b *BackEnd) state(r *http.Request, _ []byte) reply {
	if reference, ok := b.closed[r.PathValue("thing")]; ok {
		return reply{http.StatusOK, map[string]any{"state": "closed", "reference": reference}}
	}
	return reply{http.StatusOK, map[string]any{"state": "open"}}
}

func (b *BackEnd) close(r *http.Request, _ []byte) reply {
	thing := r.PathValue("thing")
	if _, ok := b.closed[thing]; ok || thing == "T-9" {
		return reply{http.StatusConflict, refuse("ALREADY_CLOSED")}
	}
	b.closed[thing] = fmt.Sprintf("S-%d", len(b.closed)+1)
	return reply{http.StatusOK, map[string]any{"reference": b.closed[thing]}}
}

func (b *BackEnd) pay(_ *http.Request, body []byte) reply {
	var in struct {
		Thing  string
		Amount struct {
			Minor    int64
			Currency string
		}
		Note string
	}
	if err := json.Unmarshal(body, &in); err != nil || in.Thing == "" || in.Amount.Currency == "" {
		return reply{http.StatusBadRequest, refuse("BAD_BODY")}
	}
	if in.Amount.Minor > 100000 {
		return reply{http.StatusUnprocessableEntity, refuse("TOO_MUCH")}
	}
	return reply{http.StatusOK, map[string]any{"reference": fmt.Sprintf("P-%d", b.effects["till.pay"]+1), "paid": euros(in.Amount.Minor)}}
}

func (b *BackEnd) refund(*http.Request, []byte) reply {
	return reply{http.StatusOK, map[string]any{"reference": "R-1"}}
}

func (b *BackEnd) note(*http.Request, []byte) reply { return reply{http.StatusOK, map[string]any{}} }

func (b *BackEnd) mandate(r *http.Request, _ []byte) reply {
	owner := "C-1"
	if r.PathValue("number") == "M-2" {
		owner = "C-2"
	}
	return reply{http.StatusOK, map[string]any{"customer": owner, "state": "active"}}
}
