package knowledge

import (
	"context"
	"fmt"
	"math"
)

// Embedder turns texts into vectors: one for each text, in order, all of one
// dimension. An implementation that calls a service sends it the pages and the
// customers' questions; mask personal values before asking.
type Embedder interface {
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// LexicalDims is the dimension of the vectors of Lexical.
const LexicalDims = 512

// Lexical is the built-in embedder: hashed words, word pairs and character
// grams. It needs no model and no network, and it knows spelling, not meaning.
type Lexical struct{}

var _ Embedder = Lexical{}

// Embed hashes the features of each text. It never fails.
func (Lexical) Embed(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, t := range texts {
		out[i] = lexicalVector(t)
	}
	return out, nil
}

func lexicalVector(text string) []float32 {
	words := tokens(text)
	counts := make(map[uint64]float64, 3*len(text)) // runs of three, four and five characters
	for i, w := range words {
		// Short words are mostly function words, and the embedder knows no language.
		weight := math.Min(1, float64(len(w))/6)
		counts[feature(w)] += weight
		if i > 0 {
			counts[feature(words[i-1]+" "+w)] += weight / 2
		}
		grams(w, 3, 5, func(g string) { counts[feature(g)] += weight / 3 })
	}
	return hashed(counts)
}

// feature is the FNV-1a hash of a run of characters.
func feature(run string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(run) {
		h = (h ^ uint64(run[i])) * 1099511628211
	}
	return h
}

// hashed folds counted features into one vector of length one; the sign bit
// lets collisions cancel out instead of adding up. Features are summed as
// integers, because the order of a map must not change the last bit.
func hashed(counts map[uint64]float64) []float32 {
	sums := make([]int64, LexicalDims)
	for sum, c := range counts {
		value := int64(math.Round((1 + math.Log1p(c)) * math.Min(1, c) * 4096))
		if sum>>63 == 1 {
			value = -value
		}
		sums[sum%LexicalDims] += value
	}
	return unit(sums)
}

func unit(sums []int64) []float32 {
	var norm float64
	for _, s := range sums {
		norm += float64(s) * float64(s)
	}
	out := make([]float32, len(sums))
	if norm == 0 {
		return out
	}
	norm = math.Sqrt(norm)
	for i, s := range sums {
		out[i] = float32(float64(s) / norm)
	}
	return out
}

// embedBatch is how many texts go to the embedder at once.
const embedBatch = 64

// embedAll embeds texts in batches and checks what comes back: an embedder may
// be a service, and one vector of another dimension would break every query.
func embedAll(ctx context.Context, e Embedder, texts []string) ([][]float32, error) {
	var out [][]float32
	for from := 0; from < len(texts); from += embedBatch {
		part := texts[from:min(from+embedBatch, len(texts))]
		vectors, err := e.Embed(ctx, part)
		if err != nil {
			return nil, fmt.Errorf("embed %d texts: %w", len(part), err)
		}
		if len(vectors) != len(part) {
			return nil, fmt.Errorf("embedder gave %d vectors for %d texts", len(vectors), len(part))
		}
		out = append(out, vectors...)
	}
	for i, v := range out {
		if len(v) == 0 || len(v) != len(out[0]) {
			return nil, fmt.Errorf("embedder gave a vector of dimension %d beside one of %d", len(v), len(out[0]))
		}
		if !finite(v) {
			return nil, fmt.Errorf("embedder gave a vector (%d) that is not finite", i)
		}
	}
	return out, nil
}

func finite(v []float32) bool {
	for _, f := range v {
		if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
			return false
		}
	}
	return true
}

func isZero(v []float32) bool {
	for _, f := range v {
		if f != 0 {
			return false
		}
	}
	return true
}

// embeddingText is what is embedded of a passage: itself and what stands around it.
func embeddingText(p Passage) string { return p.context() + "\n" + p.Text }
