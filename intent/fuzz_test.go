package intent

import (
	"context"
	"testing"

	"balie/conversation"
)

// FuzzUnderstand: no bytes make the recognizer fail, or propose what the state does not allow.
func FuzzUnderstand(f *testing.F) {
	for _, s := range []string{"", "ja", "ja maar", "gestolen. nee wacht, kwijt", "ik wil mijn pas blokkeren en mijn adres wijzigen", "\xff\x00", "‹iban:1›", "set:1:reason:lost", "????", "niet de eerste, de andere"} {
		f.Add(s, s, uint8(0))
	}
	r := setup(f)
	states := []state{{}, {Running: "block_card", Asked: "reason"}, {Running: "block_card", Confirm: "k1", Values: map[string]string{"reason": "lost", "card": "c1"}},
		{Running: "change_address", Asked: "address"}, {Running: "postpone_payment", Asked: "amount", Values: map[string]string{"until": "2026-12-15"}}}
	f.Fuzz(func(t *testing.T, first, second string, which uint8) {
		exp := states[int(which)%len(states)].expectation(t, r)
		u, err := r.Understand(context.Background(), []conversation.Utterance{{Text: first}, {Text: second, Choice: second}}, exp)
		if err != nil {
			t.Fatal(err)
		}
		if len(u.Commands) == 0 {
			t.Fatal("no command at all")
		}
		for _, c := range u.Commands {
			if _, refused := AdmitIn(r.set, exp, []conversation.Command{c}); len(refused) > 0 && c.By == By && c.Do != conversation.DoSet {
				t.Fatalf("%s: %s", c, refused[0].Reason)
			}
		}
	})
}

// BenchmarkUnderstand reads one message without a model.
func BenchmarkUnderstand(b *testing.B) {
	r := setup(b)
	exp := state{Running: "block_card", Asked: "reason"}.expectation(b, r)
	says := []conversation.Utterance{{Text: "gestolen. en wat kost een nieuwe pas eigenlijk?"}}
	for b.Loop() {
		if _, err := r.Understand(context.Background(), says, exp); err != nil {
			b.Fatal(err)
		}
	}
}
