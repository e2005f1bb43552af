package backend

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// shown is how many rows of a table the state shows at most, the newest.
const shown = 200

func (s *Server) send(w http.ResponseWriter, value any) {
	a, err := answerOf(value)
	if err != nil {
		s.fail(w, err)
		return
	}
	a.send(w)
}

func (s *Server) fail(w http.ResponseWriter, err error) {
	no := asRefusal(err)
	if no.Status == http.StatusInternalServerError {
		s.opts.Log.Error("back end: control failed", "error", err)
	}
	answerNo(no).send(w)
}

// state answers GET /demo/state with all records; the ETag lets a page ask often and read only what is new.
func (s *Server) state(w http.ResponseWriter, r *http.Request) {
	records, err := s.records(r.Context())
	if err != nil {
		s.fail(w, err)
		return
	}
	names := []string{}
	for _, rt := range operations(s.opts.Company) {
		names = append(names, rt.operation)
	}
	a, err := answerOf(map[string]any{"company": s.opts.Company, "operations": names, "faults": s.faults.all(), "tables": records})
	if err != nil {
		s.fail(w, err)
		return
	}
	hash := sha256.Sum256(a.body)
	tag := `"` + hex.EncodeToString(hash[:12]) + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	a.send(w)
}

// records reads every table that a person would want to see, each row an object in the order of its columns.
func (s *Server) records(ctx context.Context) (map[string]json.RawMessage, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	names, err := tables(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	all := map[string]json.RawMessage{}
	for _, name := range names {
		if name == "meta" || name == "keys" {
			continue
		}
		rows, err := table(ctx, tx, name)
		if err != nil {
			return nil, fmt.Errorf("state: table %s: %w", name, err)
		}
		all[name] = json.RawMessage(rows)
	}
	return all, nil
}

func table(ctx context.Context, q querier, name string) (string, error) {
	text := func(s *string) []any { return []any{s} }
	columns, err := many(ctx, q, text, "SELECT name FROM pragma_table_info(?) ORDER BY cid", name)
	if err != nil {
		return "", err
	}
	pairs := make([]string, len(columns))
	for i, column := range columns {
		pairs[i] = `'` + column + `', "` + column + `"`
	}
	return one(ctx, q, text, fmt.Sprintf(`SELECT json_group_array(json_object(%s)) FROM
		(SELECT * FROM (SELECT rowid AS "row number", * FROM "%s" ORDER BY rowid DESC LIMIT %d) ORDER BY "row number")`,
		strings.Join(pairs, ", "), name, shown))
}

// message is one message that a customer got.
type message struct {
	ID       string `json:"id"`
	Customer string `json:"customer"`
	Kind     string `json:"kind"` // email, sms or whatsapp
	To       string `json:"to"`
	Text     string `json:"text"`
	At       string `json:"at"`
}

func (m *message) fields() []any { return []any{&m.ID, &m.Customer, &m.Kind, &m.To, &m.Text, &m.At} }

// messages answers with what lies in the mailbox or on the phone, oldest first; ?customer narrows it.
func (s *Server) messages(place string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		all, err := many(r.Context(), s.db, (*message).fields, `SELECT * FROM messages
			WHERE (kind = 'email') = (?1 = 'mailbox') AND (?2 = '' OR customer = ?2) ORDER BY rowid`, place, r.URL.Query().Get("customer"))
		if err != nil {
			s.fail(w, err)
			return
		}
		s.send(w, all)
	}
}

func (s *Server) getFaults(w http.ResponseWriter, _ *http.Request) { s.send(w, s.faults.all()) }

// putFaults sets all faults at once; an operation that is not named works again.
func (s *Server) putFaults(w http.ResponseWriter, r *http.Request) {
	on, err := s.readFaults(w, r)
	if err != nil {
		s.fail(w, err)
		return
	}
	s.faults.set(on)
	s.send(w, s.faults.all())
}

func (s *Server) readFaults(w http.ResponseWriter, r *http.Request) (map[string]Fault, error) {
	body, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	on, err := decode[map[string]Fault](body)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, rt := range operations(s.opts.Company) {
		known[rt.operation] = true
	}
	for operation, fault := range on {
		if !known[operation] {
			return nil, invalid("UNKNOWN_OPERATION", fmt.Sprintf("%q is no operation here", operation))
		}
		if err := fault.check(); err != nil {
			return nil, err
		}
	}
	return on, nil
}

// reset answers POST /demo/reset: the records are as on the first day, and no fault is on.
func (s *Server) reset(w http.ResponseWriter, r *http.Request) {
	if err := reset(r.Context(), s.db, s.opts); err != nil {
		s.fail(w, err)
		return
	}
	s.faults.set(nil)
	w.WriteHeader(http.StatusNoContent)
}
