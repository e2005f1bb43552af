package console_test

import (
	"fmt"
	"testing"
	"time"

	"balie/channels/browsertest"
	"balie/conversation"
)

// An agent whose browser lives keeps their customer; when it disappears the customer is told and is back in the queue,
// where a colleague takes them.
func TestAnAgentWhoDisappearsLosesNoCustomer(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	id := o.busy()
	card := fmt.Sprintf(`document.querySelector('[data-id="%s"]')`, id)
	anna, bram := o.enter(b, "anna", wide), o.enter(browsertest.Start(t), "bram", wide)
	anna.Wait("the card", card)
	browsertest.Eval[bool](anna, "("+card+".click(), true)")
	sees(anna, "#acts", "Neem over")
	keys(anna, "a")
	sees(anna, "#talk-state", "Jij spreekt")
	o.mu.Lock()
	o.typed[id] = o.clock.Now()
	o.mu.Unlock()
	sees(anna, "#typing:not([hidden])", "De klant typt")
	for range 4 { // three minutes pass, and her browser answers
		o.clock.Add(45 * time.Second)
		passes(anna)
		swept, err := o.desk.Sweep(t.Context())
		o.must(err)
		if len(swept) != 0 {
			t.Fatalf("taken from an agent who is there: %v", swept)
		}
	}
	anna.Go("about:blank")
	passes(bram) // what had left her browser has come
	o.clock.Add(2 * time.Minute)
	passes(bram)
	swept, err := o.desk.Sweep(t.Context())
	o.must(err)
	if len(swept) != 1 || swept[0] != id {
		t.Fatalf("swept %v", swept)
	}
	bram.Wait("the card in the queue", card+`?.querySelector('[data-waits]')`)
	browsertest.Eval[bool](bram, "("+card+".click(), true)")
	sees(bram, "#log", "De verbinding met Anna viel weg")
	sees(bram, "#log .message.system", "Anna kan nu niet verder.")
	bram.Picture("console-gone")
	keys(bram, "a")
	sees(bram, "#talk-state", "Jij spreekt")
	st, err := o.desk.State(t.Context(), id)
	o.must(err)
	if st.Status != conversation.WithPerson || st.Holder != "bram" {
		t.Errorf("%s with %q", st.Status, st.Holder)
	}
}

// passes waits for a second of the browser's time: several signs of life.
func passes(p *browsertest.Tab) {
	p.Wait("a second", fmt.Sprintf("Date.now() > %d", time.Now().Add(time.Second).UnixMilli()))
}
