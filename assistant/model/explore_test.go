package model

import (
	"fmt"
	"slices"
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
	backwards  = "ORDER: the first action was undone while the second stands"
	notUndone  = "TRUTH: the customer was told that nothing stands, and something does"
	tooOld     = "CONSENT: an action was started on a yes that was too old"
	unheardOf  = "LOST: a message went to a conversation that had ended"
	toldTwice  = "ONCE: the customer was received twice"
	nobodys    = "LOST: the customer's address leads nowhere"
)

// model is what is explored: its worlds begin with the zero one.
type model[W comparable] interface {
	next(w *W, list []step[W]) []step[W] // everything that can happen
	bound(d deed, before *W) bool        // must it come sooner or later? Not a fault, nor what a customer or an agent may leave
	always(w *W) (broken string)         // holds in every world
	atRest(w *W) (broken string)         // holds when nothing more is bound to happen
}

// found is what an exploration came to.
type found struct {
	worlds int
	broken string // the first promise that broke; empty: all hold
	story  []deed // the shortest way there
}

func (f found) String() string {
	if f.broken == "" {
		return fmt.Sprintf("%d worlds: all promises hold", f.worlds)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, after\n", f.broken)
	for i, d := range f.story {
		fmt.Fprintf(&b, "  %2d %s\n", i+1, d)
	}
	return b.String()
}

// trail remembers from where a world was first reached, and by what.
type trail struct {
	from int32
	by   deed
}

// explore visits every world that can be reached, nearest first.
func explore[W comparable](m model[W]) found {
	var first W
	worlds := []W{first}
	trails := []trail{{from: -1}}
	index := map[W]struct{}{first: {}}
	story := func(i int, last ...deed) (out []deed) {
		for ; trails[i].from >= 0; i = int(trails[i].from) {
			out = append(out, trails[i].by)
		}
		slices.Reverse(out)
		return append(out, last...)
	}
	var list []step[W]
	for i := 0; i < len(worlds); i++ {
		w := worlds[i]
		list = m.next(&w, list[:0])
		rests := true
		for _, s := range list {
			rests = rests && !m.bound(s.deed, &w)
			if s.broken == "" {
				s.broken = m.always(&s.after)
			}
			if s.broken != "" {
				return found{len(worlds), s.broken, story(i, s.deed)}
			}
			if _, known := index[s.after]; known {
				continue
			}
			index[s.after] = struct{}{}
			worlds = append(worlds, s.after)
			trails = append(trails, trail{int32(i), s.deed})
		}
		if !rests {
			continue
		}
		if broken := m.atRest(&w); broken != "" {
			return found{len(worlds), broken, story(i)}
		}
	}
	return found{worlds: len(worlds)}
}
