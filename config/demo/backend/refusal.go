package backend

import (
	"encoding/json"
	"errors"
	"net/http"
)

// refusal is an answer that says no, and why.
type refusal struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (r *refusal) Error() string { return r.Code + ": " + r.Message }

func refuse(status int, code, message string) error {
	return &refusal{Status: status, Code: code, Message: message}
}

// errNotFound does not say whether a thing is another customer's or nobody's.
var errNotFound = refuse(http.StatusNotFound, "NOT_FOUND", "there is no such thing here for this customer")

func conflict(code, message string) error { return refuse(http.StatusConflict, code, message) }

func invalid(code, message string) error {
	return refuse(http.StatusUnprocessableEntity, code, message)
}

// asRefusal turns any error into one that may be told; what went wrong inside stays inside.
func asRefusal(err error) *refusal {
	var r *refusal
	if errors.As(err, &r) {
		return r
	}
	return &refusal{Status: http.StatusInternalServerError, Code: "INTERNAL", Message: "something went wrong here"}
}

// answer is a response before it is sent.
type answer struct {
	status int
	code   string // of a refusal, for the request log
	body   []byte
}

func answerOf(value any) (answer, error) {
	body, err := json.Marshal(value)
	return answer{status: http.StatusOK, body: body}, err
}

func answerNo(r *refusal) answer {
	body, _ := json.Marshal(r) // three strings: cannot fail
	return answer{status: r.Status, code: r.Code, body: body}
}

func (a answer) send(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}
