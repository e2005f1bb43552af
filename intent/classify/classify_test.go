package classify

import (
	"reflect"
	"strings"
	"testing"
)

// bank is a small company's examples, written for this test: four wishes in two languages.
var bank = map[string][]string{
	"block_card": {
		"mijn pas is gestolen", "pinpas blokkeren", "ik ben mijn bankpas kwijt", "kun je mijn kaart blokkeren",
		"my card was stolen", "block my debit card", "i lost my card", "please freeze my bank card",
	},
	"change_address": {
		"ik ga verhuizen", "mijn adres wijzigen", "ik heb een nieuw adres", "adreswijziging doorgeven",
		"i am moving house", "change my address", "i have a new address", "update where i live",
	},
	"reset_password": {
		"ik ben mijn wachtwoord vergeten", "ik kan niet inloggen", "wachtwoord opnieuw instellen", "nieuw wachtwoord aanvragen",
		"i forgot my password", "i cannot log in", "reset my password", "send me a new password",
	},
	"postpone_payment": {
		"ik kan deze maand niet betalen", "uitstel van betaling", "mag ik later betalen", "betaling uitstellen",
		"i cannot pay this month", "postpone my payment", "may i pay later", "move my payment date",
	},
}

func examplesOf(sets map[string][]string) []Example {
	var out []Example
	for label, texts := range sets {
		for _, text := range texts {
			out = append(out, Example{Text: text, Label: label})
		}
	}
	// A map has no order; the examples must, or no two runs would be alike.
	for i := range out {
		for j := i; j > 0 && out[j].Text < out[j-1].Text; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func mustTrain(t *testing.T, examples []Example, opts Options) *Model {
	t.Helper()
	m, err := Train(examples, opts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestUnseenWordingsWithTypingErrorsAreRanked(t *testing.T) {
	t.Parallel()
	m := mustTrain(t, examplesOf(bank), Options{})
	unseen := map[string]string{
		"mn pinpass is gestoolen":            "block_card",
		"bankpasblokkade graag":              "block_card",
		"CAN YOU BLOK MY CARDD???":           "block_card",
		"ik verhuis volgende maand":          "change_address",
		"adress veranderen":                  "change_address",
		"my adress has changed":              "change_address",
		"wachtwoordt vergetennnn":            "reset_password",
		"cant login, forgot my pasword":      "reset_password",
		"ik wil wat later betaalen":          "postpone_payment",
		"is uitstellen van de betaling goed": "postpone_payment",
		"could i páy láter":                  "postpone_payment",
	}
	for text, want := range unseen {
		if got := m.Classify(text).Ranked[0].Label; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	t.Parallel()
	one := mustTrain(t, examplesOf(bank), Options{Workers: 1})
	two := mustTrain(t, examplesOf(bank), Options{Workers: 4})
	for _, text := range []string{"kaart kwijt", "later pay", "", "x"} {
		if a, b := one.Classify(text), two.Classify(text); !reflect.DeepEqual(a, b) {
			t.Errorf("%q: %+v, then %+v", text, a, b)
		}
	}
	if one.Threshold != two.Threshold {
		t.Errorf("threshold %v, then %v", one.Threshold, two.Threshold)
	}
}

func TestAnExampleIsItsOwnNearest(t *testing.T) {
	t.Parallel()
	m := mustTrain(t, examplesOf(bank), Options{})
	got := m.Classify("Pinpas blokkeren!").Ranked[0]
	if got.Nearest.Text != "pinpas blokkeren" || got.Similarity < 0.8 {
		t.Errorf("nearest %q at %v", got.Nearest.Text, got.Similarity)
	}
}

func TestForeignTextsAreLessSureThanKnownOnes(t *testing.T) {
	t.Parallel()
	m := mustTrain(t, examplesOf(bank), Options{})
	for _, text := range []string{"wat is de hoofdstad van peru", "sing a song about the sea", "qwzx", "", "🙂"} {
		if r := m.Classify(text); r.InScope {
			t.Errorf("%q is taken for %s at %.2f (threshold %.2f)", text, r.Ranked[0].Label, r.Confidence, m.Threshold)
		}
	}
	for _, e := range examplesOf(bank) {
		if r := m.Classify(e.Text); !r.InScope {
			t.Errorf("%q, an example, is refused at %.2f (threshold %.2f)", e.Text, r.Confidence, m.Threshold)
		}
	}
}

func TestProbabilitiesAreOrderedAndSumToOne(t *testing.T) {
	t.Parallel()
	m := mustTrain(t, examplesOf(bank), Options{})
	sum, last := 0.0, 1.0
	for _, r := range m.Classify("ik wil mijn adres aanpassen").Ranked {
		if r.Probability > last {
			t.Errorf("%s at %v stands after %v", r.Label, r.Probability, last)
		}
		sum, last = sum+r.Probability, r.Probability
	}
	if sum < 0.999 || sum > 1.001 {
		t.Errorf("sum %v", sum)
	}
}

func TestHostileTextsHarmNothing(t *testing.T) {
	t.Parallel()
	m := mustTrain(t, examplesOf(bank), Options{})
	for _, text := range []string{
		"", " \t\n", "\xff\xfe\x00\x80", strings.Repeat("pas ", 300_000), strings.Repeat("a", 1<<20),
		strings.Repeat("\u0301", 5000), "\u202e\u200b\ufeff", strings.Repeat("🙂", 10_000),
	} {
		if r := m.Classify(text); len(r.Ranked) != 4 {
			t.Errorf("%.10q: %d labels ranked", text, len(r.Ranked))
		}
	}
}

func TestOneLabelIsRankedWithCertaintyButNotForEverything(t *testing.T) {
	t.Parallel()
	m := mustTrain(t, []Example{{Text: "kaart kwijt", Label: "block_card"}}, Options{})
	if r := m.Classify("kaart kwijt"); r.Ranked[0].Label != "block_card" || !r.InScope {
		t.Errorf("own example: %+v", r)
	}
	if r := m.Classify("quiz"); r.InScope {
		t.Errorf("foreign text: %+v", r)
	}
}

func TestTheSameTextUnderTwoLabelsKeepsBothInSight(t *testing.T) {
	t.Parallel()
	examples := append(examplesOf(bank),
		Example{Text: "het werkt niet", Label: "reset_password"}, Example{Text: "het werkt niet", Label: "block_card"})
	ranked := mustTrain(t, examples, Options{}).Classify("het werkt niet").Ranked
	both := map[string]bool{ranked[0].Label: true, ranked[1].Label: true}
	if !both["reset_password"] || !both["block_card"] || ranked[0].Probability > 0.8 {
		t.Errorf("ranked %+v", ranked[:2])
	}
}

func TestOutOfScopeExamplesAreLearnedFromAndNeverRanked(t *testing.T) {
	t.Parallel()
	examples := examplesOf(bank)
	for _, text := range []string{"wat voor weer wordt het", "vertel een mop", "tell me a joke", "who won the match", "hoe laat is het"} {
		examples = append(examples, Example{Text: text, Label: OutOfScope})
	}
	m := mustTrain(t, examples, Options{})
	r := m.Classify("tell me a good joke")
	if r.InScope {
		t.Errorf("accepted: %+v", r)
	}
	for _, ranked := range r.Ranked {
		if ranked.Label == OutOfScope {
			t.Error("out of scope is ranked")
		}
	}
}

func TestNothingToLearnFromIsAnError(t *testing.T) {
	t.Parallel()
	for name, examples := range map[string][]Example{
		"none":              nil,
		"no text":           {{Label: "a"}, {Text: " .,", Label: "a"}},
		"no label":          {{Text: "pas kwijt"}},
		"only out of scope": {{Text: "een mop", Label: OutOfScope}},
	} {
		if _, err := Train(examples, Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
