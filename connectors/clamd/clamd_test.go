package clamd_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"balie/connectors/clamd"
	"balie/conversation"
)

// daemon plays clamd: it reads an INSTREAM of at most so many bytes, and finds what the test says is harmful.
type daemon struct {
	most    int
	harm    string
	answers func(c net.Conn) // instead of an answer
}

func (d daemon) listen(t *testing.T, network, address string) net.Listener {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			d.serve(c)
			_ = c.Close()
		}
	}()
	return l
}

func (d daemon) serve(c net.Conn) {
	r := bufio.NewReader(c)
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		_, _ = c.Write([]byte("UNKNOWN COMMAND\x00"))
		return
	}
	var got bytes.Buffer
	for {
		var size uint32
		if err := binary.Read(r, binary.BigEndian, &size); err != nil {
			return
		}
		if size == 0 {
			break
		}
		if got.Len()+int(size) > d.most {
			_, _ = c.Write([]byte("INSTREAM size limit exceeded. ERROR\x00"))
			return
		}
		if _, err := io.CopyN(&got, r, int64(size)); err != nil {
			return
		}
	}
	switch {
	case d.answers != nil:
		d.answers(c)
	case strings.Contains(got.String(), d.harm):
		_, _ = c.Write([]byte("stream: Balie.Test.Harm FOUND\x00"))
	default:
		_, _ = c.Write([]byte("stream: OK\x00"))
	}
}

func TestHarmIsFound(t *testing.T) {
	t.Parallel()
	d := daemon{most: 1 << 20, harm: "harmful"}
	socket := filepath.Join(t.TempDir(), "clamd.ctl")
	d.listen(t, "unix", socket)
	for _, address := range []string{"tcp://" + d.listen(t, "tcp", "127.0.0.1:0").Addr().String(), "unix://" + socket} {
		c, err := clamd.New(address)
		if err != nil {
			t.Fatal(err)
		}
		long := bytes.Repeat([]byte("a photo "), 50_000) // of several pieces
		if err := c.Scan(t.Context(), long); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if err := c.Scan(t.Context(), append(long, "harmful"...)); !errors.Is(err, conversation.UnfitUnsafe) || !strings.Contains(err.Error(), "Balie.Test.Harm") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestWhatCannotBeScannedIsNotTakenForSafe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		d    daemon
		data int
	}{
		"too large":         {daemon{most: 100}, 200_000},
		"hangs up":          {daemon{most: 100, answers: func(net.Conn) {}}, 50},
		"speaks another":    {daemon{most: 100, answers: func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n\x00")) }}, 50},
		"never stops":       {daemon{most: 100, answers: func(c net.Conn) { _, _ = c.Write(bytes.Repeat([]byte("OK "), 10_000)) }}, 50},
		"says nothing":      {daemon{most: 100, answers: func(c net.Conn) { _, _ = c.Write([]byte("\x00")) }}, 50},
		"OK to another one": {daemon{most: 100, answers: func(c net.Conn) { _, _ = c.Write([]byte("stream: NOT OK\x00")) }}, 50},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := clamd.New("tcp://" + c.d.listen(t, "tcp", "127.0.0.1:0").Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Scan(t.Context(), make([]byte, c.data)); err == nil || errors.Is(err, conversation.UnfitUnsafe) {
				t.Errorf("scanned: %v", err)
			}
		})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := clamd.New("tcp://" + l.Addr().String()) // takes the call, and never answers
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Scan(ctx, []byte("x")); err == nil {
		t.Error("no answer was taken for one")
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Scan(t.Context(), []byte("x")); err == nil {
		t.Error("nobody there was taken for an answer")
	}
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "127.0.0.1:3310", "tcp://127.0.0.1", "tcp://:3310", "tcp://h:1/x", "unix://", "unix:///", "unix://host/x", "http://127.0.0.1:3310", "::"} {
		if _, err := clamd.New(address); err == nil || !strings.Contains(err.Error(), "tcp://127.0.0.1:3310") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
