package connectors

import (
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"balie/conversation"
)

// readAmount reads {minor: 1250, currency: EUR}, {amount: "12.50", currency: EUR} (or value for amount) and "EUR 12.50".
// A decimal as a JSON number is refused: it was a float on its way here.
func readAmount(raw any, at string) (conversation.Value, error) {
	v := conversation.Value{}
	const want = `an amount: {"minor": 1250, "currency": "EUR"}, {"amount": "12.50", "currency": "EUR"} or "EUR 12.50"`
	if s, ok := raw.(string); ok {
		v, err := ParseAmount(s)
		if err != nil {
			return v, wrong(at, want)
		}
		return v, nil
	}
	object, ok := raw.(map[string]any)
	if !ok {
		return v, wrong(at, want)
	}
	currency, ok := object["currency"].(string)
	if !ok || !currencies.MatchString(currency) {
		return v, wrong(at+".currency", "a currency such as EUR")
	}
	if n, ok := object["minor"].(json.Number); ok {
		minor, err := n.Int64()
		if err != nil {
			return v, wrong(at+".minor", "a whole number")
		}
		return conversation.Cents(minor, currency), nil
	}
	for _, name := range []string{"amount", "value"} {
		if s, ok := object[name].(string); ok {
			minor, err := minorUnits(s, currency)
			if err != nil {
				return v, wrong(at+"."+name, "a decimal such as 12.50")
			}
			return conversation.Cents(minor, currency), nil
		}
	}
	return v, wrong(at, want)
}

// ParseAmount reads an amount as an operator types it: EUR 12.50 or 12.50 EUR.
func ParseAmount(s string) (conversation.Value, error) {
	parts := strings.Fields(s)
	if len(parts) == 2 && currencies.MatchString(parts[1]) {
		parts[0], parts[1] = parts[1], parts[0]
	}
	if len(parts) != 2 || !currencies.MatchString(parts[0]) {
		return conversation.Value{}, errNoAmount
	}
	minor, err := minorUnits(parts[1], parts[0])
	if err != nil {
		return conversation.Value{}, err
	}
	return conversation.Cents(minor, parts[0]), nil
}

var (
	errNoAmount = errors.New("an amount is written like EUR 12.50")
	currencies  = regexp.MustCompile(`^[A-Z]{3}$`)
	decimals    = regexp.MustCompile(`^(-?)([0-9]{1,15})(?:\.([0-9]{1,6}))?$`)
)

// digits is how many decimals a currency has, where it is not two (ISO 4217).
var digits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// minorUnits reads a decimal without ever making a float of it. More decimals than the currency has must be zeros.
func minorUnits(s, currency string) (int64, error) {
	m := decimals.FindStringSubmatch(s)
	if m == nil {
		return 0, errNoAmount
	}
	places, ok := digits[currency]
	if !ok {
		places = 2
	}
	fraction := m[3] + strings.Repeat("0", max(0, places-len(m[3])))
	if strings.Trim(fraction[places:], "0") != "" {
		return 0, errNoAmount
	}
	return strconv.ParseInt(m[1]+m[2]+fraction[:places], 10, 64)
}

func parseWhole(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }
