package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// block is one fenced block of a document.
type block struct {
	line int
	info string // the words behind the fence
	text string
}

// document is one Markdown page.
type document struct {
	name   string // from the root
	text   string
	blocks []block
}

// documents reads the README and everything in docs.
func documents(t *testing.T) []*document {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(projectRoot, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out []*document
	for _, name := range append(names, filepath.Join(projectRoot, "README.md"), filepath.Join(projectRoot, "CHANGELOG.md")) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(projectRoot, name)
		if err != nil {
			t.Fatal(err)
		}
		d := &document{name: filepath.ToSlash(rel), text: string(b)}
		d.blocks = fenced(d.text)
		out = append(out, d)
	}
	return out
}

// fenced finds the blocks of a page.
func fenced(text string) []block {
	var out []block
	var open *block
	for i, line := range strings.Split(text, "\n") {
		switch fence, ok := strings.CutPrefix(line, "```"); {
		case ok && open == nil:
			open = &block{line: i + 1, info: fence}
		case ok:
			out, open = append(out, *open), nil
		case open != nil:
			open.text += line + "\n"
		}
	}
	return out
}

func TestHouseDocumentsSayWhomTheyAreFor(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		if strings.HasPrefix(d.name, "docs/") && !regexp.MustCompile(`\A# [^\n]+\n\n\*For [a-z]`).MatchString(d.text) {
			t.Errorf("%s does not begin with a title and whom it is for", d.name)
		}
		for i, line := range strings.Split(d.text, "\n") {
			if strings.Count(d.text[:strings.Index(d.text, line)], "```")%2 == 0 && len([]rune(line)) > 200 && !strings.HasPrefix(line, "|") {
				t.Errorf("%s:%d has %d characters: break the line", d.name, i+1, len(line))
			}
		}
	}
}

var (
	links    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	headings = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

func TestHouseLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	docs := documents(t)
	for _, d := range docs {
		for _, m := range links.FindAllStringSubmatch(d.text, -1) {
			to, anchor, _ := strings.Cut(m[1], "#")
			if strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") {
				continue
			}
			name := d.name
			if to != "" {
				name = path.Join(path.Dir(d.name), to)
			}
			info, err := os.Stat(filepath.Join(projectRoot, name))
			if err != nil {
				t.Errorf("%s: %s leads nowhere", d.name, m[1])
				continue
			}
			if path.Ext(name) == ".png" && info.Size() > 150<<10 {
				t.Errorf("%s has %d bytes: at most 150 KiB", name, info.Size())
			}
			if anchor != "" && !slices.Contains(anchors(docs, name), anchor) {
				t.Errorf("%s: %s has no heading #%s", d.name, name, anchor)
			}
		}
	}
}

// TestHousePromisesAreHeld: every promise of the README names a test that holds it.
func TestHousePromisesAreHeld(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join(projectRoot, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| \*\*.*$`).FindAllString(string(b), -1)
	for _, promise := range []string{
		"Once", "Undone", "Told", "Consent", "Closed", "Asked once", "No dead end", "Fence", "Degraded", "Grounded", "Private", "Bad input",
	} {
		i := slices.IndexFunc(rows, func(row string) bool { return strings.HasPrefix(row, "| **"+promise) })
		if i < 0 || !strings.Contains(rows[i], "[`Test") {
			t.Errorf("README.md: no test holds the promise %q", promise)
		}
	}
}

// TestHouseNamedTestsExist looks up every test that a document names and links to.
func TestHouseNamedTestsExist(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		for _, m := range regexp.MustCompile("\\[`(Test\\w+)`\\]\\(([^)]+)\\)").FindAllStringSubmatch(d.text, -1) {
			b, err := os.ReadFile(filepath.Join(projectRoot, path.Join(path.Dir(d.name), m[2])))
			if err != nil || !strings.Contains(string(b), "func "+m[1]+"(t *testing.T)") {
				t.Errorf("%s: %s is not in %s (%v)", d.name, m[1], m[2], err)
			}
		}
	}
}

// anchors are the headings of a document, as links name them.
func anchors(docs []*document, name string) []string {
	var out []string
	for _, d := range docs {
		if d.name != name {
			continue
		}
		for _, m := range headings.FindAllStringSubmatch(d.text, -1) {
			s := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
			out = append(out, strings.ReplaceAll(s, " ", "-"))
		}
	}
	return out
}

// commands are the lines of a page's shell blocks.
func (d *document) commands() []string {
	var out []string
	for _, b := range d.blocks {
		if b.info == "sh" {
			out = append(out, shell(b.text)...)
		}
	}
	for _, m := range regexp.MustCompile("`((?:balie|make|bin/balie) [^`]+)`").FindAllStringSubmatch(d.text, -1) {
		if !strings.Contains(m[1], "\n") {
			out = append(out, m[1])
		}
	}
	return out
}

// shell splits a block into commands, without their comments.
func shell(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, " #")
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// ours returns the arguments when a command starts this program.
func ours(command string) ([]string, bool) {
	for _, start := range []string{"balie ", "bin/balie ", "go run ./cmd/balie "} {
		if rest, ok := strings.CutPrefix(command, start); ok {
			return strings.Fields(rest), true
		}
	}
	return nil, false
}

// TestHouseCommandsExist asks the program and the Makefile for every command and flag that a document names.
func TestHouseCommandsExist(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(filepath.Join(projectRoot, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, d := range documents(t) {
		for _, c := range d.commands() {
			if target, ok := strings.CutPrefix(c, "make "); ok {
				if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(strings.Fields(target)[0]) + `:`).Match(makefile) {
					t.Errorf("%s: there is no make %s", d.name, target)
				}
				continue
			}
			args, ok := ours(c)
			if !ok {
				continue
			}
			found++
			if err := exists(t.Context(), args); err != nil {
				t.Errorf("%s: %q: %v", d.name, c, err)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d commands were found in the documents", found)
	}
}

// exists looks a command and its flags up in the program's own help.
func exists(ctx context.Context, args []string) error {
	var words, flags []string
	for _, a := range args {
		switch {
		case strings.HasPrefix(a, "-"):
			name, _, _ := strings.Cut(a, "=")
			flags = append(flags, name)
		case len(flags) == 0:
			words = append(words, a)
		}
	}
	var out bytes.Buffer
	if err := run(ctx, append(words, "--help"), nothing, strings.NewReader(""), &out, &out); err != nil {
		return err
	}
	if !strings.Contains(out.String(), "balie "+words[0]) {
		return fmt.Errorf("there is no such command")
	}
	for _, f := range flags {
		if !regexp.MustCompile(`(?m)[ ,]` + regexp.QuoteMeta(f) + `\b`).MatchString(out.String()) {
			return fmt.Errorf("it takes no %s", f)
		}
	}
	return nil
}

func nothing(string) string { return "" }

// TestHouseDependenciesAreExplained holds docs/dependencies.md to what is imported.
func TestHouseDependenciesAreExplained(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join(projectRoot, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| [^|]+ \\|$").FindAllStringSubmatch(string(b), -1) {
		rows[m[1]] = false
	}
	for _, f := range theProject(t).files {
		for _, spec := range f.tree.Imports {
			to := strings.Trim(spec.Path.Value, `"`)
			if first, _, _ := strings.Cut(to, "/"); !strings.Contains(first, ".") {
				continue
			}
			known := false
			for module := range rows {
				if isIn(module, to) {
					rows[module], known = true, true
				}
			}
			if !known {
				t.Errorf("%s imports %s, which docs/dependencies.md does not explain", f.path, to)
			}
		}
	}
	for module, used := range rows {
		if !used {
			t.Errorf("docs/dependencies.md explains %s, which nothing imports", module)
		}
	}
}

// TestHouseAgentsReadWhatIsThere looks up in the console every label that the agents' page names.
func TestHouseAgentsReadWhatIsThere(t *testing.T) {
	t.Parallel()
	var labels strings.Builder
	dir := filepath.Join(projectRoot, "channels", "console", "assets")
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		labels.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(projectRoot, "docs", "agents.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`\*\*([^*]+)\*\*`).FindAllStringSubmatch(string(page), -1)
	if len(found) < 10 {
		t.Errorf("the agents' page names only %d labels", len(found))
	}
	for _, m := range found {
		if !strings.Contains(labels.String(), "'"+m[1]+"'") {
			t.Errorf("the agents' page names %q, which the console does not show", m[1])
		}
	}
}

// TestHouseOperatorsReadWhatIsThere holds the operators' page to the metrics and addresses that there are.
func TestHouseOperatorsReadWhatIsThere(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(projectRoot, "docs", "operators.md"))
	if err != nil {
		t.Fatal(err)
	}
	metric := regexp.MustCompile(`\bbalie_[a-z_]+`)
	told := metric.FindAllString(string(page), -1)
	var code strings.Builder
	for _, f := range theProject(t).code() {
		if strings.HasPrefix(f.dir, "cmd/balie") {
			code.Write(f.text)
		}
	}
	there := regexp.MustCompile(`Name:\s+"(balie_[a-z_]+)"`).FindAllStringSubmatch(code.String(), -1)
	if len(there) == 0 {
		t.Error("no metric was found in cmd/balie")
	}
	for _, m := range there {
		if !slices.Contains(told, m[1]) {
			t.Errorf("the operators' page does not tell of %s", m[1])
		}
	}
	for _, m := range told {
		if !strings.Contains(code.String(), `"`+m+`"`) {
			t.Errorf("the operators' page tells of %s, which is not there", m)
		}
	}
	for _, address := range []string{"/healthz", "/readyz", "/metrics"} {
		if !strings.Contains(string(page), "`"+address+"`") || !strings.Contains(code.String(), `"`+address+`"`) {
			t.Errorf("%s is not both told of and there", address)
		}
	}
}
