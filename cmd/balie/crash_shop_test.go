package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
)

// TestTheShopIsKilledWhileItWaits: customers follow their orders, the shop's system reports every change, also before it
// has answered, and the house is killed and stopped all the while. Every report that was acknowledged is told, once.
func TestTheShopIsKilledWhileItWaits(t *testing.T) {
	t.Parallel()
	kills, seed := crashPlan(t)
	h := newCrashHouse(t, "shop")
	h.start()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	followers := make([]*crashFollower, crashCustomers)
	customers := make([]*crashCustomer, crashCustomers)
	var wg sync.WaitGroup
	for i := range followers {
		customers[i] = h.customer(i, rand.New(rand.NewPCG(seed, uint64(i))))
		followers[i] = &crashFollower{crashCustomer: customers[i]}
		wg.Go(func() { followers[i].live(ctx) })
	}
	h.trouble(kills, rand.New(rand.NewPCG(seed, 1000)))
	stop()
	wg.Wait()
	h.control("PUT", "/demo/faults", []byte("{}"), nil)
	h.rest(customers)
	events := h.reported()
	h.rest(customers)
	h.kill()
	h.judgeShop(customers, events)
}

// crashFollower is a customer who wants to hear of their order, and the system that it is in.
type crashFollower struct {
	*crashCustomer
	follows bool // has said yes
}

// live asks for news, says yes to whatever is asked, and lets the order move on, also while that runs.
func (c *crashFollower) live(ctx context.Context) {
	c.wait(ctx, time.Duration(c.r.IntN(18000))*time.Millisecond) // not all at once
	c.enter(ctx)
	c.says(ctx, "", "start:order_status")
	for ctx.Err() == nil && !c.gone {
		c.read(ctx)
		c.answer(ctx)
		if c.follows && c.r.IntN(4) == 0 {
			order := "W" + strings.TrimPrefix(c.subject, "C")
			_ = c.call(ctx, "POST", "http://"+c.back+"/demo/orders/"+order+"/advance", nil, nil, nil) // it may have been delivered
		}
		if c.r.IntN(3) == 0 {
			fail := []string{"slow", "timeout_after_commit", "timeout_after_commit", "500"}[c.r.IntN(4)]
			c.control("PUT", "/demo/faults", fmt.Appendf(nil, `{"follow_order": {"fail": %q, "ms": %d, "times": 1}}`, fail, c.r.IntN(1500)), nil)
		}
		c.wait(ctx, time.Duration(50+c.r.IntN(400))*time.Millisecond)
	}
}

// answer presses what leads on.
func (c *crashFollower) answer(ctx context.Context) {
	for _, prefix := range []string{"yes:", "set:", "pattern:retry"} {
		for _, b := range c.last.Buttons {
			if strings.HasPrefix(b.ID, prefix) {
				c.follows = c.follows || prefix == "yes:"
				c.says(ctx, "", b.ID)
				return
			}
		}
	}
}

// reported waits until the shop's system has nothing left to report, and counts what it knows to have been heard, by order.
func (h *crashHouse) reported() map[string]int {
	for range 300 {
		var page struct {
			Tables struct {
				Events []struct {
					About         string
					Pending, Sent int
				}
			}
		}
		h.control("GET", "/demo/state", nil, &page)
		heard, pending := map[string]int{}, 0
		for _, e := range page.Tables.Events {
			heard[e.About] += min(e.Sent, 1)
			pending += e.Pending
		}
		if pending == 0 {
			return heard
		}
		h.wait(context.Background(), 200*time.Millisecond)
	}
	h.t.Error("the shop's system still has something to report")
	return nil
}

// judgeShop holds what was recorded and told against what was reported.
func (h *crashHouse) judgeShop(customers []*crashCustomer, heard map[string]int) {
	ctx := context.Background()
	store, err := sqlite.Open(ctx, sqlite.Options{Path: filepath.Join(h.dir, "balie-shop.db"), Key: h.key})
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	ledger := conversation.NewLedger(conversation.LedgerOptions{Store: store, Archive: store, Sealer: store, Hasher: store, Now: time.Now, Owner: "judge"})
	seen := map[string]int{}
	for _, c := range customers {
		if c.id == "" {
			continue
		}
		j := &crashCase{crashCustomer: c, seen: seen}
		if err := j.load(ctx, ledger); err != nil {
			h.t.Error(err)
			continue
		}
		j.messages()
		j.news(heard["W"+strings.TrimPrefix(c.subject, "C")])
	}
	h.t.Logf("%v", seen)
	if seen["reports"] < 20 {
		h.t.Error("too little happened to tell anything")
	}
}

// news: what the system knows to have been heard was taken, ended a wait, and was told, once.
func (j *crashCase) news(heard int) {
	taken, kept, arrived, told := 0, 0, 0, 0
	for _, r := range j.records {
		switch e := r.Event.(type) {
		case conversation.MessageReceived:
			if e.Kind == conversation.InputCallback {
				taken++
			}
		case conversation.ReportKept:
			kept++
		case conversation.WaitEnded:
			if e.Outcome == "arrived" {
				arrived++
			}
		case conversation.Said:
			if strings.HasPrefix(e.Text, "Nieuws over") {
				told++
			}
		}
	}
	j.seen["reports"] += taken
	j.seen["kept"] += kept
	over := true
	for _, f := range j.state.Frames {
		over = over && f.Outcome != ""
	}
	switch {
	case taken+j.waiting < heard && !over:
		j.breaks("LOST: %d reports were acknowledged and %d are recorded", heard, taken)
	case arrived != told:
		j.breaks("TOLD: %d reports ended a wait and %d were told", arrived, told)
	case arrived != taken && !over && j.state.Status == conversation.WithAssistant:
		j.breaks("LOST: %d reports are recorded and %d ended a wait", taken, arrived)
	}
	for _, a := range j.state.Actions {
		j.seen[a.Operation+" "+string(a.Receipt.Outcome)]++
		if !a.Settled {
			j.breaks("STUCK: action %d %s is open", a.N, a.Operation)
		}
	}
}
