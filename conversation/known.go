package conversation

import "time"

// AssuranceLife is how long a proof of identity holds at most.
const AssuranceLife = time.Hour

// Known returns how well the customer is known now: a proof holds for [AssuranceLife].
func Known(s *State, now time.Time) Assurance {
	for level := Substantial; level > NoAssurance; level-- {
		if s.proven(level, func(at time.Time) bool { return now.Sub(at) <= AssuranceLife }) {
			return level
		}
	}
	return NoAssurance
}

// Meets reports whether what is proven now is enough for d.
func Meets(s *State, d Demand, now time.Time) bool {
	return d.Level == NoAssurance || s.proven(d.Level, func(at time.Time) bool { return now.Sub(at) <= d.life() })
}

// MetSince reports whether what is proven was enough for d at some time since a moment: then it is too old by now, and
// may be proven again.
func MetSince(s *State, d Demand, since time.Time) bool {
	return s.proven(d.Level, func(at time.Time) bool { return at.Add(d.life()).After(since) })
}

// proven reports whether a proof of a level or a higher one is of a time that holds.
func (s *State) proven(level Assurance, holds func(at time.Time) bool) bool {
	if s.Identity.Assurance >= level && s.Identity.Assurance > NoAssurance && holds(s.Identity.At) {
		return true
	}
	for l, at := range s.Proofs {
		if l >= level && holds(at) {
			return true
		}
	}
	return false
}

// prove keeps the newest proof of each level; the identity tells of the best that holds. Another subject is another
// conversation, and an older proof takes nothing away from a newer one.
func (s *State) prove(id Identity) error {
	if s.another(id) {
		return errAnother
	}
	s.Proved = s.N
	s.mandated(id)
	if id.Subject != "" {
		s.Identity.Subject = id.Subject
	}
	if id.Name != "" {
		s.Identity.Name = id.Name
	}
	if at, ok := s.Proofs[id.Assurance]; id.Assurance > NoAssurance && (!ok || id.At.After(at)) {
		put(&s.Proofs, id.Assurance, id.At)
	}
	had := s.Identity
	over := id.At.Sub(had.At) > AssuranceLife
	if id.Assurance > had.Assurance || id.Assurance == had.Assurance && !id.At.Before(had.At) || over {
		s.Identity.Assurance, s.Identity.At, s.Identity.By = id.Assurance, id.At, id.By
	}
	return nil
}

// lower forgets how well the customer is known, and what they were about to agree to; who they are stays.
func (s *State) lower(n int64) {
	if s.Identity.Assurance > NoAssurance {
		s.Lowered = n
	}
	s.Identity.Assurance, s.Identity.At, s.Identity.By, s.Proofs = NoAssurance, time.Time{}, "", nil
	s.Consent = nil
}

// heardFrom lowers what is known when the customer writes from another channel than before: what was proven there is not
// proven here.
func (s *State) heardFrom(n int64, kind InputKind, channel string) {
	if !kind.ByCustomer() {
		return
	}
	if channel == "" {
		channel = s.Address.Channel
	}
	before := s.Channel
	if before == "" {
		before = s.Address.Channel
	}
	if channel != before {
		s.lower(n)
	}
	s.Channel = channel
}
