package classify

import "errors"

// OutOfScope is the label that Options.OutOfScope has when it is left empty: examples under it show
// what the assistant does not serve, and it is never ranked.
const OutOfScope = "oos"

// Example is one labelled utterance.
type Example struct {
	Text  string // as a customer typed it; any bytes, cut at MaxText
	Label string // the wish it expresses
	Lang  string // language tag such as "nl" or "en", carried along for the reader; may be empty
}

// Options are the choices of a training run; the zero value is what a program should use.
type Options struct {
	// OutOfScope is the label of examples that no label should claim; empty means "oos".
	OutOfScope string
	// About holds, by label, more words to learn from: a title or a description. The words of the label
	// itself are always learned from, so labels are best named as people would name the wish.
	About map[string]string
	// Threshold, when positive, is taken instead of the one chosen on held-out examples.
	Threshold float64
	// Baseline trains a plain TF-IDF linear support vector machine on words and characters: the floor that
	// a bench compares with.
	Baseline bool
	// Seed orders the examples of a pass; runs with the same seed and examples give the same model.
	Seed uint64
	// Workers is the number of goroutines that train; 0 means one for each processor.
	Workers int
	// Top is the number of labels that a Result ranks; 0 means 5.
	Top int
}

// ErrNoExamples is returned when there is nothing to learn from: no example has both a text with a
// letter or digit and a label that may be ranked.
var ErrNoExamples = errors.New("no examples to learn from")

func (o Options) outOfScope() string {
	if o.OutOfScope == "" {
		return OutOfScope
	}
	return o.OutOfScope
}

func (o Options) top() int {
	if o.Top <= 0 {
		return 5
	}
	return o.Top
}
