package flows

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

//go:embed patterns/*.yaml
var house embed.FS

// LoadOptions say what to load and what it is checked against.
type LoadOptions struct {
	Flows      fs.FS    // the company's flows/*.yaml; nil for none
	Patterns   fs.FS    // its patterns/*.yaml, which take the place of the house's by name; nil for none
	Texts      fs.FS    // its texts/*.yaml, likewise; nil for none
	Languages  []string // that every text must have; default nl and en
	Tone       string   // je (default) or u
	Company    map[string]conversation.Value
	Operations map[string]conversation.Operation
	Customer   map[string]conversation.Schema // what may be read of customer; default number, name, assurance and known
	Callbacks  map[string]conversation.Schema // what back ends report by name; nil: any report, with texts as fields
}

// Load reads, checks and compiles everything a conversation is pinned to. It reports every problem that it finds. The
// set must not be used when [Problems.Err] is not nil; it is never nil.
func Load(opts LoadOptions) (*Set, Problems) {
	l := newLoader(opts)
	l.read()
	l.assemble()
	l.check()
	if l.problems().Err() == nil {
		l.link()
	}
	l.set.Hash = l.hash()
	return l.set, l.problems()
}

// loader is one loading in the making.
type loader struct {
	expressions
	opts     LoadOptions
	set      *Set
	flows    map[string]*draft
	patterns map[string]*draft
	later    []func() // texts of the house, compiled when the names are known
	files    []source
	scopes   scopes
}

// source is a file as it was read.
type source struct {
	name    string
	data    []byte
	builtIn bool
}

func newLoader(opts LoadOptions) *loader {
	if len(opts.Languages) == 0 {
		opts.Languages = []string{"nl", "en"}
	}
	if opts.Tone == "" {
		opts.Tone = "je"
	}
	if opts.Customer == nil {
		opts.Customer = map[string]conversation.Schema{
			"number": plain(conversation.Text), "name": plain(conversation.Text), "assurance": plain(conversation.Text), "known": plain(conversation.YesNo),
		}
	}
	company := map[string]conversation.Value{}
	for _, name := range []string{"name", "phone", "emergency"} {
		company[name] = conversation.Of(conversation.Text, "")
	}
	maps.Copy(company, opts.Company)
	l := &loader{
		expressions: expressions{report: &report{}, runners: &runners{}},
		opts:        opts, flows: map[string]*draft{}, patterns: map[string]*draft{},
		set: &Set{
			Languages: opts.Languages, Tone: opts.Tone, Company: company, Flows: map[string]*Flow{},
			Patterns: map[string]*Pattern{}, Texts: map[string]*Text{}, Operations: opts.Operations,
		},
	}
	l.scopes = l.newScopes()
	return l
}

func (l *loader) problems() Problems { return l.list.sorted() }

// read takes in every file: the house's first, so that the company's take their place.
func (l *loader) read() {
	l.folder(house, "built-in", l.repairs, true)
	l.folder(l.opts.Flows, "flows", l.processes, false)
	l.folder(l.opts.Patterns, "patterns", l.repairs, false)
	l.folder(l.opts.Texts, "texts", l.smallTexts, false)
}

// maxFiles bounds how many files one folder may hold.
const maxFiles = 2000

// folder reads the YAML files of a folder, in the order of their names.
func (l *loader) folder(fsys fs.FS, name string, take func(*reader, []*yaml.Node, bool), builtIn bool) {
	if fsys == nil {
		return
	}
	n := 0
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := path.Ext(p); d.IsDir() || ext != ".yaml" && ext != ".yml" || strings.HasPrefix(path.Base(p), ".") {
			return nil
		}
		if n++; n > maxFiles {
			return fmt.Errorf("more than %d files", maxFiles)
		}
		return l.open(fsys, p, path.Join(name, strings.TrimPrefix(p, "patterns/")), take, builtIn)
	})
	if err != nil {
		l.errorf(Pos{File: name, Line: 1, Col: 1}, "", "%v", err)
	}
}

func (l *loader) open(fsys fs.FS, p, name string, take func(*reader, []*yaml.Node, bool), builtIn bool) error {
	info, err := fs.Stat(fsys, p)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r := &reader{report: l.report, file: name}
	if info.Size() > maxFile {
		r.errorf(Pos{File: name, Line: 1, Col: 1}, "split it", "the file has %d bytes and may have %d", info.Size(), maxFile)
		return nil
	}
	data, err := fs.ReadFile(fsys, p)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	l.files = append(l.files, source{name: name, data: data, builtIn: builtIn})
	take(r, r.documents(data), builtIn)
	return nil
}

// processes takes in the flows of a file.
func (l *loader) processes(r *reader, docs []*yaml.Node, builtIn bool) {
	for _, n := range docs {
		if hasKey(n, "pattern") && !hasKey(n, "flow") {
			l.errorf(r.at(n), "put it in patterns/", "this is a pattern, not a flow")
			continue
		}
		d := l.flow(r, n, builtIn)
		if d == nil {
			continue
		}
		if old := l.flows[d.flow.Name]; old != nil && old.flow.BuiltIn == builtIn {
			l.errorf(d.flow.Pos, "rename one of them", "flow %s stands at %s too", d.flow.Name, old.flow.Pos)
			continue
		}
		l.flows[d.flow.Name] = d
	}
}

// repairs takes in a patterns file, whose documents are patterns, flows or small texts.
func (l *loader) repairs(r *reader, docs []*yaml.Node, builtIn bool) {
	for _, n := range docs {
		switch {
		case hasKey(n, "flow"):
			l.processes(r, []*yaml.Node{n}, builtIn)
			continue
		case hasKey(n, "texts"):
			l.smallTexts(r, []*yaml.Node{n}, builtIn)
			continue
		}
		d := l.pattern(r, n, builtIn)
		if d == nil {
			continue
		}
		if old := l.patterns[d.pattern.Name]; old != nil && old.builtIn == builtIn {
			l.errorf(d.pattern.Pos, "rename one of them", "pattern %s stands at %s too", d.pattern.Name, old.pattern.Pos)
			continue
		}
		l.patterns[d.pattern.Name] = d
	}
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

// smallTexts takes in a texts file.
func (l *loader) smallTexts(r *reader, docs []*yaml.Node, builtIn bool) {
	for _, n := range docs {
		f := r.fields(n, "a texts file", []string{"texts"})
		if f == nil || !f.has("texts") {
			continue
		}
		texts := r.fields(f.by["texts"], "texts", nil)
		if texts == nil {
			continue
		}
		for _, name := range texts.names {
			if !builtIn && l.set.Texts[name] == nil {
				l.warnf(texts.keys[name], didYouMean(name, slices.Sorted(maps.Keys(l.set.Texts))), "the assistant has no text called %s", name)
			}
			w := l.wording(r, texts.by[name], name, small)
			if w == nil {
				continue
			}
			if strings.HasPrefix(name, "button.") {
				w.use = buttonLabel
			}
			l.set.Texts[name] = w.to
			l.later = append(l.later, func() { l.word(w, l.scopes.repair) })
		}
	}
}
