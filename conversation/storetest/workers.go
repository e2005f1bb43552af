package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"balie/conversation"
)

// groupWorkers lets customers write while workers take what is due: every input is recorded once, in order.
func (k *kit) groupWorkers() {
	const visitors, each, workers = 6, 12, 4
	var left atomic.Int64
	left.Store(visitors * each)
	var wg sync.WaitGroup
	for v := range visitors {
		wg.Go(func() {
			for n := range each {
				in := conversation.Input{
					Source: fmt.Sprint("v", v), ID: fmt.Sprint(n), Text: fmt.Sprint(n), At: k.clock.Now(), Kind: conversation.InputText,
					Address: conversation.Address{Channel: "widget", Sender: fmt.Sprint(v)},
				}
				if _, err := k.s.Accept(k.ctx(), in); err != nil {
					k.Error(err)
					left.Add(-1)
				}
			}
		})
	}
	for range workers {
		wg.Go(func() {
			for left.Load() > 0 && !k.Failed() {
				ids, _, err := k.s.Due(k.ctx(), 3)
				if err != nil {
					k.Error(err)
				}
				for _, id := range ids {
					left.Add(-k.work(id))
				}
			}
		})
	}
	wg.Wait()
	k.same(k.due(), []conversation.ID(nil))
	for v := range visitors {
		in := k.text("", "last")
		in.Address = conversation.Address{Channel: "widget", Sender: fmt.Sprint(v)}
		id := k.accept(in)[0].Conversation
		rs, err := k.s.Records(k.ctx(), id, 0, 0)
		k.must(err)
		k.same(len(rs), each)
		for i, r := range rs {
			body, err := k.s.Open(k.ctx(), id, conversation.ClassPersonal, r.Body)
			k.must(err)
			k.same(string(body), fmt.Sprint(i))
		}
	}
}

// work takes one conversation, records its inputs and returns how many it took.
func (k *kit) work(id conversation.ID) int64 {
	l, err := k.s.Take(k.ctx(), id, "worker", ttl)
	if errors.Is(err, conversation.ErrBusy) {
		return 0
	}
	if err != nil {
		k.Error(err)
		return 0
	}
	first := int64(1)
	if len(l.Tail) > 0 {
		first = l.Tail[len(l.Tail)-1].N + 1
	}
	next, err := k.s.Commit(k.ctx(), l, conversation.Commit{Records: k.records(id, first, texts(l.Inbox)...), Taken: all(l)})
	if err != nil {
		k.Error(err)
		return 0
	}
	if err := k.s.Return(k.ctx(), next); err != nil {
		k.Error(err)
	}
	return int64(len(l.Inbox))
}
