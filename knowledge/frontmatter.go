package knowledge

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// frontMatter is what stands between the two --- lines on top of a page.
type frontMatter struct {
	Title      string              // said in citations
	Lang       string              // nl or en
	Link       string              // where customers read the page
	ValidFrom  string              // first day, or empty
	ValidUntil string              // last day, or empty
	Also       []string            // other words customers use
	Asked      map[string][]string // by anchor: questions that the passage there answers
	askedLines map[string]int
	linkLine   int
}

const (
	maxFrontMatterBytes = 4 << 10
	maxTitleRunes       = 120
	maxAlso             = 60
	maxAsked            = 40    // questions of one passage
	top                 = "top" // stands for the passage above the first heading
)

// readFrontMatter reads the front matter and gives the page with those lines
// emptied, so that lines keep their numbers.
func readFrontMatter(path string, source []byte) (frontMatter, []byte, Problems) {
	var fm frontMatter
	head, body, ok := cutFrontMatter(source)
	if !ok {
		return fm, nil, Problems{{path, 1, "the page must begin with front matter: ---, title, lang, link, ---"}}
	}
	if len(head) > maxFrontMatterBytes {
		return fm, nil, Problems{{path, 1, fmt.Sprintf("the front matter has more than %d KiB: shorten it", maxFrontMatterBytes>>10)}}
	}
	var root yaml.Node
	if err := yaml.Unmarshal(head, &root); err != nil {
		return fm, nil, Problems{{path, yamlLine(err), "the front matter is not YAML: " + firstLine(err)}}
	}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return fm, nil, Problems{{path, 1, "the front matter must be a list of `name: value` lines"}}
	}
	r := fieldReader{path: path, fm: &fm, seen: map[string]bool{}}
	r.readAll(root.Content[0])
	return fm, body, r.problems
}

// cutFrontMatter parts source; both parts keep their line numbers.
func cutFrontMatter(source []byte) (head, body []byte, ok bool) {
	const mark = "---\n"
	if !bytes.HasPrefix(source, []byte(mark)) {
		return nil, nil, false
	}
	for at := len(mark); at < len(source); {
		end := bytes.IndexByte(source[at:], '\n')
		if end < 0 {
			end = len(source) - at
		}
		if strings.TrimRight(string(source[at:at+end]), " \t") == "---" {
			head = append([]byte("\n"), source[len(mark):at]...)
			blank := bytes.Repeat([]byte("\n"), bytes.Count(source[:at], []byte("\n")))
			return head, append(blank, source[at+end:]...), true
		}
		at += end + 1
	}
	return nil, nil, false
}

// fieldReader fills a frontMatter from YAML and gathers what is wrong.
type fieldReader struct {
	path     string
	fm       *frontMatter
	seen     map[string]bool
	problems Problems
}

func (r *fieldReader) wrong(line int, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.path, line, fmt.Sprintf(format, args...)})
}

func (r *fieldReader) readAll(m *yaml.Node) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, value := m.Content[i], m.Content[i+1]
		if r.seen[key.Value] {
			r.wrong(key.Line, "%s stands twice: keep one", key.Value)
			continue
		}
		r.seen[key.Value] = true
		switch key.Value {
		case "also":
			r.fm.Also = r.readList("also", value, maxAlso)
			continue
		case "questions":
			r.readAsked(value)
			continue
		}
		if value.Kind != yaml.ScalarNode {
			r.wrong(value.Line, "%s must be one value", key.Value)
			continue
		}
		r.read(key, strings.TrimSpace(value.Value))
	}
	for _, name := range []string{"title", "lang", "link"} {
		if !r.seen[name] {
			r.wrong(1, "%s is missing from the front matter", name)
		}
	}
	if r.fm.ValidFrom != "" && r.fm.ValidUntil != "" && r.fm.ValidUntil < r.fm.ValidFrom {
		r.wrong(1, "valid_until %s is before valid_from %s", r.fm.ValidUntil, r.fm.ValidFrom)
	}
}

func (r *fieldReader) read(key *yaml.Node, value string) {
	switch key.Value {
	case "title":
		r.fm.Title = value
		if value == "" || utf8.RuneCountInString(value) > maxTitleRunes {
			r.wrong(key.Line, "title must have 1 to %d characters", maxTitleRunes)
		}
	case "lang":
		r.fm.Lang = value
		if !slices.Contains(languages, value) {
			r.wrong(key.Line, "lang %q is not one of %s", value, strings.Join(languages, ", "))
		}
	case "link":
		r.fm.Link, r.fm.linkLine = value, key.Line
		if !isPublicLink(value) {
			r.wrong(key.Line, "link %q must be a path such as /help/page or an https address, without #", value)
		}
	case "valid_from":
		r.fm.ValidFrom = r.day(key, value)
	case "valid_until":
		r.fm.ValidUntil = r.day(key, value)
	case "audience":
		if value != "public" {
			r.wrong(key.Line, "audience %q is not public: what stands here is told to customers, keep other pages elsewhere", value)
		}
	default:
		r.wrong(key.Line, "%s is unknown: known are title, lang, link, valid_from, valid_until, audience, also, questions", key.Value)
	}
}

func (r *fieldReader) day(key *yaml.Node, value string) string {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		r.wrong(key.Line, "%s %q is not a day such as 2026-01-31", key.Value, value)
		return ""
	}
	return value
}

// readList reads words or phrases.
func (r *fieldReader) readList(name string, value *yaml.Node, most int) []string {
	if value.Kind != yaml.SequenceNode || len(value.Content) > most {
		r.wrong(value.Line, "%s must be a list of at most %d words or phrases", name, most)
		return nil
	}
	var out []string
	for _, item := range value.Content {
		if item.Kind != yaml.ScalarNode || strings.TrimSpace(item.Value) == "" {
			r.wrong(item.Line, "%s must hold words or phrases only", name)
			continue
		}
		out = append(out, strings.TrimSpace(item.Value))
	}
	return out
}

// readAsked reads the questions that passages answer, by their anchors.
func (r *fieldReader) readAsked(value *yaml.Node) {
	if value.Kind != yaml.MappingNode {
		r.wrong(value.Line, "questions must name anchors, each with a list of questions")
		return
	}
	r.fm.Asked, r.fm.askedLines = map[string][]string{}, map[string]int{}
	for i := 0; i+1 < len(value.Content); i += 2 {
		anchor := value.Content[i]
		r.fm.askedLines[anchor.Value] = anchor.Line
		r.fm.Asked[anchor.Value] = append(r.fm.Asked[anchor.Value], r.readList("questions of "+anchor.Value, value.Content[i+1], maxAsked)...)
	}
}

// isPublicLink takes a path on the company's site or an https address.
func isPublicLink(link string) bool {
	u, err := url.Parse(link)
	if err != nil || strings.ContainsAny(link, "# \t\\") {
		return false
	}
	local := u.Scheme == "" && u.Host == "" && strings.HasPrefix(link, "/")
	return local || u.Scheme == "https" && u.Host != ""
}

var lineInError = regexp.MustCompile(`line (\d+)`)

// yamlLine finds the line a YAML error speaks of.
func yamlLine(err error) int {
	m := lineInError.FindStringSubmatch(err.Error())
	if m == nil {
		return 1
	}
	n, _ := strconv.Atoi(m[1]) // the expression matched digits
	return max(n, 1)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), "\n")
	return line
}
