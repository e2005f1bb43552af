package widget_test

import (
	"strings"
	"testing"

	"balie/channels/browsertest"
	"balie/conversation"
)

// moving asks for an address with a form.
func moving(in conversation.Input) []conversation.Event {
	if in.Kind == conversation.InputOpened || in.Kind == conversation.InputForm {
		return bank(in)
	}
	return []conversation.Event{conversation.Said{
		Kind: "ask", Language: "nl", Text: "Wat zijn het huisnummer en de plaats, en vanaf wanneer geldt het?",
		Form: &conversation.Form{ID: "form:1", Fields: []conversation.Field{
			{Slot: "number", Label: "huisnummer", Type: conversation.Text},
			{Slot: "kind", Label: "soort woning", Type: conversation.Choice, Options: []conversation.Button{{ID: "flat", Label: "Appartement"}, {ID: "house", Label: "Huis"}}},
			{Slot: "starts_on", Label: "ingangsdatum", Type: conversation.Date},
			{Slot: "email", Label: "e-mailadres", Type: conversation.Email, Optional: true},
		}},
	}}
}

// fillIn: a form is filled in by keyboard; what is missing or wrong is said at its field and gets the focus; what is
// sent goes away.
func fillIn(t *testing.T, b *browsertest.Browser) {
	for name, s := range map[string]browsertest.Screen{"desktop": panel, "phone-dark": browsertest.Phone.In(true)} {
		f := newFake()
		p, _ := chat(t, b, f, s, false)
		f.mu.Lock()
		f.reply = moving
		f.mu.Unlock()
		browsertest.Eval[bool](p, `(document.getElementById('text').focus(), true)`)
		enter(p, "ik ga verhuizen")
		p.Wait("the form", `document.querySelector('.form')`)
		p.Picture("widget-form-" + name + "-1")
		p.Axe()
		browsertest.Eval[bool](p, `(document.querySelector('.form [name=number]').focus(), true)`)
		p.Type("108")
		browsertest.Eval[bool](p, `(document.querySelector('.form [name=email]').focus(), true)`)
		p.Type("geen adres")
		p.Press("Enter")
		if got := browsertest.Eval[string](p, `document.activeElement.name`); got != "kind" {
			t.Errorf("%s: the focus is on %q, not on the first field that is wrong", name, got)
		}
		if got := browsertest.Eval[string](p, `[...document.querySelectorAll('.wrong')].map(e => e.textContent).join('|')`); got != "|Vul dit in.|Vul dit in.|Dit klopt niet. Kijk het nog eens na." {
			t.Errorf("%s: the fields say %q", name, got)
		}
		p.Picture("widget-form-" + name + "-2")
		p.Axe()
		browsertest.Eval[bool](p, `(() => { const set = (n, v) => { const e = document.querySelector('.form [name=' + n + ']'); e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); };
			set('kind', 'house'); set('starts_on', '2026-12-01'); set('email', ''); document.querySelector('.form button').focus(); return true; })()`)
		p.Press("Enter")
		said(p, "Soort woning: Huis")
		p.Wait("the form to go", `!document.querySelector('.form')?.checkVisibility()`)
		p.Wait("an answer", `document.getElementById('list').textContent.includes('Je zei')`)
		in := f.Last(f.only(t))
		if in.Kind != conversation.InputForm || in.Choice != "form:1" || in.Fields["number"] != "108" || in.Fields["kind"] != "house" || in.Fields["starts_on"] != "2026-12-01" {
			t.Errorf("%s: sent was %+v", name, in)
		}
		if !strings.Contains(in.Text, "108") {
			t.Errorf("%s: in words it is %q", name, in.Text)
		}
	}
}
