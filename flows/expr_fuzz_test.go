package flows

import (
	"testing"

	"balie/conversation"
)

// FuzzExpr looks for an expression that the compiler does not survive, that is refused without a reason, or that gives
// something else than it was found to give.
func FuzzExpr(f *testing.F) {
	for _, s := range []string{
		`reason == "stolen"`, `set(absent) ? absent : label`, `filter(cards, .id == card.id)[0].last4`, `day + duration("24h")`, `stay.to > day`,
		`fee > usd`, `count % 0`, `cards[99].id`, `customer.name matches "["`, `business_days(day, 3)`, `((((`, "\xff", `1..9999999`, `card?.note ?? ""`,
		`map(1..3, #)`, `label(reason)`, `now`, `opening(now)`, `repeat("a", 999999999)`, `let x = 1; x`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		sc, env := tryout()
		x, problems := compileFor(t, sc, source)
		if x == nil {
			if problems[0].Message == "" {
				t.Fatalf("%q is refused without a reason", source)
			}
			return
		}
		v, err := x.Eval(env)
		if err == nil && !v.Zero() && x.Type.Type == conversation.YesNo && v.Type != conversation.YesNo {
			t.Fatalf("%q was found to be yes or no and gives %v", source, v)
		}
	})
}
