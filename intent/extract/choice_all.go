package extract

import "balie/conversation"

// OtherThan finds the option that a text names beside the one that is held: "I said lost but it was stolen". Nothing when it
// names none, or several others.
func (x *Extractor) OtherThan(text string, options []conversation.Option, held conversation.Value) (Found, bool) {
	ts := x.tokens(text)
	m := x.menu(options)
	plain, _ := m.denied(ts)
	other, named := -1, false
	var at fit
	for _, f := range m.fits(plain, true) {
		switch {
		case !f.whole:
		case options[f.option].Value.Equal(held):
			named = true
		case other >= 0:
			return Found{}, false
		default:
			other, at = f.option, f
		}
	}
	if !named || other < 0 {
		return Found{}, false
	}
	f := m.found(other, at.start, at.end, 0.85)
	f.Text = text[f.Start:f.End]
	return f, true
}
