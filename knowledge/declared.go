package knowledge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// declared is a question that a passage says it answers.
type declared struct {
	doc   int
	asked *question
	terms terms
}

// sameQuestion is how far a question and a declared one must account for each other to be the same.
const sameQuestion = 0.8

// Questions are those that passages declare, by language: examples of what may be asked.
func (b *Base) Questions() map[string][]string {
	out := map[string][]string{}
	for lang, x := range b.current.Load().byLang {
		for _, p := range x.passages {
			out[lang] = append(out[lang], p.Asked...)
		}
	}
	return out
}

// declare prepares the questions that passages say they answer.
func (x *index) declare() {
	for doc, p := range x.passages {
		for _, text := range p.Asked {
			if q := x.ask(text); len(q.topics) > 0 {
				x.declared = append(x.declared, declared{doc, q, x.stems(text)})
			}
		}
	}
}

// declaredFor finds the passage that declares the question, of those that hold on the day; -1 when none does. Each must
// account for the other: a question about more, or about something else as well, is another question.
func (x *index) declaredFor(q *question, text string, day string) (doc int, score float64) {
	doc = -1
	own := q.none()
	var said terms
	for _, d := range x.declared {
		if !x.passages[d.doc].validOn(day) || !d.asked.sameKind(q) {
			continue
		}
		q.mark(d.terms, own)
		if !own.any() {
			continue
		}
		like := q.cover(own)
		if like >= sameQuestion { // few get so far
			if said == nil {
				said = x.stems(clip(text))
			}
			like = min(like, d.asked.cover(d.asked.in(said)))
		}
		if like >= sameQuestion && like > score {
			doc, score = d.doc, like
		}
	}
	return doc, score
}

// sameKind says whether two questions ask for the same kind of thing: a figure or not, and what is or what is not.
func (q *question) sameKind(other *question) bool {
	return (q.figure || q.money) == (other.figure || other.money) && q.denies == other.denies
}

// takeQuestions gives each passage the questions that the front matter declares for its anchor.
func (pg *page) takeQuestions() Problems {
	var found Problems
	for _, anchor := range slices.Sorted(maps.Keys(pg.meta.Asked)) {
		i := slices.IndexFunc(pg.passages, func(p Passage) bool { return anchorOf(p) == anchor })
		if i < 0 {
			found = append(found, Problem{pg.path, pg.meta.askedLines[anchor],
				fmt.Sprintf("questions are declared for %q, which is no anchor of the page: known are %s", anchor, strings.Join(pg.anchors(), ", "))})
			continue
		}
		pg.passages[i].Asked = pg.meta.Asked[anchor]
	}
	return found
}

func (pg *page) anchors() []string {
	var out []string
	for _, p := range pg.passages {
		if a := anchorOf(p); !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// anchorOf is the anchor of a passage, or top for the one above the first heading.
func anchorOf(p Passage) string {
	if _, anchor, ok := strings.Cut(p.Link, "#"); ok {
		return anchor
	}
	return top
}
