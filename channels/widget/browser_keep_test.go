package widget_test

import (
	"fmt"
	"testing"

	"balie/channels/browsertest"
	"balie/conversation"
)

// many is a question with more choices than fit in a row.
func many(n int) conversation.Said {
	said := conversation.Said{Kind: "ask", Text: "Welk artikel wil je terugsturen?", Language: "nl", Asks: []string{"item"}}
	for i := range n {
		said.Buttons = append(said.Buttons, conversation.Button{ID: fmt.Sprintf("set:1:item:%d", i), Label: fmt.Sprintf("Artikel %d, café", i+1)})
	}
	said.Buttons = append(said.Buttons, conversation.Button{ID: "pattern:cancel", Label: "Toch niet", Style: "quiet"})
	return said
}

func manyChoices(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	f.Say(f.only(t), many(6))
	said(p, "Welk artikel")
	p.Wait("a list", `getComputedStyle(document.querySelector('.many')).flexDirection === 'column'`)
	if n := count(p, ".many input"); n != 0 {
		t.Error("six choices are searched")
	}
	f.Say(f.only(t), many(12))
	p.Wait("a search", `document.querySelectorAll('.many input').length === 1`)
	p.Axe()
	p.Picture("widget-many")
	browsertest.Eval[bool](p, `(document.querySelector('.many input').focus(), true)`)
	p.Press("ArrowDown")
	if got := focused(p); got != "1Artikel 1, café" {
		t.Errorf("the arrow went to %q", got)
	}
	p.Press("ArrowUp")
	p.Type("12, CAFE")
	p.Wait("one left", `[...document.querySelectorAll('.many button')].filter(b => b.checkVisibility() && !b.classList.contains('quiet')).length === 1`)
	p.Press("Enter")
	p.Wait("the answer", `[...document.querySelectorAll('.customer .bubble')].at(-1).textContent.includes('Artikel 12')`)
	if got := f.Last(f.only(t)).Choice; got != "set:1:item:11" {
		t.Errorf("chose %s", got)
	}
}

func receiptToKeep(t *testing.T, b *browsertest.Browser) {
	f := newFake()
	p, _ := chat(t, b, f, panel, false)
	f.Say(f.only(t), conversation.Said{Kind: "receipt", Text: "Gelukt.", Language: "nl", Receipt: &conversation.Proof{
		Title: "Bankpas blokkeren", Reference: "B-3001", Lines: []string{"pas: …4821"},
	}})
	said(p, "Gelukt.")
	p.Wait("what to keep it with", `['Kopieer kenmerk', 'Bewaar bewijs', 'Print'].every(w => [...document.querySelectorAll('.receipt button')].some(b => b.textContent === w))`)
	browsertest.Eval[bool](p, `(window.print = () => { window.printed = [...document.querySelectorAll('.printed')].length; }, true)`)
	press(p, "Print")
	p.Wait("the card printed", `window.printed === 1`)
	browsertest.Eval[bool](p, `(dispatchEvent(new Event('afterprint')), true)`)
	p.Wait("the chat back", `!document.querySelector('.printed, .printing')`)
	p.Axe()
}
