package edge

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"balie/conversation"
)

// TakeFile looks at what somebody sent as a file: what it is, its bytes say and not its name. A picture is drawn anew, so that
// nothing but what it shows is kept: no place, device or hidden data. A PDF stays as it is. The errors are
// [conversation.UnfitKind], [conversation.UnfitSize] and [conversation.UnfitEmpty].
func TakeFile(name string, data []byte) (conversation.File, []byte, error) {
	switch {
	case len(data) == 0:
		return conversation.File{}, nil, conversation.UnfitEmpty
	case len(data) > conversation.MostFile:
		return conversation.File{}, nil, conversation.UnfitSize
	}
	media := http.DetectContentType(data)
	switch media {
	case "application/pdf":
	case "image/jpeg", "image/png", "image/gif", "image/webp":
		var err error
		if data, media, err = redraw(data); err != nil {
			return conversation.File{}, nil, err
		}
	default:
		return conversation.File{}, nil, conversation.UnfitKind
	}
	digest := sha256.Sum256(data)
	return conversation.File{
		ID: fileID(), Name: fileName(name, media), Media: media, Size: int64(len(data)), Digest: hex.EncodeToString(digest[:]),
	}, data, nil
}

func fileID() string {
	var raw [16]byte
	rand.Read(raw[:]) // never fails: the program stops when there is no randomness
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:]))
}

// nameMost is the longest name of a file, in letters, without what says its kind.
const nameMost = 60

// fileName is a name that is safe to show and to save under: one word of a path, printable, with the ending of what it is.
func fileName(name, media string) string {
	name = strings.ToValidUTF8(path.Base(strings.ReplaceAll(name, `\`, "/")), "")
	name = strings.TrimSuffix(name, path.Ext(name))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"/\|?*{}`, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	if utf8.RuneCountInString(name) > nameMost {
		name = string([]rune(name)[:nameMost])
	}
	if name = strings.Trim(name, " ."); name == "" {
		name = "bestand"
	}
	return name + ending[media]
}

var ending = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

// ServeFile writes a file to whoever may read it: as something to save, or, of a picture that was drawn anew, to look at. A
// browser runs nothing of it.
func ServeFile(w http.ResponseWriter, f conversation.File, data []byte, show bool) error {
	h := w.Header()
	how := "attachment"
	if show && strings.HasPrefix(f.Media, "image/") {
		how = "inline"
	}
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", fmt.Sprintf("%s; filename=\"bestand%s\"; filename*=UTF-8''%s", how, ending[f.Media], escapeName(f.Name)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Length", fmt.Sprint(len(data)))
	w.WriteHeader(http.StatusOK)
	_, err := bytes.NewReader(data).WriteTo(w)
	if err != nil {
		return fmt.Errorf("file: %w", err)
	}
	return nil
}

// escapeName writes a name as RFC 8187 wants it in a header.
func escapeName(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
