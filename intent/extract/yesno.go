package extract

// Answer is what a customer says to a yes/no question.
type Answer int

// The answers. NotYes begins like a yes and takes it back, doubts it or asks something first: it is never consent.
const (
	NoAnswer Answer = iota
	Yes
	No
	NotYes
)

// Reply is an answer with what stands behind it.
type Reply struct {
	Answer     Answer
	Head       Answer // how it begins, whatever follows: Yes, No or NoAnswer
	Rest       string // what stands behind that beginning
	Confidence float64
}

// thumbs are the marks that say yes and no without a word.
const (
	thumbsUp   = "👍✅✔👌🆗"
	thumbsDown = "👎❌🚫"
)

// YesNo reads an answer to a yes/no question. A yes is only what says nothing but yes: what the extractor does not
// know makes it NotYes, unless harmless says that the word may stand beside a yes (the words of what was asked).
// harmless may be nil. A no may be followed by anything: Rest holds it.
func (x *Extractor) YesNo(text string, harmless func(word string) bool) Reply {
	ts := x.tokens(text)
	head, from, n := x.head(ts)
	r := Reply{Head: head, Confidence: 1}
	if head == NoAnswer {
		if x.doubts(ts) {
			r.Answer, r.Rest = NotYes, text
		}
		return r
	}
	if n < len(ts) {
		r.Rest = text[ts[n].Start:]
	}
	if head == No {
		r.Answer = No
		if from > 0 && HasWords(r.Rest) { // "I don't understand" begins like "I don't", and says no to nothing
			r.Confidence = 0.8
		}
		return r
	}
	r.Answer, r.Confidence = x.onlyYes(ts, n, harmless)
	return r
}

// head reads how a text begins, at which token behind words of no weight, and which token is behind that.
func (x *Extractor) head(ts []Token) (a Answer, from, to int) {
	for from < len(ts) && (ts[from].Kind == Mark && !isThumb(ts[from]) || x.greets(ts, from)) {
		from++
	}
	a, to = x.word(ts, from)
	return a, from, to
}

// greets reports a word that may stand before an answer. A word that also begins an answer does not count.
func (x *Extractor) greets(ts []Token, i int) bool {
	_, filler := x.is(listFiller, ts, i)
	a, _ := x.word(ts, i)
	return filler > 0 && a == NoAnswer
}

// word reads the longest yes or no at token i and returns the token behind it.
func (x *Extractor) word(ts []Token, i int) (Answer, int) {
	if i < len(ts) && isThumb(ts[i]) {
		if mark(ts, i, thumbsDown) {
			return No, i + 1
		}
		return Yes, i + 1
	}
	_, yes := x.is(listYes, ts, i)
	_, no := x.is(listNo, ts, i)
	if _, unsure := x.is(listUnsure, ts, i); unsure > max(yes, no) {
		return NoAnswer, i
	}
	switch {
	case no >= yes && no > 0:
		return No, i + no
	case yes > 0:
		return Yes, i + yes
	}
	return NoAnswer, i
}

func isThumb(t Token) bool {
	return mark([]Token{t}, 0, thumbsUp) || mark([]Token{t}, 0, thumbsDown)
}

func (x *Extractor) doubts(ts []Token) bool {
	for i := range ts {
		if _, n := x.is(listUnsure, ts, i); n > 0 {
			return true
		}
	}
	return false
}

// onlyYes judges what stands behind a yes.
func (x *Extractor) onlyYes(ts []Token, i int, harmless func(string) bool) (Answer, float64) {
	acted, words := false, 0 // words of what was asked are repeated: "ja, blokkeer mijn pas maar"
	for i < len(ts) {
		if mark(ts, i, "?") {
			return NotYes, 1
		}
		if ts[i].Kind == Mark && !isThumb(ts[i]) {
			i++
			continue
		}
		a, next := x.word(ts, i)
		if a == No {
			return NotYes, 1
		}
		if a == Yes {
			i = next
			continue
		}
		n := x.beside(ts, i, acted && words > 1)
		switch {
		case n < 0:
			return NotYes, 1
		case n > 0:
			i += n
		case harmless != nil && harmless(ts[i].Word):
			acted = acted || words == 0 // an order begins with what is to be done
			i++
		default:
			return NotYes, 0.8
		}
		words++
	}
	if words > 0 && acted {
		return Yes, 0.9
	}
	return Yes, 1
}

// beside says how many tokens from i on may stand beside a yes: 0 unknown words, -1 words that take it back.
// "maar" takes a yes back, except where it ends an order: "ja, blokkeer hem maar".
func (x *Extractor) beside(ts []Token, i int, ordered bool) int {
	for _, l := range []list{listUnsure, listNegation, listAsk, listOther} {
		if _, n := x.is(l, ts, i); n > 0 {
			return -1
		}
	}
	if _, but := x.is(listBut, ts, i); but > 0 {
		if _, filler := x.is(listFiller, ts, i); filler == 0 || !ordered || i+but+x.skip(ts, i+but, listFiller, listYes) < len(trimMarks(ts)) {
			return -1
		}
		return but
	}
	_, filler := x.is(listFiller, ts, i)
	return filler
}

// trimMarks leaves out the marks at the end.
func trimMarks(ts []Token) []Token {
	for len(ts) > 0 && ts[len(ts)-1].Kind == Mark {
		ts = ts[:len(ts)-1]
	}
	return ts
}
