package connectors_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"balie/connectors"
	"balie/conversation"
)

var update = flag.Bool("update", false, "write the golden files anew")

// load reads one connector file as a company would have it.
func load(t *testing.T, content string, options ...connectors.Option) (*connectors.Registry, connectors.Problems) {
	t.Helper()
	company := fstest.MapFS{"connectors/x.yaml": {Data: []byte(content)}}
	return connectors.Load(company, connectortestEnv, options...)
}

// loadFor is load without a test, for fuzzing.
func loadFor(content string, dial func(*connectors.Connector) connectors.Client) (*connectors.Registry, connectors.Problems) {
	company := fstest.MapFS{"connectors/x.yaml": {Data: []byte(content)}}
	return connectors.Load(company, connectortestEnv, connectors.WithClient(dial))
}

func connectortestEnv(name string) string {
	return map[string]string{"CRM_URL": "https://crm.example/api"}[name]
}

// TestProblemsAreAllNamed holds what is said of each broken file to its golden file.
func TestProblemsAreAllNamed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/problems/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, problems := load(t, string(content))
			got := problems.Error() + "\n"
			golden := strings.TrimSuffix(name, ".yaml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || got != string(want) {
				t.Errorf("problems are\n%s\nwant\n%s%v", got, want, err)
			}
			if strings.Contains(got, "hunter2") {
				t.Error("a secret is shown")
			}
		})
	}
}

const smallest = `
connector: crm
base: {env: CRM_URL}
operations:
  list_cards: {get: "/customers/{subject}/cards", assurance: basic, output: [{id: ref(card), kind: text, last4: text, account: text}]}
  card_state: {get: "/customers/{subject}/cards/{card}", input: {card: ref(card)}, output: {state: text, reference: text}}
  block_card:
    post: /customers/{subject}/cards/{card}/block
    input: {card: ref(card), reason: text}
    output: {reference: text}
    outcomes: {already_blocked: {status: 409, code: ALREADY_BLOCKED}}
    assurance: substantial
    reconcile: {operation: card_state, done: output.state == "blocked", drained_after: 30s}
    time_out: 5s
`

func TestContractsSayWhatTheFilesSay(t *testing.T) {
	t.Parallel()
	r, problems := load(t, smallest)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	op, ok := r.Operation("crm.block_card")
	if !ok || op.Effect != conversation.EffectWrite || op.Once != conversation.Reconciled || op.Whose != conversation.OfSubject ||
		op.Assurance != conversation.Substantial || op.Drained.Seconds() != 30 || op.TimeOut.Seconds() != 5 || len(op.Outcomes) != 1 ||
		op.Input["card"].Type != conversation.Ref("card") || op.Output.Fields["reference"].Type != conversation.Text {
		t.Errorf("block_card is %+v", op)
	}
	list, _ := r.Operation("crm.list_cards")
	if list.Effect != conversation.EffectNone || list.Output.Type != conversation.List || list.Output.Item.Fields["id"].Type != conversation.Ref("card") {
		t.Errorf("list_cards is %+v", list)
	}
	if state, _ := r.Operation("crm.card_state"); state.Assurance != conversation.Basic {
		t.Errorf("a customer's data may be read at assurance %s, unless the file says otherwise", state.Assurance)
	}
	if len(r.Operations()) != 3 || r.Reconcile("crm.block_card") != "crm.card_state" || len(r.Missing()) != 0 || len(r.Warnings()) != 0 {
		t.Errorf("operations %d, missing %v, warnings %v", len(r.Operations()), r.Missing(), r.Warnings())
	}
}

func TestTwoFilesMayNotDeclareOneConnector(t *testing.T) {
	t.Parallel()
	company := fstest.MapFS{"connectors/a.yaml": {Data: []byte(smallest)}, "connectors/b.yaml": {Data: []byte(smallest)}, "connectors/readme.md": {}}
	_, problems := connectors.Load(company, connectortestEnv)
	if len(problems) != 1 || problems[0].File != "connectors/b.yaml" || problems[0].Line != 2 {
		t.Errorf("problems are %v", problems)
	}
}

func TestCompanyWithoutConnectorsCallsNobody(t *testing.T) {
	t.Parallel()
	r, problems := connectors.Load(fstest.MapFS{}, connectortestEnv)
	if len(problems) != 0 || len(r.Operations()) != 0 {
		t.Errorf("problems %v, operations %v", problems, r.Operations())
	}
}

func TestMissingSettingsAreNoProblemUntilServed(t *testing.T) {
	t.Parallel()
	const content = `
connector: crm
base: {env: NO_URL}
auth: {bearer: {file: /run/secrets/crm}}
headers: {X-Tenant: {env: NO_TENANT}}
operations:
  note: {post: /note, public: true, once: best_effort}
`
	read := func(string) ([]byte, error) { return []byte("  \n"), nil }
	r, problems := load(t, content, connectors.WithSecretFiles(read))
	if len(problems) != 0 || len(r.Missing()) != 3 {
		t.Errorf("problems %v, missing %v", problems, r.Missing())
	}
	if w := r.Warnings(); len(w) != 1 || !strings.Contains(w[0].Message, "crm.note") {
		t.Errorf("warnings are %v", w)
	}
}

// TestWhatProtectsTellsNothing to somebody who is hardly known: what its answer or its refusals give away is warned of.
func TestWhatProtectsTellsNothing(t *testing.T) {
	t.Parallel()
	report := func(assurance, output string) string {
		return "connector: crm\nbase: https://crm.example\noperations:\n  report: {post: /reports, public: true, protective: true, assurance: " + assurance +
			", key: {header: Key, life: 1h}, output: " + output + ", outcomes: {unknown_card: {status: 404, code: NO_CARD}}}\n"
	}
	for content, want := range map[string]int{
		report("none", "{reference: text, name: text}"): 2, report("contact", "{reference: text}"): 1, report("basic", "{reference: text, name: text}"): 0,
	} {
		r, problems := load(t, content)
		if len(problems) != 0 || len(r.Warnings()) != want {
			t.Errorf("%s: problems %v, warnings %v", content, problems, r.Warnings())
		}
	}
}

func TestPlainHTTPBeyondThisMachineIsWarnedOf(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]int{"http://crm.example": 1, "https://crm.example": 0, "http://127.0.0.1:8080": 0, "http://localhost/x": 0} {
		r, problems := load(t, "connector: crm\nbase: "+base+"\noperations: {x: {get: /x, public: true}}\n")
		if len(problems) != 0 || len(r.Warnings()) != want {
			t.Errorf("%s: problems %v, warnings %v", base, problems, r.Warnings())
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	s := connectors.NewSecret("hunter2")
	b, err := s.MarshalJSON()
	if err != nil || strings.Contains(s.String()+s.GoString()+string(b)+s.LogValue().String(), "hunter2") || s.Reveal() != "hunter2" {
		t.Error("a secret is shown, or lost")
	}
}
