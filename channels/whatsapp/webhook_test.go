package whatsapp_test

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"balie/channels/whatsapp"
)

func TestChallengeIsAnsweredOnlyWithTheTokenAndDigits(t *testing.T) {
	t.Parallel()
	_, e, _, _ := setup(t)
	for name, test := range map[string]struct {
		mode, token, challenge string
		status                 int
	}{
		"right":          {"subscribe", verify, "1158201444", 200},
		"wrong token":    {"subscribe", verify + "x", "1158201444", 403},
		"no token":       {"subscribe", "", "1158201444", 403},
		"wrong mode":     {"unsubscribe", verify, "1158201444", 403},
		"no digits":      {"subscribe", verify, "<script>alert(1)</script>", 403},
		"digits and end": {"subscribe", verify, "115\n", 403},
		"nothing":        {"subscribe", verify, "", 403},
		"very long":      {"subscribe", verify, strings.Repeat("1", 65), 403},
	} {
		q := url.Values{"hub.mode": {test.mode}, "hub.verify_token": {test.token}, "hub.challenge": {test.challenge}}
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequest("GET", whatsapp.Path+"?"+q.Encode(), nil))
		switch {
		case w.Code != test.status:
			t.Errorf("%s: answer is %d %s", name, w.Code, w.Body)
		case w.Code == 200 && (w.Body.String() != test.challenge || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain")):
			t.Errorf("%s: answer is %q as %s", name, w.Body, w.Header().Get("Content-Type"))
		case w.Code != 200 && test.challenge != "" && strings.Contains(w.Body.String(), test.challenge):
			t.Errorf("%s: the challenge is written back: %s", name, w.Body)
		}
	}
}

func TestOnlySignedBatchesAreRead(t *testing.T) {
	t.Parallel()
	body := payload(t, "text.json")
	reencoded := bytes.ReplaceAll(body, []byte(`\ud83d\ude15`), []byte("😕"))
	for name, test := range map[string]struct {
		body      []byte
		signature string
		status    int
	}{
		"right":           {body, sign(body), 200},
		"none":            {body, "", 401},
		"no prefix":       {body, strings.TrimPrefix(sign(body), "sha256="), 401},
		"no hex":          {body, "sha256=zz", 401},
		"empty":           {body, "sha256=", 401},
		"of another body": {append([]byte(" "), body...), sign(body), 401},
		"re-encoded":      {reencoded, sign(body), 401},
		"cut short":       {body, sign(body)[:40], 401},
	} {
		s, e, _, _ := setup(t)
		w := post(e, test.body, test.signature)
		if w.Code != test.status || (len(s.inputs) == 1) != (test.status == 200) {
			t.Errorf("%s: answer is %d %s with %d inputs", name, w.Code, w.Body, len(s.inputs))
		}
	}
}

func TestBatchesThatCannotBeTakenInAreRefused(t *testing.T) {
	t.Parallel()
	large := bytes.Repeat([]byte(" "), 3<<20+1)
	for name, test := range map[string]struct {
		body   []byte
		status int
		kind   string
	}{
		"no JSON":        {[]byte("hallo"), 400, "batch.unreadable"},
		"half":           {payload(t, "text.json")[:100], 400, "batch.unreadable"},
		"nothing":        {nil, 400, "batch.unreadable"},
		"too large":      {large, 413, "batch.too_large"},
		"nested too far": {bytes.Repeat([]byte("["), 20000), 400, "batch.unreadable"},
		"no object":      {[]byte(`[1]`), 200, "object.other"},
		"not UTF-8":      {[]byte("{\"object\":\"\xff\"}"), 200, "object.other"},
	} {
		s, e, _, _ := setup(t)
		if w := post(e, test.body, sign(test.body)); w.Code != test.status || !s.counted(test.kind) {
			t.Errorf("%s: answer is %d %s, counted %v", name, w.Code, w.Body, s.kinds)
		}
	}
}

func TestALongTextIsMaskedAndThenCut(t *testing.T) {
	t.Parallel()
	s, e, _, _ := setup(t)
	body := strings.Repeat("é", 4094) + " 1234 " + strings.Repeat("x", 1<<20)
	post(e, say("wamid.L", body), sign(say("wamid.L", body)))
	if len(s.inputs) != 1 || len([]rune(s.inputs[0].Text)) != 4096 || !strings.HasSuffix(s.inputs[0].Text, "é •") {
		t.Errorf("%d inputs", len(s.inputs))
	}
}

// say is a text of one customer.
func say(id, text string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` + number +
		`"},"messages":[{"from":"31612345678","id":"` + id + `","timestamp":"1795300000","type":"text","text":{"body":"` + text + `"}}]}}]}]}`)
}

func TestNothingPersonalIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s, e, _, _ := setup(t, func(o *whatsapp.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	for _, name := range []string{"own_bad_elements.json", "own_other_number.json", "errors_out_of_band.json", "status_failed_131026.json"} {
		post(e, payload(t, name), sign(payload(t, name)))
	}
	s.fail = errDown
	post(e, payload(t, "text.json"), sign(payload(t, "text.json")))
	for _, secret := range []string{"31612345678", "wamid", "still here", "Waar blijft", "token"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "brand_new_field") || !strings.Contains(log.String(), "130429") {
		t.Errorf("the log does not tell the operator:\n%s", log.String())
	}
}

func TestWrongOptionsAreNamed(t *testing.T) {
	t.Parallel()
	_, err := whatsapp.New(whatsapp.Options{Secrets: []string{"a", ""}, Base: "graph", Choose: map[string]string{"nl": "Kies hier maar eens iets"}})
	for _, part := range []string{"Receive", "Mark", "Mask", "NumberID", "Verify", "Token", "app secret 2", "address", "list in nl"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s is not named: %v", part, err)
		}
	}
}
