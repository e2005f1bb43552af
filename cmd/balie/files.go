package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"balie/assistant"
	"balie/channels/edge"
	"balie/connectors/clamd"
	"balie/conversation"
)

var _ edge.Scan = (*clamd.Daemon)(nil).Scan

// takesFiles makes the way by which files come in.
func (k *counter) takesFiles(scan string) error {
	k.intake = &edge.Intake{
		Files: k.store, Log: k.log,
		Count: func(result string) { k.metrics.files.WithLabelValues(result).Inc() },
	}
	if scan == "" {
		return nil
	}
	d, err := clamd.New(scan)
	if err != nil {
		return fmt.Errorf("files: %w", err)
	}
	k.intake.Scan = d.Scan
	return nil
}

// fetching brings in files that a channel has only named. One that was kept before a process died is not fetched again.
func (k *counter) fetching(o setup) assistant.Fetch {
	if o.fetch == nil {
		return nil
	}
	return func(ctx context.Context, id conversation.ID, from conversation.Address, f conversation.File) (conversation.File, error) {
		if kept, _, err := k.store.Content(ctx, id, f.ID); err == nil {
			return kept, nil
		}
		data, err := o.fetch(ctx, from.Channel, f)
		if err != nil {
			return f, err
		}
		return k.intake.Take(ctx, id, f, data, true)
	}
}

// fromDisk takes in a file of this machine.
func (k *counter) fromDisk(ctx context.Context, id conversation.ID, path string) (conversation.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return conversation.File{}, fmt.Errorf("file: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, conversation.MostFile+1))
	if err != nil {
		return conversation.File{}, fmt.Errorf("file: %w", err)
	}
	return k.intake.Take(ctx, id, conversation.File{Name: filepath.Base(path)}, data, false)
}
