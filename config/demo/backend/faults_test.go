package backend

import (
	"net/http"
	"testing"
	"time"
)

const (
	block     = "/customers/C-1001/cards/K-11/block"
	cardPath  = "/customers/C-1001/cards/K-11"
	aLittle   = 150 * time.Millisecond
	quiteLong = 10 * time.Second
)

// fault switches one fault on for block_card and asks for a block that is given up after a while.
func fault(t *testing.T, f Fault, patience time.Duration) (system, reply, error) {
	t.Helper()
	y := setup(t, Options{Company: "bank"})
	y.call(http.StatusOK, "PUT", "/demo/faults", map[string]Fault{"block_card": f})
	got, err := y.send(within(t, patience), "POST", block, object{"reason": "lost"})
	return y, got, err
}

func (y system) wantState(want string) {
	y.t.Helper()
	if got := y.call(http.StatusOK, "GET", cardPath, nil).object["state"]; got != want {
		y.t.Errorf("the card is %v, want %s", got, want)
	}
}

func TestTimeoutAfterCommitReallyCommits(t *testing.T) {
	t.Parallel()
	y, _, err := fault(t, Fault{Fail: TimeoutAfterCommit, Times: 1}, aLittle)
	if err == nil {
		t.Fatal("an answer came")
	}
	y.wantState("blocked")
	y.wantCounts("block_card", 1, 1)
	y.refused(http.StatusConflict, "ALREADY_BLOCKED", "POST", block, object{"reason": "lost"}) // the fault is used up
}

func TestTimeoutBeforeCommitDoesNothing(t *testing.T) {
	t.Parallel()
	y, _, err := fault(t, Fault{Fail: TimeoutBeforeCommit, Times: 1}, aLittle)
	if err == nil {
		t.Fatal("an answer came")
	}
	y.wantState("active")
	y.wantCounts("block_card", 1, 0)
	y.call(http.StatusOK, "POST", block, object{"reason": "lost"})
}

func TestTimeoutAfterCommitIsSettledWithTheSameKey(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const path = "/customers/C-1001/cards/K-11/replacement"
	y.call(http.StatusOK, "PUT", "/demo/faults", map[string]Fault{"order_card": {Fail: TimeoutAfterCommit, Times: 1}})
	if _, err := y.send(within(t, aLittle), "POST", path, object{}, keyHeader, "k"); err == nil {
		t.Fatal("an answer came")
	}
	y.call(http.StatusOK, "POST", path, object{}, keyHeader, "k")
	y.wantCounts("order_card", 2, 1)
}

func TestErrorAndConflictDoNothing(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fault  Fault
		status int
		code   string
	}{
		{Fault{Fail: ServerError, Times: 2}, 500, "INTERNAL"},
		{Fault{Fail: Conflict, Times: 2}, 409, "CONFLICT"},
		{Fault{Fail: Conflict, Times: 2, Code: "ALREADY_BLOCKED"}, 409, "ALREADY_BLOCKED"},
	} {
		y, got, err := fault(t, tc.fault, quiteLong)
		if err != nil || got.status != tc.status || got.code() != tc.code {
			t.Errorf("%+v: %v %s", tc.fault, err, got.raw)
		}
		y.refused(tc.status, tc.code, "POST", block, object{"reason": "lost"})
		y.wantState("active")
		y.call(http.StatusOK, "POST", block, object{"reason": "lost"})
		y.wantCounts("block_card", 3, 1)
	}
}

func TestSlowGoesOnWhenTheCallerHasGone(t *testing.T) {
	t.Parallel()
	y, _, err := fault(t, Fault{Fail: Slow, Times: 1, Milliseconds: 200}, 50*time.Millisecond)
	if err == nil {
		t.Fatal("the answer was not slow")
	}
	// Once more, and slow: by the time it is answered, the one before was done.
	y.call(http.StatusOK, "PUT", "/demo/faults", map[string]Fault{"block_card": {Fail: Slow, Milliseconds: 400}})
	y.refused(http.StatusConflict, "ALREADY_BLOCKED", "POST", block, object{"reason": "lost"})
	y.wantCounts("block_card", 2, 1)
}

func TestFaultWithoutTimesStaysUntilSwitchedOff(t *testing.T) {
	t.Parallel()
	y, _, _ := fault(t, Fault{Fail: ServerError}, quiteLong)
	y.refused(http.StatusInternalServerError, "INTERNAL", "POST", block, object{"reason": "lost"})
	if got := y.call(http.StatusOK, "GET", "/demo/faults", nil).object; len(got) != 1 {
		t.Errorf("faults %v", got)
	}
	y.call(http.StatusOK, "PUT", "/demo/faults", object{})
	y.call(http.StatusOK, "POST", block, object{"reason": "lost"})
}

func TestUnknownFaultsAreRefused(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	for code, body := range map[string]object{
		"UNKNOWN_OPERATION": {"list_orders": object{"fail": "500"}},
		"UNKNOWN_FAULT":     {"block_card": object{"fail": "fire"}},
	} {
		y.refused(http.StatusUnprocessableEntity, code, "PUT", "/demo/faults", body)
	}
	y.refused(http.StatusUnprocessableEntity, "UNKNOWN_FAULT", "PUT", "/demo/faults", object{"block_card": object{"fail": "slow", "ms": 999999}})
	y.refused(http.StatusBadRequest, "BAD_JSON", "PUT", "/demo/faults", object{"block_card": object{"fail": "slow", "sec": 1}})
}

func TestCloseLetsGoOfHeldConnections(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	y.call(http.StatusOK, "PUT", "/demo/faults", map[string]Fault{"block_card": {Fail: TimeoutAfterCommit}})
	gone, waiting := make(chan error, 1), within(t, quiteLong)
	go func() {
		_, err := y.send(waiting, "POST", block, object{"reason": "lost"})
		gone <- err
	}()
	for requests := int64(0); requests == 0; {
		requests, _ = y.counted("block_card")
	}
	y.s.stop()
	if err := <-gone; err == nil || waiting.Err() != nil {
		t.Errorf("the held request ended with %v, %v", err, waiting.Err())
	}
}
