package sqlite

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"balie/conversation"
)

// TestAnAgendaSaysWhatTheFileSays: whatever changes, the first that are due are those that a list of all would name.
func TestAnAgendaSaysWhatTheFileSays(t *testing.T) {
	t.Parallel()
	for _, conversations := range []int64{50, 3 * agendaSize} {
		r := rand.New(rand.NewPCG(7, uint64(conversations)))
		a, file := &agenda{}, map[int64]appointment{}
		var planned int
		for step := range 8000 {
			p := appointment{c: r.Int64N(conversations), at: r.Int64N(40)}
			p.id = conversation.ID(fmt.Sprint(p.c))
			if p.at == 0 {
				delete(file, p.c)
			} else {
				file[p.c] = p
			}
			a.set(p)
			if step%100 > 0 {
				continue
			}
			want := sorted(file)
			want = want[:min(len(want), 1+r.IntN(2*agendaSize))]
			var got []appointment
			look := func(p appointment) bool { got = append(got, p); return len(got) < len(want) }
			if !a.visit(look) {
				planned++
				all := sorted(file)
				most := min(len(all), agendaSize+len(want))
				a.begin(all[:most], most == len(all))
				if got = nil; !a.visit(look) {
					t.Fatalf("step %d: a new agenda of %d does not know %d", step, most, len(want))
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("step %d: %v, want %v", step, got, want)
			}
		}
		if planned > 1 && conversations <= agendaSize {
			t.Errorf("with %d conversations it was read %d times", conversations, planned)
		}
	}
}

func sorted(file map[int64]appointment) []appointment {
	var out []appointment
	for _, p := range file {
		out = append(out, p)
	}
	slices.SortFunc(out, appointment.compare)
	return out
}
