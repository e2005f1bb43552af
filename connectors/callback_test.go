package connectors_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"balie/connectors"

	"balie/conversation/storetest"
)

func sign(body string) string {
	mac := hmac.New(sha256.New, []byte("till-secret-5d1c"))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func TestCallbackIsVerifiedAndRead(t *testing.T) {
	t.Parallel()
	cb, ok := examples(t, storetest.NewClock()).Callback("till", "")
	if !ok || cb.Name != "changed" || cb.Output().Fields["thing"].Type != "text" {
		t.Fatalf("callback is %+v", cb)
	}
	body := `{"id":"E-1","thing":"T-1","state":"closed","more":true}`
	r, err := cb.Read([]byte(body), sign(body))
	if err != nil || r.ID != "E-1" || r.Match != "T-1" || r.Value.Field("state").Text != "closed" || len(r.Value.Fields) != 3 {
		t.Fatalf("report is %+v, %v", r, err)
	}
}

func TestCallbackThatIsNotRightIsRefusedAndNotShown(t *testing.T) {
	t.Parallel()
	cb, _ := examples(t, storetest.NewClock()).Callback("till", "changed")
	good := `{"id":"E-1","thing":"T-1","state":"closed"}`
	for name, test := range map[string]struct{ body, signature string }{
		"unsigned": {good, ""}, "not hex": {good, "sha256=zz"}, "of another body": {good, sign(good + " ")},
		"not JSON": {`{"id":`, sign(`{"id":`)}, "no id": {`{"thing":"T-1","state":"x"}`, sign(`{"thing":"T-1","state":"x"}`)},
		"empty id":      {`{"id":"","thing":"T-1","state":"x"}`, sign(`{"id":"","thing":"T-1","state":"x"}`)},
		"not an object": {`["T-1"]`, sign(`["T-1"]`)}, "too large": {strings.Repeat("T-1", 40000), sign("")},
	} {
		r, err := cb.Read([]byte(test.body), test.signature)
		if err == nil || strings.Contains(err.Error(), "T-1") {
			t.Errorf("%s: report %+v, error %v", name, r, err)
		}
		if signed := test.signature == sign(test.body); !signed && name != "too large" && !errors.Is(err, connectors.ErrSignature) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

func TestCallbacksAreFoundByName(t *testing.T) {
	t.Parallel()
	r := examples(t, storetest.NewClock())
	for _, names := range [][2]string{{"till", "other"}, {"nobody", ""}} {
		if cb, ok := r.Callback(names[0], names[1]); ok {
			t.Errorf("%v finds %+v", names, cb)
		}
	}
}
