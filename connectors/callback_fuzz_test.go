package connectors_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"balie/connectors"
	"balie/conversation"
)

const told = `
connector: shop
base: https://shop.example
auth: {bearer: {env: KEY}}
operations:
  look: {description: Looks., get: /look, public: true, output: {ok: yesno}, examples: [{answer: {ok: true}}]}
callbacks:
  changed:
    description: Something changed.
    secret: {env: SECRET}
    id: id
    match: order
    output: {id: text, order: text, amount: {type: amount, optional: true}, at: {type: date, optional: true}, lines: {type: list, item: text, optional: true}}
`

// FuzzReport looks for a report that is taken without its signature, or read as something that it does not say.
func FuzzReport(f *testing.F) {
	secret := "0123456789abcdef0123456789abcdef"
	sign := func(body []byte) string {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		return "sha256=" + hex.EncodeToString(mac.Sum(nil))
	}
	company := fstest.MapFS{"connectors/shop.yaml": {Data: []byte(told)}}
	r, problems := connectors.Load(company, func(name string) string { return map[string]string{"SECRET": secret, "KEY": "k"}[name] })
	if err := problems.Err(); err != nil {
		f.Fatal(err)
	}
	cb, ok := r.Callback("shop", "changed")
	if !ok {
		f.Fatal("the callback is not there")
	}
	for _, body := range []string{
		`{"id":"E-1","order":"W-1"}`, `{"id":"E-1","order":"W-1","amount":{"minor":1,"currency":"EUR"},"at":"2026-11-22","lines":["a"]}`, `{"id":1}`,
		`{"id":"","order":""}`, `{"id":"a","id":"b","order":"c"}`, `[`, "", "\xff", `{"id":"E","order":"W","lines":[[[[[[[[]]]]]]]]}`,
	} {
		f.Add([]byte(body), sign([]byte(body)))
		f.Add([]byte(body), "")
		f.Add([]byte(body), "sha256=00")
	}
	f.Fuzz(func(t *testing.T, body []byte, signature string) {
		if _, err := cb.Read(body, signature); !errors.Is(err, connectors.ErrSignature) && len(body) < 1<<20 {
			given, bad := hex.DecodeString(strings.TrimPrefix(signature, "sha256="))
			want, _ := hex.DecodeString(sign(body)[len("sha256="):])
			if bad != nil || !hmac.Equal(given, want) {
				t.Fatalf("%q was taken with %q: %v", body, signature, err)
			}
		}
		got, err := cb.Read(body, sign(body))
		if err != nil {
			return
		}
		if got.ID == "" || got.Match == "" || got.Value.Type != conversation.Record || got.Value.Field("order").Text != got.Match {
			t.Fatalf("%q is read as %+v", body, got)
		}
	})
}
