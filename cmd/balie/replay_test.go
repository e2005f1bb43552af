package main

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/cmd/balie/company"
	"balie/cmd/balie/play"
	"balie/cmd/balie/replay"
	"balie/conversation"
	"balie/intent"
)

// lived is a company in which conversations were held, with its database.
type lived struct {
	dir, database, keyFile string
}

// hold plays a company's tests of a name and keeps the database of one of them.
func hold(t *testing.T, tests string) lived {
	t.Helper()
	l := lived{dir: testedCompany(t, tests), database: filepath.Join(t.TempDir(), "balie.db"), keyFile: filepath.Join(t.TempDir(), "key")}
	writeFile(t, l.keyFile, hex.EncodeToString([]byte(strings.Repeat("t", 32)))+"\n")
	folder := os.DirFS(l.dir)
	c, err := company.Open(t.Context(), folder, l.dir, company.Opening{Getenv: nothing, Now: time.Now, Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	held, err := play.ReadFolder(folder)
	scripts := held.Scripts
	if err != nil || len(scripts) != 1 {
		t.Fatal(err, len(scripts))
	}
	recognizer, err := intent.New(c.Set, intent.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := scripts[0]
	st, err := play.NewStage(t.Context(), play.Staging{
		Setting: play.Setting{Company: c, Recognizer: recognizer, Hours: play.Keeps(s.Desk != "closed", s.Begin.Add(time.Hour))},
		Build:   rehearsal, Dir: filepath.Dir(l.database), Begin: s.Begin, Faults: s.Faults,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Play(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for _, close := range []func() error{st.House.Store.Close, c.Close} {
		if err := close(); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func (l lived) replay(t *testing.T, args ...string) (string, error) {
	t.Helper()
	return balie(t, "", nil, append([]string{"replay", l.dir, "--database", l.database, "--key-file", l.keyFile}, args...)...)
}

// change edits a file of the company.
func (l lived) change(t *testing.T, name, from, to string) {
	t.Helper()
	path := filepath.Join(l.dir, filepath.FromSlash(name))
	text := readFile(t, path)
	if !strings.Contains(text, from) {
		t.Fatalf("%q is not in %s", from, name)
	}
	writeFile(t, path, strings.ReplaceAll(text, from, to))
}

const everything = `test: everything that can be recorded
customer: {id: C-1001, name: Sanne Verhulst, assurance: substantial}
faults: {crm.block_card: {fail: timeout_after_commit, times: 1}}
steps:
  - customer: mijn pas is gestolen
  - customer: wat kost rood staan?
  - customer: die van de betaalrekening
  - customer: ja
  - waits: 2m
  - customer: nee
  - waits: 1h
  - customer: mijn nieuwe telefoonnummer is 0687654321
  - customer: ik wil een medewerker
  - agent: claims
  - agent: {says: Ik kijk met je mee.}
  - customer: fijn, mijn mail is verdacht@voorbeeld.nl en ik heet Verhulst
  - agent: hands_back
`

func TestReplayOfWhatDidNotChangeIsTheSame(t *testing.T) {
	t.Parallel()
	l := hold(t, everything)
	out, err := l.replay(t)
	if err != nil || !strings.HasSuffix(strings.TrimSpace(out), "1 replayed, 1 the same, 0 differ") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := l.replay(t, "--understood"); err != nil {
		t.Errorf("as it was understood: %v\n%s", err, out)
	}
	if out, err := l.replay(t, "--flow", "loan_transfer"); err != nil || !strings.HasPrefix(out, "0 replayed") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestReplayShowsWhatAChangeChanges(t *testing.T) {
	t.Parallel()
	l := hold(t, everything)
	l.change(t, "flows/block-card.yaml", "Zal ik dat doen?", "Akkoord?")
	out, err := l.replay(t)
	if err == nil || !strings.Contains(out, "1 differ") {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"customer: \"die van de betaalrekening\"", "    - says Ik blokkeer", "    + says Ik blokkeer", "Akkoord?"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if out, err := l.replay(t, "--ignore-texts"); err != nil {
		t.Errorf("only the words changed: %v\n%s", err, out)
	}
	l.change(t, "flows/block-card.yaml", "  - collect: reason\n", "  - collect: [reason, extra]\n")
	l.change(t, "flows/block-card.yaml", "slots:\n", "slots:\n  extra: {type: yesno, ask: {nl: Heb je dit al gemeld?, en: Have you reported this?}}\n")
	if out, err := l.replay(t, "--ignore-texts"); err == nil || !strings.Contains(out, "extra") || !strings.Contains(out, "- does crm.block_card") ||
		!strings.Contains(out, "- the agent reads: done crm.block_card done\n    + the agent reads: done\n") {
		t.Errorf("a question more: %v\n%s", err, out)
	}
}

func TestRecordingsInFilesTellNobodysNameAndPlayAsWell(t *testing.T) {
	t.Parallel()
	l := hold(t, everything)
	file := filepath.Join(t.TempDir(), "monday.jsonl")
	if out, err := l.replay(t, "--save", file); err != nil || !strings.Contains(out, "1 conversation") {
		t.Fatalf("%v\n%s", err, out)
	}
	text := readFile(t, file)
	for _, private := range []string{"C-1001", "Sanne", "Verhulst", "verhulst", "0687654321", "31687654321", "verdacht@voorbeeld.nl"} {
		if strings.Contains(text, private) {
			t.Errorf("%q stands in the file", private)
		}
	}
	for _, kept := range []string{"example.org", "Robin", "crm.block_card", "mijn pas is gestolen"} {
		if !strings.Contains(text, kept) {
			t.Errorf("%q does not stand in the file", kept)
		}
	}
	out, err := balie(t, "", nil, "replay", l.dir, file)
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := l.replay(t, "--save", file); err == nil {
		t.Error("a file was written over")
	}
}

func TestReplayOfNothingIsRefused(t *testing.T) {
	t.Parallel()
	dir := testedCompany(t, blocking)
	for _, args := range [][]string{{"replay", dir}, {"replay", dir, "none.jsonl"}, {"replay", dir, "--database", "none.db", "--key-file", "none"}} {
		if _, err := balie(t, "", nil, args...); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}

// Every conversation of the demo companies' tests, played again, comes out as it did: also without what tells who the
// customer is.
func TestReplayOfEveryDemoConversationIsTheSame(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bank", "shop", "insurer"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			demo := demoConversations(t, name)
			how := replay.Run{Company: demo.company, Build: rehearsal, Recognizer: demo.recognizer}
			for i, v := range demo.verdicts {
				if v.Err != nil {
					continue // that test says so itself
				}
				r := replay.Recording{ID: v.Script.Name, Events: v.Events}
				other, text := disguised(t, r, demo.company)
				for _, private := range peopleIn(v.Events) {
					if strings.Contains(strings.ToLower(text), strings.ToLower(private)) {
						at := strings.Index(strings.ToLower(text), strings.ToLower(private))
						t.Errorf("%s: %q stands in the file: %s", v.Script.Name, private, text[max(0, at-80):min(at+60, len(text))])
					}
				}
				if i%3 == 0 && !spelled[v.Script.Name] {
					r = other
				}
				turns, err := how.Play(t.Context(), r)
				if err != nil {
					t.Fatalf("%s: %v", v.Script.Name, err)
				}
				for _, d := range turns {
					t.Errorf("%s: turn %d, %s\n%s", v.Script.Name, d.N, d.What, strings.Join(d.Diff, "\n"))
				}
			}
		})
	}
}

// spelled are conversations in which a customer speaks of the letters of what in a file something else stands for.
var spelled = map[string]bool{"an address that is told out loud, and how it is spelled": true}

// demoPlayed is a demo company with the conversations of its tests.
type demoPlayed struct {
	company    *company.Company
	recognizer *intent.Recognizer
	verdicts   []play.Verdict
}

func demoConversations(t *testing.T, name string) demoPlayed {
	t.Helper()
	c := demoCompany(t, name)
	tests, err := play.ReadFolder(c.Folder)
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := play.Run{Company: c, Build: rehearsal}.Play(t.Context(), tests.Scripts)
	if err != nil {
		t.Fatal(err)
	}
	recognizer, err := intent.New(c.Set, intent.Options{Questions: c.Base.Questions()})
	if err != nil {
		t.Fatal(err)
	}
	return demoPlayed{c, recognizer, verdicts}
}

// disguised writes a recording as a file would hold it, and reads it back.
func disguised(t *testing.T, r replay.Recording, c *company.Company) (replay.Recording, string) {
	t.Helper()
	var file bytes.Buffer
	if err := replay.Write(&file, []replay.Recording{r}, c.Public(), c.Alike()); err != nil {
		t.Fatal(err)
	}
	text := file.String()
	all, err := replay.Read("disguised", &file)
	if err != nil || len(all) != 1 {
		t.Fatal(err, len(all))
	}
	return all[0], text
}

// peopleIn are the numbers and names of all who are known in a conversation: the customer, whom they may represent, and the
// agents; and what was told of where they are reached.
func peopleIn(events []conversation.Numbered) []string {
	var out []string
	who := func(subject, name string) {
		out = append(append(out, subject, name), strings.Fields(name)...)
	}
	for _, e := range events {
		switch x := e.Event.(type) {
		case conversation.IdentityProven:
			who(x.Identity.Subject, x.Identity.Name)
			for _, m := range x.Identity.Mandates {
				who(m.Subject, m.Name)
			}
		case conversation.RepresentationChosen:
			out = append(out, x.Subject)
		case conversation.Claimed:
			who("", x.Name)
		case conversation.SlotSet:
			switch x.Value.Type {
			case conversation.Email, conversation.Phone, conversation.IBAN:
				out = append(out, x.Value.Text)
			}
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return len(s) < 4 })
}
