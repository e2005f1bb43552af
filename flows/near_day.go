package flows

import (
	"cmp"
	"slices"
	"time"

	"balie/conversation"
)

// mostNear is how many options are named that are near a day.
const mostNear = 3

// problem tells what is wrong with something that was said. A day that chooses nothing is told with the options nearest to it.
func (t *thought) problem(c conversation.Command) (string, error) {
	v := vars{"value": text(c.Text)}
	if c.Value != nil && c.Value.Type == conversation.Date {
		day, err := time.Parse(time.DateOnly, c.Value.Text)
		if err != nil {
			return "", err
		}
		x, err := t.choice(c)
		if err != nil {
			return "", err
		}
		v["value"], v["answer"] = text(formatDay(day, t.s.Language)), text(list(nearDay(x.Options, day)))
	}
	return t.smallWith("problem."+c.Problem, v), nil
}

// choice is what the slot of a command takes now.
func (t *thought) choice(c conversation.Command) (conversation.SlotExpectation, error) {
	f, flow, slot, err := t.target(c)
	if err != nil || slot == nil {
		return conversation.SlotExpectation{}, err
	}
	env, err := t.env(f, flow)
	if err != nil {
		return conversation.SlotExpectation{}, err
	}
	return t.expected(f, flow, env, slot), nil
}

// nearDay names the options that are nearest to a day, the earliest first: all that are of that day, else up to mostNear.
func nearDay(options []conversation.Option, day time.Time) []string {
	away := func(o conversation.Option) time.Duration {
		for _, f := range o.Value.Fields {
			if at, err := time.Parse(time.DateOnly, f.Text); err == nil && f.Type == conversation.Date {
				return at.Sub(day).Abs()
			}
		}
		return 1<<63 - 1
	}
	near := slices.Clone(options)
	slices.SortStableFunc(near, func(a, b conversation.Option) int { return cmp.Compare(away(a), away(b)) })
	if of := slices.IndexFunc(near, func(o conversation.Option) bool { return away(o) > 0 }); of > 1 {
		near = near[:of]
	}
	near = near[:min(len(near), mostNear)]
	var out []string
	for _, o := range options {
		if slices.ContainsFunc(near, func(n conversation.Option) bool { return n.Key == o.Key }) {
			out = append(out, o.Label)
		}
	}
	return out
}
