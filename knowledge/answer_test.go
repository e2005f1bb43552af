package knowledge

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOnlyWhatHoldsOnTheDayIsUsed(t *testing.T) {
	t.Parallel()
	b := setup(t, files(
		"oud.md", pageText("Rente", "/rente", "valid_until: 2026-06-30\n", "De rente op sparen is 1,5% per jaar."),
		"nieuw.md", pageText("Rente", "/rente", "valid_from: 2026-07-01\nvalid_until: 2026-12-31\n", "De rente op sparen is 2,0% per jaar.")))
	amsterdam := time.FixedZone("CEST", 2*3600)
	for _, c := range []struct {
		now  time.Time
		want string
	}{
		{time.Date(2026, 6, 30, 23, 59, 0, 0, amsterdam), "1,5%"},
		{time.Date(2026, 7, 1, 0, 1, 0, 0, amsterdam), "2,0%"},
		{time.Date(2026, 12, 31, 12, 0, 0, 0, amsterdam), "2,0%"},
		{time.Date(2027, 1, 1, 0, 0, 0, 0, amsterdam), ""},
	} {
		a := ask(t, b, "wat is de rente op sparen?", "nl", c.now)
		if a.Found != (c.want != "") || !strings.Contains(a.Text, c.want) {
			t.Errorf("%s: %+v, want %q", c.now, a, c.want)
		}
		hits, err := b.Search(context.Background(), "rente", "nl", 5, c.now)
		if err != nil || len(hits) > 1 || (len(hits) == 1) != (c.want != "") {
			t.Errorf("%s: %d hits, %v", c.now, len(hits), err)
		}
	}
}

func TestAnotherLanguageNeverAnswers(t *testing.T) {
	t.Parallel()
	b := setup(t, files("pas.md", pageText("Pas", "/pas", "", "Een visa pas kost € 7,50.")))
	for _, lang := range []string{"en", "fr", ""} {
		if a := ask(t, b, "visa pas kost", lang, today); a.Found || a.Text != "" {
			t.Errorf("%q: %+v", lang, a)
		}
	}
}

func TestAQuoteKeepsWhatLimitsIt(t *testing.T) {
	t.Parallel()
	b := setup(t, files(
		"terug.md", pageText("Retour", "/retour", "", "## Ondergoed\n\nJe mag alles terugsturen. Behalve ondergoed, dat nemen we niet terug.\n\n"+
			"## Nodig bij ruilen\n\nNeem dit mee:\n\n- de bon;\n- het kaartje.")))
	a := ask(t, b, "mag ik alles terugsturen", "nl", today)
	if !strings.Contains(a.Text, "niet terug") {
		t.Errorf("the exception is cut off: %q", a.Text)
	}
	a = ask(t, b, "wat neem ik mee bij ruilen", "nl", today)
	if a.Text != "Neem dit mee:\n- de bon;\n- het kaartje." {
		t.Errorf("the list is cut off: %q", a.Text)
	}
}

func TestASentenceTooLongIsNeverQuoted(t *testing.T) {
	t.Parallel()
	b := setup(t, files("a.md", pageText("Kluis", "/kluis", "", "Een kluis "+strings.Repeat("heel ", 44)+"mooi.")))
	if a := ask(t, b, "kluis", "nl", today); a.Found {
		t.Errorf("%+v", a)
	}
}

func TestCitationLeadsToTheHeading(t *testing.T) {
	t.Parallel()
	b := setup(t, demo("bank"))
	a := ask(t, b, "wat kost rood staan?", "nl", today)
	want := Citation{Title: "Rood staan", Heading: "Wat kost rood staan?", Link: "/hulp/rood-staan#wat-kost-rood-staan",
		Passage: "nl/rood-staan.md#wat-kost-rood-staan", Score: a.Score}
	if a.Citation != want || a.Score < DefaultMinScore || a.Lang != "nl" {
		t.Errorf("%+v, want %+v", a, want)
	}
}

func TestAnythingMayBeAsked(t *testing.T) {
	t.Parallel()
	b := setup(t, demo("shop"))
	for _, q := range []string{"", " ", "?", "\xff\xfe", strings.Repeat("retour ", 100_000), "€ 10,00?", "….", "'s", "\x00", "🙂", "DROP TABLE pages; --"} {
		ask(t, b, q, "nl", today)
	}
	if hits, err := b.Search(context.Background(), "retour", "nl", -1, today); err != nil || hits != nil {
		t.Errorf("a negative number: %v, %v", hits, err)
	}
	empty := open(t, Options{Path: ":memory:"})
	if a := ask(t, empty, "wat kost retour", "nl", today); a.Found {
		t.Errorf("an empty base answers: %+v", a)
	}
}

func TestTheSameQuestionHasTheSameAnswer(t *testing.T) {
	t.Parallel()
	one, two := setup(t, demo("shop")), setup(t, demo("shop"))
	for _, g := range goldenQuestions(t, "shop") {
		first, err := one.Search(context.Background(), g.Ask, g.Lang, 10, today)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			again, err := two.Search(context.Background(), g.Ask, g.Lang, 10, today)
			if err != nil || len(again) != len(first) {
				t.Fatalf("%q: %d hits, then %d, %v", g.Ask, len(first), len(again), err)
			}
			for i := range first {
				if first[i].Passage.ID != again[i].Passage.ID || first[i].Rank != again[i].Rank || first[i].Score != again[i].Score {
					t.Errorf("%q place %d: %s %v, then %s %v", g.Ask, i, first[i].Passage.ID, first[i].Rank, again[i].Passage.ID, again[i].Rank)
				}
			}
		}
	}
}

func TestQuestionsAreAnsweredWhilePagesChange(t *testing.T) {
	t.Parallel()
	b := setup(t, demo("bank"))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 20 {
				if a := ask(t, b, "wat kost rood staan", "nl", today); !a.Found {
					t.Error("nothing found in the middle of an ingest")
				}
			}
		})
	}
	for i := range 3 {
		pages := files("nl/rood-staan.md", pageText("Rood staan", "/rood", "", "Rood staan kost "+strings.Repeat("1", i+1)+"% rente."))
		if _, err := b.Ingest(context.Background(), pages); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
}

func TestADeclaredQuestionIsAnsweredFromItsPassage(t *testing.T) {
	t.Parallel()
	b := setup(t, files(
		"adres.md", pageText("Adres wijzigen", "/adres", "", "Geef je nieuwe adres door in de app."),
		"contact.md", pageText("Contact", "/contact", "questions: {kantoor: [wat is jullie adres]}\n", "Je kunt ons bellen.\n\n## Kantoor\n\nWe zitten op Kade 1 in Waterdam."),
	))
	for question, want := range map[string]string{
		"wat is jullie adres?":      "We zitten op Kade 1 in Waterdam.",
		"wat is jullie adress":      "We zitten op Kade 1 in Waterdam.",
		"hoe wijzig ik mijn adres?": "Geef je nieuwe adres door in de app.",
		"wat kost dat?":             "",
	} {
		if a := ask(t, b, question, "nl", today); a.Text != want {
			t.Errorf("%q: %q, want %q", question, a.Text, want)
		}
	}
}

func TestABareQuestionIsAnsweredByWhatItAsks(t *testing.T) {
	t.Parallel()
	b := setup(t, files("pas.md", pageText("Pas blokkeren", "/pas", "", "Je blokkeert je pas in de app. De blokkade werkt meteen."),
		"rekening.md", pageText("Rekening", "/rekening", "", "De rekening is gratis.")))
	for _, c := range []struct {
		question string
		found    bool
	}{{"is dat gratis?", false}, {"werkt dat meteen?", true}} {
		if a := ask(t, b, c.question, "nl", time.Now()); !a.Bare {
			t.Errorf("%s says what it is about: %+v", c.question, a)
		}
		a, err := b.AnswerAbout(context.Background(), c.question, "Pas blokkeren", "nl", time.Now())
		if err != nil || a.Found != c.found {
			t.Errorf("%s about a page that says nothing of it: %+v, %v", c.question, a, err)
		}
	}
}
