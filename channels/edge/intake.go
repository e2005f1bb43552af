package edge

import (
	"context"
	"errors"
	"log/slog"

	"balie/conversation"
)

// Scan looks for harm in what somebody sent. [conversation.UnfitUnsafe]: it found some; any other error: it could not look.
type Scan func(ctx context.Context, data []byte) error

// ErrUnscanned is a file that nobody could look through. It is not kept.
var ErrUnscanned = errors.New("the file could not be scanned")

// Intake is the one way by which files come in, over whatever channel: scanned, looked at, drawn anew, kept.
type Intake struct {
	conversation.Files
	Scan  Scan                // nil: nobody looks for harm
	Count func(result string) // kept, unscanned or why it was not taken in; nil: nobody counts
	Log   *slog.Logger        // nil: silent; no name is logged
}

// Take takes a file in and keeps it, under the id and a safe form of the name that f has, if it has them. Used says that an
// input names it already. The errors are a [conversation.Unfit], [ErrUnscanned], and those of the store.
func (in *Intake) Take(ctx context.Context, id conversation.ID, f conversation.File, data []byte, used bool) (conversation.File, error) {
	got, err := in.take(ctx, id, f, data, used)
	result, why := "kept", conversation.Unfit("")
	switch {
	case errors.As(err, &why):
		result = string(why)
	case errors.Is(err, ErrUnscanned):
		result = "unscanned"
	case err != nil:
		return got, err
	}
	if in.Count != nil {
		in.Count(result)
	}
	if err != nil && in.Log != nil {
		in.Log.Warn("files: one was not taken in", "conversation", id, "reason", result, "bytes", len(data), "error", err)
	}
	return got, err
}

func (in *Intake) take(ctx context.Context, id conversation.ID, f conversation.File, data []byte, used bool) (conversation.File, error) {
	if len(data) > conversation.MostFile {
		return f, conversation.UnfitSize
	}
	if err := in.scan(ctx, data); err != nil { // as it came: what is drawn anew has lost what would be found
		return f, err
	}
	got, data, err := TakeFile(f.Name, data)
	if err != nil {
		return f, err
	}
	if f.ID != "" {
		got.ID = f.ID
	}
	switch err := in.Keep(ctx, id, got, data, used); {
	case errors.Is(err, conversation.ErrLimit):
		return f, conversation.UnfitMany
	case err != nil:
		return f, err
	}
	return got, nil
}

func (in *Intake) scan(ctx context.Context, data []byte) error {
	if in.Scan == nil {
		return nil
	}
	err := in.Scan(ctx, data)
	if err != nil && !errors.Is(err, conversation.UnfitUnsafe) {
		return errors.Join(ErrUnscanned, err)
	}
	return err
}
