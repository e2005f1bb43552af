package flows

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"balie/conversation"
)

func load(t testing.TB, source string) (*Set, Problems) {
	t.Helper()
	return Load(options(t, fstest.MapFS{"f.yaml": {Data: []byte(source)}}))
}

const head = "flow: f\ntitle: T\ndescription: D.\n"

func TestFilesOutOfBoundsAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ source, want string }{
		"too large":     {head + "steps: [{say: " + strings.Repeat("a", 1<<20) + "}]", "bytes and may have 1048576"},
		"too deep":      {head + "steps: " + strings.Repeat("[", 500) + strings.Repeat("]", 500), "nested too deeply"},
		"very deep":     {strings.Repeat("[", 1<<19), "yaml:"},
		"too many":      {"a: [" + strings.Repeat("a,", 400_000) + "]", "too large"},
		"alias bomb":    {"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "anchors and aliases"},
		"merge":         {"<<: {flow: f}\n", "a flow has no <<"},
		"nul":           {head + "steps: [{say: \"a\x00\"}]", "yaml:"},
		"latin-1":       {head + "steps: [{say: caf\xe9}]", "f.yaml:4:18: error: this is not UTF-8"},
		"utf-16":        {"\xff\xfef\x00l\x00o\x00w\x00", "UTF-8"},
		"tab":           {head + "steps:\n\t- end\n", "yaml:"},
		"long expr":     {head + "steps: [{if: '" + strings.Repeat("true and ", 300) + "true', then: [end]}]", "at most 2000 bytes"},
		"deep expr":     {head + "steps: [{if: '" + strings.Repeat("(", 900) + "true" + strings.Repeat(")", 900) + "', then: [end]}]", ""},
		"only comments": {"# nothing\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := load(t, c.source)
			if !strings.Contains(problems.String(), c.want) || len(problems.String()) > 3000 {
				t.Errorf("%.600s", problems)
			}
		})
	}
}

func TestAMegabyteOfStepsLoads(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(head + "steps:\n")
	for b.Len() < 1<<20-1000 {
		fmt.Fprintf(&b, "  - say: {nl: %s, en: %s}\n", strings.Repeat("woord ", 40), strings.Repeat("word ", 40))
	}
	set, problems := load(t, b.String())
	if err := problems.Err(); err != nil || len(set.Flows["f"].Steps) < 1000 {
		t.Error(err)
	}
}

func TestCompanyFilesTakeThePlaceOfTheHouses(t *testing.T) {
	t.Parallel()
	opts := options(t, nil)
	opts.Patterns = fstest.MapFS{"p/mine.yaml": {Data: []byte("pattern: thanks\nsteps: [{say: Graag!}]\n---\nflow: leave_message\ntitle: T\ndescription: D.\nsteps: [{say: Bel ons.}]\n")}}
	opts.Texts = fstest.MapFS{"t.yml": {Data: []byte("texts: {button.yes: {nl: Jazeker, en: Sure}}")}, "read.me": {Data: []byte("{")}}
	set, problems := Load(opts)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	yes, err := set.Texts["button.yes"].Render("nl", "je", nil)
	if err != nil || yes != "Jazeker" || set.Patterns["thanks"].Pos.File != "patterns/p/mine.yaml" || set.Flows["leave_message"].BuiltIn {
		t.Error(yes, err, set.Patterns["thanks"].Pos)
	}
}

func TestTheHashNamesWhatWasLoaded(t *testing.T) {
	t.Parallel()
	base, _ := load(t, head+"steps: [end]")
	same, _ := load(t, head+"steps: [end]")
	other, _ := load(t, head+"steps: [end] # changed")
	opts := options(t, fstest.MapFS{"f.yaml": {Data: []byte(head + "steps: [end]")}})
	op := opts.Operations["crm.pay"]
	op.Undo = ""
	opts.Operations["crm.pay"] = op
	contract, _ := Load(opts)
	if base.Hash != same.Hash || base.Hash == other.Hash || base.Hash == contract.Hash || len(base.Hash) != 64 {
		t.Error(base.Hash, same.Hash, other.Hash, contract.Hash)
	}
}

func blockCard(t testing.TB) *Set {
	t.Helper()
	data, err := os.ReadFile("testdata/check/clean-block-card.yaml")
	if err != nil {
		t.Fatal(err)
	}
	set, problems := load(t, string(data))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestAFlowIsCompiledToItsEdges(t *testing.T) {
	t.Parallel()
	m := blockCard(t).Flows["block_card"].Machine
	for _, walk := range [][]string{
		{"collect.reason", "collect.card", "confirm.1", "if.1", "flow.report_theft", "say.2", "(over)"},
		{"collect.reason", "collect.card", "confirm.1", "if.1", "say.2", "(over)"},
		{"collect.reason", "collect.card", "confirm.1", "say.1", "end.1", "(over)"},
		{"collect.reason", "collect.card", "confirm.1", "call.block", "if.1"},
	} {
		if err := m.Run(t.Context(), walk); err != nil {
			t.Error(err)
		}
	}
	for _, walk := range [][]string{{"collect.card"}, {"collect.reason", "confirm.1"}, {"collect.reason", "collect.card", "confirm.1", "say.1", "if.1"}} {
		if err := m.Run(t.Context(), walk); err == nil {
			t.Error(walk, "was walked")
		}
	}
}

func TestGuardsAndLinesAreFilledIn(t *testing.T) {
	t.Parallel()
	f := blockCard(t).Flows["block_card"]
	if g := f.Step("flow.report_theft").Guards; !slices.Equal(g, []string{"reason"}) {
		t.Error(g)
	}
	if g := f.Step("say.1").Guards; !slices.Equal(g, []string{"block", "card", "reason"}) {
		t.Error(g)
	}
	set, problems := load(t, head+`slots:
  text: {type: text, ask: Wat?}
steps:
  - collect: text
  - confirm: {nl: Doen?, en: Do it?}
    do: [{call: crm.note, with: {text: 'text + "!"'}}]
`)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if l := set.Flows["f"].Step("confirm.1").Lines; !slices.Equal(l, []string{"text"}) {
		t.Error(l)
	}
}

func TestASlotInfluencesWhatReadsItAndWhatItDecides(t *testing.T) {
	t.Parallel()
	set, problems := load(t, head+`slots:
  kind: {type: yesno, ask: K?}
  extra: {type: text, ask: E?}
  free: {type: text, ask: F?}
  tied: {type: text, ask: T?, forget_with: [kind]}
values: {loud: 'extra + "!"'}
steps:
  - collect: [kind, free]
  - if: kind
    then:
      - collect: extra
      - say: "{{loud}}"
  - collect: tied
  - say: "{{tied}}"
    id: late
  - say: "{{free}}"
`)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for slot, want := range map[string][]string{
		"kind": {"if.1", "collect.extra", "say.1", "late"}, "extra": {"say.1"}, "free": {"say.2"}, "tied": {"late"},
	} {
		var got []string
		for _, s := range set.Flows["f"].Influences(slot) {
			got = append(got, s.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", slot, got, want)
		}
	}
}

func TestValuesAreComputedInTheirOrder(t *testing.T) {
	t.Parallel()
	set, problems := load(t, head+`slots:
  a: {type: number, ask: A?}
  b: {type: text, ask: B?, optional: true}
values: {c: d + 1, d: a * 2, shown: 'set(b) ? b : "none"', loud: 'b + "!"'}
steps: [{collect: [a, b]}, {say: "{{c}} {{shown}}"}]
`)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	env := &Env{Values: map[string]conversation.Value{"a": conversation.Num(3)}}
	if err := set.Flows["f"].Compute(env); err != nil {
		t.Fatal(err)
	}
	if got, err := set.Flows["f"].Steps[1].Say.Render("nl", "je", env); err != nil || got != "7 none" {
		t.Error(got, err)
	}
	if _, ok := env.Values["loud"]; ok {
		t.Error("a value was made of nothing")
	}
}

func FuzzLoad(f *testing.F) {
	cases, err := filepath.Glob("testdata/check/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range cases {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		one := fstest.MapFS{"f.yaml": {Data: data}}
		opts := options(t, one)
		if len(data)%3 == 1 {
			opts.Flows, opts.Patterns = nil, one
		} else if len(data)%3 == 2 {
			opts.Flows, opts.Texts = nil, one
		}
		l := newLoader(opts)
		house := l.opts // the house's own files are left out: they are the same every time
		l.folder(house.Flows, "flows", l.processes, false)
		l.folder(house.Patterns, "patterns", l.repairs, false)
		l.folder(house.Texts, "texts", l.smallTexts, false)
		l.assemble()
		l.check()
		if l.problems().Err() == nil {
			l.link()
		}
		for _, p := range l.problems() {
			if p.Line < 1 || p.Col < 1 || p.Message == "" {
				t.Errorf("a problem without a place: %v", p)
			}
		}
	})
}
