package classify

import (
	"cmp"
	"math"
	"slices"
)

// core is what a set of examples teaches before anything is known about how sure to be: it ranks.
type core struct {
	space  *space
	linear *linear
	memory *memory
}

// corpus is a training set, read once: the examples as documents over one lexicon.
type corpus struct {
	lexicon *lexicon
	docs    []document
	lots    []uint64 // by document: where chance puts it
	labels  []string
	ys      []int // index into labels, or outside
	hints   []document
	hinted  []int // index into labels of each hint
}

// outside marks an example that no label should claim.
const outside = -1

// recipe holds the figures that were tuned by cross-validation; see the package's bench.
type recipe struct {
	share    [kinds]float32
	least    func(docs int) int
	centroid float32 // weight of a label's centroid beside its machine
	hints    bool    // whether the words of a label are learned from like an example
	machine  func(docs int) machine
}

// train fits a core on the examples with the given indexes. Only examples are remembered: the hints of a
// label teach the machines, but nobody has ever said them.
func (c *corpus) train(r recipe, at []int, workers int) *core {
	docs, ys := make([]document, len(at)), make([]int, len(at))
	learned := make([]bool, len(c.labels))
	for n, i := range at {
		docs[n], ys[n] = c.docs[i], c.ys[i]
		if ys[n] != outside {
			learned[ys[n]] = true
		}
	}
	for n, d := range c.hints {
		if k := c.hinted[n]; r.hints && learned[k] {
			docs, ys = append(docs, d), append(ys, k)
		}
	}
	s := newSpace(c.lexicon, docs, r.least(len(docs)), r.share)
	xs := make([]vector, len(docs))
	for n, d := range docs {
		xs[n] = s.vector(d)
	}
	machine := r.machine(len(docs))
	machine.workers = workers
	m := machine.train(xs, ys, s.size(), len(c.labels))
	m.lean(xs, ys, r.centroid)
	return &core{space: s, linear: m, memory: newMemory(xs[:len(at)], ys[:len(at)], len(c.labels), s.size())}
}

// trial is a text on its way through a core.
type trial struct {
	scores  []float32
	order   []int       // label indexes, best first
	nearest []neighbour // of the first labels of order
	wanted  []bool      // by label: whether its examples are searched
	sums    []float32   // by slot of the memory; zeros between searches
}

func (c *core) newTrial() *trial {
	return &trial{
		scores: make([]float32, c.linear.labels),
		order:  make([]int, c.linear.labels),
		wanted: make([]bool, c.linear.labels),
		sums:   make([]float32, len(c.memory.slots)),
	}
}

// rank scores v and orders the labels; labels with equal scores keep their own order.
func (c *core) rank(v vector, t *trial) {
	c.linear.scores(v, t.scores)
	for k := range t.order {
		t.order[k] = k
	}
	slices.SortFunc(t.order, func(a, b int) int { return cmp.Or(cmp.Compare(t.scores[b], t.scores[a]), a-b) })
}

// look finds the nearest examples of the n best labels.
func (c *core) look(v vector, t *trial, n int) {
	first := t.order[:min(n, len(t.order))]
	for _, k := range first {
		t.wanted[k] = true
	}
	c.memory.compare(v, t.wanted, t.sums)
	t.nearest = t.nearest[:0]
	for _, k := range first {
		t.wanted[k] = false
		t.nearest = append(t.nearest, c.memory.nearest(t.sums, k))
	}
}

// softmax turns scores into probabilities at a sharpness.
func softmax(scores []float32, sharpness float64) []float64 {
	best := math.Inf(-1)
	for _, s := range scores {
		best = max(best, float64(s))
	}
	out, sum := make([]float64, len(scores)), 0.0
	for k, s := range scores {
		out[k] = math.Exp(sharpness * (float64(s) - best))
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}
