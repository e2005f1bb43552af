package classify

import (
	"fmt"
	"math/rand/v2"
)

// CrossValidate deals the examples of every label over folds, evaluates each fold with a model trained
// on the others, and returns the mean report. Examples under Options.OutOfScope are dealt as well.
// There must be at least two folds and as many examples as folds.
func CrossValidate(examples []Example, folds int, opts Options) (Report, error) {
	if folds < 2 || len(examples) < folds {
		return Report{}, fmt.Errorf("cross-validate: %d folds of %d examples: want 2 folds or more, and an example for each", folds, len(examples))
	}
	part := deal(examples, folds, opts.Seed)
	var sum Report
	for f := range folds {
		train, test := split(examples, func(i int) bool { return part[i] == f })
		report, err := Evaluate(train, test, nil, opts)
		if err != nil {
			return Report{}, fmt.Errorf("cross-validate: fold %d: %w", f+1, err)
		}
		sum.add(report, 1/float64(folds))
	}
	return sum, nil
}

// FewShot draws n examples of every label to train on and evaluates on the others and on oos, in as
// many rounds as asked, and returns the mean report.
func FewShot(examples, oos []Example, n, rounds int, opts Options) (Report, error) {
	var sum Report
	for round := range rounds {
		order := rand.New(rand.NewPCG(opts.Seed, uint64(round))).Perm(len(examples))
		drawn := make([]bool, len(examples))
		have := map[string]int{}
		for _, i := range order {
			if label := examples[i].Label; have[label] < n {
				have[label]++
				drawn[i] = true
			}
		}
		test, train := split(examples, func(i int) bool { return drawn[i] })
		report, err := Evaluate(train, test, oos, opts)
		if err != nil {
			return Report{}, fmt.Errorf("few-shot: round %d: %w", round+1, err)
		}
		sum.add(report, 1/float64(rounds))
	}
	return sum, nil
}

// deal gives every example a fold, the examples of a label spread evenly in random order.
func deal(examples []Example, folds int, seed uint64) []int {
	order := rand.New(rand.NewPCG(seed, 2)).Perm(len(examples))
	part := make([]int, len(examples))
	next := map[string]int{}
	for _, i := range order {
		label := examples[i].Label
		if _, ok := next[label]; !ok {
			next[label] = len(next) // rare labels do not all fall into the first fold
		}
		part[i] = next[label] % folds
		next[label]++
	}
	return part
}

// split returns the examples that are not chosen, and those that are.
func split(examples []Example, chosen func(int) bool) (rest, some []Example) {
	for i, e := range examples {
		if chosen(i) {
			some = append(some, e)
		} else {
			rest = append(rest, e)
		}
	}
	return rest, some
}

// add adds a share of o, field by field.
func (r *Report) add(o Report, share float64) {
	r.Accuracy += share * o.Accuracy
	r.MacroF1 += share * o.MacroF1
	r.OOSRecall += share * o.OOSRecall
	r.Threshold += share * o.Threshold
	r.TrainSeconds += share * o.TrainSeconds
	r.RecognizeP50 += share * o.RecognizeP50
	r.RecognizeP99 += share * o.RecognizeP99
}
