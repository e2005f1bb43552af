package model

// node is what node i can do. Each case is one transaction or one call of the real assistant.
func (r *rules) node(w *world, i uint8, list []step[world]) []step[world] {
	me := &w.nodes[i]
	_, later := w.again(r)
	if (me.phase != idle || later && r.out[wakeIsStored]) && w.faults.crashes < r.most.crashes {
		n := *w
		n.unwoken = later && r.out[wakeIsStored]
		n.nodes[i] = node{}
		n.faults.crashes++
		n.hurt = true
		list = append(list, step[world]{deed: deed{what: dies, node: i}, after: n})
	}
	switch me.phase {
	case idle:
		return r.take(w, i, list)
	case thinking:
		return append(list, r.think(w, i))
	case ready:
		return append(list, r.clear(w, i))
	case cleared:
		n := *w
		n.wire[i], n.nodes[i].phase = sending{me.action + 1, me.try}, calling
		return append(list, step[world]{deed: deed{what: sends, node: i, action: me.action}, after: n})
	case asking:
		return append(list, r.ask(w, i))
	case holding:
		return append(list, r.settle(w, i))
	}
	return list
}

func (r *rules) take(w *world, i uint8, list []step[world]) []step[world] {
	first := w.nodes == [2]node{} && w.wire == [2]sending{} // two nodes that do nothing are alike
	if w.lease != 0 || !w.due() || first && i == 1 {
		return list
	}
	n := *w
	n.lease = i + 1
	n.nodes[i] = node{phase: thinking}
	n.read(i)
	return append(list, step[world]{deed: deed{what: takes, node: i}, after: n})
}

// read copies the conversation as it is now.
func (w *world) read(i uint8) {
	me := &w.nodes[i]
	me.stale, me.seen, me.stage, me.person = false, w.inbox, w.stage, w.person
}

// wrote marks the copies of others as old.
func (w *world) wrote(i uint8) {
	w.nodes[1-i].stale = true
	w.nodes[i].stale, w.nodes[i].stage, w.nodes[i].person = false, w.stage, w.person
}

// rest ends a turn.
func (w *world) rest(i uint8) {
	if w.lease == i+1 {
		w.lease = 0
	}
	w.nodes[i] = node{}
}

// take marks messages as handled.
func (w *world) take(seen uint8) (broken string) {
	for m := range w.taken {
		if seen&(1<<m) == 0 {
			continue
		}
		if w.taken[m]++; w.taken[m] > 1 {
			broken = onceTaken
		}
	}
	w.inbox &^= seen
	return broken
}

// again is a commit that was refused: what was thought is dropped, and the conversation is read anew.
func (r *rules) again(w *world, i uint8) step[world] {
	n := *w
	person := n.nodes[i].person
	n.read(i)
	if r.out[floorIsRead] {
		n.nodes[i].person = person
	}
	return step[world]{deed: deed{what: rereads, node: i}, after: n}
}

// think commits what follows from the copy.
func (r *rules) think(w *world, i uint8) step[world] {
	me := &w.nodes[i]
	if me.stale && !r.out[commitNamesItsSeen] {
		return r.again(w, i)
	}
	if k, open := me.stage.open(); open && !(r.out[openIsSettledFirst] && me.seen&2 != 0 && w.known[first] == done) {
		return r.look(w, i, k)
	}
	n := *w
	newer := w.inbox&^me.seen != 0
	switch {
	case me.person:
		return r.end(n, i, records, n.stage)
	case newer && !r.out[startSeesInbox]:
		return r.again(w, i)
	case me.seen&2 != 0 && r.stops(me.stage):
		return r.stop(n, i)
	case me.seen&4 != 0 && me.stage.undoing() && r.out[undoAdmitsNothing]:
		return r.end(n, i, isSaidYes, secondUp)
	}
	return r.walk(n, i)
}

// walk does what the place needs at which the process stands.
func (r *rules) walk(n world, i uint8) step[world] {
	me := &n.nodes[i]
	switch s := me.stage; {
	case s == quietly && me.seen&1 != 0, s == firstUp, s == secondUp:
		if n.expired && !r.out[yesGrowsOld] {
			return r.end(n, i, asks, asksAgain)
		}
		return r.start(n, i, max(uint8(s), 1)/2)
	case s == undoSecondUp, s == undoFirstUp:
		return r.start(n, i, uint8(s)/2)
	case s == telling:
		return r.end(n, i, tells, over)
	case s == tellingUndone:
		return r.end(n, i, tells, undone)
	}
	return r.end(n, i, rests, n.stage)
}

// stops reports whether the customer's stop changes something.
func (r *rules) stops(s stage) bool {
	_, open := s.open()
	return s < undoSecondUp && (!open || r.out[openIsSettledFirst]) || s == firstLater || s == secondLater || s == asksAgain || s == telling && r.undoes
}

// stop ends the process, and begins to undo what it has done.
func (r *rules) stop(n world, i uint8) step[world] {
	switch {
	case !r.undoes || n.known[first] != done:
		return r.end(n, i, stops, stopped)
	case n.known[second] == done && !r.out[undoIsBackwards]:
		return r.end(n, i, undoes, undoSecondUp)
	}
	return r.end(n, i, undoes, undoFirstUp)
}

// end is the last commit of a turn.
func (r *rules) end(n world, i uint8, what event, to stage) step[world] {
	broken := n.take(n.nodes[i].seen)
	if what != records && what != rests && n.person {
		broken = fence
	}
	n.stage = to
	n.wrote(i)
	n.rest(i)
	return step[world]{deed: deed{what: what, node: i}, after: n, broken: broken}
}
