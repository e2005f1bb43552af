package classify

// memory holds the training examples as vectors, to say which one a text is nearest to.
type memory struct {
	xs      []vector
	byLabel [][]int32 // indexes into xs
}

func newMemory(xs []vector, ys []int, labels int) *memory {
	m := &memory{xs: xs, byLabel: make([][]int32, labels)}
	for i, y := range ys {
		if y >= 0 {
			m.byLabel[y] = append(m.byLabel[y], int32(i))
		}
	}
	return m
}

// neighbour is an example and its cosine with a text; the example is -1 where none shares a feature.
type neighbour struct {
	example    int
	similarity float32
}

// nearest returns the example of the label that lies closest to the text spread out in query.
func (m *memory) nearest(query []float32, label int) neighbour {
	best := neighbour{example: -1}
	for _, i := range m.byLabel[label] {
		x := &m.xs[i]
		val := x.val[:len(x.at)]
		var sum float32
		for j, p := range x.at {
			sum += query[p] * val[j]
		}
		if sum > best.similarity {
			best = neighbour{int(i), sum}
		}
	}
	return best
}

// spread writes v into dense, and unspread takes it out again: clearing a few hundred places is
// cheaper than clearing all.
func (v vector) spread(dense []float32) {
	for i, p := range v.at {
		dense[p] = v.val[i]
	}
}

func (v vector) unspread(dense []float32) {
	for _, p := range v.at {
		dense[p] = 0
	}
}
