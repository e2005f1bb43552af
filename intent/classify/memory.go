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

// nearest returns the example of the label that lies closest to the text spread out in query, and the
// cosine between them; -1 and 0 when the label has no example that shares a feature.
func (m *memory) nearest(query []float32, label int) (int, float32) {
	best, similarity := -1, float32(0)
	for _, i := range m.byLabel[label] {
		x := &m.xs[i]
		var sum float32
		val := x.val
		for j, p := range x.at {
			sum += query[p] * val[j]
		}
		if sum > similarity {
			best, similarity = int(i), sum
		}
	}
	return best, similarity
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
