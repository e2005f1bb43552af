// Package company opens a company folder: its configuration, connectors, flows and pages, and everything that is wrong
// with them, by file and line.
package company

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"balie/config"
	"balie/connectors"
	"balie/connectors/rest"
	"balie/conversation"
	"balie/conversation/identity"
	"balie/flows"
	"balie/knowledge"
)

// Company is a company folder, loaded: what it says, offers and knows.
type Company struct {
	Folder   fs.FS
	Config   *config.Config
	Registry *connectors.Registry              // its systems
	Set      *flows.Set                        // its processes
	Base     *knowledge.Base                   // its pages
	Place    *time.Location                    // whose clock it goes by
	Contract map[string]conversation.Operation // what its systems and the house offer
	Found    Findings                          // what is wrong with the folder, or had better be otherwise
	Calls    *Calls                            // what was called

	dir string
}

// Opening says how to open a company.
type Opening struct {
	Getenv   func(string) string // the environment, where names and secrets may be
	Now      func() time.Time
	Examples bool // connectors answer from their examples: for tests and trying out, never for customers
}

// FolderOf finds a company folder: a demo by its name, which has no directory, or a directory. A name that is both is an error: it
// would quietly be the demo that is checked and served, and not the folder.
func FolderOf(name string) (fs.FS, string, error) {
	info, err := os.Stat(name)
	if f, err := config.Demo(name); err == nil {
		if _, here := os.Stat(filepath.Join(name, "config.yaml")); here == nil {
			return nil, "", fmt.Errorf("company folder: %s is a demo company, and a folder here: write ./%s for the folder", name, name)
		}
		return f, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("company folder: %w", err)
	}
	if !info.IsDir() {
		return nil, "", fmt.Errorf("company folder: %s is not a directory", name)
	}
	return os.DirFS(name), name, nil
}

// Open loads a folder. Every problem of every file is in the error.
func Open(ctx context.Context, folder fs.FS, dir string, o Opening) (*Company, error) {
	c, err := Inspect(ctx, folder, dir, o)
	if err == nil {
		err = c.Found.Err()
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// Inspect loads as much of a folder as can be loaded, and notes what is wrong with it. The error says that there is
// nothing to look at.
func Inspect(ctx context.Context, folder fs.FS, dir string, o Opening) (*Company, error) {
	c := &Company{Folder: folder, dir: dir, Calls: NewCalls()}
	cfg, err := config.Read(folder, dir, o.Getenv)
	if cfg == nil {
		return nil, err
	}
	c.Config = cfg
	c.Found.Add(err)
	if c.Place, err = time.LoadLocation(cfg.Place); err != nil {
		c.Place = time.UTC // the configuration's own check has told
	}
	options := []connectors.Option{connectors.WithClock(o.Now), connectors.WithSecretFiles(c.secretFile), connectors.WithFolder(dir), connectors.WithObserver(c.Calls.call),
		connectors.WithPublic(func() string { return strings.TrimSuffix(cfg.Server.Public, "/") })}
	if o.Examples {
		options = append(options, connectors.WithExamples())
	} else {
		options = append(options, connectors.WithClient(rest.New(rest.Options{Now: o.Now, Note: c.Calls.note})))
	}
	registry, bad := connectors.Load(folder, o.Getenv, options...)
	c.Registry = registry
	c.Found.Add(bad.Err())
	c.Found.connectors(registry.Warnings(), flows.Warning)
	c.load(cfg)
	c.Base, err = c.learn(ctx)
	c.Found.Add(err)
	c.Found = c.Found.Sorted()
	return c, nil
}

func (c *Company) secretFile(path string) ([]byte, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	return os.ReadFile(path)
}

// load reads the flows against the operations that the connectors and the house offer.
func (c *Company) load(cfg *config.Config) {
	c.Contract = c.Registry.Operations()
	for _, op := range builtIn(cfg.Contact.List != "" && cfg.Contact.Send != "") {
		c.Contract[op.Name] = op
	}
	set, problems := flows.Load(flows.LoadOptions{
		Flows: sub(c.Folder, "flows"), Patterns: sub(c.Folder, "patterns"), Texts: sub(c.Folder, "texts"),
		Languages: cfg.Languages, Tone: cfg.Tone, Company: companyValues(cfg), Operations: c.Contract, Callbacks: c.Registry.Callbacks(),
	})
	c.Found.AddFlows(problems)
	for _, name := range cfg.Offer {
		if f := set.Flows[name]; f == nil || len(f.Examples) == 0 {
			c.Found.unknown(cfg, "offer", name, "is no process that a customer may ask for", askable(set))
		}
	}
	for field, name := range map[string]string{
		"identity.find": cfg.Identity.Find, "identity.send": cfg.Identity.Send, "identity.profile": cfg.Identity.Profile,
		"contact.list": cfg.Contact.List, "contact.send": cfg.Contact.Send,
		"desk.case.known": cfg.Desk.Case.Known, "desk.case.unknown": cfg.Desk.Case.Unknown,
	} {
		if _, ok := c.Contract[name]; name != "" && !ok {
			c.Found.unknown(cfg, field, name, "is offered by no connector", slices.Sorted(maps.Keys(c.Contract)))
		}
	}
	c.contacts(cfg)
	set.Offer, set.Login = cfg.Offer, cfg.Identity.Login.Issuer != ""
	c.Set = set
}

// contacts holds what the configuration says of contacts against what the connectors offer.
func (c *Company) contacts(cfg *config.Config) {
	find, ok := c.Contract[cfg.Identity.Find]
	if ok && cfg.Identity.ContactAge > 0 && !identity.TellsSince(find) {
		c.Found.warn(cfg, "identity.find", cfg.Identity.Find+" does not tell since when a contact stands: a code also goes to one that was just changed",
			"add since: date to its contacts, or set identity.contact_age to 0s")
	}
	for _, name := range slices.Sorted(maps.Keys(c.Contract)) {
		if op := c.Contract[name]; op.Tells && (cfg.Identity.Find == "" || cfg.Identity.Send == "") {
			c.Found.connectors(connectors.Problems{{File: "connectors", Message: name + " tells the old contact, and nothing sends messages", Mend: "set identity.find and identity.send in config.yaml"}}, flows.Error)
		}
	}
}

// Operation finds a contract; it makes a Company the conversation.Operations of the house.
func (c *Company) Operation(name string) (conversation.Operation, bool) {
	op, ok := c.Contract[name]
	return op, ok
}

var _ conversation.Operations = (*Company)(nil)

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
func (c *Company) learn(ctx context.Context) (*knowledge.Base, error) {
	base, err := knowledge.Open(ctx, knowledge.Options{Path: ":memory:"})
	if err != nil {
		return nil, fmt.Errorf("knowledge: %w", err)
	}
	pages := sub(c.Folder, "knowledge")
	if pages == nil {
		return base, nil
	}
	report, err := base.Ingest(ctx, pages)
	c.Found.pages(report.Warnings, flows.Warning)
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

// Close lets go of files.
func (c *Company) Close() error {
	if c == nil || c.Base == nil {
		return nil
	}
	return c.Base.Close()
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
			Input: map[string]conversation.Schema{"question": text, "like": text, "language": text, "about": text, "sure": {Type: conversation.YesNo}},
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
