package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"balie/conversation"
	"balie/conversation/identity"
)

// BenchmarkTurns drives the real program over /v1: the generator in this process, the house in a second and the demo
// back end in a third. It reports turns a second and how long a turn took, from sending the message to its end.
// make bench runs it; half runs it at half the rate that the first found. cpu-ms/turn is what a turn cost the house, which
// says more than the rate on a machine that does other things too. BALIE_BIN=file measures a program built before.
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

// visitor is one conversation of the generator.
type visitor struct {
	base, id, token string
	client          *http.Client
	seen            int64
	ended           chan event
	n               int
	buttons         []string
}

type event struct {
	N       int64
	Type    string
	Kind    string
	From    string
	Buttons []struct{ ID, Label string }
}

// load opens conversations and keeps them talking; it returns turns a second. perSecond 0 is as fast as it goes.
func load(b *testing.B, bin string, act bool, perSecond float64) float64 {
	b.Helper()
	h := startHouse(b, bin)
	const visitors = 32
	vs := make([]*visitor, visitors)
	for i := range vs {
		vs[i] = h.visitor(b)
		if act {
			vs[i].signIn(b, h.key, fmt.Sprintf("C-%d", 100001+i))
		}
	}
	limit := rate.NewLimiter(rate.Inf, 1)
	if perSecond > 0 {
		limit = rate.NewLimiter(rate.Limit(perSecond), 8)
	}
	m := &meter{house: h}
	b.ResetTimer()
	for left := b.N; left > 0; {
		n := left
		if act { // each visitor has one confirmation to answer; leading up to it is not measured
			n = min(left, visitors)
			each(vs[:n], func(_ int, v *visitor) { v.prepare(b) })
		}
		m.measure(func() {
			each(vs[:min(n, visitors)], func(i int, v *visitor) {
				for range (n + visitors - 1 - i) / visitors {
					_ = limit.Wait(b.Context())
					m.add(v.turn(b, act))
				}
			})
		})
		left -= n
	}
	b.StopTimer()
	return m.report(b)
}

// each does something for all visitors at once, and waits for them.
func each(vs []*visitor, do func(int, *visitor)) {
	var wg sync.WaitGroup
	for i, v := range vs {
		wg.Go(func() { do(i, v) })
	}
	wg.Wait()
}

// meter adds up what turns took, by the clock and of the house's processor.
type meter struct {
	house *benchHouse
	mu    sync.Mutex
	took  []time.Duration
	all   time.Duration
	spent time.Duration
}

func (m *meter) measure(do func()) {
	began, used := time.Now(), m.house.used()
	do()
	m.all += time.Since(began)
	m.spent += m.house.used() - used
}

func (m *meter) add(d time.Duration, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ok {
		m.took = append(m.took, d)
	}
}

// report returns turns a second.
func (m *meter) report(b *testing.B) float64 {
	took := m.took
	slices.Sort(took)
	if len(took) == 0 {
		return 0
	}
	persec := float64(len(took)) / m.all.Seconds()
	if m.spent > 0 {
		b.ReportMetric(m.spent.Seconds()*1000/float64(len(took)), "cpu-ms/turn")
	}
	b.ReportMetric(persec, "turns/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	return persec
}

// prepare leads to the confirmation of a new phone number.
func (v *visitor) prepare(b *testing.B) {
	v.say(b, "", "start:change_details")
	v.say(b, fmt.Sprintf("mijn nieuwe telefoonnummer is 06%08d", 10000000+v.n), "")
}

// turn makes one turn and waits for its end. With act it is the yes to a confirmation, and the change of the
// customer's phone number in the back end.
func (v *visitor) turn(b *testing.B, act bool) (time.Duration, bool) {
	text, button := "wat kost rood staan?", ""
	if act {
		i := slices.IndexFunc(v.buttons, func(id string) bool { return strings.HasPrefix(id, "yes:") })
		if i < 0 {
			b.Error("no confirmation was asked")
			return 0, false
		}
		text, button = "", v.buttons[i]
	}
	began := time.Now()
	ok := v.say(b, text, button)
	return time.Since(began), ok
}

func (v *visitor) say(b *testing.B, text, button string) bool {
	v.n++
	body := map[string]any{"id": fmt.Sprint(v.n), "seen": v.seen}
	if text != "" {
		body["text"] = text
	}
	if button != "" {
		body["choice"] = button
	}
	if err := v.post("/messages", body, nil); err != nil {
		b.Error(err)
		return false
	}
	return v.wait(b)
}

// signIn sends a token such as the demo's site signs.
func (v *visitor) signIn(b *testing.B, key []byte, customer string) {
	b.Helper()
	token, err := identity.Sign(demoKey, key, "balie", conversation.Identity{Subject: customer, Assurance: conversation.Substantial}, 50*time.Minute, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	if err := v.post("/identity", map[string]string{"token": token}, nil); err != nil {
		b.Fatal(err)
	}
	v.wait(b)
}

func (v *visitor) wait(b *testing.B) bool {
	for {
		select {
		case e, ok := <-v.ended:
			if !ok {
				b.Error("the stream ended")
				return false
			}
			v.seen = max(v.seen, e.N)
			if len(e.Buttons) > 0 {
				v.buttons = nil
				for _, x := range e.Buttons {
					v.buttons = append(v.buttons, x.ID)
				}
			}
			if e.Type == "turn_ended" {
				return true
			}
		case <-time.After(20 * time.Second):
			b.Error("no answer in 20 s")
			return false
		}
	}
}

func (v *visitor) post(path string, body any, into any) error {
	buf, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, v.base+"/v1/conversations"+v.id+path, bytes.NewReader(buf))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if v.token != "" {
		req.Header.Set("Authorization", "Bearer "+v.token)
	}
	res, err := v.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end below
	out, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		return fmt.Errorf("%s: %s %s %w", path, res.Status, out, err)
	}
	if into != nil {
		return json.Unmarshal(out, into)
	}
	return nil
}

// benchHouse is the program under load.
type benchHouse struct {
	base string
	key  []byte
	pid  int
}

// used is the processor's time that the house has taken, as Linux counts it: in hundredths of a second; 0 elsewhere.
func (h *benchHouse) used() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", h.pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ") // behind the program's name
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
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
	launch(b, bin, "backend", "bank", "--listen", back, "--data", filepath.Join(dir, "back.db"), "--key", string(key), "--crowd", "2000")
	serve := []string{"serve", "--demo", "--data", dir, "--listen", front, "--backend", "http://" + back, "--quiet", "0s", "--unlimited"}
	if p := os.Getenv("BALIE_PROFILE"); p != "" {
		serve = append(serve, "--profile", p)
	}
	h := &benchHouse{base: "http://" + front, key: bytes.Repeat([]byte{0xab}, 32), pid: launch(b, bin, serve...)}
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

func (h *benchHouse) visitor(b *testing.B) *visitor {
	b.Helper()
	v := &visitor{base: h.base, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}, ended: make(chan event, 256)}
	var made struct{ ID, Token string }
	if err := v.post("", map[string]any{"language": "nl"}, &made); err != nil {
		b.Fatal(err)
	}
	v.id, v.token = "/"+made.ID, made.Token
	go v.listen(b)
	v.wait(b)
	return v
}

// listen reads the stream of events.
func (v *visitor) listen(b *testing.B) {
	defer close(v.ended)
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, v.base+"/v1/conversations"+v.id+"/stream?after=0", nil)
	if err != nil {
		return
	}
	req.Header.Set("Authorization", "Bearer "+v.token)
	res, err := v.client.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close() //nolint:errcheck // a stream that is left
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(make([]byte, 1<<16), 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			data, ok = strings.CutPrefix(lines.Text(), "data:")
		}
		if !ok {
			continue
		}
		var e event
		if json.Unmarshal([]byte(data), &e) == nil {
			v.ended <- e
		}
	}
}
