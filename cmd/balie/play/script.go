package play

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"balie/connectors"
	"balie/conversation"
)

// Script is one conversation test: who the customer is, what goes wrong, what is said and what must come of it.
type Script struct {
	Name     string                      `yaml:"test"`
	Customer scriptCustomer              `yaml:"customer"`
	Channel  string                      `yaml:"channel"`
	Language string                      `yaml:"language"`
	Now      string                      `yaml:"now"`
	Desk     string                      `yaml:"desk"`
	Faults   map[string]connectors.Fault `yaml:"-"`
	RawFault map[string]scriptFault      `yaml:"faults"`
	Answers  map[string]yaml.Node        `yaml:"answers"`
	Golden   string                      `yaml:"golden"`
	Steps    []yaml.Node                 `yaml:"steps"`

	Uncovered yaml.Node `yaml:"uncovered"`

	File  string    `yaml:"-"` // where it stands
	Line  int       `yaml:"-"`
	Begin time.Time `yaml:"-"` // when the customer comes
	acts  []act
}

type scriptFault struct {
	Fail  string `yaml:"fail"`
	Times int    `yaml:"times"`
}

type scriptCustomer struct {
	ID        string `yaml:"id"`
	Name      string `yaml:"name"`
	Assurance string `yaml:"assurance"`

	May []scriptMandate `yaml:"may_represent"`
}

// scriptMandate is somebody for whom the customer may act.
type scriptMandate struct {
	ID    string        `yaml:"id"`
	Name  string        `yaml:"name"`
	Scope []string      `yaml:"scope"`
	Lasts time.Duration `yaml:"lasts"`
}

// act is one step of a script.
type act struct {
	verb string
	arg  *yaml.Node
	line int
}

// Directions are what a script may say, with what each takes.
var Directions = map[string]string{
	"customer": "what the customer types, or {file: name beside the tests, text}", "button": "label or id of a button",
	"fills": "{slot: text} of the form that is shown", "signs_in": "{id, assurance, may_represent: [{id, name, scope, lasts}]}", "acts_for": "the number of the customer whom they represent, or themselves",
	"agent": "claims, hands_back, closes, runs, {records: reference}, {settles: done or failed}, {says: text}, {corrects: {slot: value}} or {decides: {decision: outcome, because: text}}", "decided": "{decision: outcome}", "callback": "{name, match, value}",
	"code": "sent: the code that was sent is typed", "waits": "a duration: 20s, 2d", "says": "text that is said",
	"says_not": "text that is not said", "asks": "a slot", "confirms": "an operation", "offers": "labels of buttons",
	"slots": "{slot: value}", "called": "{operation, with, times, subject, actor}: subject is whose things it is about, actor who acts for them", "not_called": "an operation",
	"back_end": "everything that was changed, and nothing else: a list of {operation: {parameter: value}}", "status": "a status",
	"cites": "the title of a source", "done": "a flow", "receipt": "text of a receipt", "language": "nl or en",
}

// Tests are the conversation tests of a company.
type Tests struct {
	Scripts   []*Script
	Uncovered []Excuse // what no script comes by, and why
}

// ReadFolder reads tests/*.yaml of a company folder. Every problem is named at once.
func ReadFolder(folder fs.FS) (Tests, error) {
	var out Tests
	files, err := fs.Glob(folder, "tests/*.yaml")
	if err != nil {
		return out, fmt.Errorf("tests: %w", err)
	}
	var errs []error
	for _, name := range files {
		b, err := fs.ReadFile(folder, name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		more, err := Read(name, b)
		out.Scripts, out.Uncovered = append(out.Scripts, more.Scripts...), append(out.Uncovered, more.Uncovered...)
		errs = append(errs, err)
	}
	return out, errors.Join(errs...)
}

// Read reads the tests of one file.
func Read(name string, b []byte) (Tests, error) {
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	var out Tests
	var errs []error
	for n := 1; ; n++ {
		s := &Script{File: name}
		err := dec.Decode(s)
		if errors.Is(err, io.EOF) {
			return out, errors.Join(errs...)
		}
		if err != nil {
			return out, errors.Join(append(errs, fmt.Errorf("%s: document %d: %w", name, n, err))...)
		}
		if !s.Uncovered.IsZero() {
			more, err := excuses(name, &s.Uncovered)
			out.Uncovered, errs = append(out.Uncovered, more...), append(errs, err)
		}
		if s.Name == "" && len(s.Steps) == 0 {
			continue
		}
		errs = append(errs, s.check()...)
		out.Scripts = append(out.Scripts, s)
	}
}

func (s *Script) check() []error {
	var errs []error
	bad := func(line int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", s.File, line, fmt.Sprintf(format, args...)))
	}
	for i := range s.Steps {
		n := &s.Steps[i]
		if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
			bad(n.Line, "a step is one direction with what it takes, such as customer: hello")
			continue
		}
		verb := n.Content[0].Value
		if _, ok := Directions[verb]; !ok {
			bad(n.Line, "direction %q is not known: use one of %s", verb, strings.Join(slices.Sorted(maps.Keys(Directions)), ", "))
		}
		s.acts = append(s.acts, act{verb: verb, arg: n.Content[1], line: n.Line})
		if s.Line == 0 {
			s.Line = n.Line
		}
	}
	s.Begin = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	if s.Now != "" {
		at, err := time.Parse(time.RFC3339, s.Now)
		if err != nil {
			bad(s.Line, "now %q is no time: write 2026-11-23T10:00:00+01:00", s.Now)
		}
		s.Begin = at
	}
	if s.Customer.Assurance != "" {
		if _, err := conversation.ParseAssurance(s.Customer.Assurance); err != nil {
			bad(s.Line, "%v", err)
		}
	}
	if s.Channel != "" && s.Channel != Site && s.Channel != WhatsApp {
		bad(s.Line, "channel is %s or %s, not %q", Site, WhatsApp, s.Channel)
	}
	if s.Desk != "" && s.Desk != "open" && s.Desk != "closed" {
		bad(s.Line, "desk is open or closed, not %q", s.Desk)
	}
	s.Faults = map[string]connectors.Fault{}
	for op, f := range s.RawFault {
		s.Faults[op] = connectors.Fault{Fail: f.Fail, Times: f.Times}
	}
	return errs
}

// duration reads 20s, 5m, 3h or 2d.
func duration(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}
