package assistant

import (
	"context"
	"errors"
	"time"

	"balie/conversation"
)

// Fetch brings in a file that a channel has only named, and keeps it under its id: fetched again it is the same one. The
// error is a [conversation.Unfit] when trying again would not help.
type Fetch func(ctx context.Context, id conversation.ID, from conversation.Address, f conversation.File) (conversation.File, error)

// How long one file may take to come, how often it is tried, and how long is waited in between: half an hour in all.
const (
	fetchFor   = 20 * time.Second
	fetchTries = 12
)

var fetchWait = conversation.Backoff{First: 2 * time.Second, Most: 5 * time.Minute}

// brought is what came of fetching a file in this turn; a draft that is dropped does not fetch it again.
type brought struct {
	file conversation.File
	err  error
}

// fetch brings in the files that are named and due, and makes of each what the customer did with it: sent it, or tried
// to. Once one cannot be reached the others wait too.
func (t *turn) fetch(ctx context.Context) ([]conversation.Command, error) {
	var out []conversation.Command
	late := false
	for _, f := range t.h.State.Coming() {
		if f.Next.After(t.Now()) {
			continue
		}
		got, known := t.brought[f.ID]
		if !known {
			got = brought{err: conversation.UnfitLate}
			if !late {
				var err error
				if got, err = t.bringIn(ctx, f.File); err != nil {
					return nil, err
				}
			}
			t.brought[f.ID] = got
		}
		c, err := t.fetched(f, got)
		if err != nil {
			return nil, err
		}
		out = append(out, c...)
		late = late || got.err != nil && !final(got.err)
	}
	for _, f := range t.h.State.Coming() {
		t.wakeAt(f.Next)
	}
	return out, nil
}

func (t *turn) bringIn(ctx context.Context, f conversation.File) (brought, error) {
	if t.Fetch == nil {
		return brought{err: conversation.UnfitLost}, nil
	}
	if err := t.Ledger.Cover(ctx, t.h, fetchFor); err != nil {
		return brought{}, err
	}
	within, cancel := context.WithTimeout(ctx, fetchFor)
	defer cancel()
	got, err := t.Fetch(within, t.h.ID(), t.h.State.Address, f)
	if err != nil {
		t.Log.Warn("fetch", "conversation", t.h.ID(), "error", err)
	}
	return brought{file: got, err: err}, t.Ledger.Cover(ctx, t.h, margin)
}

// final reports whether a file will not come however often it is tried.
func final(err error) bool {
	why := conversation.UnfitLate
	return errors.As(err, &why) && why != conversation.UnfitLate
}

// fetched records what came of fetching a file.
func (t *turn) fetched(f conversation.Received, got brought) ([]conversation.Command, error) {
	if got.err == nil {
		got.file.Remote = ""
		v := conversation.ListOf(got.file.Value())
		return []conversation.Command{{Do: conversation.DoFile, Value: &v, By: "channel", Confidence: 1}}, t.add(conversation.FileFetched{File: got.file})
	}
	missed := conversation.FileMissed{File: f.ID, Reason: conversation.UnfitLate, Tries: f.Tries + 1}
	switch errors.As(got.err, &missed.Reason); {
	case missed.Reason != conversation.UnfitLate:
	case missed.Tries < fetchTries:
		missed.Next = t.Now().Add(fetchWait.After(f.Tries, f.ID))
	default:
		missed.Reason = conversation.UnfitLost
	}
	if missed.Reason == conversation.UnfitLate && f.Tries > 0 { // the customer knows that it takes long
		return nil, t.add(missed)
	}
	says := string(missed.Reason)
	if missed.Reason == conversation.UnfitEmpty {
		says = string(conversation.UnfitLost)
	}
	return []conversation.Command{{Do: conversation.DoPattern, Pattern: "file_" + says, By: "channel"}}, t.add(missed)
}

// abandon gives up on what is still to be fetched: fetching it may be what no turn survives.
func (t *turn) abandon() error {
	for _, f := range t.h.State.Coming() {
		if err := t.add(conversation.FileMissed{File: f.ID, Reason: conversation.UnfitLost, Tries: f.Tries}); err != nil {
			return err
		}
	}
	return nil
}
