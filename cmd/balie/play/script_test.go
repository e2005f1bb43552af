package play

import (
	"strings"
	"testing"
)

func TestBrokenScriptsAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ src, want string }{
		{"test: x\nsteps:\n  - costumer: hallo\n", "direction \"costumer\" is not known"},
		{"test: x\nstepps: []\n", "stepps"},
		{"test: x\nnow: soon\nsteps:\n  - customer: x\n", "is no time"},
		{"test: x\ndesk: ajar\nsteps:\n  - customer: x\n", "desk is open or closed"},
		{"test: x\nchannel: pigeon\nsteps:\n  - customer: x\n", "channel is widget or whatsapp"},
		{"test: x\nsteps:\n  - [1, 2]\n", "a step is one direction"},
		{"test: x\ncustomer: {id: C-1, assurance: total}\nsteps:\n  - customer: x\n", "is not known"},
		{"\x00\xff", "tests/x.yaml"},
	} {
		if _, err := Read("tests/x.yaml", []byte(c.src)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.src, err)
		}
	}
}

func FuzzReadScript(f *testing.F) {
	f.Add([]byte("test: x\nsteps:\n  - customer: hallo\n"))
	f.Add([]byte("---\n---\ntest: &a x\n"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = Read("tests/x.yaml", b) // must not panic
	})
}
