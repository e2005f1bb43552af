package extract

import (
	"regexp"
	"strings"

	"balie/conversation"
)

// Flaw is what is wrong with a text that was meant as a value of a type; empty when it was not meant as one.
type Flaw string

// The flaws. Each is the name of a small text: problem.<flaw>.
const (
	EmailWithoutAt     Flaw = "email_at"
	EmailUnfinished    Flaw = "email_domain"
	IBANLength         Flaw = "iban_length"
	IBANCheck          Flaw = "iban_check"
	IBANForm           Flaw = "iban_form"
	PhoneLength        Flaw = "phone_length"
	PostcodeForm       Flaw = "postcode_form"
	PostcodeNoLetters  Flaw = "postcode_letters"
	mostAttempted           = 8 // words of a text that may be meant as one value
	leastPhone              = 4 // digits
	leastAccountDigits      = 7
)

// Flaw says what is wrong with a text in which no value of a type was found, if it was meant as one.
func (x *Extractor) Flaw(as conversation.Type, text string) Flaw {
	text = cut(text)
	if len(Words(text)) > mostAttempted {
		return ""
	}
	switch as {
	case conversation.Email:
		return emailFlaw(text)
	case conversation.IBAN:
		return x.ibanFlaw(text)
	case conversation.Phone:
		if n := digits(text); n >= leastPhone {
			return PhoneLength
		}
	case conversation.Postcode:
		return postcodeFlaw(text)
	}
	return ""
}

var hostPattern = regexp.MustCompile(`(?i)^[\p{L}\p{N}._%+-]+\.[a-z]{2,24}[.,!]?$`)

func emailFlaw(text string) Flaw {
	if strings.Contains(text, "@") {
		return EmailUnfinished
	}
	fields := strings.Fields(text)
	if len(fields) > 0 && hostPattern.MatchString(fields[len(fields)-1]) {
		return EmailWithoutAt
	}
	return ""
}

var accountPattern = regexp.MustCompile(`(?i)\b([A-Z]{2})[ .-]?[0-9]{2}[ .-]?[A-Z0-9][A-Z0-9 .-]*`)

func (x *Extractor) ibanFlaw(text string) Flaw {
	raw := accountPattern.FindString(text)
	bare := strings.ToUpper(strings.Map(func(r rune) rune {
		if r < 128 && isAlnum(byte(r)) {
			return r
		}
		return -1
	}, raw))
	switch {
	case len(bare) < leastAccountDigits && digits(text) < leastAccountDigits:
		return ""
	case len(bare) < leastAccountDigits || x.iban[bare[:2]] == 0:
		return IBANForm
	case len(bare) != x.iban[bare[:2]]:
		return IBANLength
	}
	return IBANCheck
}

var (
	codeDigits = regexp.MustCompile(`^\W*[1-9][0-9]{3}\W*$`)
	codeLike   = regexp.MustCompile(`[0-9]{2,}`)
)

func postcodeFlaw(text string) Flaw {
	switch {
	case codeDigits.MatchString(text):
		return PostcodeNoLetters
	case codeLike.MatchString(text):
		return PostcodeForm
	}
	return ""
}

func digits(text string) int {
	n := 0
	for _, c := range []byte(text) {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}
