package model

import (
	"fmt"
	"strings"
)

// The promises.
const (
	onceTaken  = "ONCE: a message was handled twice"
	onceRun    = "ONCE: an action ran twice"
	consent    = "CONSENT: an action was started although the customer's stop had been accepted"
	fence      = "FENCE: the assistant spoke or acted while a person had the floor"
	order      = "ORDER: the second action ran although the first is not known to be done"
	falseDone  = "TRUTH: an action is recorded as done and did not run"
	falseFail  = "TRUTH: an action is recorded as failed and ran"
	hidden     = "TRUTH: an action ran and nothing is recorded"
	noReason   = "TRUTH: an outcome is unknown although nothing went wrong"
	lost       = "LOST: an acknowledged message was never handled"
	stuck      = "STUCK: something waits for ever"
	unattended = "PERSON: an outcome is unknown and nobody was asked to look at it"
)

// always must hold in every world.
func always(w *world) string {
	for k := range w.known {
		switch {
		case w.ran[k] > 1:
			return onceRun
		case w.known[k] == done && w.ran[k] == 0:
			return falseDone
		}
	}
	if w.ran[1] > 0 && w.known[0] != done {
		return order
	}
	return ""
}

// atRest must hold when nothing more is bound to happen.
func atRest(w *world) string {
	if w.forgotten != 0 {
		return lost
	}
	for m := range w.taken {
		if w.accepted&(1<<m) != 0 && w.taken[m] == 0 {
			return stuck
		}
	}
	for k := range w.known {
		switch {
		case w.known[k] == started:
			return stuck
		case w.known[k] == failed && w.ran[k] > 0:
			return falseFail
		case w.known[k] == unstarted && w.ran[k] > 0:
			return hidden
		case w.known[k] == unknown && !w.hurt:
			return noReason
		case w.known[k] == unknown && w.stage != helpless && !w.person:
			return unattended
		}
	}
	return ""
}

// found is what an exploration came to.
type found struct {
	worlds int
	broken string // the first promise that broke; empty: all hold
	story  []step // the shortest way there
}

func (f found) String() string {
	if f.broken == "" {
		return fmt.Sprintf("%d worlds: all promises hold", f.worlds)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, after\n", f.broken)
	for i, s := range f.story {
		fmt.Fprintf(&b, "  %2d %s\n", i+1, s)
	}
	return b.String()
}

// trail remembers from where a world was first reached, and by what.
type trail struct {
	from int32
	by   step
}

// explore visits every world that can be reached, nearest first.
func explore(r rules) found {
	for _, g := range r.without {
		r.out[g] = true
	}
	worlds := []world{{}}
	trails := []trail{{from: -1}}
	index := map[world]struct{}{{}: {}}
	story := func(i int) (out []step) {
		for ; trails[i].from >= 0; i = int(trails[i].from) {
			out = append([]step{trails[i].by}, out...)
		}
		return out
	}
	var list []step
	for i := 0; i < len(worlds); i++ {
		w := worlds[i]
		list = r.next(&w, list[:0])
		rests := true
		for _, s := range list {
			rests = rests && !s.bound(&w)
			if s.broken == "" {
				s.broken = always(&s.after)
			}
			if s.broken != "" {
				return found{len(worlds), s.broken, append(story(i), s)}
			}
			if _, known := index[s.after]; known {
				continue
			}
			index[s.after] = struct{}{}
			worlds = append(worlds, s.after)
			s.after = world{}
			trails = append(trails, trail{int32(i), s})
		}
		if !rests {
			continue
		}
		if broken := atRest(&w); broken != "" {
			return found{len(worlds), broken, story(i)}
		}
	}
	return found{worlds: len(worlds)}
}
