package assistant

import (
	"context"
	"errors"
	"sync"
	"time"

	"balie/conversation"
)

// idle is how long workers and couriers wait at most before they look by themselves: a ring may be lost.
const idle = time.Second

// Run serves until ctx ends: what is due is taken, what is written is delivered.
func (a *Assistant) Run(ctx context.Context) error {
	rings, err := a.Bell.Listen(ctx)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	work := make(chan conversation.ID)
	busy := newInHand(a.Now)
	for range a.Workers {
		wg.Go(func() { a.work(ctx, work, busy) })
	}
	if a.Sender != nil {
		for _, ch := range a.Sender.Channels() {
			wg.Go(func() { a.deliver(ctx, ch) })
		}
	}
	a.dispatch(ctx, rings, work, busy)
	close(work)
	wg.Wait()
	return nil
}

// dispatch gives what is due to the workers.
func (a *Assistant) dispatch(ctx context.Context, rings <-chan conversation.ID, work chan<- conversation.ID, busy *inHand) {
	for ctx.Err() == nil {
		held, soon := busy.waits()
		due, next, err := a.Store.Due(ctx, 8*a.Workers+held) // those that wait a while do not stand before the others
		if err != nil && ctx.Err() == nil {
			a.Log.Error("due", "error", err)
		}
		given := 0
		for _, id := range due {
			if a.writing(id, busy) || !busy.claim(id) {
				continue
			}
			given++
			select {
			case work <- id:
			case <-ctx.Done():
				return
			}
		}
		if given == 0 {
			a.pause(ctx, rings, earliest(next, soon, a.Now()))
		}
	}
}

// How long a customer who is still writing is waited for after the last sign of it, and in all.
const (
	pen     = 300 * time.Millisecond
	penDown = 1500 * time.Millisecond
	penMost = 3 * time.Second
)

// writing reports whether a due conversation should wait a moment because its customer is still writing.
func (a *Assistant) writing(id conversation.ID, busy *inHand) bool {
	if a.Typing == nil {
		return false
	}
	now := a.Now()
	busy.mu.Lock()
	defer busy.mu.Unlock()
	since, waits := busy.since[id]
	if at := a.Typing(id); !at.IsZero() && now.Sub(at) < penDown && (!waits || now.Sub(since) < penMost) {
		if !waits {
			busy.since[id] = now
		}
		return true
	}
	delete(busy.since, id)
	return false
}

// pause waits for a ring, the next due moment, or a while.
func (a *Assistant) pause(ctx context.Context, rings <-chan conversation.ID, next time.Time) {
	wait := idle
	if a.Typing != nil {
		wait = pen // somebody may be writing, and shows it without a ring
	}
	if !next.IsZero() {
		wait = min(wait, max(next.Sub(a.Now()), time.Millisecond))
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-rings:
		for range len(rings) { // one look answers all that have rung until now
			<-rings
		}
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (a *Assistant) work(ctx context.Context, work <-chan conversation.ID, busy *inHand) {
	for id := range work {
		// A turn that has begun is finished: what it was told must be stored.
		err := a.spared(context.WithoutCancel(ctx), id)
		if err != nil && !errors.Is(err, conversation.ErrLost) {
			if n := busy.failed(id); a.seldom.says(a.Now()) {
				a.Log.Error("turn", "conversation", id, "times", n, "unsaid", a.seldom.unsaid(), "error", err)
			}
		} else {
			busy.worked(id)
		}
		busy.free(id)
		if err := a.Bell.Ring(ctx, id); err != nil && ctx.Err() == nil { // it may be due again
			a.Log.Warn("bell", "error", err)
		}
	}
}

// spared takes a turn, and survives what even the turn does not.
func (a *Assistant) spared(ctx context.Context, id conversation.ID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return a.Turn(ctx, id)
}

// earliest is the first of two moments that is still to come; a conversation that is due and waits is not.
func earliest(next, soon, now time.Time) time.Time {
	if soon.IsZero() || next.After(now) && next.Before(soon) {
		return next
	}
	return soon
}
