package classify

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Report is what a model did on texts that it had not seen.
type Report struct {
	// Accuracy is the share of the test examples whose label was ranked first. Where the test has texts
	// that no label should claim, accuracy is that of the others (the in-scope ones), and one that was
	// ranked right but refused, its confidence below Threshold, counts as wrong: a model cannot buy
	// OOSRecall with Accuracy unseen.
	Accuracy float64 `json:"accuracy"`
	// MacroF1 is the mean over the labels of the test of the harmonic mean of precision and recall. It
	// refuses as Accuracy does; texts that should have been refused and were not cost precision.
	MacroF1 float64 `json:"macro_f1"`
	// OOSRecall is the share of the texts that no label should claim that was refused; 0 without any.
	OOSRecall float64 `json:"oos_recall"`
	// Threshold is the confidence from which a text was accepted, as the training examples chose it.
	Threshold float64 `json:"threshold"`
	// TrainSeconds is how long training took.
	TrainSeconds float64 `json:"train_seconds"`
	// RecognizeP50 and RecognizeP99 are the median and the 99th percentile of the time that one text
	// took, one after the other, in microseconds.
	RecognizeP50 float64 `json:"recognize_p50_us"`
	RecognizeP99 float64 `json:"recognize_p99_us"`
}

// Evaluate trains on train and tries the model on test and on oos, whose labels are not looked at: no
// label should claim them. Test examples under Options.OutOfScope are counted with oos.
func Evaluate(train, test, oos []Example, opts Options) (Report, error) {
	if len(test) == 0 {
		return Report{}, errors.New("evaluate: no test examples")
	}
	start := time.Now()
	m, err := Train(train, opts)
	if err != nil {
		return Report{}, fmt.Errorf("evaluate: %w", err)
	}
	seconds := time.Since(start).Seconds()
	var inside []Example
	foreign := slices.Clone(oos)
	for _, e := range test {
		if e.Label == opts.outOfScope() {
			foreign = append(foreign, e)
		} else {
			inside = append(inside, e)
		}
	}
	report := m.try(inside, foreign)
	report.TrainSeconds = seconds
	return report, nil
}

// try classifies every text, and counts.
func (m *Model) try(inside, foreign []Example) Report {
	t := tally{labels: map[string]*counts{}, refuse: len(foreign) > 0}
	for _, e := range inside {
		t.add(e.Label, t.timed(m, e.Text))
	}
	right := t.right
	for _, e := range foreign {
		t.add("", t.timed(m, e.Text))
	}
	return Report{
		Accuracy:     ratio(right, len(inside)),
		MacroF1:      t.macroF1(),
		OOSRecall:    ratio(t.right-right, len(foreign)),
		Threshold:    m.Threshold,
		RecognizeP50: t.percentile(0.50),
		RecognizeP99: t.percentile(0.99),
	}
}

// tally counts answers; the empty label stands for "none".
type tally struct {
	refuse bool // whether a refused text counts as "none"
	right  int
	labels map[string]*counts
	times  []float64 // microseconds
}

type counts struct{ wanted, given, right int }

// timed classifies one text and returns the label given.
func (t *tally) timed(m *Model, text string) string {
	start := time.Now()
	result := m.Classify(text)
	t.times = append(t.times, float64(time.Since(start).Nanoseconds())/1e3)
	if t.refuse && !result.InScope {
		return ""
	}
	return result.Ranked[0].Label
}

func (t *tally) add(wanted, given string) {
	t.count(wanted).wanted++
	t.count(given).given++
	if wanted == given {
		t.right++
		t.count(wanted).right++
	}
}

func (t *tally) count(label string) *counts {
	if t.labels[label] == nil {
		t.labels[label] = &counts{}
	}
	return t.labels[label]
}

// macroF1 averages over the labels that were wanted, "none" not among them. Labels are summed in order
// of their names, so that rounding is the same each time.
func (t *tally) macroF1() float64 {
	var names []string
	for name, c := range t.labels {
		if name != "" && c.wanted > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	sum := 0.0
	for _, name := range names {
		c := t.labels[name]
		sum += 2 * ratio(c.right, c.wanted+c.given)
	}
	if len(names) == 0 {
		return 0
	}
	return sum / float64(len(names))
}

func (t *tally) percentile(p float64) float64 {
	if len(t.times) == 0 {
		return 0
	}
	slices.Sort(t.times)
	return t.times[min(len(t.times)-1, int(p*float64(len(t.times))))]
}

func ratio(part, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(part) / float64(all)
}
