package knowledge

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"
)

// EvalOptions says what Evaluate measures.
type EvalOptions struct {
	Docs     string   // JSONL file: id, title, text on each line
	Queries  string   // JSONL file: text, relevant (ids) on each line
	Lang     string   // language of the documents: nl or en
	Embedder Embedder // nil: Lexical
}

// Scores are the figures of retrieval over a set of questions, each from 0 to 1.
type Scores struct {
	Queries   int     `json:"queries"`
	Documents int     `json:"documents"`
	HitAt1    float64 `json:"hit_at_1"`    // a relevant document came first
	MRR       float64 `json:"mrr"`         // mean of one over the place of the first relevant one
	NDCGAt10  float64 `json:"ndcg_at_10"`  // gain of the first ten, against the best order
	RecallAt5 float64 `json:"recall_at_5"` // share of the relevant documents in the first five
	P50Micros float64 `json:"search_p50_us"`
}

// evalDoc and evalQuery are the lines of the two files; other fields are let be.
type evalDoc struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

type evalQuery struct {
	Text     string   `json:"text"`
	Relevant []string `json:"relevant"`
}

// Evaluate indexes the documents as they are, asks every query and compares.
// A line that cannot be read is an error that names the file and the line.
func Evaluate(ctx context.Context, opts EvalOptions) (Scores, error) {
	docs, err := readLines[evalDoc](opts.Docs)
	if err != nil {
		return Scores{}, fmt.Errorf("evaluation documents: %w", err)
	}
	queries, err := readLines[evalQuery](opts.Queries)
	if err != nil {
		return Scores{}, fmt.Errorf("evaluation queries: %w", err)
	}
	if len(docs) == 0 || len(queries) == 0 {
		return Scores{}, errors.New("evaluation needs at least one document and one query")
	}
	embedder := opts.Embedder
	if embedder == nil {
		embedder = Lexical{}
	}
	x, err := indexDocs(ctx, docs, opts.Lang, embedder)
	if err != nil {
		return Scores{}, err
	}
	return measure(ctx, x, embedder, queries)
}

func indexDocs(ctx context.Context, docs []evalDoc, lang string, e Embedder) (*index, error) {
	lexicons, err := loadLexicons()
	if err != nil {
		return nil, err
	}
	lex, ok := lexicons[lang]
	if !ok {
		return nil, fmt.Errorf("language %q is not one of %v", lang, languages)
	}
	passages := make([]Passage, len(docs))
	texts := make([]string, len(docs))
	for i, d := range docs {
		passages[i] = Passage{ID: d.ID, Page: d.ID, Lang: lang, Title: d.Title, Trail: []string{d.Title}, Text: d.Text}
		texts[i] = embeddingText(passages[i])
	}
	embeddings, err := embedAll(ctx, e, texts)
	if err != nil {
		return nil, err
	}
	return newIndex(ctx, lex, passages, embeddings)
}

func measure(ctx context.Context, x *index, e Embedder, queries []evalQuery) (Scores, error) {
	s := Scores{Queries: len(queries), Documents: len(x.passages)}
	took := make([]time.Duration, 0, len(queries))
	for _, q := range queries {
		start := time.Now()
		vectors, err := embedAll(ctx, e, []string{q.Text})
		if err != nil {
			return Scores{}, err
		}
		hits, err := x.search(ctx, x.ask(q.Text), vectors[0], 100, start)
		if err != nil {
			return Scores{}, err
		}
		took = append(took, time.Since(start))
		s.count(hits, q.Relevant)
	}
	s.mean(float64(len(queries)))
	slices.SortFunc(took, func(a, b time.Duration) int { return cmp.Compare(a, b) })
	s.P50Micros = float64(took[len(took)/2].Nanoseconds()) / 1000
	return s, nil
}

// count adds one query's figures; mean turns the sums into means.
func (s *Scores) count(hits []Hit, relevant []string) {
	var gain, ideal, recalled float64
	first := 0
	for i, h := range hits {
		if !slices.Contains(relevant, h.Passage.ID) {
			continue
		}
		if first == 0 {
			first = i + 1
		}
		if i < 10 {
			gain += 1 / math.Log2(float64(i)+2)
		}
		if i < 5 {
			recalled++
		}
	}
	for i := range min(10, len(relevant)) {
		ideal += 1 / math.Log2(float64(i)+2)
	}
	if first == 1 {
		s.HitAt1++
	}
	if first > 0 {
		s.MRR += 1 / float64(first)
	}
	if len(relevant) > 0 {
		s.NDCGAt10 += gain / ideal
		s.RecallAt5 += recalled / float64(len(relevant))
	}
}

func (s *Scores) mean(n float64) {
	s.HitAt1 /= n
	s.MRR /= n
	s.NDCGAt10 /= n
	s.RecallAt5 /= n
}

// maxLine is the longest line read from a JSONL file, in bytes.
const maxLine = 1 << 20

func readLines[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return decodeLines[T](f, path)
}

func decodeLines[T any](r io.Reader, name string) ([]T, error) {
	var out []T
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 0
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var item T
		if err := json.Unmarshal(line, &item); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		out = append(out, item)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, n+1, err)
	}
	return out, nil
}
