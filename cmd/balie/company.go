package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"balie/config"
	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
	"balie/conversation/identity"
	"balie/flows"
	"balie/knowledge"
)

// company is a company folder, loaded: what it says, offers and knows.
type company struct {
	folder   fs.FS
	dir      string
	config   *config.Config
	registry *connectors.Registry
	set      *flows.Set
	base     *knowledge.Base
	place    *time.Location
	contract map[string]conversation.Operation
	found    findings // what is wrong with the folder, or had better be otherwise
	calls    *callMetrics
}

// opening says how to open a company.
type opening struct {
	getenv   func(string) string
	now      func() time.Time
	examples bool   // connectors answer from their examples: for tests and trying out, never for customers
	pages    string // where knowledge is kept; empty: in memory
}

// folderOf finds a company folder: a demo by its name, or a directory.
func folderOf(name string) (fs.FS, string, error) {
	if f, err := config.Demo(name); err == nil {
		return f, ".", nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, "", fmt.Errorf("company folder: %w", err)
	}
	if !info.IsDir() {
		return nil, "", fmt.Errorf("company folder: %s is not a directory", name)
	}
	return os.DirFS(name), name, nil
}

// openCompany loads a folder. Every problem of every file is in the error.
func openCompany(ctx context.Context, folder fs.FS, dir string, o opening) (*company, error) {
	c, err := inspect(ctx, folder, dir, o)
	if err == nil {
		err = c.found.err()
	}
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// inspect loads as much of a folder as can be loaded, and notes what is wrong with it. The error says that there is
// nothing to look at.
func inspect(ctx context.Context, folder fs.FS, dir string, o opening) (*company, error) {
	c := &company{folder: folder, dir: dir, calls: newCallMetrics()}
	cfg, err := config.Read(folder, dir, o.getenv)
	if cfg == nil {
		return nil, err
	}
	c.config = cfg
	c.found.add(err)
	if c.place, err = time.LoadLocation(cfg.Place); err != nil {
		c.place = time.UTC // the configuration's own check has told
	}
	options := []connectors.Option{connectors.WithClock(o.now), connectors.WithSecretFiles(c.secretFile), connectors.WithFolder(dir), connectors.WithObserver(c.calls.call)}
	if o.examples {
		options = append(options, connectors.WithExamples())
	} else {
		options = append(options, connectors.WithClient(rest.New(rest.Options{Now: o.now, Note: c.calls.note})))
	}
	registry, bad := connectors.Load(folder, o.getenv, options...)
	c.registry = registry
	c.found.add(bad.Err())
	c.found.connectors(registry.Warnings(), flows.Warning)
	c.load(cfg)
	c.base, err = c.learn(ctx, o.pages)
	c.found.add(err)
	c.found = c.found.sorted()
	return c, nil
}

func (c *company) secretFile(path string) ([]byte, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	return os.ReadFile(path)
}

// load reads the flows against the operations that the connectors and the house offer.
func (c *company) load(cfg *config.Config) {
	c.contract = c.registry.Operations()
	for _, op := range builtIn(cfg.Contact.List != "" && cfg.Contact.Send != "") {
		c.contract[op.Name] = op
	}
	set, problems := flows.Load(flows.LoadOptions{
		Flows: sub(c.folder, "flows"), Patterns: sub(c.folder, "patterns"), Texts: sub(c.folder, "texts"),
		Languages: cfg.Languages, Tone: cfg.Tone, Company: companyValues(cfg), Operations: c.contract, Callbacks: c.registry.Callbacks(),
	})
	c.found.flows(problems)
	for _, name := range cfg.Offer {
		if f := set.Flows[name]; f == nil || len(f.Examples) == 0 {
			c.found.unknown(cfg, "offer", name, "is no process that a customer may ask for", askable(set))
		}
	}
	for field, name := range map[string]string{
		"identity.find": cfg.Identity.Find, "identity.send": cfg.Identity.Send, "identity.profile": cfg.Identity.Profile,
		"contact.list": cfg.Contact.List, "contact.send": cfg.Contact.Send,
		"desk.case.known": cfg.Desk.Case.Known, "desk.case.unknown": cfg.Desk.Case.Unknown,
	} {
		if _, ok := c.contract[name]; name != "" && !ok {
			c.found.unknown(cfg, field, name, "is offered by no connector", slices.Sorted(maps.Keys(c.contract)))
		}
	}
	c.contacts(cfg)
	set.Offer, set.Login = cfg.Offer, cfg.Identity.Login.Issuer != ""
	c.set = set
}

// contacts holds what the configuration says of contacts against what the connectors offer.
func (c *company) contacts(cfg *config.Config) {
	find, ok := c.contract[cfg.Identity.Find]
	if ok && cfg.Identity.ContactAge > 0 && !identity.TellsSince(find) {
		c.found.warn(cfg, "identity.find", cfg.Identity.Find+" does not tell since when a contact stands: a code also goes to one that was just changed",
			"add since: date to its contacts, or set identity.contact_age to 0s")
	}
	for _, name := range slices.Sorted(maps.Keys(c.contract)) {
		if op := c.contract[name]; op.Tells && (cfg.Identity.Find == "" || cfg.Identity.Send == "") {
			c.found.connectors(connectors.Problems{{File: "connectors", Message: name + " tells the old contact, and nothing sends messages", Mend: "set identity.find and identity.send in config.yaml"}}, flows.Error)
		}
	}
}

// Operation finds a contract; it makes company the conversation.Operations of the house.
func (c *company) Operation(name string) (conversation.Operation, bool) {
	op, ok := c.contract[name]
	return op, ok
}

var _ conversation.Operations = (*company)(nil)

// companyValues is what texts may read as company.<name>.
func companyValues(cfg *config.Config) map[string]conversation.Value {
	out := map[string]conversation.Value{}
	for name, v := range map[string]string{"name": cfg.Name, "phone": cfg.Phone, "emergency": cfg.Emergency} {
		out[name] = conversation.Of(conversation.Text, v)
	}
	for name, v := range cfg.Values {
		out[name] = conversation.Of(conversation.Text, v)
	}
	return out
}

// askable are the processes that a customer may ask for.
func askable(set *flows.Set) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(set.Flows)), func(name string) bool { return len(set.Flows[name].Examples) == 0 })
}

// learn takes the company's pages in.
func (c *company) learn(ctx context.Context, path string) (*knowledge.Base, error) {
	if path == "" {
		path = ":memory:"
	}
	base, err := knowledge.Open(ctx, knowledge.Options{Path: path})
	if err != nil {
		return nil, fmt.Errorf("knowledge: %w", err)
	}
	pages := sub(c.folder, "knowledge")
	if pages == nil {
		return base, nil
	}
	report, err := base.Ingest(ctx, pages)
	c.found.pages(report.Warnings, flows.Warning)
	return base, err
}

// sub returns a folder of the company, nil when there is none.
func sub(company fs.FS, name string) fs.FS {
	if info, err := fs.Stat(company, name); err != nil || !info.IsDir() {
		return nil
	}
	f, err := fs.Sub(company, name)
	if err != nil {
		return nil
	}
	return f
}

// close lets go of files.
func (c *company) close() error {
	if c == nil || c.base == nil {
		return nil
	}
	return c.base.Close()
}

// builtIn lists the operations of the house itself; reaching: customers who are away can be told of news.
func builtIn(reaching bool) []conversation.Operation {
	text := conversation.Schema{Type: conversation.Text}
	own := identity.Operations()
	if reaching {
		own = append(own, identity.TellOperations()...)
	}
	return append(own,
		conversation.Operation{
			Name: flows.OpAnswer, Description: "Answers a question from the company's documents.",
			Titles: map[string]string{"nl": "Antwoord zoeken", "en": "Look up an answer"}, Effect: conversation.EffectNone,
			Input: map[string]conversation.Schema{"question": text, "language": text, "about": text, "sure": {Type: conversation.YesNo}},
			Output: conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{
				"found": {Type: conversation.YesNo}, "text": text, "passage": text,
			}},
			Whose: conversation.Public, TimeOut: 5 * time.Second, BuiltIn: true,
		},
		conversation.Operation{
			Name: conversation.OpLeaveMessage, Description: "Leaves a message or a call-back request for the desk.",
			Titles: map[string]string{"nl": "Bericht doorgeven", "en": "Pass on a message"},
			Effect: conversation.EffectWrite, Once: conversation.Keyed, KeyLife: 24 * time.Hour, ValidFor: 5 * time.Minute,
			Input:  map[string]conversation.Schema{"message": text, "contact": text},
			Output: conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{"case": text}},
			Whose:  conversation.Public, TimeOut: 10 * time.Second, BuiltIn: true,
		},
	)
}
