package whatsapp

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"balie/conversation"
)

// readable lists the media types of pictures and documents that are fetched. What they hold is judged by who keeps them.
var readable = []string{"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"}

// mediaID is all that an id may be: it becomes a part of an address.
var mediaID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// file is a picture or document that can be fetched, with the words under it.
func (w *WhatsApp) file(in conversation.Input, m message) (conversation.Input, bool) {
	sent := m.Image
	if m.Type == "document" {
		sent = m.Document
	}
	kind, _, err := mime.ParseMediaType(sent.Type)
	_, failed := first(m.Errors)
	if err != nil || failed || !slices.Contains(readable, kind) || !mediaID.MatchString(sent.ID) {
		return in, false
	}
	digest := ""
	if sum, err := base64.StdEncoding.DecodeString(sent.Digest); err == nil && len(sum) == sha256.Size {
		digest = hex.EncodeToString(sum)
	}
	id := sha256.Sum256([]byte(in.Source + "\x00" + in.ID)) // the same when Meta posts it again
	in.Kind, in.Text, in.Quiet = conversation.InputFile, w.kept(sent.Caption, maxText), w.o.Quiet
	in.Files = []conversation.File{{
		ID: hex.EncodeToString(id[:16]), Name: w.kept(sent.Filename, maxChoice), Media: kind, Digest: digest, Remote: sent.ID,
	}}
	return in, true
}

// mediaAt is where Meta keeps a file for five minutes.
type mediaAt struct {
	URL  string `json:"url"`
	Size int64  `json:"file_size"`
}

// Fetch brings the bytes of a file that a customer sent: its id gives an address, and that, with the token, the file. Its
// digest is compared with the one that came with the message. The error is conversation.UnfitSize or UnfitLost when trying
// again would not help; it names no address.
func (w *WhatsApp) Fetch(ctx context.Context, f conversation.File) ([]byte, error) {
	data, err := w.fetch(ctx, f)
	result := "fetched"
	switch {
	case errors.Is(err, conversation.UnfitLost):
		result = "lost"
	case errors.Is(err, conversation.UnfitSize):
		result = "too_large"
	case err != nil:
		result = "late"
	}
	w.o.Count("file." + result)
	return data, err
}

func (w *WhatsApp) fetch(ctx context.Context, f conversation.File) ([]byte, error) {
	if !mediaID.MatchString(f.Remote) {
		return nil, conversation.UnfitLost
	}
	got, err := w.get(ctx, w.o.Base+"/"+f.Remote+"?phone_number_id="+url.QueryEscape(w.o.NumberID), maxAnswer)
	if err != nil {
		return nil, fmt.Errorf("media address: %w", err)
	}
	var at mediaAt
	if json.Unmarshal(got, &at) != nil || !w.ours(at.URL) {
		return nil, errors.New("media address: the answer names none that files are fetched from")
	}
	if at.Size > conversation.MostFile {
		return nil, conversation.UnfitSize
	}
	data, err := w.get(ctx, at.URL, conversation.MostFile)
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	if sum := sha256.Sum256(data); f.Digest != "" && f.Digest != hex.EncodeToString(sum[:]) {
		return nil, errors.New("media: it is not what was sent: the digests differ")
	}
	return data, nil
}

// ours reports whether the token may go to an address: that of the API, or a host that the company names.
func (w *WhatsApp) ours(address string) bool {
	u, err := url.Parse(address)
	base, bad := url.Parse(w.o.Base)
	if err != nil || bad != nil || u.Host == "" || u.User != nil {
		return false
	}
	if u.Scheme == base.Scheme && u.Host == base.Host {
		return true
	}
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && slices.ContainsFunc(w.o.Media, func(host string) bool {
		name := strings.ToLower(u.Hostname())
		return name == host || strings.HasSuffix(name, "."+host)
	})
}

// get reads what an address holds, with the token. Nothing that an error says comes from the other side.
func (w *WhatsApp) get(ctx context.Context, address string, most int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("it cannot be made a request")
	}
	w.authorize(req)
	res, err := w.client.Do(req)
	if err != nil {
		return nil, errors.New("not reached, or no answer in time")
	}
	defer res.Body.Close() //nolint:errcheck // nothing is left to be lost
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusBadRequest, http.StatusNotFound, http.StatusGone:
		return nil, refusedMedia(res)
	default:
		return nil, fmt.Errorf("HTTP %d", res.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	switch {
	case err != nil:
		return nil, errors.New("cut off in the answer")
	case int64(len(data)) > most:
		return nil, conversation.UnfitSize
	}
	return data, nil
}

// refusedMedia judges a refusal: for good, unless its code tells of something that passes.
func refusedMedia(res *http.Response) error {
	var no refused
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err == nil && lenient(body, &no) == nil && no.Error != nil && no.Error.Code != nil && actionOf(*no.Error.Code) != never {
		return fmt.Errorf("HTTP %d, code %d", res.StatusCode, *no.Error.Code)
	}
	return conversation.UnfitLost
}
