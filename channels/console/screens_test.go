package console_test

import (
	"fmt"
	"testing"

	"balie/channels/browsertest"
)

func TestOnSmallScreens(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	id := o.busy()
	for _, c := range []struct {
		name string
		s    browsertest.Screen
	}{{"tablet-light", tablet}, {"phone-light", browsertest.Phone}, {"phone-dark", browsertest.Phone.In(true)}} {
		p := o.enter(b, "bram", c.s)
		fits := func(what string) {
			t.Helper()
			if over := browsertest.Eval[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
				t.Errorf("%s: %s is %d pixels too wide", c.name, what, over)
			}
			if wide := browsertest.Eval[string](p, `[...document.querySelectorAll('#room *')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.id || e.className || e.tagName).join()`); wide != "" {
				t.Errorf("%s: in %s these stick out: %s", c.name, what, wide)
			}
			p.Axe()
			p.Picture("console-" + c.name + "-" + what)
		}
		p.Wait("the card", fmt.Sprintf(`document.querySelector('[data-id="%s"]')`, id))
		fits("lists")
		browsertest.Eval[bool](p, fmt.Sprintf(`(document.querySelector('[data-id="%s"]').click(), true)`, id))
		sees(p, "#talk-title", "J. de Vries")
		if browsertest.Eval[bool](p, `[...document.querySelectorAll('#acts button')].some(b => b.textContent.includes('Neem over'))`) {
			click(p, "Neem over")
		}
		sees(p, "#talk-state", "Jij spreekt")
		fits("talk")
		click(p, "Proces")
		p.Wait("the panel", `document.querySelector('#panel .glance')?.checkVisibility()`)
		fits("context")
	}
}

func TestTheDoor(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	p := b.Open(t, o.URL+"/console/?lang=nl", browsertest.Desktop)
	p.Wait("the field", `document.activeElement?.id === 'agent'`)
	p.Axe()
	p.Type("anna")
	p.Press("Tab")
	p.Type("verkeerd")
	p.Press("Enter")
	sees(p, "#signin-wrong", "klopt niet")
	p.Picture("console-door")
	p.Look(browsertest.Phone.In(true))
	p.Axe()
	p.Picture("console-door-phone-dark")
	p.Type(o.passwords["anna"])
	p.Press("Enter")
	sees(p, "#whoami", "Anna")
	p.Look(browsertest.Desktop)
	click(p, "Afmelden")
	p.Wait("the door", `document.querySelector('#door').checkVisibility()`)
}

func TestASwitchIsQuick(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	o.busy()
	p := o.enter(b, "anna", wide)
	p.Wait("the queue", `document.querySelectorAll('#lists .card').length >= 3`)
	took := browsertest.Eval[float64](p, `(async () => {
		const ids = [...document.querySelectorAll('#lists .card')].map(e => e.dataset.id);
		const go = async (id) => {
			document.querySelector('[data-id="' + id + '"]').click();
			const end = performance.now() + 5000;
			while (performance.now() < end && (document.querySelector('#reply').dataset.of !== id || document.querySelector('#conversation').hidden)) await new Promise(r => setTimeout(r, 1));
		};
		for (const id of ids) { await go(id); await new Promise(r => setTimeout(r, 200)); }
		const took = [];
		for (let n = 0; n < 5; n++) for (const id of ids) { const from = performance.now(); await go(id); took.push(performance.now() - from); }
		return took.sort((a, b) => a - b)[Math.floor(took.length / 2)];
	})()`)
	t.Logf("a switch takes %.1f ms", took)
	if took > 100 {
		t.Errorf("a switch takes %.0f ms, want under 100", took)
	}
}
