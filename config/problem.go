package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Problem is one thing wrong with config.yaml.
type Problem struct {
	Line    int // from 1; 0: the file as a whole
	Column  int
	Message string
}

// String writes config.yaml:line:column: message.
func (p Problem) String() string {
	if p.Line == 0 {
		return File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", File, p.Line, p.Column, p.Message)
}

// Problems is everything that is wrong with config.yaml, in the order in which it was found.
type Problems []Problem

var _ error = Problems(nil)

// Error lists every problem on a line of its own.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns ps as an error, nil when there is none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

func at(n *yaml.Node, format string, args ...any) Problem {
	return Problem{Line: n.Line, Column: n.Column, Message: fmt.Sprintf(format, args...)}
}

var yamlLine = regexp.MustCompile(`line (\d+)(?:, column (\d+))?: ?`)

// syntax places what the YAML library says.
func syntax(err error) Problem {
	said := strings.TrimPrefix(err.Error(), "yaml: ")
	m := yamlLine.FindStringSubmatch(said)
	if m == nil {
		return Problem{Message: said}
	}
	p := Problem{Column: 1, Message: strings.Replace(said, m[0], "", 1)}
	p.Line, _ = strconv.Atoi(m[1]) // digits only
	if column, err := strconv.Atoi(m[2]); err == nil && column > 0 {
		p.Column = column
	}
	return p
}

var pathStep = regexp.MustCompile(`^([a-z_]+)(?:\[(\d+)\])?$`)

// place finds where in the file the field stands that a check complains of: "desk.agents[0]: …". What is left out is
// complained of where it would stand.
func place(doc *yaml.Node, err error) Problem {
	p := Problem{Line: 1, Column: 1, Message: err.Error()}
	path, _, found := strings.Cut(p.Message, ":")
	if doc == nil || len(doc.Content) == 0 || !found {
		return p
	}
	n := doc.Content[0]
	for _, step := range strings.Split(path, ".") {
		m := pathStep.FindStringSubmatch(step)
		next := (*yaml.Node)(nil)
		for i := 0; m != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == m[1] {
				p.Line, p.Column = n.Content[i].Line, n.Content[i].Column
				next = n.Content[i+1]
			}
		}
		if next == nil {
			return p
		}
		n = next
		if i, err := strconv.Atoi(m[2]); err == nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
			n = n.Content[i]
			p.Line, p.Column = n.Line, n.Column
		}
	}
	return p
}
