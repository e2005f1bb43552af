package flows

import "slices"

// checkBranches finds branches that fall through, steps that nobody reaches, ways back that lead nowhere and flows that
// cannot end.
func (d *draft) checkBranches() {
	d.flow.Walk(func(s *Step) {
		for _, name := range names(s.Outcomes) {
			d.mustLeave(s.Outcomes[name], d.keys[s][name], "the branch "+name)
		}
		if s.Kind == Confirm && len(s.Else) > 0 {
			d.mustLeave(s.Else, s.Else[0].Pos, "else")
		}
	})
	after(d, d.flow.Steps)
	d.checkBack(d.flow.Steps, nil)
	d.checkForgets()
	d.checkEnds()
}

// mustLeave: a branch leaves; it never falls through.
func (d *draft) mustLeave(list []*Step, at Pos, what string) {
	if len(list) > 0 && !leaves(list) {
		d.r.errorf(at, "end it with end, handover, back or undo", "%s falls through to what comes after it", what)
	}
}

// leaves reports whether a list of steps ends in one that leaves it.
func leaves(list []*Step) bool {
	if len(list) == 0 {
		return false
	}
	switch last := list[len(list)-1]; last.Kind {
	case End, Handover, Back, Undo:
		return true
	case If:
		return leaves(last.Then) && leaves(last.Else)
	}
	return false
}

// gone reports whether nothing after a step is ever reached. After a handover it is, once a person hands back.
func gone(s *Step) bool {
	switch s.Kind {
	case End, Back, Undo:
		return true
	case If:
		return len(s.Then) > 0 && len(s.Else) > 0 && gone(s.Then[len(s.Then)-1]) && gone(s.Else[len(s.Else)-1])
	}
	return false
}

// after reports the first step of each list that nobody reaches.
func after(d *draft, list []*Step) {
	for i, s := range list {
		for _, inner := range s.lists() {
			after(d, inner)
		}
		if i > 0 && gone(list[i-1]) {
			d.r.errorf(s.Pos, "leave it out or move it", "this step is never reached: the one before it leaves")
			return
		}
	}
}

// checkBack resolves ways back: to an earlier step of the same list or of one around it.
func (d *draft) checkBack(list []*Step, earlier []*Step) {
	for _, s := range list {
		if s.Kind == Back {
			d.resolve(s, earlier)
		}
		// The step itself encloses its branches: one may go back to it.
		inside := append(earlier[:len(earlier):len(earlier)], s)
		for _, inner := range s.lists() {
			d.checkBack(inner, inside)
		}
		earlier = inside
	}
}

func (d *draft) resolve(s *Step, earlier []*Step) {
	var known []string
	for _, e := range earlier {
		switch {
		case e.Name == s.Target:
			return
		case e.Name == "collect."+s.Target, e.Kind == Collect && slices.Contains(e.Collect, s.Target):
			s.Target = e.Name
			return
		}
		known = append(known, e.Name)
	}
	if s.Target != "" {
		d.r.errorf(d.targets[s], didYouMean(s.Target, known), "back leads to an earlier step of this list or one around it; %s is none", s.Target)
	}
}

// checkEnds finds steps from which the flow's end cannot be reached.
func (d *draft) checkEnds() {
	into := map[string][]string{}
	for _, e := range edges(d.flow) {
		into[e[1]] = append(into[e[1]], e[0])
	}
	ends := map[string]bool{over: true}
	for todo := []string{over}; len(todo) > 0; todo = todo[1:] {
		for _, from := range into[todo[0]] {
			if !ends[from] {
				ends[from] = true
				todo = append(todo, from)
			}
		}
	}
	if len(d.flow.Steps) > 0 && !ends[start] {
		d.r.errorf(d.flow.Pos, "let a branch lead to end", "flow %s cannot end", d.flow.Name)
	}
}
