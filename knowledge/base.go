package knowledge

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Options says where the base is kept and how texts become vectors.
type Options struct {
	// Path is the SQLite file, or ":memory:". It is made when it does not exist.
	Path string
	// Embedder makes the vectors; nil is Lexical.
	Embedder Embedder
	// Model names what the embedder runs. Vectors kept under another name are
	// not used, so change it whenever the embedder changes. Empty is "lexical"
	// for the built-in one and "custom" for any other.
	Model string
	// MinScore is the least Score with which a passage is believed to carry a
	// question, 0 to 1. Zero is DefaultMinScore.
	MinScore float64
}

// DefaultMinScore was calibrated on the demo companies: questions their pages
// carry stay above it, questions about other things below.
const DefaultMinScore = 0.5

// Base is what a company has written down. It may be used by several goroutines.
type Base struct {
	store    *store
	embedder Embedder
	model    string
	minScore float64
	lexicons map[string]*lexicon
	writing  sync.Mutex // one Ingest at a time
	current  atomic.Pointer[snapshot]
}

// snapshot is what questions are answered from; it is replaced, never changed.
type snapshot struct {
	byLang map[string]*index
	down   error // why there are no vectors, when there are none
}

// Open opens the base and makes its indexes from what was ingested before. A
// base whose embedder cannot be reached opens all the same and finds by words
// alone: see Degraded.
func Open(ctx context.Context, opts Options) (*Base, error) {
	lexicons, err := loadLexicons()
	if err != nil {
		return nil, fmt.Errorf("open knowledge: %w", err)
	}
	st, err := openStore(ctx, opts.Path)
	if err != nil {
		return nil, fmt.Errorf("open knowledge %s: %w", opts.Path, err)
	}
	b := &Base{store: st, lexicons: lexicons, minScore: opts.MinScore}
	if b.minScore == 0 {
		b.minScore = DefaultMinScore
	}
	b.embedder, b.model = opts.embedder()
	if err := b.reload(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open knowledge %s: %w", opts.Path, err), st.close())
	}
	return b, nil
}

func (o Options) embedder() (Embedder, string) {
	e, model := o.Embedder, o.Model
	if e == nil {
		e = Lexical{}
	}
	if _, builtIn := e.(Lexical); model == "" && builtIn {
		model = "lexical"
	}
	if model == "" {
		model = "custom"
	}
	return e, model
}

// Close closes the store. Questions under way may still be answered.
func (b *Base) Close() error { return b.store.close() }

// Degraded says why passages are found by words alone, or nil.
func (b *Base) Degraded() error { return b.current.Load().down }

// reload makes new indexes from the store and puts them in use at once.
func (b *Base) reload(ctx context.Context) error {
	passages, err := b.store.passages(ctx)
	if err != nil {
		return fmt.Errorf("read passages: %w", err)
	}
	next := &snapshot{byLang: map[string]*index{}}
	embeddings, err := b.embedPassages(ctx, passages)
	if err != nil {
		next.down = err
	}
	for _, lang := range languages {
		x, err := b.indexOf(ctx, lang, passages, embeddings)
		if err != nil {
			return fmt.Errorf("language %s: %w", lang, err)
		}
		next.byLang[lang] = x
	}
	b.current.Store(next)
	return ctx.Err()
}

func (b *Base) indexOf(ctx context.Context, lang string, all []Passage, embeddings map[string][]float32) (*index, error) {
	var own []Passage
	var vectors [][]float32
	for _, p := range all {
		if p.Lang != lang {
			continue
		}
		own = append(own, p)
		if embeddings != nil {
			vectors = append(vectors, embeddings[textHash(embeddingText(p))])
		}
	}
	return newIndex(ctx, b.lexicons[lang], own, vectors)
}

// embedPassages gives the vector of each text, making only those not yet kept.
func (b *Base) embedPassages(ctx context.Context, passages []Passage) (map[string][]float32, error) {
	kept, err := b.store.vectors(ctx, b.model)
	if err != nil {
		return nil, fmt.Errorf("read vectors: %w", err)
	}
	wanted := map[string]bool{}
	var texts, hashes []string
	for _, p := range passages {
		text := embeddingText(p)
		hash := textHash(text)
		if _, have := kept[hash]; !have && !wanted[hash] {
			texts, hashes = append(texts, text), append(hashes, hash)
		}
		wanted[hash] = true
	}
	vectors, err := embedAll(ctx, b.embedder, texts)
	if err != nil {
		return nil, fmt.Errorf("vectors of passages: %w", err)
	}
	made := map[string][]float32{}
	for i, v := range vectors {
		made[hashes[i]], kept[hashes[i]] = v, v
	}
	var stale []string
	for hash := range kept {
		if !wanted[hash] {
			stale = append(stale, hash)
		}
	}
	if len(made) > 0 || len(stale) > 0 {
		err = b.store.keepVectors(ctx, b.model, made, stale)
	}
	return kept, err
}

// Search gives the n passages that fit the query best, best first, of those in
// the language that hold on the day of now (in its time zone). An unknown
// language gives none.
func (b *Base) Search(ctx context.Context, query, lang string, n int, now time.Time) ([]Hit, error) {
	x := b.current.Load().byLang[lang]
	if x == nil || n <= 0 {
		return nil, nil
	}
	q := x.ask(query)
	hits, err := x.search(ctx, q, b.embedQuestion(ctx, x, query), n, now)
	if err != nil {
		return nil, fmt.Errorf("search knowledge: %w", err)
	}
	return hits, nil
}

// embedQuestion is the vector of a question, or nil when there is none to be
// had: words alone still find most.
func (b *Base) embedQuestion(ctx context.Context, x *index, query string) []float32 {
	if x.vectors == nil || x.vectors.dims == 0 {
		return nil
	}
	vectors, err := embedAll(ctx, b.embedder, []string{clip(query)})
	if err != nil || len(vectors[0]) != x.vectors.dims {
		return nil
	}
	return vectors[0]
}
