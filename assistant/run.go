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
	busy := &inHand{ids: map[conversation.ID]bool{}, since: map[conversation.ID]time.Time{}}
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

// inHand remembers which conversations this process has given to a worker.
type inHand struct {
	mu    sync.Mutex
	ids   map[conversation.ID]bool
	since map[conversation.ID]time.Time // since when one waits for its customer to finish writing
}

func (b *inHand) claim(id conversation.ID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ids[id] {
		return false
	}
	b.ids[id] = true
	return true
}

func (b *inHand) free(id conversation.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.ids, id)
}

// dispatch gives what is due to the workers.
func (a *Assistant) dispatch(ctx context.Context, rings <-chan conversation.ID, work chan<- conversation.ID, busy *inHand) {
	for ctx.Err() == nil {
		due, next, err := a.Store.Due(ctx, 8*a.Workers)
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
			a.pause(ctx, rings, next)
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
		if err := a.Turn(context.WithoutCancel(ctx), id); err != nil && !errors.Is(err, conversation.ErrLost) {
			a.Log.Error("turn", "conversation", id, "error", err)
			time.Sleep(10 * time.Millisecond) // a broken turn must not spin
		}
		busy.free(id)
		if err := a.Bell.Ring(ctx, id); err != nil && ctx.Err() == nil { // it may be due again
			a.Log.Warn("bell", "error", err)
		}
	}
}

// deliver carries messages to one push channel, in order per conversation.
func (a *Assistant) deliver(ctx context.Context, channel string) {
	rings, err := a.Bell.Listen(ctx)
	if err != nil {
		a.Log.Error("bell", "error", err)
		return
	}
	for ctx.Err() == nil {
		out, err := a.Outbox.Attempt(ctx, channel, 16)
		if err != nil && ctx.Err() == nil {
			a.Log.Error("outbox", "channel", channel, "error", err)
		}
		for _, o := range out {
			d := a.Sender.Send(context.WithoutCancel(ctx), o)
			d.ID = o.ID
			if err := a.Outbox.Mark(context.WithoutCancel(ctx), d); err != nil {
				a.Log.Error("outbox", "channel", channel, "error", err)
			}
		}
		if len(out) == 0 {
			a.pause(ctx, rings, time.Time{})
		}
	}
}
