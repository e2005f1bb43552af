package play

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"balie/connectors"
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

// scriptSent is a message with files.
type scriptSent struct {
	File yaml.Node `yaml:"file"`
	Text string    `yaml:"text"`
}

// scriptCalled is a call that must have been made.
type scriptCalled struct {
	Operation string            `yaml:"operation"`
	With      map[string]string `yaml:"with"`
	Times     *int              `yaml:"times"`
	Subject   string            `yaml:"subject"`
	Actor     string            `yaml:"actor"`
}

// scriptCallback is what a system reports.
type scriptCallback struct {
	ID    string    `yaml:"id"`
	Name  string    `yaml:"name"`
	Match string    `yaml:"match"`
	Value yaml.Node `yaml:"value"`
}

// scriptDeed is what an agent does that takes something.
type scriptDeed struct {
	Says     string            `yaml:"says"`
	Corrects map[string]string `yaml:"corrects"`
	Decides  map[string]string `yaml:"decides"`
	Records  string            `yaml:"records"`
	Settles  string            `yaml:"settles"`
}

// arguments are what directions take that take a mapping.
var arguments = map[string]reflect.Type{
	"customer": reflect.TypeFor[scriptSent](), "signs_in": reflect.TypeFor[scriptCustomer](), "agent": reflect.TypeFor[scriptDeed](),
	"called": reflect.TypeFor[scriptCalled](), "callback": reflect.TypeFor[scriptCallback](),
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
	var out Tests
	var errs []error
	for {
		var doc yaml.Node
		if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
			return out, errors.Join(errs...)
		} else if err != nil {
			return out, errors.Join(append(errs, badYAML(name, err))...)
		}
		if doc.IsZero() || doc.Content[0].Tag == "!!null" {
			continue
		}
		r := reading{Script: &Script{File: name, Line: doc.Content[0].Line}, doc: doc.Content[0]}
		more, err := r.read()
		errs = append(errs, err)
		if out.Uncovered = append(out.Uncovered, more...); r.Name != "" || len(r.Steps) > 0 {
			out.Scripts = append(out.Scripts, r.Script)
		}
	}
}

// duration reads 20s, 5m, 3h or 2d.
func duration(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}
