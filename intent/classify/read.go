package classify

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// maxLine is the longest line of an example file, in bytes.
const maxLine = 64 << 10

// maxProblems is how many wrong lines are told; more would only scroll the first ones away.
const maxProblems = 20

// ReadTSV reads examples from lines of "text<TAB>label". Empty lines are passed over. Every wrong line
// is told, as name:line: what is wrong, joined into one error, at most twenty; the right ones are
// returned beside it.
func ReadTSV(name string, r io.Reader) ([]Example, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), maxLine)
	var examples []Example
	var problems []error
	number := 0
	for lines.Scan() && len(problems) < maxProblems {
		number++
		line := strings.TrimSuffix(lines.Text(), "\r")
		if number == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if line == "" {
			continue
		}
		example, err := parseLine(line)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s:%d: %w", name, number, err))
			continue
		}
		examples = append(examples, example)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		problems = append(problems, fmt.Errorf("%s:%d: line is longer than %d bytes", name, number+1, maxLine))
	} else if err != nil {
		problems = append(problems, fmt.Errorf("%s:%d: %w", name, number+1, err))
	}
	return examples, errors.Join(problems...)
}

func parseLine(line string) (Example, error) {
	if !utf8.ValidString(line) {
		return Example{}, errors.New("not valid UTF-8: save the file as UTF-8")
	}
	text, label, found := strings.Cut(line, "\t")
	label = strings.TrimSpace(label)
	switch {
	case !found:
		return Example{}, errors.New("no tab: write text, a tab, label")
	case strings.Contains(label, "\t"):
		return Example{}, errors.New("more than one tab: write text, a tab, label")
	case strings.TrimSpace(text) == "":
		return Example{}, errors.New("no text before the tab")
	case label == "":
		return Example{}, errors.New("no label after the tab")
	}
	return Example{Text: text, Label: label}, nil
}
