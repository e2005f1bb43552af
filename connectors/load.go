package connectors

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Folder is where the connectors stand in a company folder.
const Folder = "connectors"

// fileMost bounds one connector file, in bytes.
const fileMost = 1 << 20

// Option changes how connectors are loaded.
type Option func(*loader)

// WithClient says how systems are spoken with: dial makes one client per connector. Without it every call fails
// before anything is sent.
func WithClient(dial func(*Connector) Client) Option {
	return func(l *loader) { l.dial = dial }
}

// WithExamples answers every call from the operations' examples; nothing leaves the machine. It is for tests and for
// trying out a company, never for serving one.
func WithExamples() Option { return WithClient(func(*Connector) Client { return exampleClient{} }) }

// WithClock sets the clock of the receipts; default [time.Now].
func WithClock(now func() time.Time) Option { return func(l *loader) { l.now = now } }

// WithSecretFiles sets how secret files are read; default [os.ReadFile].
func WithSecretFiles(read func(path string) ([]byte, error)) Option {
	return func(l *loader) { l.readFile = read }
}

// WithFolder sets from where the relative paths of kept tokens go; default the working directory.
func WithFolder(dir string) Option {
	return func(l *loader) {
		l.place = func(name string) string {
			if filepath.IsAbs(name) {
				return name
			}
			return filepath.Join(dir, name)
		}
	}
}

// WithObserver hears of every call when it has ended; default nobody. It must not block.
func WithObserver(observe func(Observed)) Option { return func(l *loader) { l.observe = observe } }

// WithPublic tells the address under which this house is reached, for systems that report to it; default none. It is asked
// when it is needed.
func WithPublic(address func() string) Option { return func(l *loader) { l.public = address } }

type loader struct {
	public    func() string
	getenv    func(string) string
	readFile  func(string) ([]byte, error)
	dial      func(*Connector) Client
	now       func() time.Time
	observe   func(Observed)
	place     func(name string) string
	problems  Problems
	registry  *Registry
	connector *Connector // the one that is being read
}

// Load reads connectors/*.yaml of a company folder. It returns every problem that it found, in the order of the files;
// the registry is complete only when there is none. Settings that are not there (an unset variable, an unreadable
// secret file) are not problems but [Registry.Missing], so that a company can be checked and tried out without them.
func Load(company fs.FS, getenv func(string) string, options ...Option) (*Registry, Problems) {
	l := &loader{public: func() string { return "" }, getenv: getenv, readFile: os.ReadFile, now: time.Now, place: func(name string) string { return name }}
	for _, o := range options {
		o(l)
	}
	l.registry = &Registry{connectors: map[string]*Connector{}, offers: map[string]*Offer{}, clients: map[string]Client{}, now: l.now, observe: l.observe}
	names, err := files(company)
	if err != nil {
		l.problems = append(l.problems, Problem{File: Folder, Line: 1, Column: 1, Message: "the folder cannot be read"})
	}
	for _, name := range names {
		l.load(company, name)
	}
	l.problems.sort()
	if l.dial != nil {
		for name, c := range l.registry.connectors {
			l.registry.clients[name] = l.dial(c)
		}
	}
	return l.registry, l.problems
}

// files lists the YAML files of the folder, in the order of their names. A company without any calls nobody.
func files(company fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(company, Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []string
	for _, e := range entries {
		if ext := path.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
			out = append(out, path.Join(Folder, e.Name()))
		}
	}
	return out, err
}

func (l *loader) load(company fs.FS, name string) {
	f := &file{name: name, problems: &l.problems}
	content, err := fs.ReadFile(company, name)
	switch {
	case err != nil:
		f.problem(nil, "make it readable", "the file cannot be read")
		return
	case len(content) > fileMost:
		f.problem(nil, "divide it over several connectors", "the file is larger than %d bytes", fileMost)
		return
	}
	root, err := parse(content)
	if err != nil {
		at, message, mend := yamlError(err)
		f.problem(at, mend, "%s", message)
		return
	}
	if root == nil {
		f.problem(nil, "begin with: connector: name", "the file is empty")
		return
	}
	l.read(f, root)
}

// parse returns the root of the only document; nil when there is none.
func parse(content []byte) (*yaml.Node, error) {
	var doc yaml.Node
	loader, err := yaml.NewLoader(strings.NewReader(string(content)))
	if err != nil {
		return nil, err
	}
	if err := loader.Load(&doc); err != nil || len(doc.Content) == 0 {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, err
	}
	var more yaml.Node
	if err := loader.Load(&more); err == nil && len(more.Content) > 0 {
		return nil, errSecond
	}
	return doc.Content[0], nil
}

var errSecond = errors.New("there is a second document after ---")

// yamlError says where the text stops being YAML, why, and how to mend it.
func yamlError(err error) (at *yaml.Node, message, mend string) {
	var where *yaml.LoadError
	switch {
	case errors.Is(err, errSecond):
		return nil, err.Error(), "write one connector a file"
	case errors.As(err, &where):
		at = &yaml.Node{Line: max(1, where.Mark.Line), Column: max(1, where.Mark.Column)}
		return at, "this is not YAML: " + where.Message, "check indentation, quotes and colons"
	}
	return nil, "this is not YAML: " + firstLine(err), "check indentation, quotes and colons"
}

// firstLine is an error on one line and of a bearable length.
func firstLine(err error) string {
	s, _, _ := strings.Cut(strings.ToValidUTF8(err.Error(), "?"), "\n")
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	return strings.TrimSpace(s)
}

// sortedKeys lists the keys of m in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
