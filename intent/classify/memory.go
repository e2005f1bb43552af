package classify

import "slices"

// memory holds the training examples by the features that they have, to say which one a text is nearest to.
type memory struct {
	first []int32 // position → where its occurrences begin; one more than there are positions
	holds []occurrence
	of    [][]int32 // label → its examples
	size  int       // how many examples there are
}

// occurrence is a feature in an example, and how much of it.
type occurrence struct {
	example int32
	val     float32
}

func newMemory(xs []vector, ys []int, size, labels int) *memory {
	m := &memory{first: make([]int32, size+1), of: make([][]int32, labels), size: len(xs)}
	for i, y := range ys {
		if y < 0 {
			continue
		}
		m.of[y] = append(m.of[y], int32(i))
		for _, p := range xs[i].at {
			m.first[p+1]++
		}
	}
	for p := range size {
		m.first[p+1] += m.first[p]
	}
	m.holds = make([]occurrence, m.first[size])
	next := slices.Clone(m.first)
	for i, y := range ys {
		for j, p := range xs[i].at {
			if y >= 0 {
				m.holds[next[p]] = occurrence{int32(i), xs[i].val[j]}
				next[p]++
			}
		}
	}
	return m
}

// neighbour is an example and its cosine with a text; the example is -1 where none shares a feature.
type neighbour struct {
	example    int
	similarity float32
}

// compare adds the cosine of every example with v to out, which is empty.
func (m *memory) compare(v vector, out []float32) {
	for i, p := range v.at {
		x := v.val[i]
		for _, o := range m.holds[m.first[p]:m.first[p+1]] {
			out[o.example] += x * o.val
		}
	}
}

// nearest returns the example of a label that is most alike, as compare found.
func (m *memory) nearest(alike []float32, label int) neighbour {
	best := neighbour{example: -1}
	for _, i := range m.of[label] {
		if alike[i] > best.similarity {
			best = neighbour{int(i), alike[i]}
		}
	}
	return best
}
