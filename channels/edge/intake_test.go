package edge

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"balie/conversation"
)

// drawer keeps one file.
type drawer struct {
	conversation.Files
	kept conversation.File
	fail error
}

func (d *drawer) Keep(_ context.Context, _ conversation.ID, f conversation.File, _ []byte, _ bool) error {
	if d.fail == nil {
		d.kept = f
	}
	return d.fail
}

// TestWhatIsNotTakenInIsNotKept: it is counted by why, and logged without its name.
func TestWhatIsNotTakenInIsNotKept(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	for name, c := range map[string]struct {
		data    []byte
		scan    error
		fail    error
		want    error
		counted string
	}{
		"good":      {[]byte("%PDF-1.4 x"), nil, nil, nil, "kept"},
		"harmful":   {[]byte("%PDF-1.4 x"), conversation.UnfitUnsafe, nil, conversation.UnfitUnsafe, "unsafe"},
		"unscanned": {[]byte("%PDF-1.4 x"), errors.New("nobody there"), nil, ErrUnscanned, "unscanned"},
		"page":      {[]byte("<html>"), nil, nil, conversation.UnfitKind, "kind"},
		"large":     {make([]byte, conversation.MostFile+1), errors.New("is not asked"), nil, conversation.UnfitSize, "size"},
		"many":      {[]byte("%PDF-1.4 x"), nil, conversation.ErrLimit, conversation.UnfitMany, "many"},
		"full":      {[]byte("%PDF-1.4 x"), nil, full, full, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			counted, d := "", &drawer{fail: c.fail}
			in := &Intake{
				Files: d, Scan: func(context.Context, []byte) error { return c.scan }, Count: func(s string) { counted += s },
				Log: slog.New(slog.NewTextHandler(&log, nil)),
			}
			f, err := in.Take(t.Context(), "c", conversation.File{ID: "given", Name: "loonstrook Jansen.pdf"}, c.data, true)
			if !errors.Is(err, c.want) || (d.kept.ID == "given") != (c.want == nil) || counted != c.counted {
				t.Errorf("%+v, %v, kept %+v, counted %q", f, err, d.kept, counted)
			}
			if strings.Contains(log.String(), "Jansen") || c.counted != "" && c.counted != "kept" && !strings.Contains(log.String(), c.counted) {
				t.Errorf("logged is %s", &log)
			}
		})
	}
}
