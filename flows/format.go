package flows

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"balie/conversation"
)

// dutch reports whether a language writes numbers and dates as Dutch does.
func dutch(language string) bool { return language == "nl" || strings.HasPrefix(language, "nl-") }

var dutchMonths = [...]string{
	"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
}

// formatDate writes a day: 22 november 2026, 22 November 2026.
func formatDate(t time.Time, language string) string {
	month := t.Month().String()
	if dutch(language) {
		month = dutchMonths[t.Month()-1]
	}
	return fmt.Sprintf("%d %s %d", t.Day(), month, t.Year())
}

var dutchWeekdays = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}

// formatDay writes a day that is near, with its weekday and without the year: maandag 23 november, Monday 23 November.
func formatDay(t time.Time, language string) string {
	if dutch(language) {
		return fmt.Sprintf("%s %d %s", dutchWeekdays[t.Weekday()], t.Day(), dutchMonths[t.Month()-1])
	}
	return fmt.Sprintf("%s %d %s", t.Weekday(), t.Day(), t.Month())
}

// formatPhone writes a Dutch mobile number as people say it, 06 12345678; any other stays as it is.
func formatPhone(number string) string {
	const mobile, digits = "+316", 8
	if rest, ok := strings.CutPrefix(number, mobile); ok && len(rest) == digits {
		return "06 " + rest
	}
	return number
}

// formatMoment writes a day and a time of day.
func formatMoment(t time.Time, language string) string {
	return formatDate(t, language) + " " + t.Format("15:04")
}

// minorDigits is how many decimals a currency has.
func minorDigits(currency string) int {
	switch currency {
	case "JPY", "KRW", "ISK", "CLP", "VND", "UGX", "XOF", "XAF":
		return 0
	case "KWD", "BHD", "OMR", "TND", "JOD", "IQD", "LYD":
		return 3
	}
	return 2
}

// formatAmount writes money: € 1.234,50 in Dutch, €1,234.50 in English.
func formatAmount(a amount, language string) string {
	thousands, decimal, gap := ",", ".", ""
	if dutch(language) {
		thousands, decimal, gap = ".", ",", " "
	}
	sign, n := "", uint64(a.minor)
	if a.minor < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatUint(n, 10)
	places := minorDigits(a.currency)
	for len(digits) <= places {
		digits = "0" + digits
	}
	whole, frac := digits[:len(digits)-places], digits[len(digits)-places:]
	whole = group(whole, thousands)
	if places > 0 {
		whole += decimal + frac
	}
	switch a.currency {
	case "EUR":
		return sign + "€" + gap + whole
	case "USD":
		return sign + "$" + gap + whole
	case "GBP":
		return sign + "£" + gap + whole
	}
	return sign + a.currency + " " + whole
}

// group puts a separator between thousands.
func group(digits, sep string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + sep + digits[i:]
	}
	return digits
}

// formatNumber writes a number without grouping: order numbers are numbers too.
func formatNumber(n float64, language string) string {
	s := strconv.FormatFloat(n, 'f', -1, 64)
	if dutch(language) {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

func formatYesNo(yes bool, language string) string {
	switch {
	case dutch(language) && yes:
		return "ja"
	case dutch(language):
		return "nee"
	case yes:
		return "yes"
	}
	return "no"
}

// until joins the two days of a period.
func until(language string) string {
	if dutch(language) {
		return " t/m "
	}
	return " to "
}

// format writes the result of an expression as a customer reads it.
func format(x any, t conversation.Type, language string) string {
	switch x := x.(type) {
	case nil:
		return ""
	case string:
		if t == conversation.Phone {
			return formatPhone(x)
		}
		return x
	case bool:
		return formatYesNo(x, language)
	case int:
		return formatNumber(float64(x), language)
	case float64:
		return formatNumber(x, language)
	case amount:
		return formatAmount(x, language)
	case time.Time:
		if t == Moment {
			return formatMoment(x, language)
		}
		return formatDate(x, language)
	case map[string]any:
		if t == conversation.Period {
			return format(x["from"], conversation.Date, language) + until(language) + format(x["to"], conversation.Date, language)
		}
		if name, ok := x["name"].(string); ok && x["digest"] != nil { // a file
			return name
		}
	case []any:
		parts := make([]string, len(x))
		for i, it := range x {
			parts[i] = format(it, "", language)
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(x)
}

// Of what a customer wrote at length the beginning is shown: they know it, and whoever reads it for the company has it whole.
const (
	longest = 240 // characters that are shown whole
	shorter = 200 // of a longer text
)

// beginning cuts a long text behind a word.
func beginning(s string) string {
	r := []rune(s)
	if len(r) <= longest {
		return s
	}
	head := string(r[:shorter])
	if i := strings.LastIndexAny(head, " \n\t"); i > 0 {
		head = head[:i]
	}
	return strings.TrimRight(head, " \n\t.,;:") + " …"
}

// Format writes a value as a customer who speaks this language reads it: € 12,50, 22 november 2026, ja.
// Of a long text only the beginning.
func Format(v conversation.Value, language string) string {
	s := format(Native(v), v.Type, language)
	if v.Type == conversation.Text {
		s = beginning(s)
	}
	return s
}
