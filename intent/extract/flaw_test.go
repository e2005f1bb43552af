package extract

import (
	"testing"

	"balie/conversation"
)

func TestFlawSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		as   conversation.Type
		text string
		want Flaw
	}{
		{conversation.Email, "piet.jansen.nl", EmailWithoutAt},
		{conversation.Email, "het is piet@jansen", EmailUnfinished},
		{conversation.Email, "dat weet ik niet.", ""},
		{conversation.IBAN, "NL91 ABNA 0417 1643 01", IBANCheck},
		{conversation.IBAN, "NL91ABNA04171643", IBANLength},
		{conversation.IBAN, "417164300", IBANForm},
		{conversation.IBAN, "mijn gewone rekening", ""},
		{conversation.Phone, "06 1234", PhoneLength},
		{conversation.Phone, "12", ""},
		{conversation.Postcode, "1234", PostcodeNoLetters},
		{conversation.Postcode, "0123 AB", PostcodeForm},
		{conversation.Postcode, "in de stad", ""},
		{conversation.Date, "31 februari", ""},
	} {
		if got := x.Flaw(c.as, c.text); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.as, c.text, got, c.want)
		}
	}
}

func FuzzFlaw(f *testing.F) {
	x, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("NL91 ABNA 0417 1643 01")
	f.Add("a@b \xff 1234")
	f.Fuzz(func(_ *testing.T, text string) {
		for _, as := range []conversation.Type{conversation.Email, conversation.IBAN, conversation.Phone, conversation.Postcode} {
			x.Flaw(as, text)
		}
	})
}
