package connectors

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"balie/conversation"
)

// Attached is a file in what a request sends, before its bytes are fetched: id, name, media_type, size and digest.
type Attached map[string]any

func attached(v conversation.Value) Attached {
	f := v.Files()[0]
	return Attached{"id": f.ID, "name": f.Name, "media_type": f.Media, "size": int(f.Size), "digest": f.Digest}
}

type carrier struct{}

// Carrying lets calls under ctx fetch the bytes of the files that they send.
func Carrying(ctx context.Context, files conversation.Files) context.Context {
	return context.WithValue(ctx, carrier{}, files)
}

// Bytes fetches what an attached file holds.
func (a Attached) Bytes(ctx context.Context, p conversation.Permit) ([]byte, error) {
	files, ok := ctx.Value(carrier{}).(conversation.Files)
	if !ok {
		return nil, errors.New("nothing keeps the files that it sends")
	}
	id, _ := a["id"].(string)
	f, data, err := files.Content(ctx, p.Conversation(), id)
	if err != nil {
		return nil, errors.New("a file that it sends is not there any more")
	}
	if f.Digest != a["digest"] {
		return nil, errors.New("a file that it sends is another than was confirmed")
	}
	return data, nil
}

// Fill puts the bytes of attached files, in base64 as content, into a body. It reports whether there were any.
func Fill(ctx context.Context, p conversation.Permit, body any) (any, bool, error) {
	switch body := body.(type) {
	case Attached:
		data, err := body.Bytes(ctx, p)
		if err != nil {
			return nil, false, err
		}
		return map[string]any{
			"name": body["name"], "media_type": body["media_type"], "size": body["size"], "digest": body["digest"],
			"content": base64.StdEncoding.EncodeToString(data),
		}, true, nil
	case map[string]any:
		out, any := make(map[string]any, len(body)), false
		for name, v := range body {
			filled, had, err := Fill(ctx, p, v)
			if err != nil {
				return nil, false, fmt.Errorf("%s: %w", name, err)
			}
			out[name], any = filled, any || had
		}
		return out, any, nil
	case []any:
		out, any := make([]any, len(body)), false
		for i, v := range body {
			filled, had, err := Fill(ctx, p, v)
			if err != nil {
				return nil, false, err
			}
			out[i], any = filled, any || had
		}
		return out, any, nil
	}
	return body, false, nil
}
