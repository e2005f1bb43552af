package main

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

// recording is one conversation as it is on record.
type recording struct {
	id     string
	events []conversation.Numbered
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

func (r recording) line() (recordedLine, error) {
	out := recordedLine{Version: recordingVersion, ID: r.id}
	for _, e := range r.events {
		body, err := conversation.EncodeEvent(e.Event)
		if err != nil {
			return out, fmt.Errorf("recording %s: event %d: %w", r.id, e.N, err)
		}
		out.Events = append(out.Events, recordedEvent{N: e.N, At: e.At, Type: e.Event.Type(), Body: body})
	}
	return out, nil
}

// readRecordings reads a file of recordings.
func readRecordings(name string) ([]recording, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	return recordingsIn(name, f)
}

func recordingsIn(name string, in io.Reader) ([]recording, error) {
	var out []recording
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

func recordingOf(b []byte) (recording, error) {
	var line recordedLine
	if err := json.Unmarshal(b, &line); err != nil {
		return recording{}, fmt.Errorf("this is no recording: %w", err)
	}
	switch {
	case line.Version != recordingVersion:
		return recording{}, fmt.Errorf("recording has version %d; this program reads %d", line.Version, recordingVersion)
	case len(line.Events) > maxRecorded:
		return recording{}, fmt.Errorf("recording has %d events; at most %d are read", len(line.Events), maxRecorded)
	}
	r := recording{id: line.ID}
	for _, e := range line.Events {
		event, err := conversation.DecodeEvent(e.Type, e.Body)
		if err != nil {
			return recording{}, fmt.Errorf("event %d: %w", e.N, err)
		}
		r.events = append(r.events, conversation.Numbered{N: e.N, At: e.At, Event: event})
	}
	return r, nil
}

// source says where recorded conversations are.
type source struct {
	database string
	key      []byte
	last     int    // the newest so many
	flow     string // only those in which this process was begun; empty: all
}

// stored reads conversations out of a store, from a copy: the store may be in use.
func stored(ctx context.Context, s source) (out []recording, err error) {
	dir, err := os.MkdirTemp("", "balie-replay-")
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied := filepath.Join(dir, "copy.db")
	if err := sqlite.Copy(ctx, s.database, copied); err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Path: copied, Key: s.key})
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
		if len(out) == s.last {
			break
		}
		events, err := ledger.Events(ctx, card.ID, 0, maxRecorded)
		if err != nil {
			return nil, fmt.Errorf("replay: %w", err)
		}
		if s.flow == "" || begins(events, s.flow) {
			out = append(out, recording{id: string(card.ID), events: events})
		}
	}
	return out, nil
}

// begins tells whether a process was begun in a conversation.
func begins(events []conversation.Numbered, flow string) bool {
	return slices.ContainsFunc(events, func(e conversation.Numbered) bool {
		o, ok := e.Event.(conversation.FrameOpened)
		return ok && o.Flow == flow
	})
}
