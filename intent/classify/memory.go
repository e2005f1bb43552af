package classify

import (
	"cmp"
	"slices"
)

// memory holds the training examples to say which one of a label a text is nearest to. They lie by feature, so that only
// what a text shares with them is looked at.
type memory struct {
	slots  []int32 // the examples, label by label
	shelf  []int32 // label → where its slots begin; one more at the end
	begin  []int32 // position → where its runs begin; one more at the end
	runs   []run   // of one position and one label each; one more at the end
	places []place
}

// run is where the examples of a label that have a feature begin.
type run struct{ label, from int32 }

// place is what an example has of a feature.
type place struct {
	slot  int32
	value float32
}

// newMemory keeps the vectors, of which y is the index of their label, or outside.
func newMemory(xs []vector, ys []int, labels, positions int) *memory {
	m := &memory{shelf: make([]int32, labels+1), begin: make([]int32, positions+1)}
	counts, all := make([]int32, positions+1), int32(0)
	for i, y := range ys {
		if y < 0 {
			continue
		}
		m.slots = append(m.slots, int32(i))
		m.shelf[y+1]++
		for _, p := range xs[i].at {
			counts[p]++
		}
		all += int32(len(xs[i].at))
	}
	slices.SortStableFunc(m.slots, func(a, b int32) int { return cmp.Compare(ys[a], ys[b]) })
	for y := range labels {
		m.shelf[y+1] += m.shelf[y]
	}
	m.places = make([]place, all)
	m.lay(xs, starts(counts))
	m.divide(ys, starts(counts))
	return m
}

// starts turns counts into where each begins.
func starts(counts []int32) []int32 {
	out := make([]int32, len(counts))
	for p := range len(counts) - 1 {
		out[p+1] = out[p] + counts[p]
	}
	return out
}

// lay puts every value in its place: by position, and then by slot.
func (m *memory) lay(xs []vector, next []int32) {
	for slot, i := range m.slots {
		for j, p := range xs[i].at {
			m.places[next[p]] = place{int32(slot), xs[i].val[j]}
			next[p]++
		}
	}
}

// divide notes where the label changes within a position.
func (m *memory) divide(ys []int, starts []int32) {
	for p := range len(starts) - 1 {
		m.begin[p] = int32(len(m.runs))
		last := int32(-1)
		for at := starts[p]; at < starts[p+1]; at++ {
			if label := int32(ys[m.slots[m.places[at].slot]]); label != last {
				m.runs, last = append(m.runs, run{label, at}), label
			}
		}
	}
	m.begin[len(starts)-1] = int32(len(m.runs))
	m.runs = slices.Clip(append(m.runs, run{-1, int32(len(m.places))}))
}

// neighbour is an example and its cosine with a text; the example is -1 where none shares a feature.
type neighbour struct {
	example    int
	similarity float32
}

// compare adds up in sums the cosines of v with the examples of the wanted labels, by slot.
func (m *memory) compare(v vector, wanted []bool, sums []float32) {
	for i, p := range v.at {
		x := v.val[i]
		for r := m.begin[p]; r < m.begin[p+1]; r++ {
			if !wanted[m.runs[r].label] {
				continue
			}
			for _, place := range m.places[m.runs[r].from:m.runs[r+1].from] {
				sums[place.slot] += x * place.value
			}
		}
	}
}

// nearest returns the example of the label with the highest sum, and sets its sums to zero.
func (m *memory) nearest(sums []float32, label int) neighbour {
	best := neighbour{example: -1}
	from := m.shelf[label]
	own := sums[from:m.shelf[label+1]]
	for n, sum := range own {
		if sum > best.similarity {
			best = neighbour{int(m.slots[int(from)+n]), sum}
		}
	}
	clear(own)
	return best
}
