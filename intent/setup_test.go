package intent

import (
	"os"
	"sync"
	"testing"
	"time"

	"balie/conversation"
	"balie/flows"
)

// today is a Sunday.
var today = time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC)

// bank is a small company: four processes of its own and the house's repairs.
var bank = sync.OnceValues(func() (*flows.Set, error) {
	house := map[string]conversation.Operation{}
	for _, name := range []string{"identity.send_code", "identity.check_code", "desk.leave_message"} {
		house[name] = conversation.Operation{Name: name}
	}
	set, problems := flows.Load(flows.LoadOptions{Flows: os.DirFS("testdata/flows"), Operations: house})
	if set != nil && len(set.Flows) > 4 {
		return set, nil // the operations of the house's own flows are not described here; nothing is walked
	}
	return set, problems.Err()
})

var trained = sync.OnceValues(func() (*Recognizer, error) {
	set, err := bank()
	if err != nil {
		return nil, err
	}
	return New(set, Options{})
})

func setup(t testing.TB) *Recognizer {
	t.Helper()
	r, err := trained()
	if err != nil {
		t.Fatal(err)
	}
	return r
}
