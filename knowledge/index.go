package knowledge

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// index is everything needed to answer in one language. It is made whole from
// the store and never changed; all of it may be read at the same time.
type index struct {
	lex      *lexicon
	passages []Passage
	words    *bm25        // stems
	grams    *bm25        // characters: compounds, inflection, typing errors
	vectors  *vectors     // nil when the embedder could not be reached
	terms    []terms      // by passage: stems of its text and context
	around   []terms      // by passage: stems of its context alone
	over     []terms      // by passage: stems of the headings over it
	parts    [][]sentence // by passage: its sentences
	vocab    *vocabulary
	declared []declared // questions that passages say they answer
}

// sentence is one sentence of a passage, prepared for matching.
type sentence struct {
	span
	terms    terms
	figure   bool // holds a digit
	money    bool // holds an amount of money
	words    int
	contrast bool // limits the sentence before it
	leans    bool // cannot stand alone
	opens    bool // ends in a colon: what follows belongs to it
}

// How much a term counts by where it stands.
const (
	weightText  = 1.0
	weightTrail = 1.6
	weightTitle = 1.0
	weightAlso  = 1.0
)

// newIndex indexes passages; embeddings stand beside them or are nil.
func newIndex(ctx context.Context, lex *lexicon, passages []Passage, embeddings [][]float32) (*index, error) {
	x := &index{lex: lex, passages: passages, words: newBM25(1.2, 0.6), grams: newBM25(1.2, 0.6)}
	for _, p := range passages {
		x.add(p)
	}
	x.words.settle()
	x.grams.settle()
	x.vocab = newVocabulary(x.words, lex)
	x.declare()
	if embeddings == nil {
		return x, nil
	}
	v, err := newVectors(ctx, embeddings)
	if err != nil {
		return nil, fmt.Errorf("index of passages: %w", err)
	}
	x.vectors = v
	return x, nil
}

// add indexes one passage under its text and what stands around it.
func (x *index) add(p Passage) {
	var stems, runs []weighted
	field := func(text string, weight float64) {
		for _, w := range tokens(text) {
			stems = append(stems, weighted{x.lex.stem(w), weight})
			gramsOf(w, x.lex, func(g string) { runs = append(runs, weighted{g, weight}) })
		}
	}
	field(p.Text, weightText)
	field(p.Title, weightTitle)
	field(strings.Join(p.Trail, "\n"), weightTrail)
	field(strings.Join(p.Also, "\n"), weightAlso)
	field(strings.Join(p.Asked, "\n"), weightAlso)
	x.words.add(stems, float64(len(stems)))
	x.grams.add(runs, float64(len(runs)))
	x.over = append(x.over, x.stems(strings.Join(p.Trail, "\n")))
	x.around = append(x.around, x.stems(p.context()))
	x.terms = append(x.terms, x.stems(p.context()+"\n"+p.Text))
	x.parts = append(x.parts, x.split(p.Text))
}

// stems are those of a text that is indexed already.
func (x *index) stems(text string) terms {
	var out terms
	for _, w := range tokens(text) {
		if id, ok := x.words.ids[x.lex.stem(w)]; ok {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// gramsOf yields the character grams that are indexed of a word.
func gramsOf(w string, lex *lexicon, yield func(string)) {
	if lex.stop[w] {
		return
	}
	grams(w, 3, 5, yield)
}

func (x *index) split(text string) []sentence {
	var out []sentence
	for _, sp := range sentences(text, x.lex) {
		words := tokens(sp.of(text))
		s := sentence{span: sp, terms: x.stems(sp.of(text)), words: countWords(sp.of(text)), figure: hasDigit(sp.of(text))}
		s.contrast = x.lex.contrast[words[0]]
		s.money = s.figure && strings.Contains(sp.of(text), "€")
		s.leans = x.lex.leans[words[0]]
		s.opens = strings.HasSuffix(sp.of(text), ":")
		out = append(out, s)
	}
	return out
}
