package flows

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"balie/conversation"
)

// The meaning of flows, on random ones: a conversation in which answers are wrong at first and put right later ends
// with exactly the actions, parameters and last words of one without mistakes. Nothing is asked that is known, nothing
// runs that was not confirmed, nothing runs twice, and what a done action depends on is not changed any more.

// bit is one step of a random flow.
type bit struct {
	kind      Kind
	name      string // of the slot, the save or the step
	dep       string // collect: a name on which its options depend; empty: it has options of its own
	reads     []string
	is        string // if: the letter that leads into then
	then, els []bit
	around    []string // names read by the ifs around it
}

const letters = "abcde"

// maker makes random flows.
type maker struct {
	r    *rand.Rand
	n    int
	flow string
}

func (m *maker) name(prefix string) string {
	m.n++
	return fmt.Sprintf("%s%d", prefix, m.n)
}

func (m *maker) bits(depth int, scope, around []string) []bit {
	var out []bit
	for range 2 + m.r.IntN(3) {
		kinds := []Kind{Collect, Collect, If, Call, Confirm, Say}
		k := kinds[m.r.IntN(len(kinds))]
		if len(scope) == 0 || k == If && depth == 0 {
			k = Collect
		}
		pick := func() string { return scope[m.r.IntN(len(scope))] }
		p := bit{kind: k, around: slices.Clone(around)}
		switch k {
		case Collect:
			p.name = m.name("s")
			if len(scope) > 0 && m.r.IntN(3) == 0 {
				p.dep = pick()
			}
			scope = append(scope, p.name)
		case If:
			p.reads, p.is = []string{pick()}, letters[m.r.IntN(3):][:1]
			inner := append(slices.Clone(around), p.reads[0])
			p.then = m.bits(depth-1, slices.Clone(scope), inner)
			if m.r.IntN(2) == 0 {
				p.els = m.bits(depth-1, slices.Clone(scope), inner)
			}
		case Call:
			p.name, p.reads = m.name("r"), []string{pick()}
			scope = append(scope, p.name)
		case Confirm:
			p.name, p.reads = m.name("w"), []string{pick(), pick()}
		case Say:
			p.name, p.reads = m.name("t"), []string{pick(), pick()}
		}
		out = append(out, p)
	}
	return out
}

// visit calls f for every bit, those inside ifs included.
func visit(list []bit, f func(*bit)) {
	for i := range list {
		f(&list[i])
		visit(list[i].then, f)
		visit(list[i].els, f)
	}
}

// random makes a flow that ends in a confirmation, so that the customer has a last moment to put things right.
func random(seed uint64) (*maker, []bit) {
	m := &maker{r: rand.New(rand.NewPCG(seed, 1)), flow: fmt.Sprintf("f%d", seed)}
	list := m.bits(2, nil, nil)
	return m, append(list, bit{kind: Confirm, name: "last", reads: []string{list[0].name, list[0].name}})
}

// yaml writes a flow as a builder would.
func (m *maker) yaml(list []bit) string {
	var b strings.Builder
	fmt.Fprintf(&b, "flow: %s\ntitle: {nl: Proef, en: Trial}\ndescription: A random flow.\n", m.flow)
	fmt.Fprintf(&b, "examples: {nl: [proef %[1]s], en: [trial %[1]s]}\nslots:\n", m.flow)
	deps := map[string]string{}
	visit(list, func(p *bit) { deps[p.name] = p.dep })
	visit(list, func(p *bit) {
		if p.kind != Collect {
			return
		}
		fmt.Fprintf(&b, "  %s:\n    type: choice\n    ask: {nl: \"%[1]s?\", en: \"%[1]s?\"}\n", p.name)
		if p.dep != "" {
			fmt.Fprintf(&b, "    options: {from: back.list, with: {d: %s}, key: id, label: \"{{item.id}}\"}\n", letter(p.dep, deps))
			return
		}
		b.WriteString("    options:\n")
		for _, l := range letters {
			fmt.Fprintf(&b, "      - {value: %c, label: {nl: letter %[1]c, en: letter %[1]c}}\n", l)
		}
	})
	b.WriteString("steps:\n")
	write(&b, list, deps, "  ")
	return b.String()
}

// letter writes the expression of a name's letter: a slot with options of its own is one, a record has one.
func letter(name string, deps map[string]string) string {
	if strings.HasPrefix(name, "s") && deps[name] == "" {
		return name
	}
	return name + ".letter"
}

func write(b *strings.Builder, list []bit, deps map[string]string, in string) {
	for _, p := range list {
		x := func(i int) string { return letter(p.reads[i], deps) }
		switch p.kind {
		case Collect:
			fmt.Fprintf(b, "%s- collect: %s\n", in, p.name)
		case If:
			fmt.Fprintf(b, "%s- if: %s == \"%s\"\n%s  then:\n", in, x(0), p.is, in)
			write(b, p.then, deps, in+"    ")
			if len(p.els) > 0 {
				fmt.Fprintf(b, "%s  else:\n", in)
				write(b, p.els, deps, in+"    ")
			}
		case Call:
			fmt.Fprintf(b, "%s- call: back.read\n%s  with: {x: %s}\n%s  save: %s\n", in, in, x(0), in, p.name)
		case Confirm:
			fmt.Fprintf(b, "%s- confirm: {nl: \"%s {{%s}} {{%s}}\", en: \"%s {{%s}} {{%s}}\"}\n", in, p.name, x(0), x(1), p.name, x(0), x(1))
			fmt.Fprintf(b, "%s  do:\n%s    - {call: back.write, with: {x: %s, y: %s, step: \"'%s'\"}, save: %s}\n", in, in, x(0), x(1), p.name, p.name)
		case Say:
			fmt.Fprintf(b, "%s- say: {nl: \"%s {{%s}} {{%s}}\", en: \"%s {{%s}} {{%s}}\"}\n", in, p.name, x(0), x(1), p.name, x(0), x(1))
		}
	}
}

// meant is what a flow comes to for somebody who answers truly: an interpreter of ten lines that never goes back.
func meant(list []bit, truth map[string]int) (did, said map[string]string) {
	did, said = map[string]string{}, map[string]string{}
	val := map[string]string{}
	var run func([]bit)
	run = func(list []bit) {
		for _, p := range list {
			switch p.kind {
			case Collect:
				val[p.name] = truly(p, truth, val)
			case If:
				if val[p.reads[0]] == p.is {
					run(p.then)
				} else {
					run(p.els)
				}
			case Call:
				val[p.name] = looked(val[p.reads[0]])
			case Confirm:
				did[p.name] = val[p.reads[0]] + " " + val[p.reads[1]]
			case Say:
				said[p.name] = val[p.reads[0]] + " " + val[p.reads[1]]
			}
		}
	}
	run(list)
	return did, said
}

// truly is the true letter of a slot: of its own options, or of those that go with another name's letter.
func truly(p bit, truth map[string]int, val map[string]string) string {
	if p.dep == "" {
		return letters[truth[p.name]%len(letters):][:1]
	}
	items := listed(val[p.dep])
	return items[truth[p.name]%len(items)]
}

// looked is what the back end reads, listed what it lists: other letters for other parameters.
func looked(x string) string { return letters[(strings.Index(letters, x)*3+1)%len(letters):][:1] }

func listed(d string) []string {
	i := strings.Index(letters, d)
	var out []string
	for k := range 3 {
		out = append(out, letters[(i+2*k)%len(letters):][:1])
	}
	return out
}

// depends lists every name on which names depend, by what they read and by the ifs around them.
func depends(list []bit, names []string) map[string]bool {
	all := map[string]*bit{}
	visit(list, func(p *bit) { all[p.name] = p })
	out := map[string]bool{}
	var add func(string)
	add = func(n string) {
		p := all[n]
		if n == "" || out[n] || p == nil {
			return
		}
		out[n] = true
		for _, x := range slices.Concat(p.reads, p.around, []string{p.dep}) {
			add(x)
		}
	}
	for _, n := range names {
		add(n)
	}
	return out
}

// trials are the operations of the random flows.
func trials() map[string]conversation.Operation {
	text := plain(conversation.Text)
	item := rec(map[string]conversation.Type{"id": conversation.Text, "letter": conversation.Text})
	out := contracts()
	for _, op := range []conversation.Operation{
		{Name: "back.list", Effect: conversation.EffectNone, Input: map[string]conversation.Schema{"d": text}, Output: listOf(item)},
		{Name: "back.read", Effect: conversation.EffectNone, Input: map[string]conversation.Schema{"x": text}, Output: item},
		{Name: "back.write", Effect: conversation.EffectWrite, Once: conversation.Keyed, Output: item, Undo: "back.unwrite",
			Input: map[string]conversation.Schema{"x": text, "y": text, "step": text}},
		{Name: "back.unwrite", Effect: conversation.EffectWrite, Once: conversation.Keyed, Output: item,
			Input: map[string]conversation.Schema{"step": text, "letter": text}},
	} {
		op.Whose = conversation.Public
		out[op.Name] = op
	}
	return out
}

// loadTrials loads the flows of many seeds at once, because the house's patterns come with each loading.
func loadTrials(t testing.TB, from, to uint64) *Set {
	t.Helper()
	files := fstest.MapFS{}
	for seed := from; seed < to; seed++ {
		m, list := random(seed)
		files[m.flow+".yaml"] = &fstest.MapFile{Data: []byte(m.yaml(list))}
	}
	set, problems := Load(LoadOptions{Flows: files, Operations: trials()})
	if err := problems.Err(); err != nil {
		t.Fatalf("%v", err)
	}
	return set
}

// batches is how many times a hundred flows are tried; BALIE_MEANING=n tries more.
func batches() int {
	if n, err := strconv.Atoi(os.Getenv("BALIE_MEANING")); err == nil {
		return n
	}
	if testing.Short() {
		return 3
	}
	return 20
}

func TestMistakesPutRightLeaveNoTrace(t *testing.T) {
	t.Parallel()
	var late, turns [20]int
	for b := range batches() {
		t.Run(fmt.Sprint(b), func(t *testing.T) {
			t.Parallel()
			from := uint64(b) * 100
			set := loadTrials(t, from, from+100)
			for seed := from; seed < from+100; seed++ {
				c := converse(set, seed, 0.5, nil)
				if c.broken != "" {
					t.Fatalf("seed %d: %s\n%s", seed, c.broken, c.story())
				}
				late[b%20] += c.late
				turns[b%20] += c.turns
			}
		})
	}
	t.Cleanup(func() {
		sum := func(a [20]int) (n int) {
			for _, x := range a {
				n += x
			}
			return n
		}
		t.Logf("%d flows, %d turns, %d corrections came too late", batches()*100, sum(turns), sum(late))
	})
}

// TestGuardsOfTheMeaning takes away what the meaning rests on, one thing at a time, and expects promises to break.
func TestGuardsOfTheMeaning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		harm func(*chat)
	}{
		{"the position is found anew, not kept", func(c *chat) {
			c.set.Flows[c.flow].Walk(func(s *Step) {
				if s.Kind == If {
					s.If.Once = true // a program counter stays in the branch that it took
				}
			})
		}},
		{"a read and a list are fetched again for other parameters", func(c *chat) {
			c.before = c.keepsReads
		}},
		{"what a done action depends on stays as it is", func(c *chat) { c.force = true }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			set := loadTrials(t, 0, 80)
			for seed := range uint64(80) {
				if got := converse(set, seed, 0.5, c.harm); got.broken != "" {
					t.Logf("without it, seed %d: %s\n%s", seed, got.broken, got.story())
					return
				}
			}
			t.Fatal("without it nothing broke in 80 flows")
		})
	}
}
