package flows

import (
	"slices"
	"strings"
)

// forget reads which slots a way back forgets.
func (d *draft) forget(s *Step, f *fields) {
	n := f.by["forget"]
	if n == nil {
		return
	}
	s.Forget = d.r.words(n, "forget")
	d.forgets[s] = d.r.at(n)
}

// from lists the steps from one on, as they are written.
func (f *Flow) from(step string) []*Step {
	var out []*Step
	f.Walk(func(x *Step) {
		if len(out) > 0 || x.Name == step {
			out = append(out, x)
		}
	})
	return out
}

// forgets reports whether a way back forgets a slot: all that comes after its target, or what it names and what goes
// with that.
func (s *Step) forgets(slot string, f *Flow) bool {
	return s.Forget == nil || slices.ContainsFunc(s.Forget, func(name string) bool {
		return name == slot || f.Slots[name] != nil && slices.Contains(f.Slots[name].ForgetWith, slot)
	})
}

// checkForgets looks at what ways back ask again. One out of a refusal, which is of one value mostly, should name it where
// others would be asked again with it.
func (d *draft) checkForgets() {
	d.flow.Walk(func(call *Step) {
		for _, branch := range call.Outcomes {
			walkSteps(branch, func(s *Step) {
				if s.Kind == Back && call.Kind == Call {
					d.hintForget(s, call)
				}
			})
		}
	})
	d.flow.Walk(func(s *Step) {
		if s.Kind != Back || s.Forget == nil {
			return
		}
		var set []string
		for _, x := range d.flow.from(s.Target) {
			set = append(set, x.Collect...)
		}
		for _, name := range s.Forget {
			if len(set) > 0 && !slices.Contains(set, name) {
				d.r.errorf(d.forgets[s], didYouMean(name, set), "what is forgotten is asked at %s or after it; %s is not", s.Target, name)
			}
		}
	})
}

func (d *draft) hintForget(s, call *Step) {
	target := d.flow.Step(s.Target)
	if s.Forget != nil || target == nil || target.Kind != Collect {
		return
	}
	var others []string
	for _, x := range d.flow.from(s.Target)[1:] {
		if x == call {
			break
		}
		others = append(others, x.Collect...)
	}
	if len(others) > 0 {
		d.r.warnf(s.Pos, "name what was refused: forget: "+target.Collect[0], "going back to %s asks %s again too", s.Target, strings.Join(others, ", "))
	}
}
