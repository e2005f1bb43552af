package rest_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
)

// claims gives its system an address to report to, with what it asks of it.
const claims = `
connector: crm
base: {env: URL}
callbacks:
  assessed: {secret: {env: SECRET}, id: id, match: claim, output: {id: text, claim: text}}
  paid: {secret: {env: SECRET}, id: id, match: claim, output: {id: text, claim: text}}
operations:
  report: {post: /claims, public: true, input: {what: text}, body: {what: input.what, notify: callback.assessed}, key: {header: Idempotency-Key, life: 1h}}
  look: {get: /claims, public: true, from: ., output: {id: text?}}
`

// given is the address in the request that was sent last.
func (s *system) given(t *testing.T) *url.URL {
	t.Helper()
	_, body := s.last(t)
	var sent struct{ Notify string }
	if err := json.Unmarshal([]byte(body), &sent); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	u, err := url.Parse(sent.Notify)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestASystemIsGivenAnAddressToReportTo(t *testing.T) {
	t.Parallel()
	s := &system{}
	s.start(t)
	public := connectors.WithPublic(func() string { return "https://chat.example.org" })
	r := loaded(t, s, claims, public, connectors.WithClient(rest.New(rest.Options{})))
	if op, _ := r.Operation("crm.report"); !op.Reports {
		t.Error("nobody knows that it gives an address away")
	}
	if op, _ := r.Operation("crm.look"); op.Reports {
		t.Error("a read gives an address away")
	}
	p := permit(t, r, "crm.report", map[string]conversation.Value{"what": text("water")})
	r.Do(t.Context(), p)
	u := s.given(t)
	r.Do(t.Context(), p)
	if again := s.given(t); again.String() != u.String() {
		t.Errorf("sent again it is %s, was %s", again, u)
	}
	if !strings.HasPrefix(u.String(), "https://chat.example.org/v1/callbacks/crm/assessed?") {
		t.Errorf("it is %s", u)
	}
	q := u.Query()
	good := connectors.Address{For: q.Get("for"), Until: q.Get("until"), Signature: q.Get("signature")}
	shown, err := r.Describe(p)
	if err != nil || strings.Contains(shown, good.Signature) || !strings.Contains(shown, "hidden") {
		t.Errorf("it is shown as %s %v", shown, err)
	}
	if good.For != "key-1" {
		t.Errorf("it leads to action %q", good.For)
	}
	other := func(change func(*connectors.Address)) connectors.Address {
		a := good
		change(&a)
		return a
	}
	soon, late := time.Now(), time.Now().Add(401*24*time.Hour)
	for name, c := range map[string]struct {
		callback string
		at       connectors.Address
		now      time.Time
		right    bool
	}{
		"as given":          {"assessed", good, soon, true},
		"another callback":  {"paid", good, soon, false},
		"another action":    {"assessed", other(func(a *connectors.Address) { a.For = "key-2" }), soon, false},
		"a later end":       {"assessed", other(func(a *connectors.Address) { a.Until += "0" }), soon, false},
		"no end":            {"assessed", other(func(a *connectors.Address) { a.Until = "" }), soon, false},
		"another signature": {"assessed", other(func(a *connectors.Address) { a.Signature = strings.Repeat("0", 64) }), soon, false},
		"no signature":      {"assessed", other(func(a *connectors.Address) { a.Signature = "" }), soon, false},
		"after its end":     {"assessed", good, late, false},
	} {
		cb, _ := r.Callback("crm", c.callback)
		got, err := cb.ReadAt([]byte(`{"id":"E-1","claim":"K-1"}`), c.at, c.now)
		if c.right && (err != nil || got.Match != "K-1") || !c.right && !errors.Is(err, connectors.ErrSignature) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	cb, _ := r.Callback("crm", "assessed")
	if _, err := cb.Read([]byte(`{"id":"E-1","claim":"K-1"}`), "sha256="+good.Signature); !errors.Is(err, connectors.ErrSignature) {
		t.Error("the signature of an address signs a report: ", err)
	}
}

func TestAnAddressNeedsAHouseThatIsReached(t *testing.T) {
	t.Parallel()
	s, r := open(t, claims, nil)
	if err := r.Missing().Err(); err == nil || !strings.Contains(err.Error(), "server.public") {
		t.Errorf("what is missing is told as %v", err)
	}
	if got := call(t, r, "crm.report", map[string]conversation.Value{"what": text("water")}); got.Outcome != conversation.Failed || s.times() != 0 {
		t.Errorf("it was sent %d times: %+v", s.times(), got)
	}
}
