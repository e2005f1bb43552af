// Package replay plays recorded conversations again with the company as it is now, and tells what came out otherwise.
package replay

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"balie/conversation"
	"balie/conversation/sqlite"
)

// Recording is one conversation as it is on record.
type Recording struct {
	ID     string
	Events []conversation.Numbered
}

// Limits of a file of recordings.
const (
	maxRecording = 16 << 20 // bytes of one conversation
	maxRecorded  = 100_000  // events of one conversation
)

// recordedLine is a recording in a file: one line of JSON each.
type recordedLine struct {
	Version int             `json:"recording"`
	ID      string          `json:"id"`
	Events  []recordedEvent `json:"events"`
}

type recordedEvent struct {
	N    int64                  `json:"n"`
	At   time.Time              `json:"at"`
	Type conversation.EventType `json:"type"`
	Body json.RawMessage        `json:"event"`
}

// recordingVersion is the form in which recordings are written.
const recordingVersion = 1

func (r Recording) line() (recordedLine, error) {
	out := recordedLine{Version: recordingVersion, ID: r.ID}
	for _, e := range r.Events {
		body, err := conversation.EncodeEvent(e.Event)
		if err != nil {
			return out, fmt.Errorf("recording %s: event %d: %w", r.ID, e.N, err)
		}
		out.Events = append(out.Events, recordedEvent{N: e.N, At: e.At, Type: e.Event.Type(), Body: body})
	}
	return out, nil
}

// ReadFile reads a file of recordings.
func ReadFile(name string) ([]Recording, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	return Read(name, f)
}

// Write writes recordings as they are read, without what tells who the customers are. Public is what the
// company says of itself to everybody, alike are the operations that answer everybody the same: what stands there stays.
func Write(out io.Writer, all []Recording, public, alike []string) error {
	p, err := newPseudonyms(public, alike)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	for _, r := range all {
		line, err := r.line()
		if err == nil {
			line, err = p.recording(line)
		}
		if err == nil {
			err = enc.Encode(line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Read reads recordings; name is what an error calls them.
func Read(name string, in io.Reader) ([]Recording, error) {
	var out []Recording
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), maxRecording)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		r, err := recordingOf(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		out = append(out, r)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}

func recordingOf(b []byte) (Recording, error) {
	var line recordedLine
	if err := json.Unmarshal(b, &line); err != nil {
		return Recording{}, fmt.Errorf("this is no recording: %w", err)
	}
	switch {
	case line.Version != recordingVersion:
		return Recording{}, fmt.Errorf("recording has version %d; this program reads %d", line.Version, recordingVersion)
	case len(line.Events) > maxRecorded:
		return Recording{}, fmt.Errorf("recording has %d events; at most %d are read", len(line.Events), maxRecorded)
	}
	r := Recording{ID: line.ID}
	for _, e := range line.Events {
		event, err := conversation.DecodeEvent(e.Type, e.Body)
		if err != nil {
			return Recording{}, fmt.Errorf("event %d: %w", e.N, err)
		}
		r.Events = append(r.Events, conversation.Numbered{N: e.N, At: e.At, Event: event})
	}
	return r, nil
}

// Source says where recorded conversations are.
type Source struct {
	Database string
	Key      []byte
	Last     int    // the newest so many
	Flow     string // only those in which this process was begun; empty: all
}

// Stored reads conversations out of a store, from a copy: the store may be in use.
func Stored(ctx context.Context, s Source) (out []Recording, err error) {
	dir, err := os.MkdirTemp("", "balie-replay-")
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied := filepath.Join(dir, "copy.db")
	if err := sqlite.Copy(ctx, s.Database, copied); err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Path: copied, Key: s.Key})
	if err != nil {
		return nil, fmt.Errorf("replay: storage: %w", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	cards, err := store.List(ctx, conversation.Filter{})
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	slices.SortFunc(cards, func(a, b conversation.Card) int { return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.ID, b.ID)) })
	ledger := conversation.NewLedger(conversation.LedgerOptions{Store: store, Archive: store, Sealer: store, Hasher: store, Bell: store, Now: time.Now, Owner: "replay"})
	for _, card := range cards {
		if len(out) == s.Last {
			break
		}
		events, err := ledger.Events(ctx, card.ID, 0, maxRecorded)
		if err != nil {
			return nil, fmt.Errorf("replay: %w", err)
		}
		if r := (Recording{ID: string(card.ID), Events: events}); s.Flow == "" || r.Begins(s.Flow) {
			out = append(out, r)
		}
	}
	return out, nil
}

// Begins tells whether a process was begun in a conversation.
func (r Recording) Begins(flow string) bool {
	return slices.ContainsFunc(r.Events, func(e conversation.Numbered) bool {
		o, ok := e.Event.(conversation.FrameOpened)
		return ok && o.Flow == flow
	})
}
