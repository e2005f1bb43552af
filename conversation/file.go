package conversation

import (
	"context"
	"slices"
	"time"
)

// File is what is known of something that a customer sent: a picture or a document. Its bytes stand in no event; [Files] keeps
// them. The name is the customer's and personal.
type File struct {
	ID     string `json:"id,omitempty"` // among the files of its conversation
	Name   string `json:"name"`
	Media  string `json:"media"`            // media type, as its bytes show it: image/jpeg, image/png, application/pdf
	Size   int64  `json:"size"`             // bytes
	Digest string `json:"digest"`           // SHA-256, in hexadecimal
	Remote string `json:"remote,omitempty"` // where a channel still has to fetch it from: the provider's id
}

// Unfit is why a file that a customer sent is not taken in. It is an error; any other one may pass when it is tried again.
type Unfit string

// Why a file is not taken in.
const (
	UnfitKind   Unfit = "kind"   // no picture and no PDF that can be read
	UnfitSize   Unfit = "size"   // too large
	UnfitEmpty  Unfit = "empty"  // nothing is in it
	UnfitUnsafe Unfit = "unsafe" // it holds something harmful, or nobody could look whether it does
	UnfitMany   Unfit = "many"   // the conversation has as many files as it can hold
	UnfitLost   Unfit = "lost"   // it is not, or not any more, where it was to be brought from
	UnfitLate   Unfit = "late"   // it has not come yet: only in [FileMissed], never an error
)

var _ error = UnfitKind

// Error implements error.
func (u Unfit) Error() string { return "the file is not taken in: " + string(u) }

// MostFile is the largest file that is taken in, in bytes.
const MostFile = 10 << 20

// Files keeps the bytes of files, sealed, until their conversation is erased. Every method is one transaction.
type Files interface {
	// Keep stores a file. It is forgotten after a day unless an accepted input names it or used says that one did. The same id
	// again changes nothing. ErrGone: there is no such conversation; ErrLimit: it has too many files already.
	Keep(ctx context.Context, id ID, f File, data []byte, used bool) error
	// Content returns a file with its bytes. ErrGone: there is none, or not any more.
	Content(ctx context.Context, id ID, file string) (File, []byte, error)
	// Drop forgets a file that no accepted input names; any other stays.
	Drop(ctx context.Context, id ID, file string) error
}

// Value makes the value that a slot of type file holds: a reference.
func (f File) Value() Value {
	return Value{Type: Upload, Fields: map[string]Value{
		"id": Of(Text, f.ID), "name": Of(Text, f.Name), "media": Of(Text, f.Media), "size": Num(float64(f.Size)), "digest": Of(Text, f.Digest),
	}}
}

// Files lists the files that a value refers to: one, or those of a list.
func (v Value) Files() []File {
	switch v.Type {
	case Upload:
		return []File{{
			ID: v.Field("id").Text, Name: v.Field("name").Text, Media: v.Field("media").Text, Size: int64(v.Field("size").Number),
			Digest: v.Field("digest").Text,
		}}
	case List:
		var out []File
		for _, item := range v.Items {
			out = append(out, item.Files()...)
		}
		return out
	}
	return nil
}

// UploadAsked says what files a question asks for.
type UploadAsked struct {
	Accept []string `json:"accept"` // media types
	Most   int64    `json:"most"`   // bytes of one
	Many   int      `json:"many"`   // how many at most
}

// Received is a file that the customer sent in a conversation.
type Received struct {
	File
	At   time.Time `json:"at"`
	Used bool      `json:"used,omitempty"` // a slot has it

	Tries int       `json:"tries,omitempty"` // of one that is still to be fetched: so far
	Next  time.Time `json:"next,omitzero"`   // and when it is tried again
}

// Coming lists the files that are still to be fetched.
func (s *State) Coming() []Received {
	var out []Received
	for _, f := range s.Files {
		if f.Remote != "" {
			out = append(out, f)
		}
	}
	return out
}

// receive notes files that came, and use those that a slot took.
func (s *State) receive(files []File, at time.Time) {
	for _, f := range files {
		s.Files = append(s.Files, Received{File: f, At: at})
	}
}

func (s *State) useFiles(v Value) {
	for _, f := range v.Files() {
		for i := range s.Files {
			s.Files[i].Used = s.Files[i].Used || s.Files[i].ID == f.ID
		}
	}
}

// fetched puts a file that has come where one that is received now would be.
func (s *State) fetched(f File, at time.Time) {
	s.Files = append(slices.DeleteFunc(slices.Clone(s.Files), func(r Received) bool { return r.ID == f.ID }), Received{File: f, At: at})
}

// missed notes when a file is tried again, and forgets one that will not come.
func (s *State) missed(e FileMissed) {
	s.Files = slices.Clone(s.Files)
	if e.Next.IsZero() {
		s.Files = slices.DeleteFunc(s.Files, func(r Received) bool { return r.ID == e.File })
	}
	for i := range s.Files {
		if s.Files[i].ID == e.File {
			s.Files[i].Tries, s.Files[i].Next = e.Tries, e.Next
		}
	}
}
