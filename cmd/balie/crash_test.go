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
//	BALIE_CRASH=n  how often each house is killed; default 16 times. make crash does it a thousand times
//	BALIE_SEED=n   the same customers and the same trouble again; not the same interleaving

const crashCustomers = 24

// crashPlan says how often to kill, and with which seed.
func crashPlan(t *testing.T) (kills int, seed uint64) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes more than half a minute")
	}
	kills, seed = 16, uint64(time.Now().UnixNano())
	if n, err := strconv.Atoi(os.Getenv("BALIE_CRASH")); err == nil {
		kills = n
	}
	if n, err := strconv.ParseUint(os.Getenv("BALIE_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("BALIE_SEED=%d BALIE_CRASH=%d", seed, kills)
	return kills, seed
}

func TestTheHouseIsKilledAndPaused(t *testing.T) {
	t.Parallel()
	kills, seed := crashPlan(t)
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
	wg.Go(func() {
		h.faults(ctx, rand.New(rand.NewPCG(seed, 1001)), "change_phone", "block_card", "reset_password", "order_card")
	})
	h.trouble(kills, rand.New(rand.NewPCG(seed, 1002)))
	stop()
	wg.Wait()
	h.control("PUT", "/demo/faults", []byte("{}"), nil)
	h.rest(customers)
	h.kill()
	h.judge(customers)
}

// trouble kills the house so often, and pauses it now and then, once at least for longer than a lease.
func (h *crashHouse) trouble(kills int, r *rand.Rand) {
	began, pauses := time.Now(), 0
	for n := range kills {
		h.wait(context.Background(), time.Duration(50+r.IntN(1+r.IntN(2500)))*time.Millisecond)
		if r.IntN(12) == 0 || n == kills/2 && pauses == 0 {
			h.signal(syscall.SIGSTOP)
			long := time.Duration(r.IntN(1500)) * time.Millisecond
			if pauses%4 == 0 {
				long += 10 * time.Second
			}
			h.wait(context.Background(), long)
			h.signal(syscall.SIGCONT)
			pauses++
			h.wait(context.Background(), time.Duration(r.IntN(300))*time.Millisecond)
		}
		h.kill()
		h.start()
	}
	h.t.Logf("killed %d times, paused %d times, in %v", kills, pauses, time.Since(began).Round(time.Second))
}

// faults makes the back end slow, silent and rude, something else every moment.
func (h *crashHouse) faults(ctx context.Context, r *rand.Rand, operations ...string) {
	for ctx.Err() == nil {
		body := "{"
		for i, op := range operations {
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
