package storetest

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"balie/conversation"
)

func filesCases() map[string]func(*kit) {
	return map[string]func(*kit){
		"a file is given back as it was kept":       (*kit).fileBack,
		"the same id again changes nothing":         (*kit).fileTwice,
		"it is its conversation's alone":            (*kit).fileForeign,
		"one that an input names is not dropped":    (*kit).fileUsed,
		"one that nothing names can be dropped":     (*kit).fileLoose,
		"what is not as it says is refused":         (*kit).fileWrong,
		"a conversation holds so many and no more":  (*kit).fileMany,
		"an erased conversation has none, for good": (*kit).fileErased,
		"they outlive the process":                  (*kit).fileRestart,
		"one that is only named is not there yet":   (*kit).fileNamed,
	}
}

func file(id string, data []byte) conversation.File {
	return conversation.File{ID: id, Name: "loonstrook.pdf", Media: "application/pdf", Size: int64(len(data)), Digest: "d"}
}

// keep stores a file that holds some words.
func (k *kit) keep(id conversation.ID, name, words string, used bool) conversation.File {
	k.Helper()
	f := file(name, []byte(words))
	k.must(k.s.Keep(k.ctx(), id, f, []byte(words), used))
	return f
}

// holds checks what a conversation has under an id.
func (k *kit) holds(s conversation.Files, id conversation.ID, f conversation.File, words string) {
	k.Helper()
	got, data, err := s.Content(k.ctx(), id, f.ID)
	k.must(err)
	k.same(got, f)
	k.same(string(data), words)
}

// lacks checks that a conversation has nothing under an id.
func (k *kit) lacks(id conversation.ID, file string) {
	k.Helper()
	_, data, err := k.s.Content(k.ctx(), id, file)
	k.is(err, conversation.ErrGone)
	k.same(len(data), 0)
}

func (k *kit) fileBack() {
	id := k.open("v")
	long := strings.Repeat("a photo ", 1<<17)
	k.holds(k.s, id, k.keep(id, "f", long, false), long)
	k.lacks(id, "g")
}

func (k *kit) fileTwice() {
	id := k.open("v")
	first := k.keep(id, "f", "first", true)
	k.keep(id, "f", "second one", false)
	k.holds(k.s, id, first, "first")
}

func (k *kit) fileForeign() {
	a, b := k.open("a"), k.open("b")
	f, g := k.keep(a, "f", "of a", false), k.keep(b, "f", "of b!", false)
	k.must(k.s.Drop(k.ctx(), b, "f"))
	k.holds(k.s, a, f, "of a")
	k.lacks(b, g.ID)
	k.is(k.s.Keep(k.ctx(), "none", f, []byte("of a"), false), conversation.ErrGone)
}

func (k *kit) fileUsed() {
	id := k.open("v")
	f, g := k.keep(id, "f", "named later", false), k.keep(id, "g", "named at once", true)
	in := k.text("v", "here it is")
	in.Kind, in.Files = conversation.InputFile, []conversation.File{f}
	k.accept(in)
	for _, one := range []string{"f", "g", "none"} {
		k.must(k.s.Drop(k.ctx(), id, one))
	}
	k.holds(k.s, id, f, "named later")
	k.holds(k.s, id, g, "named at once")
}

func (k *kit) fileLoose() {
	id := k.open("v")
	k.keep(id, "f", "looked at, and not sent", false)
	k.must(k.s.Drop(k.ctx(), id, "f"))
	k.lacks(id, "f")
	k.holds(k.s, id, k.keep(id, "f", "another", false), "another")
}

func (k *kit) fileWrong() {
	id := k.open("v")
	large := make([]byte, conversation.MostFile+1)
	for _, c := range []struct {
		f    conversation.File
		data []byte
	}{{file("", []byte("x")), []byte("x")}, {file("f", []byte("xx")), []byte("x")}, {file("f", large), large}} {
		if err := k.s.Keep(k.ctx(), id, c.f, c.data, false); err == nil {
			k.Errorf("a file of %d bytes is kept as %d, under %q", len(c.data), c.f.Size, c.f.ID)
		}
	}
	k.lacks(id, "f")
}

func (k *kit) fileMany() {
	id, other := k.open("v"), k.open("w")
	for n := range 1000 {
		f := file(fmt.Sprint(n), []byte("x"))
		if err := k.s.Keep(k.ctx(), id, f, []byte("x"), false); err != nil {
			k.is(err, conversation.ErrLimit)
			k.must(k.s.Drop(k.ctx(), id, "0"))
			k.must(k.s.Keep(k.ctx(), id, f, []byte("x"), false))
			k.keep(other, "f", "is none of theirs", false)
			return
		}
	}
	k.Error("a thousand files are kept")
}

func (k *kit) fileErased() {
	id := k.open("v")
	f := k.keep(id, "f", "theirs", true)
	k.must(k.s.Erase(k.ctx(), k.take(id)))
	k.lacks(id, "f")
	k.is(k.s.Keep(k.ctx(), id, f, []byte("theirs"), true), conversation.ErrGone)
	k.must(k.s.Drop(k.ctx(), id, "f"))
}

func (k *kit) fileRestart() {
	r, ok := k.s.(Reopener)
	if !ok {
		k.Skip("it cannot be opened anew")
	}
	id := k.open("v")
	f, data := file("f", nil), bytes.Repeat([]byte{0, 1, 255}, 1000)
	f.Size = int64(len(data))
	k.must(k.s.Keep(k.ctx(), id, f, data, true))
	k.holds(r.Reopen(k.T), id, f, string(data))
}

func (k *kit) fileNamed() {
	id := k.open("v")
	in := k.text("v", "it is elsewhere")
	in.Kind, in.Files = conversation.InputFile, []conversation.File{{ID: "f", Remote: "600000000000001"}}
	k.accept(in)
	k.lacks(id, "f")
	l := k.take(id)
	k.same(l.Inbox[len(l.Inbox)-1].Files, in.Files)
	k.holds(k.s, id, k.keep(id, "f", "brought in", true), "brought in")
	k.clock.Move(48 * time.Hour)
	k.holds(k.s, id, file("f", []byte("brought in")), "brought in")
}
