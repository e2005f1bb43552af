package main

import (
	"context"
	"log/slog"

	"balie/cmd/balie/play"
)

// rehearsal builds the houses in which conversations are played: the counter that serves customers, without its doors
// and without a log.
func rehearsal(ctx context.Context, s play.Setting) (*play.House, error) {
	k, err := newCounter(ctx, s.Company, setup{
		path: s.Path, key: s.Key, now: s.Now, doer: s.Doer, hours: s.Hours, recognizer: s.Recognizer, always: true,
		recalls: s.Recalls, replays: s.Replays, log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, err
	}
	return k.house(), nil
}

// house is the counter as a conversation is played in it.
func (k *counter) house() *play.House {
	return &play.House{Company: k.company(), Assistant: k.assistant, Engine: k.engine, Desk: k.desk, Store: k.store, Ledger: k.ledger}
}
