package play

import (
	"errors"
	"strings"
	"testing"
)

func TestAnExcuseIsForWhatIsThereAndWasNotSeen(t *testing.T) {
	t.Parallel()
	set := theBank(t).Set
	seen := NewCoverage()
	seen.steps[[2]string{"block_card", "collect.reason"}] = true
	tests, err := Read("tests/x.yaml", []byte("uncovered:\n  block_card:\n    \"call.order: already_ordered\": refused there\n    collect.reason: asked by telephone\n    dance.1: there is no music\n  repairs: {thanks: nobody is thankful}\n"))
	if err != nil || len(tests.Scripts) != 0 || len(tests.Uncovered) != 4 {
		t.Fatal(err, tests)
	}
	gaps, errs := seen.Excuse(set, tests.Uncovered)
	all := "\n" + strings.Join(gaps, "\n") + "\n"
	for gap, want := range map[string]bool{
		"block_card: collect.card": true, "block_card: end.1": true, "block_card: call.order: already_ordered": false, "block_card: collect.reason": false,
		"repairs: thanks": false, "repairs: greeting": false, "identify: collect.who": false,
	} {
		if strings.Contains(all, "\n"+gap+"\n") != want {
			t.Errorf("%s is a gap: %v", gap, !want)
		}
	}
	told := errors.Join(errs...)
	for _, want := range []string{"tests/x.yaml:4: uncovered: a test came by collect.reason of block_card", "tests/x.yaml:5: uncovered: block_card has no dance.1"} {
		if told == nil || !strings.Contains(told.Error(), want) {
			t.Errorf("%v does not say %q", told, want)
		}
	}
	if len(errs) != 2 {
		t.Error(told)
	}
	var text, page strings.Builder
	seen.Text(&text, set, tests.Uncovered)
	if err := seen.HTML(&page, "Bank", set, 1, tests.Uncovered); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"    excused: call.order: already_ordered, because refused there\n", "    excused: thanks, because nobody is thankful\n"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if want := "<b>call.order: already_ordered</b> is excused: refused there"; !strings.Contains(page.String(), want) {
		t.Errorf("the page does not say %q", want)
	}
	for _, line := range strings.Split(text.String(), "\n") {
		if strings.Contains(line, "not seen") && (strings.Contains(line, "already_ordered") || strings.Contains(line, "thanks")) {
			t.Errorf("excused, and yet %q", line)
		}
	}
}

func TestAnExcuseGivesAReason(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"uncovered: block_card", "uncovered: {block_card: say.1}", "uncovered: {block_card: {say.1: }}", "uncovered: {block_card: {say.1: [a]}}"} {
		if _, err := Read("tests/x.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), "tests/x.yaml:1: uncovered: write") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
