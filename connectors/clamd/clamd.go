// Package clamd asks ClamAV's daemon whether something is harmful, over its INSTREAM command.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"balie/conversation"
)

// TimeOut bounds one scan.
const TimeOut = 15 * time.Second

// chunk is how much is sent in one piece, and maxAnswer the longest answer that is read, in bytes.
const (
	chunk     = 64 << 10
	maxAnswer = 4 << 10
)

// Daemon is where a daemon listens.
type Daemon struct{ network, address string }

// New reads an address: tcp://host:3310 or unix:///run/clamav/clamd.ctl.
func New(address string) (*Daemon, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
	case u.Scheme == "tcp" && u.Port() != "" && u.Hostname() != "" && u.Path == "":
		return &Daemon{network: "tcp", address: u.Host}, nil
	case u.Scheme == "unix" && u.Host == "" && len(u.Path) > 1:
		return &Daemon{network: "unix", address: u.Path}, nil
	}
	return nil, fmt.Errorf("scan: %q is no address such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl", address)
}

// Scan looks for harm in data. [conversation.UnfitUnsafe]: it found some. Any other error: it could not look, or not at all
// of it.
func (d *Daemon) Scan(ctx context.Context, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, TimeOut)
	defer cancel()
	c, err := new(net.Dialer).DialContext(ctx, d.network, d.address)
	if err != nil {
		return fmt.Errorf("scan: %w", err)
	}
	defer c.Close() //nolint:errcheck // it was asked and has answered
	if until, ok := ctx.Deadline(); ok {
		if err := c.SetDeadline(until); err != nil {
			return fmt.Errorf("scan: %w", err)
		}
	}
	sent := send(c, data)
	answer, err := bufio.NewReaderSize(c, maxAnswer).ReadSlice(0)
	if err != nil { // a daemon that has had enough says so before all is sent: its answer comes first
		return fmt.Errorf("scan: %w", errors.Join(sent, err))
	}
	return judge(string(answer[:len(answer)-1]))
}

// send writes data in pieces, each after its length; a length of nothing ends it.
func send(c net.Conn, data []byte) error {
	if _, err := c.Write([]byte("zINSTREAM\x00")); err != nil {
		return err
	}
	for len(data) > 0 {
		piece := data[:min(chunk, len(data))]
		data = data[len(piece):]
		size := binary.BigEndian.AppendUint32(nil, uint32(len(piece)))
		if _, err := (&net.Buffers{size, piece}).WriteTo(c); err != nil {
			return err
		}
	}
	_, err := c.Write(make([]byte, 4))
	return err
}

// judge reads the answer. What was found goes by the daemon's own name for it, which is no customer's.
func judge(answer string) error {
	said := strings.TrimSpace(strings.TrimPrefix(answer, "stream: "))
	switch {
	case said == "OK":
		return nil
	case strings.HasSuffix(said, " FOUND"):
		return fmt.Errorf("scan: %.100q: %w", strings.TrimSuffix(said, " FOUND"), conversation.UnfitUnsafe)
	}
	return fmt.Errorf("scan: the daemon says %.100q", said)
}
