package classify

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Model ranks labels for texts. It does not change after training and may be shared.
type Model struct {
	// Threshold is the confidence from which a text counts as being about one of the labels.
	Threshold float64

	labels    []string
	examples  []Example
	lexicon   *lexicon
	core      *core
	sharpness float64
	judge     judge
	top       int
	trials    sync.Pool
}

// Ranked is one label that a text may be about.
type Ranked struct {
	Label       string
	Probability float64 // that the label is meant, given that the text is about one of the labels; all labels sum to 1
	Nearest     Example // the training example of this label most like the text; empty when nothing is alike
	Similarity  float64 // cosine with Nearest, 0–1
}

// Result says what a text is about.
type Result struct {
	Ranked     []Ranked // best first, at most Options.Top
	Confidence float64  // that the text is about the first label at all, 0–1
	InScope    bool     // Confidence reaches the model's Threshold
}

// Train learns from the examples. Examples without a label, or without a letter, digit or symbol, are
// passed over; ErrNoExamples is returned when none are left under a label other than Options.OutOfScope.
func Train(examples []Example, opts Options) (*Model, error) {
	c, kept := newCorpus(examples, opts.outOfScope(), opts.Seed)
	if len(c.labels) == 0 {
		return nil, fmt.Errorf("train: %w", ErrNoExamples)
	}
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	c.hint(opts.About)
	r := newRecipe(opts)
	m := &Model{labels: c.labels, examples: kept, lexicon: c.lexicon, top: min(opts.top(), len(c.labels))}
	m.calibrate(c, r, opts)
	m.core = c.train(r, indexes(len(c.docs)), opts.Workers)
	m.trials.New = func() any { return m.core.newTrial() }
	return m, nil
}

// newCorpus reads the examples, and returns the ones that can be learned from beside it.
func newCorpus(examples []Example, outOfScope string, seed uint64) (*corpus, []Example) {
	c := &corpus{lexicon: &lexicon{ids: map[feature]int32{}, concepts: newConcepts(conceptText)}}
	var kept []Example
	for _, e := range examples {
		d := c.lexicon.document(e.Text, true)
		if e.Label == "" || len(d.ids) == 0 {
			continue
		}
		kept = append(kept, e)
		c.docs = append(c.docs, d)
		c.lots = append(c.lots, lot(e.Text, seed))
		if e.Label != outOfScope {
			c.labels = append(c.labels, e.Label)
		}
	}
	slices.Sort(c.labels)
	c.labels = slices.Clip(slices.Compact(c.labels))
	for _, e := range kept {
		c.ys = append(c.ys, c.index(e.Label, outOfScope))
	}
	return c, kept
}

func (c *corpus) index(label, outOfScope string) int {
	if label == outOfScope {
		return outside
	}
	at, _ := slices.BinarySearch(c.labels, label)
	return at
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// hint adds the words of every label, and what is said about it, as something to learn from.
func (c *corpus) hint(about map[string]string) {
	for k, label := range c.labels {
		for _, text := range []string{spoken(label), about[label]} {
			if d := c.lexicon.document(text, true); len(d.ids) > 0 {
				c.hints, c.hinted = append(c.hints, d), append(c.hinted, k)
			}
		}
	}
}

// spoken splits a label into words: "block_card", "BlockCard" and "card/block" are read as people say them.
func spoken(label string) string {
	var out strings.Builder
	lower := false
	for _, r := range label {
		if unicode.IsUpper(r) && lower {
			out.WriteByte(' ')
		}
		lower = unicode.IsLower(r)
		if !unicode.IsLetter(r) {
			r = ' '
		}
		out.WriteRune(r)
	}
	return out.String()
}

// newRecipe returns the figures that cross-validation on public intent sets found best.
func newRecipe(opts Options) recipe {
	r := recipe{
		share:    [kinds]float32{wordKind: 0.7, charKind: 1, conceptKind: 0.7, pairKind: 0.7},
		least:    leastDocs,
		centroid: 0.5,
		hints:    true,
	}
	positive := float32(3)
	if opts.Baseline {
		r.share = [kinds]float32{wordKind: 1, charKind: 1}
		r.centroid, r.hints, positive = 0, false, 1
	}
	r.machine = func(docs int) machine {
		m := machine{cost: 1, positive: positive, tolerance: 0.3, passes: 10, seed: opts.Seed}
		if docs <= largeSet {
			m.tolerance, m.passes = 0.05, 40
		}
		return m
	}
	return r
}

// leastDocs is how many examples a feature must occur in: in a large set, a few times is chance.
func leastDocs(docs int) int {
	switch {
	case docs > hugeSet:
		return 3
	case docs > largeSet:
		return 2
	}
	return 1
}

// usual is the curve that a model starts from, and keeps when it has nothing to rehearse on.
var usual = judge{weight: evidence{0.3, 1, 1, 4, 2}, bias: -3}

// calibrate learns from held-out examples how sure to be.
func (m *Model) calibrate(c *corpus, r recipe, opts Options) {
	all := c.rehearse(r, opts.Seed, opts.Workers)
	m.sharpness = learnSharpness(all)
	vs := verdicts(all, m.sharpness)
	m.judge, m.Threshold = usual, 0.5
	if haveBothSides(vs) {
		m.judge = learnJudge(usual, vs)
		m.Threshold = chooseThreshold(m.judge, vs, foreignness(len(c.labels)))
	}
	if opts.Threshold > 0 {
		m.Threshold = opts.Threshold
	}
}

func haveBothSides(vs []verdict) bool {
	var n [2]int
	for _, v := range vs {
		n[side(v)]++
	}
	return n[0] > 0 && n[1] > 0
}

// Labels returns the labels that the model ranks, sorted.
func (m *Model) Labels() []string { return slices.Clone(m.labels) }

// Classify says which labels a text is most likely about, and whether it is about any. It never fails:
// a text in which nothing is known ranks all the same, with a confidence of zero.
func (m *Model) Classify(text string) Result {
	t := m.trials.Get().(*trial)
	defer m.trials.Put(t)
	v := m.core.space.vector(m.lexicon.document(text, false))
	m.core.rank(v, t)
	m.core.look(v, t, max(m.top, looked))
	var result Result
	if len(v.at) > 0 {
		result.Confidence = m.judge.confidence(t.evidence(v, m.sharpness))
	}
	result.InScope = len(v.at) > 0 && result.Confidence >= m.Threshold
	result.Ranked = m.ranked(t)
	return result
}

// ranked lists the best labels, each with its nearest example.
func (m *Model) ranked(t *trial) []Ranked {
	p := softmax(t.scores, m.sharpness)
	out := make([]Ranked, m.top)
	for n, k := range t.order[:m.top] {
		out[n] = Ranked{Label: m.labels[k], Probability: p[k]}
		if nearest := t.nearest[n]; nearest.example >= 0 {
			out[n].Nearest, out[n].Similarity = m.examples[nearest.example], float64(nearest.similarity)
		}
	}
	return out
}
