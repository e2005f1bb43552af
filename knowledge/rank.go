package knowledge

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Hit is a passage that was found, with how well it fits.
type Hit struct {
	Passage Passage
	Rank    float64 // orders the hits of one query; says nothing across queries
	Score   float64 // share of the question that the passage accounts for, 0 to 1
}

// How much each view on a passage counts in its rank; a view is scaled by its
// best passage. Tuned on development questions, and flat around these values.
const (
	wordsShare    = 0.8
	gramsShare    = 1.0
	alikeShare    = 0.3
	sentenceShare = 0.6
)

// figureShare is added to the rank of a passage with figures where one is asked for.
const figureShare = 0.2

// closeLook is how many passages are looked at sentence by sentence.
const closeLook = 20

// candidate is a passage on its way through the ranking.
type candidate struct {
	doc  int
	rank float64
}

// search ranks the passages that hold on the day of now. vector is the question
// embedded, or nil.
func (x *index) search(ctx context.Context, q *question, vector []float32, n int, now time.Time) ([]Hit, error) {
	ranked, err := x.rank(ctx, q, vector, n, now)
	if err != nil {
		return nil, err
	}
	out := make([]Hit, 0, min(n, len(ranked)))
	for _, c := range ranked[:min(n, len(ranked))] {
		out = append(out, Hit{x.passages[c.doc], c.rank, q.cover(q.in(x.terms[c.doc]))})
	}
	return out, nil
}

// rank returns the best passages, at least n if there are as many.
func (x *index) rank(ctx context.Context, q *question, vector []float32, n int, now time.Time) ([]candidate, error) {
	total := make([]float64, len(x.passages))
	mix(total, x.words.score(q.words), wordsShare)
	mix(total, x.grams.score(q.grams), gramsShare)
	if x.vectors != nil && vector != nil {
		alike, err := x.alike(ctx, vector)
		if err != nil {
			return nil, err
		}
		mix(total, alike, alikeShare)
	}
	var out []candidate
	day := now.Format(time.DateOnly) // in the zone of now
	for doc, rank := range total {
		if rank > 0 && x.passages[doc].validOn(day) {
			out = append(out, candidate{doc, rank})
		}
	}
	out = x.foremost(out, max(n, closeLook))
	x.lookClosely(out[:min(closeLook, len(out))], q)
	return out, nil
}

// alike gives each passage its likeness to the question; below none is none.
func (x *index) alike(ctx context.Context, vector []float32) ([]float64, error) {
	out := make([]float64, len(x.passages))
	nearest, err := x.vectors.near(ctx, vector, fetchAll)
	for _, h := range nearest {
		out[h.doc] = max(0, h.alike)
	}
	return out, err
}

// mix adds a view to the total, scaled so that its best passage counts weight.
func mix(total, view []float64, weight float64) {
	best := 0.0
	for _, s := range view {
		best = max(best, s)
	}
	if best == 0 {
		return
	}
	for i, s := range view {
		total[i] += weight * s / best
	}
}

// lookClosely ranks the first passages again by their best sentence: a passage
// in which one sentence carries the question beats one that scatters its words,
// and one with a figure beats one without where a figure is asked for.
func (x *index) lookClosely(first []candidate, q *question) {
	over, own := q.none(), q.none()
	for i, c := range first {
		best, figure := 0.0, false
		q.mark(x.over[c.doc], over)
		for _, s := range x.parts[c.doc] {
			q.mark(s.terms, own)
			best = max(best, q.coverEither(own, over))
			figure = figure || q.figureIn(s)
		}
		if figure {
			first[i].rank += figureShare
		}
		first[i].rank += sentenceShare * best
	}
	slices.SortFunc(first, x.byRank)
}

// foremost returns the n best, in order: most never come near it.
func (x *index) foremost(all []candidate, n int) []candidate {
	best := make([]candidate, 0, min(n, len(all)))
	for _, c := range all {
		if len(best) == n {
			if x.byRank(c, best[n-1]) > 0 {
				continue
			}
			best = best[:n-1]
		}
		i, _ := slices.BinarySearchFunc(best, c, x.byRank)
		best = slices.Insert(best, i, c)
	}
	return best
}

// byRank puts the best first and equals by id, so that the order never changes.
func (x *index) byRank(a, b candidate) int {
	if a.rank != b.rank {
		return cmp.Compare(b.rank, a.rank)
	}
	return cmp.Compare(x.passages[a.doc].ID, x.passages[b.doc].ID)
}
