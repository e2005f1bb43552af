package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/channels/browsertest"
)

// storyPassword is the agents' in the stories.
const storyPassword = "a password for stories"

// story is a demo company that is being served.
type story struct {
	*testing.T
	site string // address of the site, the chat and the console
	back string // address of the back end
}

// printed keeps what a program prints.
type printed struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *printed) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *printed) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// unusedAddress is one that nobody listens on now.
func unusedAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

var onFile = regexp.MustCompile(`on file (http://\S+)/`)

// runStory runs a command in this process, as the command line would, until the test ends.
func runStory(t *testing.T, getenv func(string) string, args ...string) *printed {
	t.Helper()
	out := &printed{}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, args, getenv, strings.NewReader(""), out, out) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", args[0], err)
		}
		if t.Failed() {
			t.Logf("%s printed:\n%s", args[0], out)
		}
	})
	return out
}

// serveStory serves a demo company.
func serveStory(t *testing.T, company string) *story {
	t.Helper()
	d := &story{T: t, site: "http://" + unusedAddress(t)}
	out := runStory(t, os.Getenv, "serve", "--demo="+company, "--data", t.TempDir(), "--listen", strings.TrimPrefix(d.site, "http://"), "--password", storyPassword, "--quiet", "20ms")
	d.ready()
	d.back = onFile.FindStringSubmatch(out.String())[1]
	return d
}

// ready waits until the program serves.
func (d *story) ready() {
	d.Helper()
	d.await(func() bool { return d.status("/readyz") == http.StatusOK })
}

// await waits until something holds.
func (d *story) await(holds func() bool) {
	d.Helper()
	end := time.After(2 * browsertest.Patience)
	for tick := time.NewTicker(50 * time.Millisecond); !holds(); {
		select {
		case <-tick.C:
		case <-end:
			d.Fatal("waited in vain")
		}
	}
}

func (d *story) status(path string) int {
	res, err := http.Get(d.site + path)
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// ask calls the back end's own controls and decodes the answer.
func (d *story) ask(method, path, body string, into any) {
	d.Helper()
	r, err := http.NewRequestWithContext(d.Context(), method, d.back+path, strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		d.Fatalf("%s %s: %d %s (%v)", method, path, res.StatusCode, b, err)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			d.Fatalf("%s: %v", path, err)
		}
	}
}

// records is part of what the back end has on file.
type records struct {
	Tables struct {
		Cards []struct {
			ID, State, Reason, Reference string
		}
		Requests []struct {
			Operation string
			Status    int
			Effects   int
		}
		Cases []struct{ ID, Text string }
	}
}

func (d *story) records() records {
	d.Helper()
	var r records
	d.ask(http.MethodGet, "/demo/state", "", &r)
	return r
}

// card returns how one card stands.
func (d *story) card(id string) (state, reason, reference string) {
	d.Helper()
	for _, c := range d.records().Tables.Cards {
		if c.ID == id {
			return c.State, c.Reason, c.Reference
		}
	}
	d.Fatalf("no card %s", id)
	return "", "", ""
}

// effects counts how often an operation changed something.
func (d *story) effects(operation string) int {
	d.Helper()
	n := 0
	for _, r := range d.records().Tables.Requests {
		if r.Operation == operation {
			n += r.Effects
		}
	}
	return n
}

// storyProgram builds the program once for a test and gives its path.
func storyProgram(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "balie")
	if b, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, b)
	}
	return path
}

// storyProc is the program in a process of its own.
type storyProc struct {
	cmd  *exec.Cmd
	once sync.Once
}

// kill ends the process without any warning.
func (p *storyProc) kill() {
	p.once.Do(func() {
		_ = p.cmd.Process.Kill() // it may have ended
		_ = p.cmd.Wait()         // says that it was killed
	})
}

// storyProcess runs the program until it is killed, at the latest with the test.
func storyProcess(t *testing.T, path string, env []string, args ...string) *storyProc {
	t.Helper()
	out := &printed{}
	p := &storyProc{cmd: exec.Command(path, args...)}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s printed:\n%s", args[0], out)
		}
	})
	return p
}
