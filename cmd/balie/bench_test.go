package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// BenchmarkTurns drives the real program over /v1: the generator in this process, the house in a second and the demo
// back end in a third. It reports turns a second and how long a turn took, from when its message was due to its end.
// make bench runs it; half runs it at half the rate that the first found. cpu-ms/turn is what a turn cost the house, and
// backend-ms and generator-ms what it cost those: that says more than the rate on a machine that does other things too.
// BALIE_BIN=file measures a program built before, BALIE_PROFILE=file writes where the house spent its time.
func BenchmarkTurns(b *testing.B) {
	bin := os.Getenv("BALIE_BIN")
	if bin == "" {
		bin = filepath.Join(b.TempDir(), "balie")
		if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
			b.Fatalf("build: %v\n%s", err, out)
		}
	}
	for _, kind := range []struct {
		name string
		act  bool
	}{{"questions", false}, {"actions", true}} {
		var full float64
		b.Run(kind.name, func(b *testing.B) { full = load(b, bin, kind.act, 0) })
		if full > 0 {
			b.Run(kind.name+"-half", func(b *testing.B) { load(b, bin, kind.act, full/2) })
		}
	}
}

// atOnce is how many turns the generator has under way at most.
const atOnce = 32

// load opens conversations and keeps them talking; it returns turns a second. perSecond 0 is as fast as it goes.
func load(b *testing.B, bin string, act bool, perSecond float64) float64 {
	b.Helper()
	h := startHouse(b, bin)
	vs := make([]*visitor, atOnce)
	if act { // each has one confirmation to answer: with more of them, less is lost at the end of a round
		vs = make([]*visitor, 8*atOnce)
	}
	for i := range vs {
		vs[i] = h.visitor(b)
		if act {
			vs[i].signIn(b, h.key, fmt.Sprintf("C-%d", 100001+i))
		}
	}
	m := &meter{house: h}
	b.ResetTimer()
	for left := b.N; left > 0; {
		n := left
		if act { // leading up to a confirmation is not measured
			n = min(left, len(vs))
			each(b, vs[:n], func(_ int, v *visitor) error { return v.prepare() })
		}
		m.measure(func() {
			due := paced(perSecond)
			each(b, vs[:min(n, len(vs))], func(i int, v *visitor) error {
				for range (n + len(vs) - 1 - i) / len(vs) {
					at := due()
					if err := v.turn(act); err != nil {
						return err
					}
					m.add(time.Since(at))
				}
				return nil
			})
		})
		left -= n
	}
	b.StopTimer()
	return m.report(b)
}

// paced returns what tells when the next turn is due, and waits until then: one after the other at a rate, whether or not
// the earlier ones have ended, so that a house that falls behind is seen to. At no rate all are due at once.
func paced(perSecond float64) func() time.Time {
	if perSecond == 0 {
		return time.Now
	}
	begun, n := time.Now(), atomic.Int64{}
	return func() time.Time {
		at := begun.Add(time.Duration(float64(n.Add(1)) / perSecond * float64(time.Second)))
		time.Sleep(time.Until(at))
		return at
	}
}

// each does something for all visitors, so many at once, and waits for them. What fails for one ends the benchmark.
func each(b *testing.B, vs []*visitor, do func(int, *visitor) error) {
	b.Helper()
	var g errgroup.Group
	g.SetLimit(atOnce)
	for i, v := range vs {
		g.Go(func() error { return do(i, v) })
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
}

// meter adds up what turns took, by the clock and of the processors.
type meter struct {
	house *benchHouse
	mu    sync.Mutex
	took  []time.Duration
	all   time.Duration
	spent [3]time.Duration // by the house, its back end and the generator
}

func (m *meter) measure(do func()) {
	began, used := time.Now(), m.house.used()
	do()
	m.all += time.Since(began)
	for i, now := range m.house.used() {
		m.spent[i] += now - used[i]
	}
}

func (m *meter) add(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.took = append(m.took, d)
}

// report returns turns a second.
func (m *meter) report(b *testing.B) float64 {
	took := m.took
	slices.Sort(took)
	if len(took) == 0 {
		return 0
	}
	persec := float64(len(took)) / m.all.Seconds()
	for i, unit := range []string{"cpu-ms/turn", "backend-ms/turn", "generator-ms/turn"} {
		b.ReportMetric(m.spent[i].Seconds()*1000/float64(len(took)), unit)
	}
	b.ReportMetric(persec, "turns/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	return persec
}

// benchHouse is the program under load.
type benchHouse struct {
	base string
	key  []byte
	pid  int
	back int // process of the back end
}

// used is the processor's time that the house, its back end and the generator have taken.
func (h *benchHouse) used() [3]time.Duration {
	return [3]time.Duration{used(h.pid), used(h.back), used(os.Getpid())}
}

// used is the processor's time that a process has taken, as Linux counts it for each thread; 0 elsewhere.
func used(pid int) (all time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, t := range threads {
		stat, _ := os.ReadFile(t) // one that has ended since took next to nothing
		running, _, _ := strings.Cut(string(stat), " ")
		n, _ := strconv.ParseInt(running, 10, 64)
		all += time.Duration(n)
	}
	return all
}

func startHouse(b *testing.B, bin string) *benchHouse {
	b.Helper()
	dir := b.TempDir()
	back := freePort(b)
	front := freePort(b)
	key := bytes.Repeat([]byte("ab"), 32)
	if err := os.WriteFile(filepath.Join(dir, "key"), key, 0o600); err != nil {
		b.Fatal(err)
	}
	behind := launch(b, bin, "backend", "bank", "--listen", back, "--data", filepath.Join(dir, "back.db"), "--key", string(key), "--crowd", "2000")
	serve := []string{"serve", "--demo", "--data", dir, "--listen", front, "--backend", "http://" + back, "--quiet", "0s", "--unlimited"}
	if p := os.Getenv("BALIE_PROFILE"); p != "" {
		serve = append(serve, "--profile", p)
	}
	h := &benchHouse{base: "http://" + front, key: bytes.Repeat([]byte{0xab}, 32), pid: launch(b, bin, serve...), back: behind}
	for range 100 {
		res, err := http.Get(h.base + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return h
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.Fatal("the house does not open")
	return nil
}

// launch starts a program that is stopped with the benchmark, and returns its process.
func launch(b *testing.B, bin string, args ...string) int {
	b.Helper()
	cmd := exec.CommandContext(context.Background(), bin, args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	return cmd.Process.Pid
}

func freePort(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // the port is all that is wanted
	return l.Addr().String()
}
