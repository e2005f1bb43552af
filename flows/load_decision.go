package flows

import (
	"slices"

	"balie/conversation"
)

// PersonDecides is the outcome that leaves a decision to a person.
const PersonDecides = "person"

// Ruling is one rule of a decision: when it holds, what is decided then, and why, as the customer is told.
type Ruling struct {
	If      *Expr // nil: it decides when no other does
	Outcome string
	Because *Text // nil: nothing is told
	Pos     Pos
}

// Named lists what a decision step can come to, sorted: a person may decide any of it but [PersonDecides].
func (s *Step) Named() []string {
	var out []string
	for _, r := range s.Rules {
		if r.Outcome != "" {
			out = append(out, r.Outcome)
		}
	}
	return sortedSet(out)
}

// refuses reports whether an outcome of a decision leaves the way on: the customer may have a person look at it.
func (s *Step) refuses(outcome string) bool { return len(s.Outcomes[outcome]) > 0 }

// decision reads the rules of a decision, the last of which holds when no other does.
func (d *draft) decision(s *Step, f *fields) {
	f.require("a decision", "rules", "else")
	s.Save = s.Target
	d.r.name(s.Save, d.targets[s], "a decision")
	if !f.has("rules") || !f.has("else") {
		return
	}
	for _, n := range d.r.items(f.by["rules"], "rules") {
		in := d.r.fields(n, "a rule", []string{"if", "outcome", "because"})
		if in == nil {
			continue
		}
		in.require("a rule", "if")
		r := d.ruling(in)
		d.condition(in.by["if"], "if", func(x *Expr) { r.If = x })
		s.Rules = append(s.Rules, r)
	}
	if in := d.r.fields(f.by["else"], "else", []string{"outcome", "because"}); in != nil {
		s.Rules = append(s.Rules, d.ruling(in))
	}
	d.outcomes(s, f)
}

func (d *draft) ruling(in *fields) *Ruling {
	in.require("a rule", "outcome")
	r := &Ruling{Outcome: in.text("outcome"), Because: d.text(in, "because", sentence)}
	if in.has("outcome") {
		r.Pos = d.r.at(in.by["outcome"])
		d.r.name(r.Outcome, r.Pos, "an outcome")
	}
	return r
}

// decided is the schema under which a decision's name is read.
func decided() conversation.Schema {
	return conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{
		"outcome": plain(conversation.Text),
		"because": plain(conversation.Text),
		"by":      plain(conversation.Text),
	}}
}

// checkDecisions holds what rules decide against what is said and done with it.
func (d *draft) checkDecisions() {
	d.flow.Walk(func(s *Step) {
		if s.Kind != Decision {
			return
		}
		d.checkOutcomes(s, slices.DeleteFunc(s.Named(), func(name string) bool { return name == PersonDecides }))
		if len(s.Rules) < 2 {
			d.r.errorf(s.Pos, "add a rule, or leave the decision out", "a decision without rules decides nothing")
		}
		asks := false
		for _, r := range s.Rules {
			asks = asks || r.Outcome == PersonDecides || s.refuses(r.Outcome)
			if r.Because == nil && (r.Outcome == PersonDecides || s.refuses(r.Outcome)) {
				d.r.errorf(r.Pos, "add because:", "%s decides %s and the customer is not told why", s.Name, r.Outcome)
			}
		}
		if asks && !d.l.leadsToPerson("contest") {
			d.r.errorf(s.Pos, "give the pattern contest a handover", "%s can go against the customer and no person can be asked to look at it", s.Name)
		}
	})
}

// leadsToPerson reports whether a pattern fetches a person.
func (l *loader) leadsToPerson(pattern string) bool {
	d := l.patterns[pattern]
	found := false
	if d != nil {
		walkSteps(d.pattern.Steps, func(s *Step) { found = found || s.Kind == Handover })
	}
	return found
}
