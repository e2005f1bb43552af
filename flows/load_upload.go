package flows

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"balie/conversation"
)

// What a slot of type file may accept, by the word for it.
var accepted = map[string][]string{
	"image": {"image/jpeg", "image/png"},
	"pdf":   {"application/pdf"},
}

// mostMany is how many files one slot may take.
const mostMany = 10

var sizeForm = regexp.MustCompile(`^([0-9]{1,6})(KB|MB)$`)

// upload reads what a slot of type file takes.
func (d *draft) upload(s *Slot, f *fields) {
	if s.Type != conversation.Upload {
		for _, key := range []string{"accept", "max", "many"} {
			if f.has(key) {
				d.r.errorf(f.keys[key], "write type: file", "slot %s has %s: and is %s", s.Name, key, s.Type)
			}
		}
		return
	}
	s.Accept, s.Most, s.Many = []string{"image", "pdf"}, conversation.MostFile, f.number("many", 1, mostMany)
	if f.has("accept") {
		s.Accept = d.r.words(f.by["accept"], "accept")
		for _, word := range s.Accept {
			if accepted[word] == nil {
				d.r.errorf(d.r.at(f.by["accept"]), didYouMean(word, names(accepted)), "%q is no kind of file", word)
			}
		}
	}
	if f.has("max") {
		m := sizeForm.FindStringSubmatch(f.text("max"))
		if m == nil {
			d.r.errorf(d.r.at(f.by["max"]), "write 500KB or 10MB", "%q is no size", f.text("max"))
			return
		}
		n, _ := strconv.ParseInt(m[1], 10, 64) // six digits at most
		s.Most = n << 10
		if m[2] == "MB" {
			s.Most = n << 20
		}
		if s.Most < 1 || s.Most > conversation.MostFile {
			d.r.errorf(d.r.at(f.by["max"]), "", "no file above %d MB is taken in", conversation.MostFile>>20)
		}
	}
}

// Media lists the media types that a slot of type file takes.
func (s *Slot) Media() []string {
	var out []string
	for _, word := range s.Accept {
		out = append(out, accepted[word]...)
	}
	return out
}

// takes reports whether a slot takes a file, or else the name of the text that says why not.
func (s *Slot) takes(f conversation.File) (problem string, ok bool) {
	switch {
	case !slices.Contains(s.Media(), f.Media):
		return "file_" + strings.Join(s.Accept, "_"), false
	case f.Size > s.Most:
		return "file_size", false
	}
	return "", true
}

// typed is the schema of a value that is written as a type says.
func typed(t conversation.Type) conversation.Schema {
	if t == conversation.Upload {
		return fileSchema()
	}
	return plain(t)
}

// fileSchema is how a reference to a file is read.
func fileSchema() conversation.Schema {
	text := plain(conversation.Text)
	return conversation.Schema{Type: conversation.Upload, Fields: map[string]conversation.Schema{
		"id": text, "name": text, "media": text, "digest": text, "size": plain(conversation.Number),
	}}
}
