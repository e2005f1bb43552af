package rest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strings"

	"balie/connectors"
	"balie/conversation"
)

// attach puts the bytes of the files that a request sends into its body: in base64 in JSON, or each as a part of its own. The
// body's digest goes along (RFC 9530).
func (r *request) attach(ctx context.Context, o *connectors.Offer, p conversation.Permit) error {
	if o.Multipart {
		if err := r.parts(ctx, p); err != nil {
			return err
		}
	} else {
		v, any, err := connectors.Fill(ctx, p, r.value)
		if err != nil {
			return fmt.Errorf("body: %w", err)
		}
		if !any {
			return nil
		}
		if r.body, err = written(v); err != nil {
			return err
		}
	}
	sum := sha256.Sum256(r.body)
	r.header.Set("Content-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
	return nil
}

// parts writes a form: a part for each input, and one for each file of a list.
func (r *request) parts(ctx context.Context, p conversation.Permit) error {
	fields, _ := r.value.(map[string]any)
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		items := []any{fields[name]}
		if list, ok := fields[name].([]any); ok && len(list) > 0 {
			if _, files := list[0].(connectors.Attached); files {
				items = list
			}
		}
		for _, item := range items {
			if err := part(ctx, p, w, name, item); err != nil {
				return fmt.Errorf("body: %s: %w", name, err)
			}
		}
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	r.body = b.Bytes()
	r.header.Set("Content-Type", w.FormDataContentType())
	return nil
}

// quoted writes a word between the quotes of a part's header.
var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "")

func part(ctx context.Context, p conversation.Permit, w *multipart.Writer, name string, v any) error {
	switch v := v.(type) {
	case connectors.Attached:
		data, err := v.Bytes(ctx, p)
		if err != nil {
			return err
		}
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quoted.Replace(name), quoted.Replace(fmt.Sprint(v["name"]))))
		h.Set("Content-Type", fmt.Sprint(v["media_type"]))
		to, err := w.CreatePart(h)
		if err != nil {
			return err
		}
		_, err = to.Write(data)
		return err
	case string:
		return w.WriteField(name, v)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.WriteField(name, string(text))
}
