package knowledge

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Answer is what the company's pages say to a question, or that they say nothing.
type Answer struct {
	Found    bool     // false: no passage carries the question, make no claim
	Text     string   // one to three sentences, letter for letter from the passage; at most 45 words
	Citation Citation // where they stand; set when found
	Score    float64  // how far the best passage accounts for the question, 0 to 1, found or not
	Lang     string   // language asked for, which is that of the text
	Bare     bool     // the question asks nothing by itself, such as what that costs: say what it is about
}

// Citation is where an answer stands.
type Citation struct {
	Title   string  // of the page
	Heading string  // innermost heading over the passage; the title when there is none
	Link    string  // public address, with #anchor
	Passage string  // id of the passage
	Score   float64 // as in Answer
}

// How an answer is chosen. The score leans on the sentences quoted, with the
// headings over them; the rest of the passage counts less.
const (
	lookAt       = 3    // passages in which an answer is sought
	quoteShare   = 0.7  // of the score, for the sentences quoted; the rest for the passage
	maxSentences = 3    // in an answer
	figureBonus  = 0.2  // the question asks for a figure and the sentences hold one
	leadBonus    = 0.3  // the first sentence under a heading mostly says what the heading asks
	overShare    = 0.6  // of a window's value, for topics that the headings may carry instead
	comfortable  = 35   // words: a shorter quote takes the next sentence along
	leanCost     = 0.25 // begins with a sentence that needs the one before
	cutCost      = 0.3  // leaves out the limit or the list that follows
	missCost     = 0.75 // the score times this when the figure asked for is not named
	keyCost      = 0.6  // and times this when the word that narrows the question most is not there
	wordCost     = 0.002
)

// Answer looks for the passage that carries the question, in the language asked
// for and valid on the day of now (in its time zone), and quotes from it.
func (b *Base) Answer(ctx context.Context, text, lang string, now time.Time) (Answer, error) {
	return b.answer(ctx, text, "", lang, now)
}

// AnswerAbout is Answer for a question that is bare: what it is about is said for it, and the quote must still hold what was asked.
// What a card costs is not answered by how it is blocked.
func (b *Base) AnswerAbout(ctx context.Context, bare, about, lang string, now time.Time) (Answer, error) {
	return b.answer(ctx, about+" "+bare, bare, lang, now)
}

// answer quotes from the passage that carries a text, and holds what a bare question in it asks.
func (b *Base) answer(ctx context.Context, text, bare, lang string, now time.Time) (Answer, error) {
	out := Answer{Lang: lang}
	x := b.current.Load().byLang[lang]
	if x == nil {
		return out, nil
	}
	q := x.ask(text)
	if len(q.topics) == 0 {
		return out, nil
	}
	if doc, score := x.declaredFor(q, text, now.Format(time.DateOnly)); doc >= 0 {
		if w := x.lead(q, doc); w.to > 0 {
			return x.answer(doc, w, score, lang), nil
		}
	}
	if q.bare() {
		out.Bare = true
		return out, nil
	}
	ranked, err := x.rank(ctx, q, b.embedQuestion(ctx, x, text), lookAt, now)
	if err != nil {
		return out, fmt.Errorf("answer from knowledge: %w", err)
	}
	for _, c := range ranked[:min(lookAt, len(ranked))] {
		w, score := x.quote(q, c.doc)
		out.Score = max(out.Score, score)
		if w.to == 0 || score < b.minScore || bare != "" && !x.holds(x.ask(bare), c.doc, w) {
			continue
		}
		return x.answer(c.doc, w, score, lang), nil
	}
	return out, nil
}

// holds says whether a quote, or a heading over it, has a word of a bare question in it, or the money that it asks about.
func (x *index) holds(bare *question, doc int, w span) bool {
	if bare.money && slices.ContainsFunc(x.parts[doc], func(s sentence) bool { return s.money && s.from >= w.from && s.to <= w.to }) {
		return true
	}
	quoted, over := bare.in(x.stems(w.of(x.passages[doc].Text))), bare.in(x.over[doc])
	return slices.ContainsFunc(bare.topics, func(t topic) bool { return max(t.credit(quoted), t.credit(over)) >= 0.5 })
}

// answer quotes a span of a passage.
func (x *index) answer(doc int, w span, score float64, lang string) Answer {
	p := x.passages[doc]
	return Answer{
		Found: true, Text: w.of(p.Text), Citation: Citation{p.Title, p.heading(), p.Link, p.ID, score}, Score: score, Lang: lang,
	}
}

// lead quotes what answers best in a passage that is known to answer: the sentences that share words with the question,
// else the first ones.
func (x *index) lead(q *question, doc int) span {
	shares := func(s sentence) bool { return q.cover(q.in(s.terms)) > 0 }
	if w, _ := x.quote(q, doc); w.to > 0 && slices.ContainsFunc(x.parts[doc], shares) {
		return w
	}
	var out span
	words := 0
	for i, s := range x.parts[doc] {
		if words += s.words; words > answerWords || i == maxSentences || i > 0 && words > comfortable {
			break
		}
		out = span{x.parts[doc][0].from, s.to}
	}
	return out
}

// quote chooses the sentences of a passage that answer best, and scores them.
// An empty span means that no sentence is short enough.
func (x *index) quote(q *question, doc int) (span, float64) {
	parts := x.parts[doc]
	around, over, all := q.in(x.around[doc]), q.in(x.over[doc]), q.cover(q.in(x.terms[doc]))
	holds := make([]held, len(parts))
	for i := range parts {
		holds[i] = q.in(parts[i].terms)
	}
	lead := q.cover(around) * leadBonus
	var best window
	for i := range parts {
		w := window{first: i, last: i - 1, holds: q.none()}
		for w.grow(parts, holds, answerWords) {
			w.value = overShare*q.coverEither(w.holds, over) + (1-overShare)*q.cover(w.holds) + form(q, parts, w)
			if i == 0 {
				w.value += lead
			}
			if best.words == 0 || w.value > best.value {
				best = w
				best.holds = slices.Clone(w.holds)
				best.cover = q.coverEither(w.holds, around)
			}
		}
	}
	if best.words == 0 {
		return span{}, (1 - quoteShare) * all
	}
	for best.grow(parts, holds, comfortable) {
		best.cover = q.coverEither(best.holds, around)
	}
	score := quoteShare*best.cover + (1-quoteShare)*all
	if q.misses(best.holds, around) {
		score *= missCost
	}
	if q.missesKey(best.holds, around) {
		score *= keyCost
	}
	return span{parts[best.first].from, parts[best.last].to}, score
}

// window is some sentences of a passage in a row.
type window struct {
	first, last, words int
	holds              held
	value, cover       float64
}

// grow takes the next sentence in, if there is one and the words stay within most.
func (w *window) grow(parts []sentence, holds []held, most int) bool {
	next := w.last + 1
	if next == len(parts) || next-w.first == maxSentences || w.words+parts[next].words > most {
		return false
	}
	w.last = next
	w.words += parts[next].words
	w.holds.add(holds[next])
	return true
}

// form is how well the sentences of a window stand on their own.
func form(q *question, parts []sentence, w window) float64 {
	value := -wordCost * float64(w.words)
	if w.first > 0 && parts[w.first].leans {
		value -= leanCost
	}
	if slices.ContainsFunc(parts[w.first:w.last+1], q.figureIn) {
		value += figureBonus
	}
	if parts[w.last].opens || w.last+1 < len(parts) && parts[w.last+1].contrast {
		value -= cutCost
	}
	return value
}
