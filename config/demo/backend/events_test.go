package backend

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"
)

// listener is where callbacks arrive; it answers with the given statuses, then with 200.
type listener struct {
	url    string
	bodies chan event
}

func listen(t *testing.T, secret string, statuses ...int) listener {
	l := listener{bodies: make(chan event, 20)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		if r.Header.Get(SignatureHeader) != Sign(secret, raw) {
			t.Errorf("signature %q does not fit the body", r.Header.Get(SignatureHeader))
		}
		var e event
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Error(err)
		}
		if len(statuses) > 0 {
			w.WriteHeader(statuses[0])
			statuses = statuses[1:]
		}
		l.bodies <- e
	}))
	t.Cleanup(server.Close)
	l.url = server.URL
	return l
}

func (l listener) next(t *testing.T) event {
	t.Helper()
	select {
	case e := <-l.bodies:
		return e
	case <-within(t, quiteLong).Done():
		t.Fatal("no callback came")
		return event{}
	}
}

func (l listener) callback() *Callback {
	return &Callback{URL: l.url, Secret: "s", Pauses: []time.Duration{time.Millisecond, time.Millisecond}}
}

const follow, advance, repeat = "/customers/C-1001/orders/W-5001/subscription", "/demo/orders/W-5001/advance", "/demo/orders/W-5001/repeat"

func TestFollowerIsToldOfEachChangeAndTwiceWhenRepeated(t *testing.T) {
	t.Parallel()
	l := listen(t, "s")
	y := setup(t, Options{Company: "shop", Callback: l.callback()})
	y.call(http.StatusOK, "POST", advance, nil) // shipped → out_for_delivery, followed by nobody
	y.refused(http.StatusConflict, "NO_EVENT", "POST", repeat, nil)
	y.call(http.StatusOK, "POST", follow, object{}, keyHeader, "k")
	y.call(http.StatusOK, "POST", advance, nil)
	first := l.next(t)
	want := event{ID: first.ID, Order: "W-5001", Customer: "C-1001", Status: "delivered", StatusNL: "bezorgd", StatusEN: "delivered", At: "2026-03-01T12:00:00Z"}
	if first != want || first.ID == "" {
		t.Errorf("told %+v, want %+v", first, want)
	}
	y.call(http.StatusNoContent, "POST", repeat, nil)
	if second, third := l.next(t), l.next(t); second != first || third != first {
		t.Errorf("repeated %+v and %+v", second, third)
	}
	y.refused(http.StatusConflict, "NO_NEXT_STATUS", "POST", advance, nil)
	y.refused(http.StatusConflict, "ALREADY_DELIVERED", "POST", follow, object{})
}

func TestCallbackIsTriedAgainUntilItIsTaken(t *testing.T) {
	t.Parallel()
	l := listen(t, "s", 500, 503)
	y := setup(t, Options{Company: "shop", Callback: l.callback()})
	y.call(http.StatusOK, "POST", follow, object{})
	y.call(http.StatusOK, "POST", advance, nil)
	first := l.next(t)
	if second, third := l.next(t), l.next(t); second != first || third != first {
		t.Error("another event was sent")
	}
	y.call(http.StatusOK, "POST", advance, nil)
	if next := l.next(t); next.Status != "delivered" {
		t.Errorf("next event %+v", next)
	}
}

func TestEventIsGivenUpAfterItsTriesAndDoesNotBlockTheNext(t *testing.T) {
	t.Parallel()
	l := listen(t, "s", 500, 500, 500)
	y := setup(t, Options{Company: "shop", Callback: l.callback()})
	y.call(http.StatusOK, "POST", follow, object{})
	y.call(http.StatusOK, "POST", advance, nil)
	for range 3 {
		l.next(t)
	}
	y.call(http.StatusOK, "POST", advance, nil)
	if next := l.next(t); next.Status != "delivered" {
		t.Errorf("next event %+v", next)
	}
}

func TestPendingEventGoesOutAfterARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "records.db")
	y := setup(t, Options{Company: "shop", Path: path}) // tells nobody
	y.call(http.StatusOK, "POST", follow, object{})
	y.call(http.StatusOK, "POST", advance, nil)
	l := listen(t, "s")
	setup(t, Options{Company: "shop", Path: path, Callback: l.callback()})
	if got := l.next(t); got.Status != "out_for_delivery" {
		t.Errorf("told %+v", got)
	}
}
