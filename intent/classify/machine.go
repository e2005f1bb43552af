package classify

import (
	"math"
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
	cost      float32 // price of a squared margin violation
	positive  float32 // factor on cost for examples of the label itself
	tolerance float32 // stop when no example would move further than this
	passes    int     // or after so many passes
	seed      uint64
	workers   int
}

// train fits one machine per label against all others. Labels do not influence each other, so the result
// does not depend on the number of workers.
func (t machine) train(xs []vector, ys []int, size, labels int) *linear {
	m := &linear{labels: labels, weight: make([]float32, size*labels), bias: make([]float32, labels)}
	squares := squaresOf(xs)
	var group sync.WaitGroup
	next := make(chan int)
	for range max(1, t.workers) {
		group.Go(func() {
			d := newDual(xs, squares, size)
			for first := range next {
				d.solve(t, ys, first)
				m.put(first, d)
			}
		})
	}
	for first := 0; first < labels; first += lanes {
		next <- first
	}
	close(next)
	group.Wait()
	return m
}

// put copies the machines that were solved together to their labels.
func (m *linear) put(first int, d *dual) {
	n := min(lanes, m.labels-first)
	for p := range d.weight {
		copy(m.weight[p*m.labels+first:], d.weight[p][:n])
	}
	copy(m.bias[first:], d.bias[:n])
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
