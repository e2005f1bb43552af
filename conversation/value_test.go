package conversation

import (
	"encoding/json"
	"math"
	"testing"
)

func TestEqualValuesAreWrittenAlike(t *testing.T) {
	t.Parallel()
	ref := Ref("card")
	values := []Value{ // no two are equal
		{}, Of(Text, ""), Of(Text, "a"), Of(Text, "A"), Of(Text, " a"), Of(Choice, "a"), Of(ref, "a"), Of(Ref("order"), "a"), Of(Date, "2026-11-22"),
		Bool(true), Bool(false), Num(0), Num(1), Num(1.5), Num(-1), Num(math.MaxFloat64), Cents(0, "EUR"), Cents(0, "USD"), Cents(1, "EUR"), Cents(-1, "EUR"),
		{Type: Money}, Rec(nil), Rec(map[string]Value{"a": Num(1)}), Rec(map[string]Value{"b": Num(1)}), Rec(map[string]Value{"a": Num(2)}),
		Rec(map[string]Value{"a": {}}), ListOf(), ListOf(Num(1)), ListOf(Num(1), Num(2)), ListOf(Num(2), Num(1)), ListOf(ListOf(Num(1))),
		Of(Text, `{"type":"text"}`), Of(Text, "<&>\u2028"), Of(Text, "\u00e9"), Of(Text, "e\u0301"),
	}
	for i, v := range values {
		var back Value
		if err := json.Unmarshal([]byte(v.Canonical()), &back); err != nil || !back.Equal(v) {
			t.Errorf("%s does not come back: %v", v.Canonical(), err)
		}
		for j, w := range values {
			if v.Equal(w) != (i == j) {
				t.Errorf("%s equals %s: %v", v.Canonical(), w.Canonical(), i != j)
			}
		}
	}
	for _, pair := range [][2]Value{
		{Num(0), Num(math.Copysign(0, -1))}, {Rec(nil), Rec(map[string]Value{})}, {ListOf(), {Type: List, Items: []Value{}}},
		{Rec(map[string]Value{"a": Num(1), "b": Num(2)}), Rec(map[string]Value{"b": Num(2), "a": Num(1)})},
	} {
		if !pair[0].Equal(pair[1]) {
			t.Errorf("%s is not %s", pair[0].Canonical(), pair[1].Canonical())
		}
	}
}

func TestNoNumberEqualsWhatIsNone(t *testing.T) {
	t.Parallel()
	for _, v := range []Value{Num(math.NaN()), Num(math.Inf(1))} {
		if v.Equal(Num(0)) || v.Equal(Value{}) {
			t.Errorf("%v equals nothing at all", v.Number)
		}
	}
}

func TestValuesAreWrittenToBeRead(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]Value{
		"": {}, "lost": Of(Choice, "lost"), "true": Bool(true), "12": Num(12), "0.5": Num(0.5), "EUR 12.50": Cents(1250, "EUR"),
		"EUR -0.50": Cents(-50, "EUR"), "EUR -12.05": Cents(-1205, "EUR"), "EUR -92233720368547758.08": Cents(math.MinInt64, "EUR"),
		"{a: 1, b: [x, y]}": Rec(map[string]Value{"b": ListOf(Of(Text, "x"), Of(Text, "y")), "a": Num(1)}),
	} {
		if got := v.String(); got != want {
			t.Errorf("%s is written %q, want %q", v.Canonical(), got, want)
		}
	}
	if (Value{Type: Money}).String() != "" {
		t.Error("an amount that is not there is written as one")
	}
}

func TestTypesOfTheLanguage(t *testing.T) {
	t.Parallel()
	for typ, want := range map[Type]bool{Text: true, Period: true, List: true, Ref("card"): true, "": false, "ref()": false, "ref(card": false, "Text": false, "moment": false} {
		if typ.Known() != want {
			t.Errorf("%q is known: %v", typ, !want)
		}
	}
}

func TestLevelsOfAssurance(t *testing.T) {
	t.Parallel()
	for a := NoAssurance; a <= Substantial; a++ {
		b, err := a.MarshalText()
		var back Assurance
		if err != nil || back.UnmarshalText(b) != nil || back != a {
			t.Errorf("%s came back as %s", a, back)
		}
	}
	for _, s := range []string{"", "high", "Basic", "assurance(7)"} {
		if _, err := ParseAssurance(s); err == nil {
			t.Errorf("%q is a level", s)
		}
	}
	if Assurance(7).String() != "assurance(7)" || Assurance(-1).String() != "assurance(-1)" {
		t.Error("a level that there is not has a name")
	}
}
