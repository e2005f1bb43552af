package main

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// imports says which packages of ours a package may import, and why. A package that is not here takes the rule of the
// nearest folder above it.
var imports = map[string]struct {
	may []string
	why string
}{
	"conversation":           {nil, "it is the leaf that everyone shares, and stands on the standard library alone"},
	"conversation/sqlite":    {[]string{"conversation"}, "it keeps the record and knows nobody who uses it"},
	"conversation/identity":  {[]string{"conversation"}, "who the customer is must not depend on what is wanted"},
	"conversation/desk":      {[]string{"conversation"}, "the queue is a view of the record: there is no second truth"},
	"conversation/storetest": {[]string{"conversation"}, "the suite defines the contract, not an implementation"},
	"flows":                  {[]string{"conversation"}, "an engine is a function of its arguments"},
	"intent":                 {[]string{"conversation", "flows", "intent/classify", "intent/extract"}, "a wish cannot be understood without knowing what can be wished for"},
	"intent/classify":        {nil, "it ranks texts and knows nothing of flows"},
	"intent/extract":         {[]string{"conversation"}, "it finds values and knows nothing of flows"},
	"knowledge":              {[]string{"conversation"}, "pages are answered from, whatever is going on"},
	"connectors":             {[]string{"conversation"}, "systems outside are called on a permit, whoever asks"},
	"connectors/rest":        {[]string{"conversation", "connectors"}, "it is one way to call"},
	"connectors/trytontest":  {nil, "a fake of somebody else's system knows nothing of ours"},
	"connectors/llm":         {[]string{"conversation", "connectors"}, "it is one way to call"},
	"connectors/connectortest": {[]string{"conversation", "connectors"},
		"the suite defines the contract, not an implementation"},
	"channels":           {[]string{"conversation"}, "a channel carries messages and decides nothing"},
	"channels/console":   {[]string{"conversation", "conversation/desk", "channels/edge"}, "agents work at the desk"},
	"channels/widget":    {[]string{"conversation", "channels/edge"}, "a channel carries messages and decides nothing"},
	"channels/whatsapp":  {[]string{"conversation", "channels/edge"}, "a channel carries messages and decides nothing"},
	"channels/callbacks": {[]string{"conversation", "channels/edge"}, "a channel carries messages and decides nothing"},
	"assistant":          {[]string{"conversation"}, "the turn declares what it needs; cmd brings it"},
	"assistant/model":    {nil, "it holds only tests"},
	"config":             {nil, "it says what a company uses and uses none of it"},
	"cmd/balie/company": {[]string{"assistant", "config", "connectors", "connectors/llm", "connectors/rest", "conversation", "conversation/identity",
		"flows", "intent", "knowledge"}, "a folder is opened by the rooms that it speaks of, and nothing is served yet"},
	"cmd/balie/play": {[]string{"assistant", "channels/edge", "cmd/balie/company", "connectors", "conversation", "conversation/desk",
		"conversation/sqlite", "flows", "intent"}, "it plays in a house that is built for it, whoever builds it"},
	"cmd/balie/replay": {[]string{"assistant", "cmd/balie/company", "cmd/balie/play", "conversation", "conversation/desk", "conversation/sqlite", "flows", "intent",
		"intent/extract"}, "a recording is played where tests are played"},
	"cmd/balie/publication": {[]string{"assistant", "cmd/balie/company", "config", "conversation", "flows", "intent", "knowledge"},
		"a folder is published beside what serves, whoever opens the doors"},
	"cmd/balie/schema":    {[]string{"cmd/balie/play", "config", "connectors", "flows"}, "it describes what these read"},
	"config/demo/site":    {nil, "a company's site knows only the public API"},
	"config/demo/backend": {nil, "a back end is somebody else's system"},
}

// libraries says in which packages, and those below them, a library may be used.
var libraries = map[string][]string{
	"github.com/sashabaranov/go-openai":   {"connectors/llm"},
	"github.com/looplab/fsm":              {"flows"},
	"github.com/labstack/echo/v4":         {"channels", "cmd/balie"},
	"github.com/redis/go-redis/v9":        {"conversation/redis"},
	"github.com/philippgille/chromem-go":  {"knowledge"},
	"github.com/expr-lang/expr":           {"flows", "connectors"},
	"github.com/cenkalti/backoff/v5":      {"connectors"},
	"modernc.org/sqlite":                  {"conversation/sqlite", "knowledge", "config/demo/backend"},
	"github.com/spf13/cobra":              {"cmd/balie"},
	"github.com/prometheus/client_golang": {"cmd/balie"},
	"github.com/golang-jwt/jwt/v5":        {"conversation/identity", "channels/console", "config/demo/site"},
	"github.com/chromedp/chromedp":        {"channels/browsertest"},
	"github.com/coreos/go-oidc/v3":        {"conversation/identity"},
	"golang.org/x/oauth2":                 {"conversation/identity"},
}

// outside lists what a package may not use of the standard library: flows and intent decide from their arguments alone.
var outside = map[string][]string{
	"flows":  {"net", "net/http", "os", "os/exec", "database/sql", "math/rand", "math/rand/v2", "crypto/rand"},
	"intent": {"net", "net/http", "os", "os/exec", "database/sql", "crypto/rand"},
}

func TestHouseImports(t *testing.T) {
	t.Parallel()
	p := theProject(t)
	for _, f := range p.code() {
		for _, spec := range f.tree.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := refused(f.dir, to); why != "" {
				t.Errorf("%s: %s imports %s: %s", p.place(spec), f.dir, to, why)
			}
		}
	}
}

// refused says why one package may not import another; empty: it may.
func refused(from, to string) string {
	if ours, ok := strings.CutPrefix(to, "balie/"); ok {
		if from == "cmd/balie" || slices.Contains(imports[from].may, ours) {
			return ""
		}
		rule, ok := imports[nearest(from, imports)]
		switch {
		case !ok:
			return "no rule is written for it: say in house_imports_test.go what it may import, and why"
		case slices.Contains(rule.may, ours):
			return ""
		}
		return rule.why
	}
	for library, may := range libraries {
		if isIn(library, to) && !slices.ContainsFunc(may, func(dir string) bool { return isIn(dir, from) }) {
			return "that library is used in " + strings.Join(may, ", ") + " only"
		}
	}
	switch room, _, _ := strings.Cut(from, "/"); {
	case from == "conversation" && strings.Contains(to, "."):
		return imports[from].why
	case slices.Contains(outside[room], to):
		return room + " decides from its arguments alone"
	}
	return ""
}

// nearest finds the rule of a folder or of one above it.
func nearest[V any](dir string, rules map[string]V) string {
	for dir != "." {
		if _, ok := rules[dir]; ok {
			return dir
		}
		dir = path.Dir(dir)
	}
	return ""
}

func isIn(dir, name string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }

func TestHouseImportRulesAreNotEmptyWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to string }{
		{"conversation", "balie/flows"}, {"conversation", "go.yaml.in/yaml/v4"}, {"flows", "balie/intent"}, {"flows", "os"},
		{"intent/extract", "net/http"}, {"channels/widget", "balie/conversation/desk"}, {"channels/widget", "balie/channels/console"},
		{"assistant", "balie/flows"}, {"assistant", "balie/config"}, {"knowledge", "balie/connectors"},
		{"connectors/rest", "github.com/sashabaranov/go-openai"}, {"knowledge", "github.com/labstack/echo/v4/middleware"}, {"newroom", "balie/conversation"},
	} {
		if refused(c.from, c.to) == "" {
			t.Errorf("%s may import %s", c.from, c.to)
		}
	}
	for _, c := range []struct{ from, to string }{
		{"intent", "balie/flows"}, {"channels/console", "balie/conversation/desk"}, {"cmd/balie", "balie/config"},
		{"channels/whatsapp", "balie/conversation"}, {"flows", "github.com/looplab/fsm"}, {"conversation", "encoding/json"},
	} {
		if why := refused(c.from, c.to); why != "" {
			t.Errorf("%s may not import %s: %s", c.from, c.to, why)
		}
	}
}
