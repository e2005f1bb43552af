package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/philippgille/chromem-go"
)

// vectors is the vector index of one language, in memory only: SQLite keeps the
// vectors, and a changed set of pages gets a new index instead of a changed one.
type vectors struct {
	collection *chromem.Collection // of many; nil when all are compared here
	columns    [][]float32         // of few: by dimension, what each document has there when its vector is of length one
	left       []bool              // by document: a vector of zeros
	dims       int
}

// errNoEmbedding is what chromem gets when it wants to embed by itself.
var errNoEmbedding = errors.New("knowledge: vectors are always given, never made here")

// refuseEmbedding stands where chromem would otherwise post texts to a public service.
func refuseEmbedding(context.Context, string) ([]float32, error) { return nil, errNoEmbedding }

// near is a document and how alike it is to the question (cosine).
type near struct {
	doc   int
	alike float64
}

// newVectors indexes embeddings; document i has embeddings[i]. A vector of zeros
// is left out, for it is like nothing and its likeness is no number.
func newVectors(ctx context.Context, embeddings [][]float32) (*vectors, error) {
	v := &vectors{}
	for i, e := range embeddings {
		if v.dims == 0 {
			v.dims = len(e)
		}
		if len(e) != v.dims {
			return nil, fmt.Errorf("vector %d has dimension %d, not %d: make all vectors with one model", i, len(e), v.dims)
		}
	}
	if len(embeddings) > fetchAll {
		return v, v.collect(ctx, embeddings)
	}
	v.turn(embeddings)
	return v, nil
}

// turn keeps the vectors of few documents by dimension: a question of a few words has few that are not zero, and only
// those are looked at.
func (v *vectors) turn(embeddings [][]float32) {
	v.left, v.columns = make([]bool, len(embeddings)), make([][]float32, v.dims)
	for i := range v.columns {
		v.columns[i] = make([]float32, len(embeddings))
	}
	for doc, e := range embeddings {
		row := normal(e)
		v.left[doc] = row == nil
		for i, f := range row {
			v.columns[i][doc] = f
		}
	}
}

func (v *vectors) collect(ctx context.Context, embeddings [][]float32) error {
	c, err := chromem.NewDB().CreateCollection("passages", nil, refuseEmbedding)
	if err != nil {
		return fmt.Errorf("vector collection: %w", err)
	}
	v.collection = c
	for i, e := range embeddings {
		if isZero(e) {
			continue
		}
		doc := chromem.Document{ID: strconv.Itoa(i), Embedding: slices.Clone(e)}
		if err := c.AddDocument(ctx, doc); err != nil {
			return fmt.Errorf("vector %d: %w", i, err)
		}
	}
	return nil
}

// normal returns a vector at length one; nil for one of zeros.
func normal(e []float32) []float32 {
	var norm float64
	for _, f := range e {
		norm += float64(f) * float64(f)
	}
	if norm == 0 {
		return nil
	}
	norm = math.Sqrt(norm)
	if math.Abs(norm-1) < 1e-6 {
		return e
	}
	out := slices.Clone(e)
	for i := range out {
		out[i] = float32(float64(out[i]) / norm)
	}
	return out
}

// fetchAll is the size up to which every document is compared here: for so few, a collection costs more than it saves.
const fetchAll = 2000

// near gives at least the n nearest documents where there are as many, in any order.
func (v *vectors) near(ctx context.Context, query []float32, n int) ([]near, error) {
	if n <= 0 || v.dims == 0 || isZero(query) {
		return nil, nil
	}
	if len(query) != v.dims {
		return nil, fmt.Errorf("question vector has dimension %d, the passages %d", len(query), v.dims)
	}
	if v.collection != nil {
		return v.search(ctx, query, n)
	}
	return v.compare(query), nil
}

// compare compares the question with every document.
func (v *vectors) compare(query []float32) []near {
	sums := make([]float32, len(v.left))
	for i, f := range normal(query) {
		if f == 0 {
			continue
		}
		for doc, g := range v.columns[i][:len(sums)] {
			sums[doc] += f * g
		}
	}
	out := make([]near, 0, len(sums))
	for doc, alike := range sums {
		if !v.left[doc] {
			out = append(out, near{doc, float64(alike)})
		}
	}
	return out
}

// search asks the collection, which breaks ties at random: so more than n are fetched, and the ones that tie with the
// last are dropped, for whether they came is chance.
func (v *vectors) search(ctx context.Context, query []float32, n int) ([]near, error) {
	count := v.collection.Count()
	if count == 0 {
		return nil, nil
	}
	want := min(count, 4*n)
	results, err := v.collection.QueryEmbedding(ctx, query, want, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("vector query: %w", err)
	}
	return firstFew(results, n, want < count), nil
}

func firstFew(results []chromem.Result, n int, cut bool) []near {
	out := make([]near, 0, len(results))
	for _, r := range results {
		doc, _ := strconv.Atoi(r.ID) // newVectors made the id from a number
		out = append(out, near{doc, float64(r.Similarity)})
	}
	sortNear(out)
	if cut && len(out) > 0 {
		last := out[len(out)-1].alike
		out = slices.DeleteFunc(out, func(h near) bool { return h.alike == last })
	}
	return out[:min(n, len(out))]
}

func sortNear(list []near) {
	slices.SortFunc(list, func(a, b near) int {
		return cmp.Or(cmp.Compare(b.alike, a.alike), cmp.Compare(a.doc, b.doc))
	})
}
