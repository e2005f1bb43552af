package flows

import (
	"strings"
	"testing"
	"time"

	"balie/conversation"
)

// tryout is a scope with one name of every kind, and values for them.
func tryout() (*scope, *Env) {
	card := conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{
		"id": plain(conversation.Ref("card")), "last4": plain(conversation.Text), "limit": plain(conversation.Money),
		"note": {Type: conversation.Text, Optional: true},
	}}
	sc := newScope(map[string]scoped{
		"reason": {schema: plain(conversation.Choice), options: []string{"lost", "stolen"}, slot: true},
		"card":   {schema: card, slot: true},
		"cards":  {schema: conversation.Schema{Type: conversation.List, Item: &card}},
		"day":    {schema: plain(conversation.Date), slot: true},
		"stay":   {schema: plain(conversation.Period), slot: true},
		"fee":    {schema: plain(conversation.Money)},
		"usd":    {schema: plain(conversation.Money)},
		"count":  {schema: plain(conversation.Number)},
		"sure":   {schema: plain(conversation.YesNo)},
		"label":  {schema: plain(conversation.Text)},
		"date":   {schema: plain(conversation.Text)},
		"absent": {schema: plain(conversation.Text), slot: true},
		"customer": {schema: conversation.Schema{Type: conversation.Record, Fields: map[string]conversation.Schema{
			"name": plain(conversation.Text)}}},
	})
	v := conversation.Rec(map[string]conversation.Value{
		"id": conversation.Of(conversation.Ref("card"), "K-1"), "last4": conversation.Of(conversation.Text, "0600"),
		"limit": conversation.Cents(50000, "EUR"),
	})
	env := &Env{
		Values: map[string]conversation.Value{
			"reason": conversation.Of(conversation.Choice, "stolen"), "card": v, "cards": conversation.ListOf(v, v),
			"day": conversation.Of(conversation.Date, "2026-11-22"), "stay": conversation.Of(conversation.Period, "2026-11-22/2026-11-29"),
			"fee": conversation.Cents(1250, "EUR"), "usd": conversation.Cents(100, "USD"), "count": conversation.Num(3),
			"sure": conversation.Bool(true), "label": conversation.Of(conversation.Text, "L"), "date": conversation.Of(conversation.Text, "D"),
			"customer": conversation.Rec(map[string]conversation.Value{"name": conversation.Of(conversation.Text, "Sanne")}),
		},
		Label: func(name string) string { return "<" + name + ">" }, Language: "nl",
		Now: time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC), Place: time.FixedZone("CET", 3600),
	}
	return sc, env
}

func compileFor(t *testing.T, sc *scope, source string) (*Expr, Problems) {
	t.Helper()
	c := &expressions{report: &report{}, runners: &runners{}}
	x := c.compile(source, Pos{File: "t.yaml", Line: 1, Col: 1}, sc)
	if (x == nil) != (len(c.list) > 0) {
		t.Fatalf("%s: %v with problems %v", source, x, c.list)
	}
	return x, c.list
}

func TestExpressionsGiveTypedValues(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]conversation.Value{
		`reason`:                               conversation.Of(conversation.Choice, "stolen"),
		`reason == "stolen"`:                   conversation.Bool(true),
		`reason in ["lost", "stolen"]`:         conversation.Bool(true),
		`card.id`:                              conversation.Of(conversation.Ref("card"), "K-1"),
		`card.last4 + "!"`:                     conversation.Of(conversation.Text, "0600!"),
		`fee + card.limit`:                     conversation.Cents(51250, "EUR"),
		`fee < card.limit and fee == fee`:      conversation.Bool(true),
		`fee <= amount("EUR 12.50")`:           conversation.Bool(true),
		`fee - amount("EUR 13")`:               conversation.Cents(-50, "EUR"),
		`day`:                                  conversation.Of(conversation.Date, "2026-11-22"),
		`day + duration("48h")`:                conversation.Of(conversation.Date, "2026-11-24"),
		`day == today`:                         conversation.Bool(true),
		`stay.to > stay.from`:                  conversation.Bool(true),
		`stay`:                                 conversation.Of(conversation.Period, "2026-11-22/2026-11-29"),
		`now + duration("1h")`:                 conversation.Of(Moment, "2026-11-22T01:30:00+01:00"),
		`business_days(day, 3)`:                conversation.Of(conversation.Date, "2026-11-25"),
		`business_days(day, 0)`:                conversation.Of(conversation.Date, "2026-11-23"),
		`business_days(now, count)`:            conversation.Of(Moment, "2026-11-25T00:30:00+01:00"),
		`date(business_days(today, 1))`:        conversation.Of(conversation.Text, "23 november 2026"),
		`opening(now)`:                         conversation.Of(Moment, "2026-11-22T00:30:00+01:00"),
		`now.Hour()`:                           conversation.Num(0),
		`count + 1`:                            conversation.Num(4),
		`sure ? card.id : card.id`:             conversation.Of(conversation.Ref("card"), "K-1"),
		`label(reason)`:                        conversation.Of(conversation.Text, "<reason>"),
		`label + date`:                         conversation.Of(conversation.Text, "LD"),
		`money(fee)`:                           conversation.Of(conversation.Text, "€ 12,50"),
		`date(day)`:                            conversation.Of(conversation.Text, "22 november 2026"),
		`set(absent)`:                          conversation.Bool(false),
		`set(absent) ? absent : "none"`:        conversation.Of(conversation.Text, "none"),
		`set(card.note)`:                       conversation.Bool(false),
		`card.note ?? "-"`:                     conversation.Of(conversation.Text, "-"),
		`len(filter(cards, .last4 == "0600"))`: conversation.Num(2),
		`cards[0].id`:                          conversation.Of(conversation.Ref("card"), "K-1"),
		`first(cards).id`:                      conversation.Of(conversation.Ref("card"), "K-1"),
		`let x = count; x * 2`:                 conversation.Num(6),
		`{id: card.id, day: day}`: conversation.Rec(map[string]conversation.Value{
			"id": conversation.Of(conversation.Ref("card"), "K-1"), "day": conversation.Of(conversation.Date, "2026-11-22")}),
	} {
		sc, env := tryout()
		x, problems := compileFor(t, sc, source)
		if x == nil {
			t.Errorf("%s: %v", source, problems)
			continue
		}
		got, err := x.Eval(env)
		if err != nil || !got.Equal(want) {
			t.Errorf("%s: got %s, %v; want %s", source, got.Canonical(), err, want.Canonical())
		}
	}
}

func TestExpressionsThatDoNotTypeAreRefused(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`reasn == "lost"`:        "did you mean reason?",
		`reason == "stole"`:      "did you mean stolen?",
		`reason == 1`:            "mismatched types",
		`card.last`:              "did you mean last4?",
		`fee + 1`:                "mismatched types",
		`fee * 2`:                "mismatched types",
		`fee.minor`:              "minor",
		`now()`:                  "no function",
		`random()`:               "no function",
		`business_days(day)`:     "two arguments",
		`business_days(1, day)`:  "from a date or a moment, not from number",
		`business_days(day, "")`: "a number of days, not text",
		`opening(reason)`:        "from a date or a moment",
		`label(card.id)`:         "name of a slot",
		`label(fee)`:             "name of a slot",
		`amount("12")`:           "EUR 12.50",
		`amount(reason)`:         "written amount",
		`date(reason)`:           "text",
		`duration("1h")`:         "no value",
		`$env`:                   "not known",
		`reason ==`:              "unexpected",
		``:                       "empty",
		`set()`:                  "one argument",
		`(env)`:                  "env is not known",
		`day > "2026-01-01"`:     "mismatched types",
		"\xff":                   "UTF-8",
		`sum(map(cards, .lim))`:  "did you mean limit",
	} {
		sc, _ := tryout()
		_, problems := compileFor(t, sc, source)
		if !strings.Contains(problems.String(), want) {
			t.Errorf("%s: got %q, want %q in it", source, problems, want)
		}
	}
}

func TestAnUnsetNameIsAnErrorThatSaysSo(t *testing.T) {
	t.Parallel()
	sc, env := tryout()
	x, _ := compileFor(t, sc, `absent == "x"`)
	if _, err := x.Bool(env); err == nil || !strings.Contains(err.Error(), "absent has no value") {
		t.Error(err)
	}
	x, _ = compileFor(t, sc, `set(absent) and absent == "x"`)
	if yes, err := x.Bool(env); yes || err != nil || len(x.Needs) != 0 || len(x.Names) != 1 {
		t.Error(yes, err, x.Needs, x.Names)
	}
	if yes, err := x.Bool(env.With("absent", conversation.Of(conversation.Text, "x"))); !yes || err != nil {
		t.Error(yes, err)
	}
}

func TestAmountsOfTwoCurrenciesAreNeverPutTogether(t *testing.T) {
	t.Parallel()
	sc, env := tryout()
	x, _ := compileFor(t, sc, `fee == usd`)
	if _, err := x.Bool(env); err == nil || !strings.Contains(err.Error(), "EUR and USD") {
		t.Error(err)
	}
}

func TestTheTimeAndTheCustomerAreReadOnce(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		`now.Hour() > 3`: true, `today > day`: true, `customer.name == ""`: true, `sure`: false,
	} {
		sc, _ := tryout()
		if x, problems := compileFor(t, sc, source); x == nil || x.Once != want {
			t.Error(source, problems)
		}
	}
}

func TestAnExpressionCannotEatAllMemory(t *testing.T) {
	t.Parallel()
	sc, env := tryout()
	x, problems := compileFor(t, sc, `len(1..int(count * 1000000)) > 0`)
	if x == nil {
		t.Fatal(problems)
	}
	if _, err := x.Bool(env); err == nil {
		t.Error("a list of three million numbers was made")
	}
}

func BenchmarkEval(b *testing.B) {
	sc, env := tryout()
	c := &expressions{report: &report{}, runners: &runners{}}
	x := c.compile(`reason == "stolen" and count > 2`, Pos{}, sc)
	b.ReportAllocs()
	for b.Loop() {
		if yes, err := x.Bool(env); !yes || err != nil {
			b.Fatal(err)
		}
	}
}
