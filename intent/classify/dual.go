package classify

import (
	"math"
	"math/rand/v2"
)

// lanes is how many labels are solved side by side. Their weights for one position share a line of the
// processor's cache, so looking a text up costs about the same for all of them as for one.
const lanes = 4

// lane is one figure for each of the labels that are solved together.
type lane [lanes]float32

// dual solves squared-hinge support vector machines by coordinate descent on the dual problem: one
// multiplier per example and label, moved in turn to its best value. Examples far on the right side of
// the margin of all lanes are left out of further passes.
type dual struct {
	xs      []vector
	squares []float32
	weight  []lane // by position
	bias    lane
	alpha   []lane // by example
	active  []int
}

func newDual(xs []vector, squares []float32, size int) *dual {
	return &dual{xs: xs, squares: squares, weight: make([]lane, size), alpha: make([]lane, len(xs))}
}

// squaresOf returns x·x + 1 for every vector: the bias is a feature of value one.
func squaresOf(xs []vector) []float32 {
	out := make([]float32, len(xs))
	for i, x := range xs {
		out[i] = 1
		for _, v := range x.val {
			out[i] += v * v
		}
	}
	return out
}

// solve trains the machines of the labels from first on, from nothing.
func (d *dual) solve(t machine, ys []int, first int) {
	clear(d.weight)
	clear(d.alpha)
	d.bias = lane{}
	d.wake()
	random := rand.New(rand.NewPCG(t.seed, uint64(first)))
	bound := float32(math.Inf(1)) // the largest gradient of the pass before: beyond it an example rests
	for range t.passes {
		bound = max(d.pass(t, ys, first, bound, random), t.tolerance)
		if bound > t.tolerance {
			continue
		}
		if len(d.active) == len(d.xs) {
			return
		}
		d.wake() // done with the active ones: look at all once more
		bound = float32(math.Inf(1))
	}
}

func (d *dual) wake() {
	d.active = d.active[:0]
	for i := range d.xs {
		d.active = append(d.active, i)
	}
}

// pass moves the multipliers of every active example once, in random order, and returns the largest
// gradient met.
func (d *dual) pass(t machine, ys []int, first int, bound float32, random *rand.Rand) float32 {
	var worst float32
	for n := 0; n < len(d.active); n++ {
		other := n + random.IntN(len(d.active)-n)
		d.active[n], d.active[other] = d.active[other], d.active[n]
		gradient, rests := d.visit(t, d.active[n], ys[d.active[n]]-first, bound)
		worst = max(worst, gradient)
		if rests {
			last := len(d.active) - 1
			d.active[n] = d.active[last]
			d.active = d.active[:last]
			n--
		}
	}
	return worst
}

// visit moves the multipliers of one example; own is the lane of its label, or no lane. It returns the
// largest gradient, and whether the example may rest because every lane is past bound.
func (d *dual) visit(t machine, i, own int, bound float32) (worst float32, rests bool) {
	scores := d.scores(&d.xs[i])
	var steps lane
	rests = true
	for k := range steps {
		y, slack := float32(-1), 0.5/t.cost
		if k == own {
			y, slack = 1, 0.5/(t.cost*t.positive)
		}
		alpha := d.alpha[i][k]
		gradient := y*scores[k] - 1 + alpha*slack
		if alpha == 0 && gradient > 0 {
			rests = rests && gradient > bound
			continue
		}
		rests = false
		worst = max(worst, max(gradient, -gradient))
		d.alpha[i][k] = max(0, alpha-gradient/(d.squares[i]+slack))
		steps[k] = y * (d.alpha[i][k] - alpha)
	}
	if steps != (lane{}) {
		d.move(&d.xs[i], steps)
	}
	return worst, rests
}

func (d *dual) scores(x *vector) lane {
	s0, s1, s2, s3 := d.bias[0], d.bias[1], d.bias[2], d.bias[3]
	val := x.val[:len(x.at)]
	for j, p := range x.at {
		w, v := &d.weight[p], val[j]
		s0 += w[0] * v
		s1 += w[1] * v
		s2 += w[2] * v
		s3 += w[3] * v
	}
	return lane{s0, s1, s2, s3}
}

func (d *dual) move(x *vector, steps lane) {
	val := x.val[:len(x.at)]
	for j, p := range x.at {
		w, v := &d.weight[p], val[j]
		w[0] += steps[0] * v
		w[1] += steps[1] * v
		w[2] += steps[2] * v
		w[3] += steps[3] * v
	}
	for k, step := range steps {
		d.bias[k] += step
	}
}
