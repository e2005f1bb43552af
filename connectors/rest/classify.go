package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"

	"balie/connectors"
	"balie/conversation"
)

// classify makes a receipt of an answer, by the table of the package comment.
func classify(o *connectors.Offer, a answer) conversation.Receipt {
	if !a.sent {
		return conversation.Failure("%s: %s", o.Name, a.reason)
	}
	if a.status == 0 {
		return perhaps(o, a.reason)
	}
	code, shown := codeOf(o, a.parsed)
	if name, ok := refusal(o, a, code); ok {
		return conversation.Receipt{Outcome: conversation.Refused, Name: name}
	}
	if a.status >= 200 && a.status < 300 {
		return classifyGood(o, a, shown)
	}
	detail := fmt.Sprintf("status %d%s", a.status, shown)
	switch a.status {
	case http.StatusTooManyRequests, http.StatusUnauthorized, http.StatusForbidden:
		// Turned away at the door, before the operation was looked at: of a call that is sent again with its key this
		// proves nothing about the first time.
		return conversation.Failure("%s: %s", o.Name, detail)
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
		return conversation.Receipt{Outcome: conversation.Failed, Detail: o.Name + ": " + detail}
	}
	r := perhaps(o, detail)
	running := a.status == http.StatusTooEarly || a.status == http.StatusConflict && code == keyInUse
	r.Busy = running && r.Outcome == conversation.Unknown
	return r
}

// classifyGood reads an answer whose status says that all went well, and whose body may say that it did not.
func classifyGood(o *connectors.Offer, a answer, shown string) conversation.Receipt {
	c := o.Connector
	switch {
	case c.Error == "":
		return done(o, a)
	case a.parsed == nil:
		return perhaps(o, fmt.Sprintf("status %d, %s", a.status, a.reason))
	case connectors.Empty(a.parsed, c.Error):
		return done(o, a)
	}
	detail := fmt.Sprintf("status %d with an error in it%s", a.status, shown)
	if c.RolledBack {
		return conversation.Receipt{Outcome: conversation.Failed, Detail: o.Name + ": " + detail}
	}
	return perhaps(o, detail)
}

// keyInUse is the code by which a system says that a request with this key is still running.
const keyInUse = "KEY_IN_USE"

// perhaps is what is known without a readable answer: nothing of a write, and that a read is not there.
func perhaps(o *connectors.Offer, detail string) conversation.Receipt {
	r := conversation.Receipt{Outcome: conversation.Failed, Detail: o.Name + ": " + detail}
	if o.Effect == conversation.EffectWrite {
		r.Outcome = conversation.Unknown
	}
	return r
}

// done types the output. An answer that cannot be read is no proof of anything.
func done(o *connectors.Offer, a answer) conversation.Receipt {
	if o.Answer.Type == conversation.Record && len(o.Answer.Fields) == 0 {
		return conversation.Receipt{Outcome: conversation.Done, Output: conversation.Rec(map[string]conversation.Value{})}
	}
	v, err := output(o, a)
	if err != nil {
		return perhaps(o, fmt.Sprintf("status %d, %v", a.status, err))
	}
	return conversation.Receipt{Outcome: conversation.Done, Output: v}
}

func output(o *connectors.Offer, a answer) (conversation.Value, error) {
	if a.parsed == nil && a.reason != "" {
		return conversation.Value{}, fmt.Errorf("%s", a.reason)
	}
	raw, ok := connectors.Dig(a.parsed, o.From)
	if !ok {
		return conversation.Value{}, fmt.Errorf("the answer has no %s", o.From)
	}
	return o.Answer.Read(raw)
}

// refusal finds the declared refusal that an answer is: one that asks for a code, or for nothing at a place, before one
// that asks for neither.
func refusal(o *connectors.Offer, a answer, code string) (string, bool) {
	whatever := ""
	for _, name := range o.Outcomes {
		switch r, ok := o.Refusals[name]; {
		case !ok || r.Status != a.status:
		case r.Code == "" && r.Empty == "":
			whatever = name
		case r.Code != "" && r.Code != code, r.Empty != "" && (a.parsed == nil || !connectors.Empty(a.parsed, r.Empty)):
		default:
			return name, true
		}
	}
	return whatever, whatever != ""
}

// showable are codes that can name nobody: words, no numbers.
var showable = regexp.MustCompile(`^[A-Za-z][A-Za-z_.-]{0,63}$`)

// codeOf finds the error code of an answer, and how it may be shown to an operator.
func codeOf(o *connectors.Offer, parsed any) (code, shown string) {
	raw, _ := connectors.Dig(parsed, o.Connector.Code)
	switch v := raw.(type) {
	case string:
		code = v
	case json.Number:
		code = v.String()
	}
	if showable.MatchString(code) {
		shown = ", code " + code
	}
	return code, shown
}
