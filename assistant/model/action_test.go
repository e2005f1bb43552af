package model

// start stores the start of an action.
func (r *rules) start(n world, i, k uint8) step[world] {
	me := &n.nodes[i]
	if n.lease != i+1 && !r.out[startNeedsLease] {
		n.rest(i)
		return step[world]{deed: deed{what: gives, node: i}, after: n}
	}
	if r.out[startIsStored] {
		me.phase, me.action, me.try, me.early = ready, k, 0, true
		return step[world]{deed: deed{what: callsEarly, node: i, action: k}, after: n}
	}
	broken := n.take(me.seen)
	me.seen = 0
	return r.started(n, i, k, starts, broken)
}

func (r *rules) started(n world, i, k uint8, what event, broken string) step[world] {
	stop := n.inbox&2 != 0 || n.taken[1] > 0 && n.taken[2] == 0
	switch {
	case n.person:
		broken = fence
	case k <= second && stop:
		broken = consent
	case k <= second && n.expired:
		broken = tooOld
	}
	n.stage, n.known[k] = up(k)+1, started
	n.tries[k]++
	n.wrote(i)
	me := &n.nodes[i]
	me.phase, me.action, me.try, me.again, me.result = ready, k, n.tries[k]-1, false, unstarted
	return step[world]{deed: deed{what: what, node: i, action: k}, after: n, broken: broken}
}

// look stores that an open action is looked after, and chooses how: the same key again, the query, or not at all.
func (r *rules) look(w *world, i, k uint8) step[world] {
	n := *w
	me := &n.nodes[i]
	me.action, me.try = k, max(n.tries[k], 1)-1
	s := step[world]{deed: deed{what: wonders, node: i, action: k}}
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
func (r *rules) clear(w *world, i uint8) step[world] {
	n := *w
	me := &n.nodes[i]
	if n.lease == i+1 || r.out[sendLooksAtLease] || me.early {
		me.phase = cleared
		return step[world]{deed: deed{what: clears, node: i, action: me.action}, after: n}
	}
	// Nothing was sent this time. That settles the action, unless it was sent before or somebody else has sent it since.
	if !me.again && (!me.stale || r.out[failureIsOwn]) {
		me.phase, me.result = holding, failed
	} else {
		n.rest(i)
	}
	return step[world]{deed: deed{what: holdsBack, node: i, action: w.nodes[i].action}, after: n}
}

// ask is the query. That nothing is found proves something only when no request can be running any more.
func (r *rules) ask(w *world, i uint8) step[world] {
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
	return step[world]{deed: deed{what: learns, node: i, action: me.action, result: me.result}, after: n}
}

// settle stores a receipt. It needs no lease and is never dropped.
func (r *rules) settle(w *world, i uint8) step[world] {
	n := *w
	me := &n.nodes[i]
	k := me.action
	s := step[world]{deed: deed{what: settles, node: i, action: k, result: me.result}}
	switch {
	case me.early && me.stale, me.stale && r.out[receiptIsKept]:
		n.rest(i)
		s.what = losesReceipt
	case me.early:
		s.broken = n.take(me.seen)
		n.known[k], n.stage = me.result, r.after(&n, k, me.result)
		n.wrote(i)
		n.rest(i)
	case me.stale && me.result == failed && !r.out[failureIsOwn] && r.once == keyed:
		n.rest(i) // somebody else may have sent it since
		s.what = holdsBack
	case me.stale && !r.out[commitNamesItsSeen]:
		return r.again(w, i)
	case n.known[k] != started || me.try+1 != n.tries[k]:
		s.what = settlesLate
		if me.result == done && n.known[k] != started {
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
func (r *rules) settled(n world, i uint8, s step[world]) step[world] {
	me := &n.nodes[i]
	n.known[s.action] = me.result
	if n.stage == up(s.action)+1 {
		n.stage = r.after(&n, s.action, me.result)
	}
	mine := n.lease == i+1 || r.out[startNeedsLease]
	quiet := n.inbox == 0 || r.out[startSeesInbox]
	if n.stage == secondUp && mine && quiet && !me.person && (!n.expired || r.out[yesGrowsOld]) {
		return r.started(n, i, second, settlesAndStarts, "")
	}
	n.wrote(i)
	n.rest(i)
	s.after = n
	return s
}

// after is where the process stands when an action has ended.
func (r *rules) after(w *world, k uint8, o outcome) stage {
	back := k >= undoSecond
	sure := o == failed || o == unknown && r.out[onlySureIsPostponed]
	switch {
	case o == done && k == first:
		return secondUp
	case o == done && k == second:
		return telling
	case back && (o == done || r.out[undoFailureIsPersons]):
		return r.backFrom(w, k)
	case back && r.out[undoIsNotRepeated] && w.tries[k] == 1:
		return up(k)
	case !back && sure && r.postpones && w.tries[k] == 1:
		return firstLater + stage(k)
	case k == second && o == failed && r.undoes:
		return undoFirstUp
	}
	return helpless
}

// backFrom is where it stands when an undo is over.
func (r *rules) backFrom(w *world, k uint8) stage {
	switch {
	case k == undoSecond && w.known[undoFirst] == unstarted:
		return undoFirstUp
	case k == undoFirst && w.known[second] == done && w.known[undoSecond] == unstarted: // only without a guard
		return undoSecondUp
	}
	return tellingUndone
}
