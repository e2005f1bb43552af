package flows

import (
	"slices"

	"balie/conversation"
)

// Outcomes that every operation may have beside those that it declares.
const (
	failedOutcome  = "failed"
	unknownOutcome = "unknown"
	cancelled      = "cancelled"
	elapsed        = "elapsed"
)

// checkCalls holds calls against their contracts and sub-flows against their inputs.
func (d *draft) checkCalls() {
	consented := map[*Step]bool{}
	d.flow.Walk(func(s *Step) {
		switch s.Kind {
		case Confirm:
			d.checkDo(s)
			for _, c := range s.Then {
				consented[c] = true
			}
		case Call:
			d.checkCall(s, consented[s])
		case SubFlow:
			d.checkSub(s)
		case Wait:
			d.checkWait(s)
		}
	})
}

// checkDo looks at what stands under a confirm.
func (d *draft) checkDo(s *Step) {
	writes := false
	for _, c := range s.Then {
		if c.Kind != Call {
			d.r.errorf(c.Pos, "put it before or after the confirm", "under do: stand calls only, not %s", c.Kind)
			continue
		}
		writes = writes || d.l.set.Operations[c.Target].Effect == conversation.EffectWrite
		if c.NoAsk != "" {
			d.r.errorf(c.Pos, "leave consent: out", "this call has consent: it stands under a confirm")
		}
	}
	if len(s.Then) > 0 && !writes && !d.unknownCall(s.Then) {
		d.r.warnf(s.Pos, "", "nothing under this confirm changes anything: the question is not needed")
	}
}

func (d *draft) unknownCall(list []*Step) bool {
	return slices.ContainsFunc(list, func(c *Step) bool { _, ok := d.l.set.Operations[c.Target]; return !ok })
}

func (d *draft) checkCall(s *Step, consented bool) {
	op, ok := d.l.set.Operations[s.Target]
	if !ok {
		d.noOperation(s.Target, d.targets[s])
		return
	}
	d.parameters(op.Name, op.Input, s.With, s.Pos)
	write := op.Effect == conversation.EffectWrite
	switch {
	case write && !consented && s.NoAsk == "":
		d.r.errorf(s.Pos, "put it under confirm: … do:, or say consent: {not_needed: why}", "%s changes something and nobody has agreed to it", op.Name)
	case !write && s.NoAsk != "":
		d.r.warnf(s.Pos, "leave consent: out", "%s changes nothing: it needs no consent", op.Name)
	}
	if write && (op.Once == "" || op.Once == conversation.BestEffort) {
		d.r.warnf(s.Pos, "give the operation key: or reconcile:", "%s has neither a key nor a query: when its answer is lost, a person must find out", op.Name)
	}
	allowed := append(slices.Clone(op.Outcomes), failedOutcome)
	if write {
		allowed = append(allowed, unknownOutcome)
	}
	if len(op.Limits) > 0 {
		allowed = append(allowed, conversation.LimitOutcome)
	}
	d.checkOutcomes(s, allowed)
	for _, name := range op.Outcomes {
		if s.Outcomes[name] == nil {
			d.r.errorf(s.Pos, "add it under outcomes:", "%s may be refused with %s, and no branch says what then", op.Name, name)
		}
	}
}

// checkOutcomes refuses branches for what cannot happen.
func (d *draft) checkOutcomes(s *Step, allowed []string) {
	for _, name := range names(s.Outcomes) {
		if !slices.Contains(allowed, name) {
			d.r.errorf(d.keys[s][name], didYouMean(name, allowed), "%s has no outcome %s", s.Name, name)
		}
	}
}

func (d *draft) checkSub(s *Step) {
	d.checkOutcomes(s, []string{cancelled})
	callee := d.l.flows[s.Target]
	if callee == nil {
		d.r.errorf(d.targets[s], didYouMean(s.Target, names(d.l.flows)), "there is no flow %s", s.Target)
		return
	}
	want := map[string]conversation.Schema{}
	for name, t := range callee.flow.Inputs {
		want[name] = plain(t)
	}
	d.parameters("flow "+s.Target, want, s.With, s.Pos)
	if s.Save != "" && len(callee.returns) == 0 {
		d.r.errorf(s.Pos, "leave save: out", "flow %s returns nothing to save", s.Target)
	}
}

func (d *draft) checkWait(s *Step) {
	var allowed []string
	if s.timed() {
		allowed = []string{elapsed}
	}
	d.checkOutcomes(s, allowed)
	switch {
	case s.Save != "" && s.Target == "":
		d.r.errorf(s.Pos, "leave save: out", "only a callback brings something to save")
	case s.Target != "" && d.l.opts.Callbacks != nil:
		if _, ok := d.l.opts.Callbacks[s.Target]; !ok {
			d.r.errorf(d.targets[s], didYouMean(s.Target, names(d.l.opts.Callbacks)), "nobody calls back %s", s.Target)
		}
	}
}
