package knowledge

import "math"

// bm25 is an inverted index over weighted term frequencies.
type bm25 struct {
	ids      map[string]int32
	postings [][]posting
	lengths  []float64
	mean     float64
	k1, b    float64
	damping  []float64 // by document: the longer, the less a term says; see settle
}

type posting struct {
	doc int32
	tf  float32
}

// weighted is a term with how much it counts.
type weighted struct {
	term   string
	weight float64
}

func newBM25(k1, b float64) *bm25 {
	return &bm25{ids: map[string]int32{}, k1: k1, b: b}
}

// add indexes the next document; terms may repeat, their weights add up.
func (x *bm25) add(terms []weighted, length float64) {
	doc := int32(len(x.lengths))
	x.mean = (x.mean*float64(doc) + length) / float64(doc+1)
	x.lengths = append(x.lengths, length)
	for _, t := range terms {
		id, ok := x.ids[t.term]
		if !ok {
			id = int32(len(x.postings))
			x.ids[t.term] = id
			x.postings = append(x.postings, nil)
		}
		list := x.postings[id]
		if n := len(list); n > 0 && list[n-1].doc == doc {
			list[n-1].tf += float32(t.weight)
			continue
		}
		x.postings[id] = append(list, posting{doc, float32(t.weight)})
	}
}

// settle is called once all documents are there.
func (x *bm25) settle() {
	for _, length := range x.lengths {
		x.damping = append(x.damping, x.k1*(1-x.b+x.b*length/x.mean))
	}
}

// idf is how rare a term is; an unknown term is the rarest of all.
func (x *bm25) idf(term string) float64 {
	df := 0
	if id, ok := x.ids[term]; ok {
		df = len(x.postings[id])
	}
	return x.rarity(df)
}

func (x *bm25) rarity(df int) float64 {
	n := float64(len(x.lengths))
	return math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
}

func (x *bm25) has(term string) bool {
	_, ok := x.ids[term]
	return ok
}

// score gives every document its BM25 score for the query.
func (x *bm25) score(query []weighted) []float64 {
	out := make([]float64, len(x.lengths))
	for _, q := range query {
		id, ok := x.ids[q.term]
		if !ok {
			continue
		}
		list := x.postings[id]
		idf := q.weight * x.rarity(len(list))
		for _, p := range list {
			tf := float64(p.tf)
			out[p.doc] += idf * tf * (x.k1 + 1) / (tf + x.damping[p.doc])
		}
	}
	return out
}
