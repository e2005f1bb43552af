package knowledge

import (
	"slices"
	"strings"
)

// maxQuestion is how many bytes of a question are read.
const maxQuestion = 2000

// question is what a customer asked, prepared against one index.
type question struct {
	words  []weighted // stems for BM25, alternatives included
	grams  []weighted
	topics []topic
	figure bool // asks for an amount, a number or a time
	money  bool // asks for an amount of money
	total  float64
}

// topic is a word of the question that a passage must account for.
type topic struct {
	stem   string
	weight float64
	also   []weighted // alternatives, most trusted first
	pieces []weighted // parts of a compound, with the share of it each covers
	asked  bool       // names the figure asked for: a rate, a price
}

// What a word of the question weighs when it is not a plain topic word.
const (
	weightStop   = 0.1
	weightLight  = 0.35
	weightNumber = 0.3
	weightAside  = 0.35 // a word outside the sentence that asks
)

// ask prepares a question. Words in the sentence that asks weigh more than the
// story around it.
func (x *index) ask(text string) question {
	text = clip(text)
	var q question
	seen := map[string]bool{}
	for _, part := range asking(sentences(text, x.lex), text) {
		for _, w := range tokens(part.text) {
			x.askWord(&q, w, part.weight, seen)
		}
	}
	for _, t := range q.topics {
		q.total += t.weight
	}
	return q
}

// clip is as much of a question as is read, as valid UTF-8.
func clip(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxQuestion)], " ")
}

type askPart struct {
	text   string
	weight float64
}

// asking gives each sentence its weight: when some end in a question mark, the
// others are asides.
func asking(spans []span, text string) []askPart {
	asks := false
	for _, s := range spans {
		asks = asks || strings.HasSuffix(s.of(text), "?")
	}
	out := make([]askPart, 0, len(spans))
	for _, s := range spans {
		weight := 1.0
		if asks && !strings.HasSuffix(s.of(text), "?") {
			weight = weightAside
		}
		out = append(out, askPart{s.of(text), weight})
	}
	return out
}

func (x *index) askWord(q *question, w string, weight float64, seen map[string]bool) {
	stem := x.lex.stem(w)
	q.figure = q.figure || asks(x.lex.figure, w)
	q.money = q.money || asks(x.lex.money, w)
	if seen[stem] {
		return
	}
	seen[stem] = true
	for _, same := range x.lex.same[stem] {
		seen[same] = true // a mobile phone is one topic
	}
	if x.lex.stop[w] || !x.words.has(stem) && (x.lex.light[w] || x.lex.nearlyStop(w)) {
		q.words = append(q.words, weighted{stem, weightStop})
		return
	}
	switch {
	case hasDigit(w):
		weight *= weightNumber
	case x.lex.light[w]:
		weight *= weightLight
	}
	t := topic{
		stem: stem, weight: weight * x.words.idf(stem),
		also: x.vocab.alternatives(stem), pieces: x.vocab.pieces(w),
		asked: (x.lex.figure[w] || x.lex.money[w]) && !x.lex.light[w],
	}
	q.words = append(q.words, weighted{stem, 1})
	for _, a := range slices.Concat(t.also, t.pieces) {
		q.words = append(q.words, weighted{a.term, a.weight * 0.5})
	}
	gramsOf(w, x.lex, func(g string) { q.grams = append(q.grams, weighted{g, 1}) })
	q.topics = append(q.topics, t)
}

// figureIn says whether a sentence holds the kind of figure the question asks for.
func (q question) figureIn(s sentence) bool {
	return q.money && s.money || q.figure && !q.money && s.figure
}

// cover is the share of the question's topics that terms account for, 0 to 1.
func (q question) cover(terms map[string]bool) float64 { return q.coverEither(terms, nil) }

// coverEither takes each topic from whichever of two sets holds it best.
func (q question) coverEither(a, b map[string]bool) float64 {
	if q.total == 0 {
		return 0
	}
	var sum float64
	for _, t := range q.topics {
		sum += t.weight * max(t.credit(a), t.credit(b))
	}
	return sum / q.total
}

// misses says whether the figure that the question names is in neither set: a
// mortgage payment is no answer to what the mortgage rate is.
func (q question) misses(a, b map[string]bool) bool {
	return slices.ContainsFunc(q.topics, func(t topic) bool {
		return t.asked && max(t.credit(a), t.credit(b)) < 0.5
	})
}

// credit is how far terms hold the topic: itself, one alternative, or the
// pieces of a compound together.
func (t topic) credit(terms map[string]bool) float64 {
	if terms[t.stem] {
		return 1
	}
	best := 0.0
	for _, a := range t.also {
		if terms[a.term] {
			best = max(best, a.weight)
		}
	}
	together := 0.0
	for _, p := range t.pieces {
		if terms[p.term] {
			together += p.weight
		}
	}
	return max(best, together*together)
}
