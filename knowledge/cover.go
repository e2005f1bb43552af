package knowledge

import "slices"

// terms are stems, by their numbers in the index, in order and each once.
type terms []int32

// held says which of a question's terms a text holds, one bit each.
type held []uint64

func (h held) has(i int) bool { return i >= 0 && i>>6 < len(h) && h[i>>6]&(1<<(i&63)) != 0 }

func (h held) any() bool { return slices.ContainsFunc(h, func(bits uint64) bool { return bits != 0 }) }

// add takes in what another text holds.
func (h held) add(more held) {
	for i, bits := range more {
		h[i] |= bits
	}
}

// settle numbers the terms that the topics are about and adds up what the topics weigh.
func (q *question) settle(words *bm25) {
	collect := func(stem string) {
		if id, ok := words.ids[stem]; ok {
			q.ids = append(q.ids, id)
		}
	}
	for _, t := range q.topics {
		q.total += t.weight
		collect(t.stem)
		for _, a := range slices.Concat(t.also, t.pieces) {
			collect(a.term)
		}
	}
	slices.Sort(q.ids)
	q.ids = slices.Compact(q.ids)
	q.among = make(held, (len(words.postings)+63)/64)
	for _, id := range q.ids {
		q.among[id>>6] |= 1 << (id & 63)
	}
	bit := func(stem string) int {
		if id, ok := words.ids[stem]; ok {
			i, _ := slices.BinarySearch(q.ids, id)
			return i
		}
		return -1
	}
	bits := func(list []weighted) []int {
		out := make([]int, len(list))
		for i, w := range list {
			out[i] = bit(w.term)
		}
		return out
	}
	for i := range q.topics {
		t := &q.topics[i]
		t.bit, t.alsoBits, t.pieceBits = bit(t.stem), bits(t.also), bits(t.pieces)
	}
}

// none is what a text without any of the terms holds.
func (q *question) none() held { return make(held, (len(q.ids)+63)/64) }

// in says which of the question's terms are among those of a text.
func (q *question) in(text terms) held {
	h := q.none()
	q.mark(text, h)
	return h
}

// mark writes in h what in returns. Most terms of a text are none of the question's, and those are told apart first.
func (q *question) mark(text terms, h held) {
	clear(h)
	for _, id := range text {
		if q.among.has(int(id)) {
			i, _ := slices.BinarySearch(q.ids, id)
			h[i>>6] |= 1 << (i & 63)
		}
	}
}

// cover is the share of the question's topics that a text accounts for, 0 to 1.
func (q *question) cover(h held) float64 { return q.coverEither(h, nil) }

// coverEither takes each topic from whichever of two texts holds it best.
func (q *question) coverEither(a, b held) float64 {
	if q.total == 0 {
		return 0
	}
	var sum float64
	for i := range q.topics {
		t := &q.topics[i]
		sum += t.weight * max(t.credit(a), t.credit(b))
	}
	return sum / q.total
}

// misses says whether the figure that the question names is in neither text: a
// mortgage payment is no answer to what the mortgage rate is.
func (q *question) misses(a, b held) bool {
	return slices.ContainsFunc(q.topics, func(t topic) bool {
		return t.asked && max(t.credit(a), t.credit(b)) < 0.5
	})
}

// missesKey says whether neither text holds the word that narrows the question most, although other pages do: a page
// about changing a phone number is no answer to how a PIN is changed. A word that no page knows counts as any other.
func (q *question) missesKey(a, b held) bool {
	var key *topic
	for i := range q.topics {
		if t := &q.topics[i]; t.key && !t.bare && t.bit >= 0 && (key == nil || t.weight > key.weight) {
			key = t
		}
	}
	return key != nil && max(key.credit(a), key.credit(b)) < 0.5
}

// bare says whether a question asks nothing by itself, such as what that costs.
func (q *question) bare() bool {
	return !slices.ContainsFunc(q.topics, func(t topic) bool { return !t.bare })
}

// credit is how far a text holds the topic: itself, one alternative, or the
// pieces of a compound together.
func (t *topic) credit(h held) float64 {
	if h.has(t.bit) {
		return 1
	}
	best := 0.0
	for i, a := range t.also {
		if h.has(t.alsoBits[i]) {
			best = max(best, a.weight)
		}
	}
	together := 0.0
	for i, p := range t.pieces {
		if h.has(t.pieceBits[i]) {
			together += p.weight
		}
	}
	return max(best, together*together)
}
