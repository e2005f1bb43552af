package desk

import (
	"math"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"balie/conversation"
)

var (
	phoneForm    = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	ibanForm     = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$`)
	amountForm   = regexp.MustCompile(`^(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?(?: ([A-Z]{3}))?$`)
	postcodeForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z -]{1,10}[0-9A-Za-z]$`)
)

// maxValue is the longest value that an agent may enter, in characters.
const maxValue = 1000

// parse reads a value of the slot as a form field writes it.
func (sl Slot) parse(text string) (conversation.Value, error) {
	text = strings.TrimSpace(text)
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0) || utf8.RuneCountInString(text) > maxValue:
		return conversation.Value{}, misformed("long", "the value is not readable or longer than %d characters", maxValue)
	case text == "":
		return conversation.Value{}, misformed("empty", "the value is empty")
	case len(sl.Options) > 0 || sl.Type == conversation.Choice:
		return sl.option(text)
	}
	switch sl.Type {
	case conversation.YesNo:
		yes, err := strconv.ParseBool(text)
		if err != nil {
			return conversation.Value{}, misformed("yesno", "write true or false")
		}
		return conversation.Bool(yes), nil
	case conversation.Number:
		n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return conversation.Value{}, misformed("number", "write a number, as 12 or 12.5")
		}
		return conversation.Num(n), nil
	case conversation.Money:
		return amount(text)
	}
	return written(sl.Type, text)
}

func (sl Slot) option(text string) (conversation.Value, error) {
	for _, o := range sl.Options {
		if o.Key == text {
			return o.Value, nil
		}
	}
	return conversation.Value{}, misformed("options", "it is none of the options")
}

func amount(text string) (conversation.Value, error) {
	m := amountForm.FindStringSubmatch(strings.Replace(text, ",", ".", 1))
	if m == nil {
		return conversation.Value{}, misformed("amount", "write an amount as 12.50")
	}
	minor, err := strconv.ParseInt(m[1]+m[2]+(m[3] + "00")[:2], 10, 64)
	if err != nil {
		return conversation.Value{}, misformed("amount", "write an amount as 12.50")
	}
	if m[4] == "" {
		m[4] = "EUR"
	}
	return conversation.Cents(minor, m[4]), nil
}

// written reads the types that are kept as text.
func written(t conversation.Type, text string) (conversation.Value, error) {
	ok, form := true, ""
	switch t {
	case conversation.Text:
	case conversation.Date:
		ok, form = isDate(text), "2026-11-22"
	case conversation.Time:
		_, err := time.Parse("15:04", text)
		ok, form = err == nil, "15:04"
	case conversation.Period:
		from, to, both := strings.Cut(text, "/")
		ok, form = both && isDate(from) && isDate(to) && from <= to, "2026-11-22/2026-11-29"
	case conversation.Email:
		a, err := mail.ParseAddress(text)
		ok, form = err == nil && a.Address == text, "name@example.nl"
	case conversation.Phone:
		text = strings.NewReplacer(" ", "", "-", "", "(0)", "").Replace(text)
		ok, form = phoneForm.MatchString(text), "+31612345678"
	case conversation.IBAN:
		text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
		ok, form = isIBAN(text), "an IBAN whose check digits are right"
	case conversation.Postcode:
		text = strings.ToUpper(text)
		ok, form = postcodeForm.MatchString(text), "1234 AB"
	default: // a reference comes only out of a back end, a record or list only from options
		return conversation.Value{}, misformed("untyped", "a value of type %s cannot be typed", t)
	}
	if !ok {
		return conversation.Value{}, misformed(string(t), "write it as %s", form)
	}
	return conversation.Of(t, text), nil
}

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// isIBAN checks the remainder of ISO 7064 (97-10).
func isIBAN(text string) bool {
	if !ibanForm.MatchString(text) {
		return false
	}
	rest := 0
	for _, r := range text[4:] + text[:4] {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
			continue
		}
		rest = (rest*10 + int(r-'0')) % 97
	}
	return rest == 1
}
