package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/philippgille/chromem-go"
)

// vectors is the vector index of one language, in memory only: SQLite keeps the
// vectors, and a changed set of pages gets a new index instead of a changed one.
type vectors struct {
	collection *chromem.Collection
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
	c, err := chromem.NewDB().CreateCollection("passages", nil, refuseEmbedding)
	if err != nil {
		return nil, fmt.Errorf("vector collection: %w", err)
	}
	v := &vectors{collection: c}
	for i, e := range embeddings {
		if v.dims == 0 {
			v.dims = len(e)
		}
		if len(e) != v.dims {
			return nil, fmt.Errorf("vector %d has dimension %d, not %d: make all vectors with one model", i, len(e), v.dims)
		}
		if isZero(e) {
			continue
		}
		doc := chromem.Document{ID: strconv.Itoa(i), Embedding: slices.Clone(e)}
		if err := c.AddDocument(ctx, doc); err != nil {
			return nil, fmt.Errorf("vector %d: %w", i, err)
		}
	}
	return v, nil
}

// fetchAll is the size up to which every document is fetched and ranked here.
const fetchAll = 2000

// nearest gives at most n documents, most alike first, equals by number.
// chromem breaks ties at random, so more than n are fetched and, where not all
// are, the ones that tie with the last are dropped: whether they came is chance.
func (v *vectors) nearest(ctx context.Context, query []float32, n int) ([]near, error) {
	count := v.collection.Count()
	if count == 0 || n <= 0 || isZero(query) {
		return nil, nil
	}
	if len(query) != v.dims {
		return nil, fmt.Errorf("question vector has dimension %d, the passages %d", len(query), v.dims)
	}
	want := count
	if count > fetchAll {
		want = min(count, 4*n)
	}
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
	slices.SortFunc(out, func(a, b near) int {
		return cmp.Or(cmp.Compare(b.alike, a.alike), cmp.Compare(a.doc, b.doc))
	})
	if cut && len(out) > 0 {
		last := out[len(out)-1].alike
		out = slices.DeleteFunc(out, func(h near) bool { return h.alike == last })
	}
	return out[:min(n, len(out))]
}
