package classify

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var data = flag.String("data", os.Getenv("BALIE_DATA"), "folder with the public intent sets (NAME.train.tsv)")

// set is one row of the bench: a public intent set and how it is tried.
type set struct {
	name, train, oos string
	folds, shots     int // one of the two
	rounds           int
}

var sets = []set{
	{name: "banking77 5 folds", train: "banking77.en.train.tsv", folds: 5},
	{name: "banking77 5-shot", train: "banking77.en.train.tsv", shots: 5, rounds: 3},
	{name: "banking77 10-shot", train: "banking77.en.train.tsv", shots: 10, rounds: 3},
	{name: "clinc150 80-shot + oos", train: "clinc150.en.train.tsv", oos: "clinc150.en.oos.tsv", shots: 80, rounds: 1},
	{name: "clinc150 5-shot", train: "clinc150.en.train.tsv", shots: 5, rounds: 3},
	{name: "clinc150 10-shot", train: "clinc150.en.train.tsv", shots: 10, rounds: 3},
	{name: "hwu64 10 folds", train: "hwu64.en.train.tsv", folds: 10},
	{name: "hwu64 5-shot", train: "hwu64.en.train.tsv", shots: 5, rounds: 3},
	{name: "hwu64 10-shot", train: "hwu64.en.train.tsv", shots: 10, rounds: 3},
	{name: "curekart 10 folds", train: "hint3_curekart.en.train.tsv", folds: 10},
	{name: "xsid nl 10 folds", train: "xsid.nl.train.tsv", folds: 10},
	{name: "home assistant nl 10 folds", train: "ha.nl.train.tsv", folds: 10},
}

// TestBench cross-validates on public intent sets, each beside the baseline;
// -run TestBench/curekart tries one.
func TestBench(t *testing.T) {
	if *data == "" {
		t.Skip("no folder with intent sets: give -data DIR or set BALIE_DATA")
	}
	for _, s := range sets {
		t.Run(s.name, func(t *testing.T) {
			// Not parallel: the times would measure the neighbours.
			floor := s.run(t, Options{Baseline: true})
			report := s.run(t, Options{})
			t.Logf("baseline %.1f  accuracy %.1f  macro-F1 %.1f  oos %.1f  threshold %.2f  train %.2f s  p99 %.0f us",
				100*floor.Accuracy, 100*report.Accuracy, 100*report.MacroF1, 100*report.OOSRecall,
				report.Threshold, report.TrainSeconds, report.RecognizeP99)
		})
	}
}

func (s set) run(t *testing.T, opts Options) Report {
	t.Helper()
	examples := readSet(t, s.train)
	var oos []Example
	if s.oos != "" {
		oos = readSet(t, s.oos)
	}
	var report Report
	var err error
	if s.shots > 0 {
		report, err = FewShot(examples, oos, s.shots, s.rounds, opts)
	} else {
		report, err = CrossValidate(examples, s.folds, opts)
	}
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func readSet(t *testing.T, name string) []Example {
	t.Helper()
	path := filepath.Join(*data, name)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	examples, err := ReadTSV(path, f)
	if err != nil {
		t.Fatal(err)
	}
	return examples
}
