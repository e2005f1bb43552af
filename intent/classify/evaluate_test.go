package classify

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
)

func TestReportHasExactlyThePromisedKeys(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(Report{})
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]any
	if err := json.Unmarshal(text, &keys); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(keys))
	want := []string{"accuracy", "macro_f1", "oos_recall", "recognize_p50_us", "recognize_p99_us", "threshold", "train_seconds"}
	if !slices.Equal(got, want) {
		t.Errorf("keys %v, want %v", got, want)
	}
}

func TestRefusedTextsCountAsWrongOnlyWhenForeignTextsAreTried(t *testing.T) {
	t.Parallel()
	train := examplesOf(bank)
	test := []Example{{Text: "mijn pas is gestolen", Label: "block_card"}, {Text: "nieuw adres", Label: "change_address"}}
	oos := []Example{{Text: "vertel een mop"}}
	never := Options{Threshold: 2}
	plain, err := Evaluate(train, test, nil, never)
	if err != nil || plain.Accuracy != 1 {
		t.Errorf("plain: %+v, %v", plain, err)
	}
	strict, err := Evaluate(train, test, oos, never)
	if err != nil || strict.Accuracy != 0 || strict.OOSRecall != 1 || strict.MacroF1 != 0 {
		t.Errorf("everything refused: %+v, %v", strict, err)
	}
	inTest, err := Evaluate(train, append(test, Example{Text: "vertel een mop", Label: OutOfScope}), nil, never)
	if err != nil || inTest.OOSRecall != 1 {
		t.Errorf("foreign text among the test: %+v, %v", inTest, err)
	}
}

func TestEvaluateWithoutTestOrTrainingIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := Evaluate(examplesOf(bank), nil, nil, Options{}); err == nil {
		t.Error("no test: no error")
	}
	if _, err := Evaluate(nil, examplesOf(bank), nil, Options{}); err == nil {
		t.Error("no training: no error")
	}
}

func TestCrossValidateFindsTheWishesOfTheTinySet(t *testing.T) {
	t.Parallel()
	report, err := CrossValidate(examplesOf(bank), 4, Options{})
	if err != nil || report.Accuracy < 0.6 {
		t.Errorf("report %+v, %v", report, err)
	}
	if _, err := CrossValidate(examplesOf(bank), 1, Options{}); err == nil {
		t.Error("one fold: no error")
	}
}
