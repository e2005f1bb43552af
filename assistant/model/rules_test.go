package model

// once is how an operation is kept from happening twice.
type once uint8

const (
	keyed      once = iota // the back end drops a second request with the same key
	reconciled             // no key, but a query
	bestEffort             // neither
)

func (o once) String() string { return [...]string{"keyed", "reconciled", "best effort"}[o] }

// guard is a part of the protocol that can be taken out to see what it is for.
type guard uint8

const (
	allGuards            guard = iota
	acceptIsStored             // a message is acknowledged when it is stored
	startIsStored              // a start is stored before its call
	commitNamesItsSeen         // a commit is refused when the conversation has moved on
	startNeedsLease            // a start is refused without the lease
	startSeesInbox             // a start is refused when a newer message waits
	secondCallHasKey           // a request is never sent again without a key
	receiptIsKept              // a receipt whose commit is refused is brought again
	notFoundIsDrained          // "not found" is believed only when no request can be under way any more
	sendLooksAtLease           // the lease is looked at just before the first byte
	failureIsOwn               // "nothing was sent" settles an action only if nobody else has looked after it since
	leaseIsRenewed             // the lease covers whatever takes long before the first commit; of the real thing alone
	namesWithStart             // the names of later reports are stored with the start; of the real thing alone
	floorIsRead                // whoever reads again sees that a person has the floor
	openIsSettledFirst         // what is open is settled before anything is undone
	undoIsBackwards            // what was done last is undone first
	undoIsNotRepeated          // an undo that was not done is not tried again
	undoFailureIsPersons       // an undo that was not done is a person's
	undoAdmitsNothing          // a yes is not admitted while something is undone
	onlySureIsPostponed        // only what surely did not reach the back end is started again
	yesGrowsOld                // nothing is started on a yes that is too old
	stopEndsPostponed          // what was postponed is not started after a stop
	wakeIsStored               // the moment of the next try is stored with the failure
	passIsOneCommit            // a conversation closes and hands its address over in one commit
	passSeesInbox              // a conversation does not hand its address over when a newer message waits
	passIsToOpen               // an address is not handed over to a conversation that has ended
	guards
)

// without are guards that are taken out.
type without [guards]bool

func out(gs ...guard) (w without) {
	for _, g := range gs {
		w[g] = true
	}
	return w
}

// rules are the protocol for one class of operations under bounded faults, with perhaps one guard taken out.
type rules struct {
	once      once
	most      faults
	undoes    bool // what was done can be undone
	postpones bool // what could not be reached is started again later
	out       without
}

// next lists everything that can happen in w.
func (r *rules) next(w *world, list []step[world]) []step[world] {
	list = r.outside(w, list)
	for i := range uint8(2) {
		if w.wire[i].of != 0 {
			list = r.backEnd(w, i, list)
		}
	}
	for i := range uint8(2) {
		list = r.node(w, i, list)
	}
	return list
}

// outside is what the customer, the agent and the clock do.
func (r *rules) outside(w *world, list []step[world]) []step[world] {
	for m := range r.messages() {
		if w.accepted&(1<<m) != 0 || m > 0 && w.accepted&(1<<(m-1)) == 0 {
			continue
		}
		n := *w
		n.accepted |= 1 << m
		if r.out[acceptIsStored] && w.faults.crashes < r.most.crashes {
			lost := n
			lost.forgotten |= 1 << m
			lost.faults.crashes++
			lost.hurt = true
			list = append(list, step[world]{deed: deed{what: forgets, action: m}, after: lost})
		}
		n.inbox |= 1 << m
		list = append(list, step[world]{deed: deed{what: accepts, action: m}, after: n})
	}
	if !w.claimed && w.accepted != 0 {
		n := *w
		n.person, n.claimed = true, true
		n.nodes[0].stale, n.nodes[1].stale = true, true
		list = append(list, step[world]{deed: deed{what: claims}, after: n})
	}
	return r.clock(w, list)
}

// messages is how many the customer may send: a yes again means something only where something is undone.
func (r *rules) messages() uint8 {
	if r.undoes {
		return 3
	}
	return 2
}

// clock is what time alone does.
func (r *rules) clock(w *world, list []step[world]) []step[world] {
	if r.postpones && !w.expired && w.accepted != 0 {
		n := *w
		n.expired = true
		list = append(list, step[world]{deed: deed{what: expires}, after: n})
	}
	if k, later := w.again(r); later && !w.unwoken && !w.person {
		n := *w
		n.stage = up(k)
		n.nodes[0].stale, n.nodes[1].stale = true, true
		list = append(list, step[world]{deed: deed{what: timeComes}, after: n})
	}
	if w.lease == 0 {
		return list
	}
	n := *w
	n.lease = 0
	if w.nodes[w.lease-1].phase != idle { // its holder is paused
		if w.faults.pauses >= r.most.pauses {
			return list
		}
		n.faults.pauses++
		n.hurt = true
	}
	return append(list, step[world]{deed: deed{what: leaseEnds, node: w.lease - 1}, after: n})
}

// again names the action that is to be started once more when its time comes.
func (w *world) again(r *rules) (k uint8, ok bool) {
	switch {
	case w.stage == firstLater:
		return first, true
	case w.stage == secondLater:
		return second, true
	case r.out[stopEndsPostponed] && w.stage == stopped && w.known[first] == failed:
		return first, w.tries[first] == 1
	}
	return 0, false
}

// backEnd is what becomes of the request of node i: it may run or vanish at any time.
func (r *rules) backEnd(w *world, i uint8, list []step[world]) []step[world] {
	k := w.wire[i].of - 1
	heard := w.nodes[i].phase == calling && w.nodes[i].action == k
	ran := *w
	ran.wire[i] = sending{}
	if key := uint8(1) << w.wire[i].try; r.once != keyed || ran.keys[k]&key == 0 {
		ran.ran[k]++
		ran.keys[k] |= key
	}
	late := step[world]{deed: deed{what: runsLate, node: i, action: k}, after: ran}
	if heard {
		n := ran
		n.nodes[i].phase, n.nodes[i].result = holding, done
		list = append(list, step[world]{deed: deed{what: runsAndAnswers, node: i, action: k}, after: n})
		late.what = runsUnheard
		late.after.nodes[i].phase = thinking
		late.after.faults.losses++
		late.after.hurt = true
	}
	if late.after.faults.losses <= r.most.losses {
		list = append(list, late)
	}
	gone := *w
	gone.wire[i] = sending{}
	gone.faults.drops++
	gone.hurt = true
	if heard {
		gone.nodes[i].phase = thinking
	}
	if gone.faults.drops <= r.most.drops {
		list = append(list, step[world]{deed: deed{what: vanishes, node: i, action: k}, after: gone})
	}
	if heard && w.faults.timeouts < r.most.timeouts {
		n := *w
		n.nodes[i].phase = thinking
		n.faults.timeouts++
		n.hurt = true
		list = append(list, step[world]{deed: deed{what: timesOut, node: i, action: k}, after: n})
	}
	return list
}

// running reports whether a request for an action may still reach the back end: it is under way, or a node that was
// paused is about to send it. Only time tells, which is what drained_after is for.
func (w *world) running(k uint8) bool {
	for i, n := range w.nodes {
		about := n.action == k && (n.phase == cleared || n.phase == ready && w.lease == uint8(i+1))
		if w.wire[i].of == k+1 || about {
			return true
		}
	}
	return false
}

// due reports whether a conversation needs a node.
func (w *world) due() bool {
	_, open := w.stage.open()
	return w.inbox != 0 || open || !w.person && (w.stage > quietly && w.stage < firstLater || w.stage == telling || w.stage == tellingUndone)
}
