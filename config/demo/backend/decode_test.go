package backend

import (
	"errors"
	"testing"
)

func FuzzBodyIsDecodedOrRefused(f *testing.F) {
	for _, seed := range []string{``, `{}`, `{"months": 48, "monthly": {"minor": 1, "currency": "EUR"}}`, `{"months": 1e99}`, `[]`, `{"months": 1} 2`, "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var no *refusal
		if _, err := decode[struct {
			Months  int64
			Monthly amount
		}](body); err != nil && !errors.As(err, &no) {
			t.Errorf("%q: an error that is no refusal: %v", body, err)
		}
		first, err := canonical(body)
		if err != nil {
			return
		}
		if again, err := canonical(first); err != nil || string(again) != string(first) {
			t.Errorf("%q: canonical %q, and again %q, %v", body, first, again, err)
		}
	})
}
