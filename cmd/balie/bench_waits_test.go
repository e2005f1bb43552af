package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"balie/cmd/balie/company"
	"balie/conversation"
	"balie/conversation/storetest"
)

// BenchmarkWaits lets 100,000 conversations (BALIE_WAITS: another number) rest in a wait, in a store on disk, and tells
// what they cost beside an empty one: memory, disk, the processor while nothing happens, how long the question takes who
// is due, and how long a turn of somebody else. Then a thousand of them end at once. make bench runs it.
func BenchmarkWaits(b *testing.B) {
	for range b.N {
		n := 100_000
		if s := os.Getenv("BALIE_WAITS"); s != "" {
			var err error
			if n, err = strconv.Atoi(s); err != nil {
				b.Fatal(err)
			}
		}
		r := newResting(b)
		before := r.measure("empty")
		r.rest(1000)
		r.clock.Move(time.Hour)
		r.rest(n - 1000)
		r.clock.Move(time.Hour)
		after := r.measure("full")
		b.ReportMetric((after-before)/float64(n)*1024, "heap-KB/wait")
		b.ReportMetric(r.disk()/float64(n), "disk-KB/wait")
		b.ReportMetric(r.idle(), "idle-cpu-%")
		b.ReportMetric(r.wake(1000), "wake-1000-ms")
	}
}

// resting is a house whose customers wait.
type resting struct {
	*testing.B
	k     *counter
	clock *storetest.Clock
	path  string
	n     int
}

const restingFlow = `
flow: later
title: {nl: Later, en: Later}
description: Waits for a month.
examples: {nl: [ik wacht wel even], en: [i will wait]}
steps:
  - say: {nl: Ik laat het je weten., en: I'll let you know.}
  - wait: {for: 30d}
    way_back: {not_needed: it is a measurement}
  - say: {nl: De tijd is om., en: Time is up.}
`

func newResting(b *testing.B) *resting {
	b.Helper()
	dir := b.TempDir()
	r := &resting{B: b, clock: storetest.NewClock(), path: filepath.Join(dir, "balie.db")}
	r.must(os.Mkdir(filepath.Join(dir, "flows"), 0o700))
	r.must(os.WriteFile(filepath.Join(dir, "config.yaml"), []byte("name: Wachtkamer\n"), 0o600))
	r.must(os.WriteFile(filepath.Join(dir, "flows", "later.yaml"), []byte(restingFlow), 0o600))
	c, err := company.Open(b.Context(), os.DirFS(dir), dir, company.Opening{Getenv: func(string) string { return "" }, Now: r.clock.Now, Examples: true})
	r.must(err)
	r.k, err = newCounter(b.Context(), c, setup{
		path: r.path, key: []byte(strings.Repeat("t", 32)), now: r.clock.Now, log: slog.New(slog.DiscardHandler), always: true,
	})
	r.must(err)
	b.Cleanup(func() { r.must(r.k.close()) })
	return r
}

func (r *resting) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// starts are inputs of as many new customers, each of whom asks for what lasts.
func (r *resting) starts(n int) []conversation.Input {
	out := make([]conversation.Input, n)
	for i := range out {
		r.n++
		out[i] = conversation.Input{
			Address: conversation.Address{Channel: "terminal", Account: "t", Sender: fmt.Sprint("v", r.n)}, Source: "bench", ID: fmt.Sprint(r.n),
			Kind: conversation.InputButton, Choice: "start:later", Text: "Later", At: r.clock.Now(),
		}
	}
	return out
}

// rest lets as many conversations come to rest in the wait.
func (r *resting) rest(n int) {
	r.Helper()
	for n > 0 {
		got, err := r.k.assistant.Receive(r.Context(), r.starts(min(n, 500))...)
		r.must(err)
		n -= len(got)
		g := errgroup.Group{}
		g.SetLimit(32)
		for _, a := range got {
			g.Go(func() error { return r.k.assistant.Turn(r.Context(), a.Conversation) })
		}
		r.must(g.Wait())
	}
}

// measure reports how long Due and a turn take, and returns the memory in use, in MB.
func (r *resting) measure(when string) float64 {
	r.Helper()
	const times = 200
	began := time.Now()
	for range times {
		due, _, err := r.k.store.Due(r.Context(), 64)
		r.must(err)
		if len(due) > 0 {
			r.Fatalf("%d are due", len(due))
		}
	}
	r.ReportMetric(float64(time.Since(began).Microseconds())/times, "due-us-"+when)
	began = time.Now()
	for range times {
		r.rest(1)
	}
	r.ReportMetric(float64(time.Since(began).Microseconds())/times, "turn-us-"+when)
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// disk is the size of the store in KB.
func (r *resting) disk() float64 {
	r.Helper()
	total := 0.0
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(r.path + suffix); err == nil {
			total += float64(info.Size()) / 1024
		}
	}
	return total
}

// idle is the share of one processor that the assistant takes while everybody waits.
func (r *resting) idle() float64 {
	r.Helper()
	const lasts = 5 * time.Second
	ctx, cancel := context.WithTimeout(r.Context(), lasts)
	defer cancel()
	before := cpu(r.B)
	r.must(r.k.assistant.Run(ctx))
	return 100 * float64(cpu(r.B)-before) / float64(lasts)
}

func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// wake ends the waits of the first n at once, and tells in how many milliseconds all of them have been told.
func (r *resting) wake(n int) float64 {
	r.Helper()
	r.clock.Move(30*24*time.Hour - 2*time.Hour)
	ctx, cancel := context.WithCancel(r.Context())
	var wg sync.WaitGroup
	began := time.Now()
	wg.Go(func() { r.must(r.k.assistant.Run(ctx)) })
	for {
		due, _, err := r.k.store.Due(r.Context(), n)
		r.must(err)
		if len(due) == 0 && time.Since(began) > 10*time.Millisecond {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(began)
	cancel()
	wg.Wait()
	return float64(took.Microseconds()) / 1000
}
