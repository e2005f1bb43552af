package play

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"balie/conversation"
)

// transcript writes a conversation down, a message a line, with its buttons, its sources and what was done on the way.
func transcript(events []conversation.Numbered) string {
	var b strings.Builder
	line := func(who, text string) { fmt.Fprintf(&b, "%s: %s\n", who, strings.ReplaceAll(text, "\n", " / ")) }
	for _, r := range events {
		if a, ok := r.Event.(conversation.ActionSettled); ok {
			line("  done", strings.TrimSpace(a.Operation+" "+string(a.Receipt.Outcome)+" "+a.Receipt.Name))
			continue
		}
		m, ok := conversation.MessageOf(r)
		if !ok {
			continue
		}
		who := m.From
		if m.Name != "" {
			who += " " + m.Name
		}
		text := m.Text
		for _, x := range m.Buttons {
			text += " [" + x.Label + "]"
		}
		for _, x := range m.Citations {
			text += " (" + x.Title + ")"
		}
		line(who, text)
		if m.Receipt != nil {
			line("  receipt", strings.Join(append([]string{m.Receipt.Title, m.Receipt.Reference}, m.Receipt.Lines...), " | "))
		}
	}
	return b.String()
}

// golden holds a conversation to the transcript that its test names, or writes that anew.
func (s *Script) golden(folder fs.FS, dir string, update bool, events []conversation.Numbered) error {
	if s.Golden == "" {
		return nil
	}
	name := path.Join("tests", s.Golden)
	if !fs.ValidPath(name) || !strings.HasPrefix(name, "tests/") {
		return fmt.Errorf("%s:%d: golden: %s does not lie in the folder of the tests", s.File, s.Line, s.Golden)
	}
	now := transcript(events)
	if update {
		if dir == "" {
			return errors.New("golden: a demo company's own files are not written to: balie init makes a copy")
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
			return fmt.Errorf("golden: %w", err)
		}
		return os.WriteFile(to, []byte(now), 0o600)
	}
	was, err := fs.ReadFile(folder, name)
	if err != nil {
		return fmt.Errorf("%s:%d: golden: %w: balie test --update writes it", s.File, s.Line, err)
	}
	if d := firstDifference(strings.TrimSpace(string(was)), strings.TrimSpace(now)); d != "" {
		return fmt.Errorf("%s:%d: golden: %s differs: %s", s.File, s.Line, name, d)
	}
	return nil
}

// firstDifference shows the first line in which two texts differ; empty: they do not.
func firstDifference(was, now string) string {
	a, b := strings.Split(was, "\n"), strings.Split(now, "\n")
	for i := range max(len(a), len(b)) {
		x, y := "(it ends here)", "(it ends here)"
		if i < len(a) {
			x = strings.TrimRight(a[i], "\r ")
		}
		if i < len(b) {
			y = strings.TrimRight(b[i], " ")
		}
		if x != y {
			return fmt.Sprintf("line %d\n  was %s\n  is  %s", i+1, x, y)
		}
	}
	return ""
}
