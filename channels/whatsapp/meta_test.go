package whatsapp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// meta plays the server of Meta: it takes exactly what the Cloud API documents, and answers in its shapes.
type meta struct {
	*httptest.Server
	t        *testing.T
	mu       sync.Mutex
	got      []sent
	header   http.Header
	path     string
	answers  []http.HandlerFunc // of the next requests; then it takes everything in
	accepted int
}

// sent is what a message may be. A field that is not here is not sent.
type sent struct {
	Product     string       `json:"messaging_product"`
	Kind        string       `json:"recipient_type"`
	To          string       `json:"to"`
	Recipient   string       `json:"recipient"`
	Type        string       `json:"type"`
	Text        *bodyOf      `json:"text"`
	Interactive *interactive `json:"interactive"`
	Template    *struct {
		Name     string `json:"name"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
		Components []struct {
			Type       string `json:"type"`
			Parameters []struct{ Type, Text string }
		} `json:"components"`
	} `json:"template"`
	Data string `json:"biz_opaque_callback_data"`
}

type bodyOf struct {
	Body string `json:"body"`
}

type interactive struct {
	Type string `json:"type"`
	Body struct {
		Text string `json:"text"`
	} `json:"body"`
	Action struct {
		Button  string `json:"button"`
		Buttons []struct {
			Type  string `json:"type"`
			Reply row    `json:"reply"`
		} `json:"buttons"`
		Sections []struct {
			Rows []row `json:"rows"`
		} `json:"sections"`
	} `json:"action"`
}

type row struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

func newMeta(t *testing.T, answers ...http.HandlerFunc) *meta {
	t.Helper()
	m := &meta{t: t, answers: answers}
	m.Server = httptest.NewServer(http.HandlerFunc(m.serve))
	t.Cleanup(m.Close)
	return m
}

func (m *meta) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var s sent
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err = errors.Join(err, d.Decode(&s)); err == nil {
		err = s.check()
	}
	if err != nil {
		m.t.Errorf("a message that Meta would refuse: %v\n%s", err, body)
	}
	m.mu.Lock()
	m.got, m.header, m.path = append(m.got, s), r.Header, r.Method+" "+r.URL.Path
	var answer http.HandlerFunc
	if len(m.answers) > 0 {
		answer, m.answers = m.answers[0], m.answers[1:]
	}
	m.accepted++
	n := m.accepted
	m.mu.Unlock()
	if answer != nil {
		answer(w, r)
		return
	}
	contact := map[string]string{"input": s.To, "wa_id": s.To}
	if s.Recipient != "" {
		contact = map[string]string{"input": s.Recipient, "user_id": s.Recipient}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"messaging_product": "whatsapp", "contacts": []any{contact}, "messages": []any{map[string]string{"id": fmt.Sprintf("wamid.OUT%d", n)}},
	})
}

// all returns what was sent so far.
func (m *meta) all() []sent {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]sent(nil), m.got...)
}

// refuse answers in the shape of Meta's errors.
func refuse(status, code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"error":{"message":"(#%d) about 31612345678","type":"OAuthException","code":%d,"error_data":{"messaging_product":"whatsapp","details":"about 31612345678"},"fbtrace_id":"Atrace"}}`, code, code)
	}
}

func plainly(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hangUp takes the message and cuts the connection.
func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func (s sent) check() error {
	var errs []error
	want := func(ok bool, what string) {
		if !ok {
			errs = append(errs, errors.New(what))
		}
	}
	long := func(s string, most int) bool { n := utf8.RuneCountInString(s); return n >= 1 && n <= most }
	want(s.Product == "whatsapp" && s.Kind == "individual", "product or kind")
	want((s.To == "") != (s.Recipient == ""), "one of to and recipient")
	want(strings.Trim(s.To, "+0123456789") == "", "to is a phone number")
	want(long(s.Data, 512), "callback data")
	switch i := s.Interactive; {
	case s.Type == "text":
		want(s.Text != nil && i == nil && long(s.Text.Body, 4096), "text")
	case s.Type == "interactive" && i != nil && s.Text == nil:
		want(long(i.Body.Text, 1024), "body of 1024")
		errs = append(errs, i.check(want, long))
	case s.Type == "template" && s.Template != nil && i == nil && s.Text == nil:
		want(long(s.Template.Name, 512) && long(s.Template.Language.Code, 5), "template")
	default:
		want(false, "type")
	}
	return errors.Join(errs...)
}

func (i interactive) check(want func(bool, string), long func(string, int) bool) error {
	rows, title, id := []row{}, 20, 256
	switch i.Type {
	case "button":
		want(len(i.Action.Buttons) >= 1 && len(i.Action.Buttons) <= 3 && i.Action.Button == "", "one to three buttons")
		for _, b := range i.Action.Buttons {
			want(b.Type == "reply", "type of a button")
			rows = append(rows, b.Reply)
		}
	case "list":
		title, id = 24, 200
		want(len(i.Action.Sections) == 1 && long(i.Action.Button, 20), "one section and a label")
		rows = append(rows, i.Action.Sections[0].Rows...)
		want(len(rows) >= 1 && len(rows) <= 10, "one to ten rows")
	default:
		return errors.New("type of interactive")
	}
	seen := map[string]bool{}
	for _, r := range rows {
		want(long(r.Title, title) && long(r.ID, id), "length of title or id")
		want(!seen["t"+r.Title] && !seen["i"+r.ID], "titles and ids differ")
		seen["t"+r.Title], seen["i"+r.ID] = true, true
	}
	return nil
}
