package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The crash test runs the house and its back end as processes of their own, lets customers and an agent do what they
// like, and kills and pauses the house at random moments, while the back end is slow, loses answers and honours keys
// for some operations only. Afterwards the record is held against what the back end did and what customers were told.
//
//	BALIE_CRASH=5m  how long there is trouble; default 40 s, and then as long as it takes to come to rest
//	BALIE_BIN=file  a program that was built before
//	BALIE_SEED=n    the same customers and the same trouble again; not the same interleaving

const crashCustomers = 24

func TestTheHouseIsKilledAndPaused(t *testing.T) {
	if testing.Short() {
		t.Skip("takes more than a minute")
	}
	trouble := 40 * time.Second
	if d, err := time.ParseDuration(os.Getenv("BALIE_CRASH")); err == nil {
		trouble = d
	}
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("BALIE_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("BALIE_SEED=%d BALIE_CRASH=%s", seed, trouble)
	h := newCrashHouse(t, "bank")
	h.start()

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	customers := make([]*crashCustomer, crashCustomers)
	var wg sync.WaitGroup
	for i := range customers {
		c := h.customer(i, rand.New(rand.NewPCG(seed, uint64(i))))
		customers[i] = c
		wg.Go(func() { c.live(ctx) })
	}
	wg.Go(func() { h.agent(ctx, customers, rand.New(rand.NewPCG(seed, 1000))) })
	wg.Go(func() { h.faults(ctx, rand.New(rand.NewPCG(seed, 1001))) })
	h.trouble(trouble, rand.New(rand.NewPCG(seed, 1002)))
	stop()
	wg.Wait()
	h.control("PUT", "/demo/faults", []byte("{}"), nil)
	h.rest(customers)
	h.kill()
	h.judge(customers)
}

// trouble kills and pauses the house until time is up.
func (h *crashHouse) trouble(long time.Duration, r *rand.Rand) {
	end := time.Now().Add(long)
	kills, pauses := 0, 0
	for time.Now().Before(end) {
		h.wait(context.Background(), time.Duration(500+r.IntN(4000))*time.Millisecond)
		if (r.IntN(5) > 0 || time.Until(end) < 12*time.Second) && (pauses > 0 || time.Until(end) > long/2) {
			h.kill()
			h.start()
			kills++
			continue
		}
		h.signal(syscall.SIGSTOP)
		h.wait(context.Background(), time.Duration(10500+r.IntN(2000))*time.Millisecond) // past the lease of 10 s
		h.signal(syscall.SIGCONT)
		pauses++
	}
	h.t.Logf("killed %d times, paused %d times", kills, pauses)
}

// faults makes the back end slow, silent and rude, something else every moment.
func (h *crashHouse) faults(ctx context.Context, r *rand.Rand) {
	for ctx.Err() == nil {
		body := "{"
		for i, op := range []string{"change_phone", "block_card", "reset_password", "order_card"} {
			fail, ms := "slow", r.IntN(400)
			switch r.IntN(8) {
			case 0:
				fail = "timeout_after_commit"
			case 1:
				fail = "timeout_before_commit"
			case 2:
				fail = "500"
			case 3:
				ms = 3000 + r.IntN(5000) // longer than some wait
			}
			if i > 0 {
				body += ","
			}
			body += fmt.Sprintf(`%q: {"fail": %q, "ms": %d, "times": 2}`, op, fail, ms)
		}
		h.control("PUT", "/demo/faults", []byte(body+"}"), nil)
		h.wait(ctx, time.Duration(200+r.IntN(800))*time.Millisecond)
	}
}

// rest waits until every message is taken and every action has ended.
func (h *crashHouse) rest(customers []*crashCustomer) {
	ctx, cancel := context.WithTimeout(context.Background(), 170*time.Second)
	defer cancel()
	for _, c := range customers {
		for why := c.waits(); why != ""; why = c.waits() {
			if ctx.Err() != nil {
				h.t.Errorf("conversation %s does not come to rest: %s", c.id, why)
				break
			}
			c.read(ctx)
			h.wait(ctx, 100*time.Millisecond)
		}
	}
}
