package model

// node is what node i can do. Each case is one transaction or one call of the real assistant.
func (r *rules) node(w *world, i uint8, list []step) []step {
	me := &w.nodes[i]
	if me.phase != idle && w.faults.crashes < r.most.crashes {
		n := *w
		n.nodes[i] = node{}
		n.faults.crashes++
		n.hurt = true
		list = append(list, step{what: dies, node: i, after: n})
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
		n.wire[i], n.nodes[i].phase = me.action+1, calling
		return append(list, step{what: sends, node: i, action: me.action, after: n})
	case asking:
		return append(list, r.ask(w, i))
	case holding:
		return append(list, r.settle(w, i))
	}
	return list
}

func (r *rules) take(w *world, i uint8, list []step) []step {
	first := w.nodes == [2]node{} && w.wire == [2]uint8{} // two nodes that do nothing are alike
	if w.lease != 0 || !w.due() || first && i == 1 {
		return list
	}
	n := *w
	n.lease = i + 1
	n.nodes[i] = node{phase: thinking}
	n.read(i)
	return append(list, step{what: takes, node: i, after: n})
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
func (r *rules) again(w *world, i uint8) step {
	n := *w
	person := n.nodes[i].person
	n.read(i)
	if r.out[floorIsRead] {
		n.nodes[i].person = person
	}
	return step{what: rereads, node: i, after: n}
}

// think commits what follows from the copy.
func (r *rules) think(w *world, i uint8) step {
	me := &w.nodes[i]
	if me.stale && !r.out[commitNamesItsSeen] {
		return r.again(w, i)
	}
	if k, open := me.stage.open(); open {
		return r.look(w, i, k)
	}
	n := *w
	newer := w.inbox&^me.seen != 0
	switch {
	case me.person:
		return r.end(n, i, records, n.stage)
	case newer && !r.out[startSeesInbox]:
		return r.again(w, i)
	case me.seen&2 != 0 && me.stage < helpless && me.stage != telling:
		return r.end(n, i, stops, stopped)
	case me.stage == quietly && me.seen&1 != 0, me.stage == firstUp:
		return r.start(n, i, 0)
	case me.stage == secondUp:
		return r.start(n, i, 1)
	case me.stage == telling:
		return r.end(n, i, tells, over)
	}
	return r.end(n, i, rests, n.stage)
}

// end is the last commit of a turn.
func (r *rules) end(n world, i uint8, what event, to stage) step {
	broken := n.take(n.nodes[i].seen)
	if what != records && what != rests && n.person {
		broken = fence
	}
	n.stage = to
	n.wrote(i)
	n.rest(i)
	return step{what: what, node: i, after: n, broken: broken}
}

// start stores the start of an action.
func (r *rules) start(n world, i, k uint8) step {
	me := &n.nodes[i]
	if n.lease != i+1 && !r.out[startNeedsLease] {
		n.rest(i)
		return step{what: gives, node: i, after: n}
	}
	if r.out[startIsStored] {
		me.phase, me.action, me.early = ready, k, true
		return step{what: callsEarly, node: i, action: k, after: n}
	}
	broken := n.take(me.seen)
	me.seen = 0
	return r.started(n, i, k, starts, broken)
}

func (r *rules) started(n world, i, k uint8, what event, broken string) step {
	switch {
	case n.inbox&2 != 0:
		broken = consent
	case n.person:
		broken = fence
	}
	n.stage, n.known[k] = firstOn+stage(2*k), started
	n.wrote(i)
	me := &n.nodes[i]
	me.phase, me.action, me.again, me.result = ready, k, false, unstarted
	return step{what: what, node: i, action: k, after: n, broken: broken}
}

// look stores that an open action is looked after, and chooses how: the same key again, the query, or not at all.
func (r *rules) look(w *world, i, k uint8) step {
	n := *w
	me := &n.nodes[i]
	me.action = k
	s := step{what: wonders, node: i, action: k}
	switch {
	case (r.once == keyed || r.out[secondCallHasKey]) && !me.again:
		s.what, me.phase, me.again = looks, ready, true
		n.wrote(i)
	case r.once == reconciled:
		me.phase = asking
		n.wrote(i)
	default:
		me.phase, me.result = holding, unknown
	}
	s.after = n
	return s
}

// clear looks at the lease just before the first byte.
func (r *rules) clear(w *world, i uint8) step {
	n := *w
	me := &n.nodes[i]
	if n.lease == i+1 || r.out[sendLooksAtLease] || me.early {
		me.phase = cleared
		return step{what: clears, node: i, action: me.action, after: n}
	}
	// Nothing was sent this time. That settles the action, unless it was sent before or somebody else has sent it since.
	if !me.again && (!me.stale || r.out[failureIsOwn]) {
		me.phase, me.result = holding, failed
	} else {
		n.rest(i)
	}
	return step{what: holdsBack, node: i, action: w.nodes[i].action, after: n}
}

// ask is the query. That nothing is found proves something only when no request can be running any more.
func (r *rules) ask(w *world, i uint8) step {
	n := *w
	me := &n.nodes[i]
	me.phase = holding
	switch {
	case n.ran[me.action] > 0:
		me.result = done
	case !w.running(me.action) || r.out[notFoundIsDrained]:
		me.result = failed
	default:
		me.result = unknown // still open after two minutes
	}
	return step{what: learns, node: i, action: me.action, result: me.result, after: n}
}

// settle stores a receipt. It needs no lease and is never dropped.
func (r *rules) settle(w *world, i uint8) step {
	n := *w
	me := &n.nodes[i]
	k := me.action
	s := step{what: settles, node: i, action: k, result: me.result}
	switch {
	case me.early && me.stale, me.stale && r.out[receiptIsKept]:
		n.rest(i)
		s.what = losesReceipt
	case me.early:
		s.broken = n.take(me.seen)
		n.known[k], n.stage = me.result, secondUp+stage(2*k)
		n.wrote(i)
		n.rest(i)
	case me.stale && me.result == failed && !r.out[failureIsOwn] && r.once == keyed:
		n.rest(i) // somebody else may have sent it since
		s.what = holdsBack
	case me.stale && !r.out[commitNamesItsSeen]:
		return r.again(w, i)
	case n.known[k] != started:
		s.what = settlesLate
		if me.result == done {
			n.known[k] = done
			n.wrote(i)
		}
		n.rest(i)
	default:
		return r.settled(n, i, s)
	}
	s.after = n
	return s
}

// settled stores the receipt with the walk from there, which may hold the next start.
func (r *rules) settled(n world, i uint8, s step) step {
	me := &n.nodes[i]
	n.known[s.action], n.stage = me.result, helpless
	if me.result == done {
		n.stage = secondUp + stage(2*s.action)
	}
	mine := n.lease == i+1 || r.out[startNeedsLease]
	quiet := n.inbox == 0 || r.out[startSeesInbox]
	if n.stage == secondUp && mine && quiet && !me.person {
		return r.started(n, i, 1, settlesAndStarts, "")
	}
	n.wrote(i)
	n.rest(i)
	s.after = n
	return s
}
