package conversation

import "testing"

func TestWhatACustomerMayRead(t *testing.T) {
	t.Parallel()
	proof := &Proof{Title: "Pas geblokkeerd"}
	for _, c := range []struct {
		event Event
		from  string // empty: it is none
	}{
		{MessageReceived{Kind: InputText, Text: "hoi"}, FromCustomer},
		{MessageReceived{Kind: InputButton, Text: "hoi"}, FromCustomer},
		{MessageReceived{Kind: InputMedia, Text: "hoi"}, FromCustomer},
		{MessageReceived{Kind: InputCallback, Text: "hoi"}, ""},
		{MessageReceived{Kind: InputIdentity, Text: "hoi"}, ""},
		{MessageReceived{Kind: InputOpened, Text: "hoi"}, ""},
		{MessageReceived{Kind: InputRun, Text: "hoi"}, ""},
		{MessageReceived{Kind: InputFile, Text: "hoi", Files: []File{{ID: "f", Remote: "6"}}}, FromCustomer},
		{MessageReceived{Kind: InputFile, Files: []File{{ID: "f", Remote: "6"}}}, ""},
		{Said{Text: "hoi", Receipt: proof}, FromAssistant},
		{Said{Text: "hoi", Receipt: proof, System: true}, FromSystem},
		{PersonSaid{Text: "hoi", Name: "Anna"}, FromPerson},
		{HandedBack{Reason: "hoi"}, ""},
		{ConsentAsked{Text: "hoi"}, ""},
		{AlarmRaised{Reason: "hoi"}, ""},
	} {
		m, ok := MessageOf(Numbered{N: 7, At: noon, Event: c.event})
		if ok != (c.from != "") || ok && (m.From != c.from || m.Text != "hoi" || m.N != 7 || m.At != noon) {
			t.Errorf("%s %+v: %+v, %v", c.event.Type(), c.event, m, ok)
		}
	}
}
