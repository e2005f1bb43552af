package classify

import (
	"math"
	"math/rand/v2"
	"sync"
)

// linear is one weighted sum per label. Weights lie by position and then by label, so that a text
// walks through memory in rows.
type linear struct {
	labels int
	weight []float32 // position*labels + label
	bias   []float32
}

// scores writes the score of every label for v to out, which has room for them.
func (m *linear) scores(v vector, out []float32) {
	copy(out, m.bias)
	for i, p := range v.at {
		row := m.weight[int(p)*m.labels : (int(p)+1)*m.labels]
		x := v.val[i]
		for k, w := range row {
			out[k] += x * w
		}
	}
}

// machine says how the support vector machines are trained.
type machine struct {
	cost      float64 // price of a squared margin violation
	positive  float64 // factor on cost for examples of the label itself
	tolerance float64 // stop when no example would move further than this
	passes    int     // or after so many passes
	seed      uint64
	workers   int
}

// train fits one machine per label against all others. Labels are independent of each other, so the
// result does not depend on the number of workers.
func (t machine) train(xs []vector, ys []int, size, labels int) *linear {
	m := &linear{labels: labels, weight: make([]float32, size*labels), bias: make([]float32, labels)}
	var group sync.WaitGroup
	next := make(chan int)
	for range max(1, t.workers) {
		group.Go(func() {
			d := newDual(xs, size)
			for label := range next {
				d.solve(t, ys, label)
				m.put(label, d.weight, d.bias)
			}
		})
	}
	for label := range labels {
		next <- label
	}
	close(next)
	group.Wait()
	return m
}

// lean adds the unit centroid of every label's examples to its machine, times weight. A centroid knows
// less than a machine but is not swayed by single examples, which steadies labels that have few.
func (m *linear) lean(xs []vector, ys []int, weight float32) {
	if weight == 0 {
		return
	}
	sums := make([]float32, len(m.weight))
	for i, x := range xs {
		for j, p := range x.at {
			if ys[i] >= 0 {
				sums[int(p)*m.labels+ys[i]] += x.val[j]
			}
		}
	}
	lengths := make([]float64, m.labels)
	for i, s := range sums {
		lengths[i%m.labels] += float64(s) * float64(s)
	}
	for i, s := range sums {
		if s != 0 {
			m.weight[i] += weight * s / float32(math.Sqrt(lengths[i%m.labels]))
		}
	}
}

func (m *linear) put(label int, weight []float32, bias float32) {
	for p, w := range weight {
		m.weight[p*m.labels+label] = w
	}
	m.bias[label] = bias
}

// dual solves one squared-hinge support vector machine by coordinate descent on its dual problem: one
// multiplier per example, moved in turn to its best value. Examples far on the right side of the
// margin are soon left out of the passes, which is what makes many labels cheap.
type dual struct {
	xs     []vector
	square []float64 // x·x + 1 (the bias is a feature of value one)
	weight []float32
	bias   float32
	alpha  []float64
	active []int
}

func newDual(xs []vector, size int) *dual {
	d := &dual{xs: xs, square: make([]float64, len(xs)), weight: make([]float32, size), alpha: make([]float64, len(xs))}
	for i, x := range xs {
		d.square[i] = 1
		for _, v := range x.val {
			d.square[i] += float64(v) * float64(v)
		}
	}
	return d
}

func (d *dual) reset() {
	clear(d.weight)
	clear(d.alpha)
	d.bias = 0
	d.active = d.active[:0]
	for i := range d.xs {
		d.active = append(d.active, i)
	}
}

// solve trains the machine of one label from nothing.
func (d *dual) solve(t machine, ys []int, label int) {
	d.reset()
	random := rand.New(rand.NewPCG(t.seed, uint64(label)))
	bound := math.Inf(1) // the largest gradient of the pass before: beyond it an example rests
	for range t.passes {
		worst := d.pass(t, ys, label, bound, random)
		if worst > t.tolerance {
			bound = worst
			continue
		}
		if len(d.active) == len(d.xs) {
			return
		}
		d.wake() // done with the active ones: look at all once more
		bound = math.Inf(1)
	}
}

func (d *dual) wake() {
	d.active = d.active[:0]
	for i := range d.xs {
		d.active = append(d.active, i)
	}
}

// pass moves every active multiplier once, in random order, and returns the largest gradient met.
func (d *dual) pass(t machine, ys []int, label int, bound float64, random *rand.Rand) float64 {
	worst := 0.0
	for n := 0; n < len(d.active); n++ {
		other := n + random.IntN(len(d.active)-n)
		d.active[n], d.active[other] = d.active[other], d.active[n]
		i := d.active[n]
		y, slack := -1.0, 0.5/t.cost
		if ys[i] == label {
			y, slack = 1, 0.5/(t.cost*t.positive)
		}
		gradient := y*d.score(i) - 1 + d.alpha[i]*slack
		if d.alpha[i] == 0 && gradient > 0 {
			if gradient > bound {
				last := len(d.active) - 1
				d.active[n] = d.active[last]
				d.active = d.active[:last]
				n--
			}
			continue
		}
		worst = max(worst, math.Abs(gradient))
		d.move(i, y, max(0, d.alpha[i]-gradient/(d.square[i]+slack)))
	}
	return worst
}

func (d *dual) score(i int) float64 {
	x := &d.xs[i]
	sum := d.bias
	val := x.val
	for j, p := range x.at {
		sum += d.weight[p] * val[j]
	}
	return float64(sum)
}

func (d *dual) move(i int, y, alpha float64) {
	step := float32((alpha - d.alpha[i]) * y)
	d.alpha[i] = alpha
	if step == 0 {
		return
	}
	x := &d.xs[i]
	val := x.val
	for j, p := range x.at {
		d.weight[p] += step * val[j]
	}
	d.bias += step
}
