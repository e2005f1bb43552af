package company

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"balie/config"
	"balie/connectors"
	"balie/flows"
	"balie/knowledge"
)

// Finding is something that is wrong with a company folder, or had better be otherwise.
type Finding struct {
	File     string         `json:"file"`             // path in the company folder; empty: the folder
	Line     int            `json:"line,omitempty"`   // from 1
	Column   int            `json:"column,omitempty"` // from 1
	Severity flows.Severity `json:"severity"`
	Message  string         `json:"message"`
	Mend     string         `json:"mend,omitempty"` // what to do about it
}

// String writes file:line:column: error: message (mend).
func (f Finding) String() string {
	out := f.File
	if f.Line > 0 {
		out += fmt.Sprintf(":%d:%d", f.Line, max(f.Column, 1))
	}
	if out != "" {
		out += ": "
	}
	out += string(f.Severity) + ": " + f.Message
	if f.Mend != "" {
		out += " (" + f.Mend + ")"
	}
	return out
}

// Findings is everything that was found in a folder.
type Findings []Finding

// Add takes in what one of the rooms found.
func (fs *Findings) Add(err error) {
	switch e := err.(type) { //nolint:errorlint // what is joined is taken apart below
	case nil:
	case config.Problems:
		for _, p := range e {
			*fs = append(*fs, Finding{File: config.File, Line: p.Line, Column: p.Column, Severity: flows.Error, Message: p.Message})
		}
	case connectors.Problems:
		fs.connectors(e, flows.Error)
	case knowledge.Problems:
		fs.pages(e, flows.Error)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			fs.Add(inner)
		}
	default:
		*fs = append(*fs, placed(err))
	}
}

// unknown notes a name in the configuration that nobody has.
func (fs *Findings) unknown(cfg *config.Config, field, name, what string, known []string) {
	p := cfg.At(fmt.Errorf("%s: %s %s", field, name, what))
	mend := "known: " + strings.Join(known, ", ")
	if near := flows.Nearest(name, known); near != "" {
		mend = "did you mean " + near + "?"
	}
	*fs = append(*fs, Finding{File: config.File, Line: p.Line, Column: p.Column, Severity: flows.Error, Message: p.Message, Mend: mend})
}

// warn notes what is allowed in the configuration and had better be otherwise.
func (fs *Findings) warn(cfg *config.Config, field, message, mend string) {
	p := cfg.At(fmt.Errorf("%s: %s", field, message))
	*fs = append(*fs, Finding{File: config.File, Line: p.Line, Column: p.Column, Severity: flows.Warning, Message: p.Message, Mend: mend})
}

func (fs *Findings) pages(problems knowledge.Problems, severity flows.Severity) {
	for _, p := range problems {
		*fs = append(*fs, Finding{File: path.Join("knowledge", p.File), Line: p.Line, Severity: severity, Message: p.Text})
	}
}

func (fs *Findings) connectors(problems connectors.Problems, severity flows.Severity) {
	for _, p := range problems {
		*fs = append(*fs, Finding{File: p.File, Line: p.Line, Column: p.Column, Severity: severity, Message: p.Message, Mend: p.Mend})
	}
}

// AddFlows takes in what was found in flows, patterns and texts.
func (fs *Findings) AddFlows(problems flows.Problems) {
	for _, p := range problems {
		*fs = append(*fs, Finding{File: p.File, Line: p.Line, Column: p.Col, Severity: p.Severity, Message: p.Message, Mend: p.Mend})
	}
}

var placeOf = regexp.MustCompile(`(?s)^((?:[\w.-]+/)*[\w.-]+\.\w+)(?::(\d+))?(?::(\d+))?: (.*)$`)

// placed reads the place at the beginning of an error's text.
func placed(err error) Finding {
	f := Finding{Severity: flows.Error, Message: err.Error()}
	if m := placeOf.FindStringSubmatch(f.Message); m != nil {
		f.File, f.Message = m[1], m[4]
		f.Line, _ = strconv.Atoi(m[2]) // digits, or nothing
		f.Column, _ = strconv.Atoi(m[3])
	}
	return f
}

// Sorted puts findings in the order of files and lines, each once.
func (fs Findings) Sorted() Findings {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column, cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(fs)
}

// Count is how many there are of a severity.
func (fs Findings) Count(severity flows.Severity) int {
	n := 0
	for _, f := range fs {
		if f.Severity == severity {
			n++
		}
	}
	return n
}

// Err is nil when nothing keeps the folder from being used.
func (fs Findings) Err() error {
	var lines []string
	for _, f := range fs {
		if f.Severity == flows.Error {
			lines = append(lines, f.String())
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return errors.New(strings.Join(lines, "\n"))
}
