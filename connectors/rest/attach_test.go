package rest_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"balie/connectors"
	"balie/conversation"
)

const sendsFiles = `
connector: crm
base: {env: URL}
operations:
  form: {post: /form, public: true, body: multipart, input: {note: text, photos: [file], paper: file}, key: {header: Idempotency-Key, life: 24h}}
  json: {post: /json, public: true, input: {note: text, photos: [file]}, key: {header: Idempotency-Key, life: 24h}}
`

// drawer gives the files of a conversation.
type drawer struct {
	conversation.Files
	data map[string]string
	lost error
}

func (d drawer) Content(_ context.Context, _ conversation.ID, id string) (conversation.File, []byte, error) {
	data, ok := d.data[id]
	if !ok {
		return conversation.File{}, nil, conversation.ErrGone
	}
	return sent(id, data), []byte(data), d.lost
}

// sent is a file with its data, under a name that must not break out of a header.
func sent(id, data string) conversation.File {
	sum := sha256.Sum256([]byte(data))
	return conversation.File{ID: id, Name: "foto \"" + id + "\"\r\nX-Evil: 1.jpg", Media: "image/jpeg", Size: int64(len(data)), Digest: base64.StdEncoding.EncodeToString(sum[:])}
}

// part is one part of a form as a server reads it.
type part struct{ field, file, media, data string }

// readForm reads a form as any server does, and holds its digest against the body.
func readForm(t *testing.T, got *[]part) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		form, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		for {
			p, err := form.NextRawPart()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Error(err)
				return
			}
			data, err := io.ReadAll(p)
			if err != nil || p.Header.Get("X-Evil") != "" {
				t.Errorf("part %v, %v", p.Header, err)
			}
			*got = append(*got, part{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(data)})
		}
		_, _ = io.WriteString(w, `{}`)
	}
}

func TestFilesAreSentAsPartsOfAForm(t *testing.T) {
	t.Parallel()
	var got []part
	s, r := open(t, sendsFiles, nil)
	raw := readForm(t, &got)
	s.answers = map[string]func(http.ResponseWriter, *http.Request){"/form": func(w http.ResponseWriter, r *http.Request) {
		_, body := s.last(t)
		r.Body = io.NopCloser(strings.NewReader(body))
		raw(w, r)
	}}
	files := drawer{data: map[string]string{"a": "\xff\xd8 first\r\n--not-a-boundary", "b": "second", "c": "%PDF"}}
	params := map[string]conversation.Value{
		"note": text("twee \"foto's\"\r\nvan é"), "paper": sent("c", files.data["c"]).Value(),
		"photos": conversation.ListOf(sent("a", files.data["a"]).Value(), sent("b", files.data["b"]).Value()),
	}
	ctx := connectors.Carrying(t.Context(), files)
	if got := r.Do(ctx, permit(t, r, "crm.form", params)); got.Outcome != conversation.Done {
		t.Fatalf("%+v", got)
	}
	want := []part{
		{"note", "", "", "twee \"foto's\"\r\nvan é"}, {"paper", "foto \"c\"X-Evil: 1.jpg", "image/jpeg", "%PDF"},
		{"photos", "foto \"a\"X-Evil: 1.jpg", "image/jpeg", files.data["a"]}, {"photos", "foto \"b\"X-Evil: 1.jpg", "image/jpeg", "second"},
	}
	if len(got) != len(want) {
		t.Fatalf("parts are %q", got)
	}
	for i, p := range want {
		if got[i] != p {
			t.Errorf("part %d is %q, want %q", i, got[i], p)
		}
	}
	req, body := s.last(t)
	sum := sha256.Sum256([]byte(body))
	if req.Header.Get("Content-Digest") != "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":" || req.ContentLength != int64(len(body)) || req.Header.Get("Idempotency-Key") != "key-1" {
		t.Errorf("headers are %v", req.Header)
	}
}

func TestFilesAreSentInJSON(t *testing.T) {
	t.Parallel()
	s, r := open(t, sendsFiles, nil)
	files := drawer{data: map[string]string{"a": "\xff\xd8 first"}}
	params := map[string]conversation.Value{"note": text("een"), "photos": conversation.ListOf(sent("a", files.data["a"]).Value())}
	if got := r.Do(connectors.Carrying(t.Context(), files), permit(t, r, "crm.json", params)); got.Outcome != conversation.Done {
		t.Fatalf("%+v", got)
	}
	_, body := s.last(t)
	var got struct {
		Photos []struct {
			Name    string
			Media   string `json:"media_type"`
			Content []byte
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || len(got.Photos) != 1 || string(got.Photos[0].Content) != files.data["a"] || got.Photos[0].Media != "image/jpeg" {
		t.Errorf("sent %s, %v", body, err)
	}
}

// TestAFileThatIsNotWhatWasConfirmedIsNotSent: nor one that is gone, and nothing leaves.
func TestAFileThatIsNotWhatWasConfirmedIsNotSent(t *testing.T) {
	t.Parallel()
	s, r := open(t, sendsFiles, nil)
	params := map[string]conversation.Value{"note": text("een"), "photos": conversation.ListOf(sent("a", "as it was").Value()), "paper": sent("a", "as it was").Value()}
	for name, ctx := range map[string]context.Context{
		"another":       connectors.Carrying(t.Context(), drawer{data: map[string]string{"a": "as it is"}}),
		"gone":          connectors.Carrying(t.Context(), drawer{}),
		"unreadable":    connectors.Carrying(t.Context(), drawer{data: map[string]string{"a": "as it was"}, lost: errors.New("the disk is gone")}),
		"nobody's keep": t.Context(),
	} {
		for _, operation := range []string{"crm.form", "crm.json"} {
			p := map[string]conversation.Value{"note": params["note"], "photos": params["photos"]}
			if operation == "crm.form" {
				p = params
			}
			if got := r.Do(ctx, permit(t, r, operation, p)); got.Outcome != conversation.Failed || !got.Unreached {
				t.Errorf("%s, %s: %+v", name, operation, got)
			}
		}
	}
	if s.times() != 0 {
		t.Error("something was sent")
	}
}
