package flows

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/types"

	"balie/conversation"
)

var timeType = types.TypeOf(time.Time{})

// renamed are the functions of the language, and the names under which the library knows them: nobody can write those,
// so a slot may be called label or date.
var renamed = map[string]string{
	"label": "(label)", "set": "(set)", "money": "(money)", "date": "(date)", "day": "(day)", "amount": "(amount)",
	"business_days": "(business_days)", "opening": "(opening)",
}

// functions of the language. The last argument of those that speak the customer's language is the environment.
func functions() []expr.Option {
	return []expr.Option{
		expr.Function("(label)", func(p ...any) (any, error) {
			env := p[1].(*Env)
			if env.Label == nil {
				return "", nil
			}
			return env.Label(p[0].(string)), nil
		}, new(func(string, any) string)),
		expr.Function("(set)", func(p ...any) (any, error) { return p[0] != nil, nil }, new(func(any) bool)),
		expr.Function("(money)", func(p ...any) (any, error) {
			a, ok := p[0].(amount)
			if !ok {
				return "", nil
			}
			return formatAmount(a, p[1].(*Env).Language), nil
		}, new(func(amount, any) string)),
		expr.Function("(date)", func(p ...any) (any, error) {
			t, ok := p[0].(time.Time)
			if !ok {
				return "", nil
			}
			return formatDate(t, p[1].(*Env).Language), nil
		}, new(func(time.Time, any) string)),
		expr.Function("(day)", func(p ...any) (any, error) {
			t, ok := p[0].(time.Time)
			if !ok {
				return "", nil
			}
			return formatDay(t, p[1].(*Env).Language), nil
		}, new(func(time.Time, any) string)),
		expr.Function("(business_days)", func(p ...any) (any, error) {
			n, ok := p[1].(int)
			if f, is := p[1].(float64); is {
				n, ok = int(f), f == math.Trunc(f)
			}
			if !ok {
				return nil, fmt.Errorf("business_days counts whole days, not %v", p[1])
			}
			return p[2].(*Env).businessDays(p[0].(time.Time), n)
		}, new(func(time.Time, any, any) time.Time)),
		expr.Function("(opening)", func(p ...any) (any, error) {
			return p[1].(*Env).opening(p[0].(time.Time))
		}, new(func(time.Time, any) time.Time)),
		expr.Function("(amount)", func(p ...any) (any, error) {
			return parseAmount(p[0].(string))
		}, new(func(string) amount)),
	}
}

var amountForm = regexp.MustCompile(`^([A-Z]{3}) (-?)(\d{1,15})(?:\.(\d{1,3}))?$`)

// parseAmount reads the language's own notation of money: EUR 12.50.
func parseAmount(s string) (amount, error) {
	m := amountForm.FindStringSubmatch(s)
	if m == nil {
		return amount{}, fmt.Errorf("amount %.40q is not written like \"EUR 12.50\"", s)
	}
	digits := minorDigits(m[1])
	if len(m[4]) > digits {
		return amount{}, fmt.Errorf("amount %.40q: %s has %d decimals", s, m[1], digits)
	}
	frac := m[4]
	for len(frac) < digits {
		frac += "0"
	}
	n, err := strconv.ParseInt(m[2]+m[3]+frac, 10, 64)
	if err != nil {
		return amount{}, fmt.Errorf("amount %.40q is too large", s)
	}
	return amount{minor: n, currency: m[1]}, nil
}

// returns is the type that a function of the language gives; false for one that is none.
func returns(name string) (conversation.Type, bool) {
	switch name {
	case "label", "money", "date", "day":
		return conversation.Text, true
	case "set":
		return conversation.YesNo, true
	case "amount":
		return conversation.Money, true
	case "opening":
		return Moment, true
	case "business_days":
		return "", true // a date for a date, a moment for a moment
	}
	return "", false
}

// takes is how many arguments a function of the language takes.
func takes(name string) int {
	if name == "business_days" {
		return 2
	}
	return 1
}
