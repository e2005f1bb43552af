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
	ids    terms // of all that the topics are about
	among  held  // the same, one bit for each term of the index
	figure bool  // asks for an amount, a number or a time
	money  bool  // asks for an amount of money
	denies bool  // says that something is not so
	total  float64
}

// topic is a word of the question that a passage must account for.
type topic struct {
	stem   string
	weight float64
	also   []weighted // alternatives, most trusted first
	pieces []weighted // parts of a compound, with the share of it each covers
	asked  bool       // names the figure asked for: a rate, a price
	bare   bool       // asks nothing by itself: what it costs, whether there is another way
	key    bool       // narrows the question fully: neither light, nor aside, nor a number

	bit                 int // of stem in [held]; -1 where the pages do not have it
	alsoBits, pieceBits []int
}

// What a word of the question weighs when it is not a plain topic word.
const (
	weightStop   = 0.1
	weightLight  = 0.35
	weightNumber = 0.3
	weightAside  = 0.35 // a word outside the sentence that asks
)

// ask prepares a question. Words where the customer asks weigh more than the
// story around it.
func (x *index) ask(text string) *question {
	q := &question{}
	seen := map[string]bool{}
	for _, part := range x.asking(clip(text)) {
		for _, w := range part.words {
			x.askWord(q, w, part.aside, seen)
		}
	}
	q.settle(x.words)
	return q
}

// askPart is a run of words in which the customer asks, or tells the story.
type askPart struct {
	words []string
	aside bool
}

// asking parts a message. A sentence asks from its question word on, or as a
// whole when it ends in a question mark. Where nothing asks, everything does.
// What asks comes first, so that a word in both counts as asked.
func (x *index) asking(text string) []askPart {
	var asked, told []askPart
	for _, s := range sentences(text, x.lex) {
		words := tokens(s.of(text))
		from := slices.IndexFunc(words, func(w string) bool { return x.lex.ask[w] })
		if from < 0 && strings.HasSuffix(s.of(text), "?") {
			from = 0
		}
		if from < 0 {
			from = len(words)
		}
		asked = append(asked, askPart{words[from:], false})
		told = append(told, askPart{words[:from], true})
	}
	if !slices.ContainsFunc(asked, func(p askPart) bool { return x.saysTopic(p.words) }) {
		for i := range told {
			told[i].aside = false
		}
	}
	return append(asked, told...)
}

// saysTopic says whether any word could be what a question is about.
func (x *index) saysTopic(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return !x.lex.stop[w] && !x.lex.light[w] })
}

// clip is as much of a question as is read, as valid UTF-8.
func clip(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxQuestion)], " ")
}

func (x *index) askWord(q *question, w string, aside bool, seen map[string]bool) {
	stem := x.lex.stem(w)
	q.figure = q.figure || asks(x.lex.figure, w)
	q.money = q.money || asks(x.lex.money, w)
	q.denies = q.denies || x.lex.deny[w]
	if seen[stem] {
		return
	}
	seen[stem] = true
	for _, same := range x.lex.same[stem] {
		seen[same] = true // a mobile phone is one topic
	}
	if x.isEmpty(w, stem, aside) {
		q.words = append(q.words, weighted{stem, weightStop})
		return
	}
	weight := 1.0
	switch {
	case hasDigit(w):
		weight = weightNumber
	case x.lex.light[w]:
		weight = weightLight
	case aside:
		weight = weightAside
	}
	t := topic{
		stem: stem, weight: weight * x.words.idf(stem),
		also: x.vocab.alternatives(stem), pieces: x.vocab.pieces(w),
		asked: (x.lex.figure[w] || x.lex.money[w]) && !x.lex.light[w],
		bare:  x.lex.bare[w] || x.lex.light[w],
		key:   weight == 1,
	}
	q.words = append(q.words, weighted{stem, 1})
	for _, a := range slices.Concat(t.also, t.pieces) {
		q.words = append(q.words, weighted{a.term, a.weight * 0.5})
	}
	gramsOf(w, x.lex, func(g string) { q.grams = append(q.grams, weighted{g, 1}) })
	q.topics = append(q.topics, t)
}

// isEmpty says whether a word is no topic: a function word, or one that the
// pages do not know and that would narrow the question only a little.
func (x *index) isEmpty(w, stem string, aside bool) bool {
	if x.lex.stop[w] {
		return true
	}
	return !x.words.has(stem) && (x.lex.light[w] || aside && len(x.vocab.alternatives(stem)) == 0 || x.lex.nearlyStop(w))
}

// figureIn says whether a sentence holds the kind of figure the question asks for.
func (q *question) figureIn(s sentence) bool {
	return q.money && s.money || q.figure && !q.money && s.figure
}
