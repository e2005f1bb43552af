package model

// always must hold in every world.
func (r *rules) always(w *world) string {
	for k := range w.known {
		switch {
		case w.ran[k] > 1:
			return onceRun
		case w.known[k] == done && w.ran[k] == 0:
			return falseDone
		}
	}
	switch {
	case w.ran[second] > 0 && w.known[first] != done:
		return order
	case w.ran[undoFirst] > 0 && w.stands(second):
		return backwards
	}
	return ""
}

// stands reports whether an action ran and was not undone.
func (w *world) stands(k uint8) bool { return w.ran[k] > 0 && w.ran[undoOf(k)] == 0 }

// atRest must hold when nothing more is bound to happen.
func (r *rules) atRest(w *world) string {
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
	switch {
	case w.stage == undone && (w.stands(first) || w.stands(second)):
		return notUndone
	case (w.stage == firstLater || w.stage == secondLater) && !w.person:
		return stuck
	}
	return ""
}

func (r *rules) bound(d deed, before *world) bool {
	switch d.what {
	case accepts, forgets, claims, expires, runsUnheard, runsLate, vanishes, timesOut, dies:
		return false
	case leaseEnds:
		return before.nodes[d.node].phase == idle
	}
	return true
}
