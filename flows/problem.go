package flows

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a problem keeps a company folder from being used.
type Severity string

// The two severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Problem is something wrong in a file, where it is, and what would mend it.
type Problem struct {
	Pos
	Severity Severity
	Message  string
	Mend     string // what to do about it; may be empty
}

// String writes file:line:column: error: message (mend).
func (p Problem) String() string {
	s := fmt.Sprintf("%s: %s: %s", p.Pos, p.Severity, p.Message)
	if p.Mend != "" {
		s += " (" + p.Mend + ")"
	}
	return s
}

// Problems is everything that was found, sorted by place.
type Problems []Problem

// Err is nil when nothing keeps the folder from being used; warnings do not.
func (p Problems) Err() error {
	var errs []error
	for _, one := range p {
		if one.Severity == Error {
			errs = append(errs, errors.New(one.String()))
		}
	}
	return errors.Join(errs...)
}

// String writes one problem a line.
func (p Problems) String() string {
	var b strings.Builder
	for _, one := range p {
		b.WriteString(one.String())
		b.WriteByte('\n')
	}
	return b.String()
}

func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line, a.Col-b.Col, cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(p)
}

// report collects problems.
type report struct{ list Problems }

func (r *report) errorf(at Pos, mend, format string, args ...any) {
	r.list = append(r.list, Problem{Pos: at, Severity: Error, Message: fmt.Sprintf(format, args...), Mend: mend})
}

func (r *report) warnf(at Pos, mend, format string, args ...any) {
	r.list = append(r.list, Problem{Pos: at, Severity: Warning, Message: fmt.Sprintf(format, args...), Mend: mend})
}
