package classify

import (
	"cmp"
	"math"
	"slices"
)

// round is one rehearsal: what is learned from, and the two kinds of texts that are then tried.
type round struct {
	learn   []int
	inside  []int // their labels were learned
	outside []int // their labels were held out, or they belong to none
}

// Rehearsals cost time: a large set is rehearsed once, on a fifth; a small one, where a fifth says
// little, in five rounds. The machines of a small set are also trained until hardly anything moves: an
// example more or less then moves only what it speaks of.
const (
	dealt    = 5
	largeSet = 3000 // examples
	hugeSet  = 6000
)

// rounds plans the rehearsals: each holds out about a fifth of the examples of every label, and in
// addition a fifth of the labels whole. The parts are drawn by the texts and the names of the labels
// alone: one example more or less leaves every other where it was.
func (c *corpus) rounds(seed uint64) []round {
	labelPart := c.labelParts(seed)
	n := dealt
	if len(c.docs) > largeSet {
		n = 1
	}
	plan := make([]round, n)
	for r := range plan {
		for i, y := range c.ys {
			held := int(c.lots[i]%dealt) == r
			switch {
			case y == outside && held, y != outside && len(c.labels) > 2 && labelPart[y] == r:
				plan[r].outside = append(plan[r].outside, i)
			case held:
				plan[r].inside = append(plan[r].inside, i)
			default:
				plan[r].learn = append(plan[r].learn, i)
			}
		}
	}
	return plan
}

// labelParts deals the labels over the parts, as many to each.
func (c *corpus) labelParts(seed uint64) []int {
	order := indexes(len(c.labels))
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(lot(c.labels[a], seed), lot(c.labels[b], seed))
	})
	part := make([]int, len(order))
	for n, k := range order {
		part[k] = n % dealt
	}
	return part
}

// lot draws a number for a text: the same for the same text and seed, and even over all texts.
func lot(text string, seed uint64) uint64 {
	h := uint64(hashString(fnvOffset^feature(seed), text))
	h = (h ^ h>>33) * 0xff51afd7ed558ccd // the low bits of the hash are no chance
	return h ^ h>>33
}

// seen is a text that was ranked in a rehearsal, before the sharpness is known.
type seen struct {
	core   *core
	vector vector
	scores []float32
	label  int // outside when no label should claim it
}

// rehearse runs the rounds and returns what was seen.
func (c *corpus) rehearse(r recipe, seed uint64, workers int) []seen {
	var all []seen
	for _, round := range c.rounds(seed) {
		if len(round.learn) == 0 {
			continue
		}
		core := c.train(r, round.learn, workers)
		for _, i := range round.inside {
			all = append(all, core.see(c.docs[i], c.ys[i]))
		}
		for _, i := range round.outside {
			all = append(all, core.see(c.docs[i], outside))
		}
	}
	return all
}

func (c *core) see(d document, label int) seen {
	s := seen{core: c, vector: c.space.vector(d), scores: make([]float32, c.linear.labels), label: label}
	c.linear.scores(s.vector, s.scores)
	return s
}

// learnSharpness finds the softmax sharpness under which the held-out examples were least surprising.
func learnSharpness(all []seen) float64 {
	low, high := math.Log(0.5), math.Log(64.0)
	for range 24 {
		a, b := low+(high-low)/3, high-(high-low)/3
		if surprise(all, math.Exp(a)) < surprise(all, math.Exp(b)) {
			high = b
		} else {
			low = a
		}
	}
	return math.Exp((low + high) / 2)
}

func surprise(all []seen, sharpness float64) float64 {
	sum := 0.0
	for _, s := range all {
		if s.label != outside {
			sum -= math.Log(softmax(s.scores, sharpness)[s.label] + 1e-12)
		}
	}
	return sum
}

// verdicts weighs what was seen.
func verdicts(all []seen, sharpness float64) []verdict {
	out := make([]verdict, len(all))
	var t *trial
	for i, s := range all {
		if i == 0 || s.core != all[i-1].core {
			t = s.core.newTrial()
		}
		s.core.rank(s.vector, t)
		s.core.look(s.vector, t, looked)
		out[i] = verdict{
			evidence: t.evidence(s.vector, sharpness),
			inside:   s.label != outside,
			right:    s.label == t.order[0],
		}
	}
	return out
}
