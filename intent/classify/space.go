package classify

import (
	"math"
	"slices"
)

// document is a text as counted features: ids of a lexicon, each once, in ascending order.
type document struct {
	ids    []int32
	counts []float32
	// strange is the number of words (kind word) that the lexicon does not have.
	strange int
}

// lexicon numbers the features that were seen in training.
type lexicon struct {
	ids      map[feature]int32
	kinds    []kind
	weights  []float32
	concepts *concepts
}

// document counts the features of a text; grow tells whether unknown ones are added.
func (l *lexicon) document(text string, grow bool) document {
	var d document
	ws := words(text)
	take := func(k kind, f feature, weight float32) {
		id, ok := l.ids[f]
		if !ok && grow {
			id, ok = int32(len(l.kinds)), true
			l.ids[f] = id
			l.kinds = append(l.kinds, k)
			l.weights = append(l.weights, weight)
		}
		if ok {
			d.ids = append(d.ids, id)
		} else if k == wordKind {
			d.strange++
		}
	}
	features(ws, take)
	l.concepts.meanings(ws, take)
	d.count()
	return d
}

// count folds repeated ids into counts.
func (d *document) count() {
	slices.Sort(d.ids)
	d.counts = make([]float32, 0, len(d.ids))
	n := 0
	for i, id := range d.ids {
		if i > 0 && id == d.ids[n-1] {
			d.counts[n-1]++
			continue
		}
		d.ids[n] = id
		d.counts = append(d.counts, 1)
		n++
	}
	d.ids = d.ids[:n]
}

// vector is a sparse vector: positions ascending, never empty values.
type vector struct {
	at  []int32
	val []float32
	// known is the share of the text's weight that lies in features seen in training, 0–1.
	known float64
}

// space weighs features by how telling they are and gives each kind its share of a vector's length.
type space struct {
	place  []int32   // lexicon id → position, or -1 where the feature is too rare
	idf    []float32 // by position, times what the feature weighs
	kinds  []kind    // by position
	rarest float32   // idf of a feature that was never seen
	share  [kinds]float32
}

// newSpace learns document frequencies; features in fewer than least documents are left out.
func newSpace(l *lexicon, docs []document, least int, share [kinds]float32) *space {
	df := make([]int32, len(l.kinds))
	for _, d := range docs {
		for _, id := range d.ids {
			df[id]++
		}
	}
	s := &space{place: make([]int32, len(df)), share: share}
	for id, n := range df {
		s.place[id] = -1
		if int(n) >= least {
			s.place[id] = int32(len(s.idf))
			s.idf = append(s.idf, l.weights[id]*idf(len(docs), int(n)))
			s.kinds = append(s.kinds, l.kinds[id])
		}
	}
	s.rarest = idf(len(docs), 0)
	return s
}

// idf is the smoothed inverse document frequency of a feature in n of all documents.
func idf(all, n int) float32 {
	return float32(math.Log(float64(1+all)/float64(1+n)) + 1)
}

// size is the number of positions.
func (s *space) size() int { return len(s.idf) }

// vector places a document: sublinear counts times idf, each kind scaled to its share of length one.
func (s *space) vector(d document) vector {
	v := vector{at: make([]int32, 0, len(d.ids)), val: make([]float32, 0, len(d.ids))}
	var sums [kinds]float32
	unknown := float32(d.strange) * s.rarest * s.rarest
	for i, id := range d.ids {
		p := s.place[id]
		if p < 0 {
			unknown += s.rarest * s.rarest
			continue
		}
		x := s.idf[p] * float32(1+math.Log(float64(d.counts[i])))
		v.at = append(v.at, p)
		v.val = append(v.val, x)
		sums[s.kinds[p]] += x * x
	}
	if all := sums[wordKind] + unknown; all > 0 {
		v.known = float64(sums[wordKind] / all)
	}
	s.scale(v, sums)
	return v
}

func (s *space) scale(v vector, sums [kinds]float32) {
	var factor [kinds]float32
	var length float32
	for k := range factor {
		if sums[k] > 0 {
			factor[k] = s.share[k] / float32(math.Sqrt(float64(sums[k])))
			length += s.share[k] * s.share[k]
		}
	}
	if length == 0 {
		return
	}
	norm := 1 / float32(math.Sqrt(float64(length)))
	for i, p := range v.at {
		v.val[i] *= factor[s.kinds[p]] * norm
	}
}
