package desk

import (
	"errors"
	"fmt"
)

// Errors of the desk. On any of them nothing has changed.
var (
	ErrStale   = errors.New("the conversation changed hands since it was read")
	ErrNotHeld = errors.New("only the agent who has the conversation may do this")
	ErrClosed  = errors.New("the conversation is closed")
	ErrAway    = errors.New("this colleague is not signed in")
	ErrNothing = errors.New("there is no such thing in the conversation")
	ErrRunning = errors.New("the action is still running")
	ErrSettled = errors.New("what became of the action is already known")
	ErrInvalid = errors.New("not valid")

	ErrWindow = errors.New("the customer has been silent for too long: their channel takes no free text")

	ErrNotRunnable = errors.New("an agent cannot run this step now")
)

// TakenError says that a colleague has the conversation.
type TakenError struct {
	Agent string
	Name  string
}

// Error names the colleague.
func (e *TakenError) Error() string { return fmt.Sprintf("%s has the conversation", e.Name) }

// RefusedError says why a correction is not made, in the customer's language as the flow words it.
type RefusedError struct{ Text string }

// Error returns the reason.
func (e *RefusedError) Error() string { return "the value is refused: " + e.Text }

// FormError says which form a text must have. It is an [ErrInvalid].
type FormError struct {
	Form string // empty, long, options, yesno, number, amount, date, time, period, email, phone, iban, postcode, untyped …
	text string
}

// Error says what is wrong, in English.
func (e *FormError) Error() string { return ErrInvalid.Error() + ": " + e.text }

// Unwrap makes it an ErrInvalid.
func (e *FormError) Unwrap() error { return ErrInvalid }

// misformed refuses a text whose form is wrong.
func misformed(form, format string, args ...any) error {
	return &FormError{Form: form, text: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}
