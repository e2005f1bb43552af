package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
)

func openBench(b *testing.B) *sqlite.Store {
	b.Helper()
	s, err := sqlite.Open(b.Context(), sqlite.Options{Path: filepath.Join(b.TempDir(), "bench.db"), Key: make([]byte, 32)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

func benchInput(worker, n int) conversation.Input {
	return conversation.Input{
		Source: "widget", ID: fmt.Sprintf("%d-%d", worker, n), Kind: conversation.InputText, Text: "ik ben mijn pinpas kwijt en weet niet meer waar", At: time.Now(),
		Address: conversation.Address{Channel: "widget", Account: "site", Sender: fmt.Sprintf("visitor-%d", worker)},
	}
}

// benchCommit is a question turn as the ledger writes it: six records of about 300 bytes, a snapshot in one of eight.
func benchCommit(b *testing.B, s *sqlite.Store, l conversation.Loan, n int64) conversation.Commit {
	c := conversation.Commit{Card: &conversation.Card{ID: l.ID, Status: conversation.WithAssistant, Channel: "widget", Language: "nl", Flow: "block_card", Last: time.Now()}}
	for range 6 {
		n++
		body, err := s.Seal(b.Context(), l.ID, conversation.ClassPersonal, make([]byte, 300))
		if err != nil {
			b.Error(err)
		}
		c.Records = append(c.Records, conversation.Sealed{N: n, At: time.Now(), Type: "slot_set", Head: []byte(`{"frame":1,"flow":"block_card","step":"reason"}`), Body: body})
	}
	if l.Version%8 == 7 {
		c.Snapshot = make([]byte, 4000)
	}
	for _, in := range l.Inbox {
		c.Taken = max(c.Taken, in.N)
	}
	return c
}

// latencies collects how long each step took, to report its median.
type latencies struct {
	mu  sync.Mutex
	all []time.Duration
}

func (l *latencies) since(from time.Time) {
	d := time.Since(from)
	l.mu.Lock()
	l.all = append(l.all, d)
	l.mu.Unlock()
}

func (l *latencies) report(b *testing.B) {
	slices.Sort(l.all)
	if n := len(l.all); n > 0 {
		b.ReportMetric(float64(l.all[n/2].Microseconds()), "p50_us")
		b.ReportMetric(float64(l.all[n*99/100].Microseconds()), "p99_us")
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "per_s")
	}
}

// parallel runs step b.N times over so many workers.
func parallel(b *testing.B, workers int, step func(worker, n int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for w := range workers {
		wg.Go(func() {
			for {
				n := int(next.Add(1))
				if n > b.N {
					return
				}
				step(w, n)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
}

func BenchmarkCommit(b *testing.B) {
	for _, workers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := openBench(b)
			loans := make([]conversation.Loan, workers)
			for w := range loans {
				acc, err := s.Accept(b.Context(), benchInput(w, 0))
				if err != nil {
					b.Fatal(err)
				}
				if loans[w], err = s.Take(b.Context(), acc[0].Conversation, "bench", time.Hour); err != nil {
					b.Fatal(err)
				}
			}
			var lat latencies
			parallel(b, workers, func(w, _ int) {
				c := benchCommit(b, s, loans[w], loans[w].Version*6)
				from := time.Now()
				l, err := s.Commit(b.Context(), loans[w], c)
				if err != nil {
					b.Error(err)
				}
				loans[w] = l
				lat.since(from)
			})
			lat.report(b)
		})
	}
}

// BenchmarkTurn is a question turn: accept, take, commit, return.
func BenchmarkTurn(b *testing.B) {
	for _, workers := range []int{1, 64} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			s := openBench(b)
			var lat latencies
			parallel(b, workers, func(w, n int) {
				from := time.Now()
				turn(b, s, benchInput(w, n))
				lat.since(from)
			})
			lat.report(b)
		})
	}
}

func turn(b *testing.B, s *sqlite.Store, in conversation.Input) {
	ctx := b.Context()
	acc, err := s.Accept(ctx, in)
	if err != nil {
		b.Error(err)
		return
	}
	l, err := s.Take(ctx, acc[0].Conversation, "bench", time.Minute)
	if err != nil {
		b.Error(err)
		return
	}
	next, err := s.Commit(ctx, l, benchCommit(b, s, l, l.Version*6))
	if err != nil {
		b.Error(err)
		return
	}
	if err := s.Return(ctx, next); err != nil {
		b.Error(err)
	}
}

func BenchmarkTakeFromFile(b *testing.B) {
	s := openSmall(b)
	var ids []conversation.ID
	for n := range 200 {
		acc, err := s.Accept(b.Context(), benchInput(n, n))
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, acc[0].Conversation)
	}
	for n := 0; b.Loop(); n++ {
		l, err := s.Take(b.Context(), ids[n%len(ids)], "bench", time.Minute)
		if err != nil {
			b.Fatal(err)
		}
		if l, err = s.Commit(b.Context(), l, benchCommit(b, s, l, l.Version*6)); err != nil {
			b.Fatal(err)
		}
		if err := s.Return(b.Context(), l); err != nil {
			b.Fatal(err)
		}
	}
}

// openSmall opens a store whose memory holds next to nothing.
func openSmall(b *testing.B) *sqlite.Store {
	b.Helper()
	s, err := sqlite.Open(context.WithoutCancel(b.Context()), sqlite.Options{Path: filepath.Join(b.TempDir(), "small.db"), Key: make([]byte, 32), Cache: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}
