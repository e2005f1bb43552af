package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// crashPassword is the agents' password in the crash test.
const crashPassword = "a password for crashes"

// crashHouse is the program in two processes: the house, which is started again and again, and its back end.
type crashHouse struct {
	t           *testing.T
	company     string
	trial       bool // serves the folder in dir, not the demo itself
	dir         string
	front, back string // addresses
	key         []byte
	client      *http.Client
	behind      *exec.Cmd // the back end
	cmd         *exec.Cmd
	ended       chan struct{} // closed when cmd has
	log         *os.File
}

func newCrashHouse(t *testing.T, company string) *crashHouse {
	t.Helper()
	h := &crashHouse{
		t: t, company: company, dir: t.TempDir(), key: bytes.Repeat([]byte{0xab}, 32), front: crashAddress(t), back: crashAddress(t),
		client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: crashCustomers}},
	}
	secret := fmt.Sprintf("%x", h.key)
	if err := os.WriteFile(filepath.Join(h.dir, "key"), []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if h.log, err = os.Create(filepath.Join(h.dir, "log")); err != nil {
		t.Fatal(err)
	}
	h.behind = h.process("backend", company, "--crowd", fmt.Sprint(crashCustomers), "--data", filepath.Join(h.dir, "back.db"), "--listen", h.back, "--key", secret,
		"--callback", "http://"+h.front+"/v1/callbacks/"+company, "--callback-secret", secret)
	t.Cleanup(func() {
		h.kill()
		h.stopBehind()
		h.report()
	})
	h.await("http://" + h.back + "/demo/requests?customer=nobody")
	return h
}

// crashAddress is one on which nobody listens.
func crashAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// process starts this very binary as the program.
func (h *crashHouse) process(args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(h.t.Context()), self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=yes")
	if h.trial && args[0] != "backend" {
		cmd.Env = append(cmd.Env, asTrial+"="+h.dir)
	}
	cmd.Stdout, cmd.Stderr = h.log, h.log
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	return cmd
}

// start starts the house on the data of the one before, and waits until it serves.
func (h *crashHouse) start() {
	args := []string{
		"serve", "--demo=" + h.company, "--data", h.dir, "--listen", h.front, "--backend", "http://" + h.back, "--quiet", "0s",
		"--unlimited", "--password", crashPassword,
	}
	if h.trial {
		args = []string{h.front, "http://" + h.back}
	}
	h.cmd = h.process(args...)
	h.ended = make(chan struct{})
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_ = cmd.Wait() // says that it was killed
		close(ended)
	}(h.cmd, h.ended)
	h.await("http://" + h.front + "/readyz")
}

// kill ends the house without any warning.
func (h *crashHouse) kill() {
	if h.cmd == nil {
		return
	}
	_ = h.cmd.Process.Kill() // it has ended when this fails
	<-h.ended
	h.cmd = nil
}

// stopBehind ends the back end.
func (h *crashHouse) stopBehind() {
	if h.behind == nil {
		return
	}
	_ = h.behind.Process.Kill() // it has ended when this fails
	_ = h.behind.Wait()         // says that it was killed
	h.behind = nil
}

func (h *crashHouse) signal(s os.Signal) {
	if err := h.cmd.Process.Signal(s); err != nil {
		h.t.Fatal(err)
	}
}

// await waits until an address answers.
func (h *crashHouse) await(url string) {
	for range 600 {
		res, err := h.client.Get(url)
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		h.wait(h.t.Context(), 50*time.Millisecond)
	}
	h.t.Fatalf("%s does not answer", url)
}

// wait lets time pass.
func (h *crashHouse) wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// errStatus is an answer that is none of success.
type errStatus struct {
	code int
	body string
}

func (e errStatus) Error() string { return fmt.Sprintf("status %d: %s", e.code, e.body) }

// call makes one request and decodes the answer.
func (h *crashHouse) call(ctx context.Context, method, url string, head map[string]string, body, into any) error {
	var sent io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		sent = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, sent)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range head {
		req.Header.Set(k, v)
	}
	res, err := h.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return errStatus{res.StatusCode, string(raw)}
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// control calls the back end's own controls.
func (h *crashHouse) control(method, path string, body []byte, into any) {
	var sent any
	if body != nil {
		sent = body
	}
	if err := h.call(context.Background(), method, "http://"+h.back+path, nil, sent, into); err != nil {
		h.t.Errorf("back end: %s: %v", path, err)
	}
}

// status is the code of an answer; 0 when there was none.
func (h *crashHouse) status(err error) int {
	var s errStatus
	if errors.As(err, &s) {
		return s.code
	}
	return 0
}

// report shows what the processes printed when something went wrong.
func (h *crashHouse) report() {
	_ = h.log.Close()
	if raw, err := os.ReadFile(h.log.Name()); err == nil && h.t.Failed() {
		h.t.Logf("printed:\n%s", raw[max(0, len(raw)-8000):])
	}
}
