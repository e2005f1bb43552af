package flows

import (
	"maps"
	"slices"
)

// known is what holds at a place of a flow, on every way that leads there.
type known struct {
	set  map[string]bool // paths that have a value
	done []*Step         // writes that may be done, on some way
}

func (k known) with(paths ...string) known {
	set := maps.Clone(k.set)
	for _, p := range paths {
		set[p] = true
	}
	return known{set: set, done: k.done}
}

// meet is what holds where two ways come together; a way that is nil never comes.
func meet(a, b *known) *known {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	out := known{set: map[string]bool{}, done: slices.Clone(a.done)}
	for p := range a.set {
		if b.set[p] {
			out.set[p] = true
		}
	}
	for _, s := range b.done {
		if !slices.Contains(out.done, s) {
			out.done = append(out.done, s)
		}
	}
	return &out
}
