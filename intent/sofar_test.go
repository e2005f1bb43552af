package intent

import (
	"context"
	"testing"

	"balie/conversation"
)

func TestWhetherItHasHappenedYet(t *testing.T) {
	t.Parallel()
	r := setup(t)
	exp := state{Running: "block_card", Confirm: "c-1", Values: map[string]string{"reason": "lost"}}.expectation(t, r)
	for text, want := range map[string]bool{
		"is de blokkering er al door":            true,
		"is die nou geblokkeerd of niet":         true,
		"wordt hij nu al geblokkeerd of moet ik": true,
		"can nobody use it now":                  true,
		"is it being blocked already or not":     true,
		"heb ik nu nog niet gedaan":              false, // says no
		"is dat nu echt nodig":                   false,
		"kan ik nu nog pinnen":                   false,
		"is the weather nice now":                false,
	} {
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: text}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		if got := writtenOut(u.Commands) == isItDone; got != want {
			t.Errorf("%q: %s", text, writtenOut(u.Commands))
		}
	}
}
