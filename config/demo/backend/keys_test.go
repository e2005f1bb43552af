package backend

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestSameKeyHasOneEffectAndOneAnswer(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const path = "/customers/C-1001/cards/K-11/replacement"
	first := y.call(http.StatusOK, "POST", path, object{}, keyHeader, "key-1")
	again := y.call(http.StatusOK, "POST", path, object{}, keyHeader, "key-1")
	if string(first.raw) != string(again.raw) {
		t.Errorf("answers %s and %s", first.raw, again.raw)
	}
	y.wantCounts("order_card", 2, 1)
	y.refused(http.StatusConflict, "ALREADY_ORDERED", "POST", path, object{}, keyHeader, "key-2")
}

func TestSameKeyWithAnotherRequestIsRefused(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const path = "/customers/C-1001/messages"
	body := object{"contact": "P-1001-1", "text": "one"}
	y.call(http.StatusOK, "POST", path, body, keyHeader, "k")
	y.refused(http.StatusUnprocessableEntity, "KEY_REUSED", "POST", path, object{"contact": "P-1001-1", "text": "two"}, keyHeader, "k")
	y.refused(http.StatusUnprocessableEntity, "KEY_REUSED", "POST", "/customers/C-1003/messages", body, keyHeader, "k")
	y.wantCounts("send_message", 3, 1)
}

func TestRefusalIsNotKeptForItsKey(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "bank"})
	const path = "/customers/C-1001/payments/T-11/postponement"
	y.refused(http.StatusUnprocessableEntity, "TOO_LATE", "POST", path, object{"until": "2027-01-01"}, keyHeader, "k")
	y.call(http.StatusOK, "POST", path, object{"until": "2026-03-20"}, keyHeader, "k")
}

func TestKeyIsForgottenAfterItsLife(t *testing.T) {
	t.Parallel()
	var hours atomic.Int64
	y := setup(t, Options{Company: "bank", Now: func() time.Time { return firstDay().Add(time.Duration(hours.Load()) * time.Hour) }})
	send := func() any {
		return y.call(http.StatusOK, "POST", "/customers/C-1001/messages", object{"contact": "P-1001-1", "text": "one"}, keyHeader, "k").object["id"]
	}
	first := send()
	hours.Store(23)
	if send() != first {
		t.Error("the key was forgotten within its life")
	}
	hours.Store(25)
	if send() == first {
		t.Error("the key was remembered beyond its life")
	}
}

func TestSameKeyAtTheSameTimeHasOneEffect(t *testing.T) {
	t.Parallel()
	y := setup(t, Options{Company: "shop"})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := y.send(t.Context(), "POST", "/cases", object{"kind": "question", "text": "t", "contact": "c"}, keyHeader, "k")
			if err != nil || got.status != http.StatusOK || got.object["number"] != "Z-3001" {
				t.Errorf("%v %s", err, got.raw)
			}
		})
	}
	group.Wait()
	y.wantCounts("create_case", 8, 1)
}
