package intent

import (
	"slices"
	"strings"

	"balie/conversation"
	"balie/flows"
	"balie/intent/extract"
)

// free reports a slot that takes any text.
func (t *turn) free(s conversation.SlotExpectation) bool {
	return s.Type == conversation.Text && len(s.Options) == 0
}

// take finds the one value of a slot's type in a text. strict: it was not asked for, so that only what names it
// outright counts.
func (t *turn) take(s conversation.SlotExpectation, text string, strict bool) (extract.Found, bool) {
	if s.Type == conversation.YesNo {
		return t.takeYesNo(text, strict)
	}
	if len(s.Options) > 0 {
		return t.takeOption(s, text, strict)
	}
	found := t.find(s, text, strict)
	if len(found) > 1 && !s.Value.Zero() { // "not the 1st but the 5th": what it holds is not the new one
		found = slices.DeleteFunc(found, func(f extract.Found) bool { return f.Value.Equal(s.Value) })
	}
	return one(found)
}

// one returns the only value; several different ones are none.
func one(found []extract.Found) (extract.Found, bool) {
	var best extract.Found
	for _, f := range found {
		switch {
		case best.Value.Zero() || f.Confidence > best.Confidence+0.3:
			best = f
		case f.Confidence < best.Confidence-0.3, f.Value.Equal(best.Value):
		default:
			return extract.Found{}, false
		}
	}
	return best, !best.Value.Zero() && best.Confidence >= 0.5
}

// find runs the extractor of a slot's type.
func (t *turn) find(s conversation.SlotExpectation, text string, strict bool) []extract.Found {
	x := t.extract
	switch s.Type {
	case conversation.Number:
		return x.Number(t.dateless(text))
	case conversation.Money:
		if named := x.Amount(text, false); strict || len(named) > 0 {
			return named
		}
		return x.Amount(t.dateless(text), true)
	case conversation.Date:
		if len(x.Period(text, t.exp.Now, t.looks(s))) > 0 {
			return nil // which of both?
		}
		return x.Date(text, t.exp.Now, t.looks(s))
	case conversation.Time:
		return x.Time(text, !strict)
	case conversation.Period:
		return x.Period(text, t.exp.Now, t.looks(s))
	case conversation.Email:
		return x.Email(text)
	case conversation.Phone:
		return x.Phone(text)
	case conversation.IBAN:
		return x.IBAN(text)
	case conversation.Postcode:
		return x.Postcode(text)
	}
	return nil
}

// dateless blanks the days of a text: their numbers are no others.
func (t *turn) dateless(text string) string {
	return blank(text, t.extract.Date(text, t.exp.Now, extract.Future))
}

// blank puts spaces where values stand, so that everything else stays in its place.
func blank(text string, found []extract.Found) string {
	if len(found) == 0 {
		return text
	}
	hidden := []byte(text)
	for _, f := range found {
		for i := max(0, f.Start); i < min(len(hidden), f.End); i++ {
			hidden[i] = ' '
		}
	}
	return string(hidden)
}

// looks says whether days of a slot lie ahead or behind, as its rules tell: "date <= today" looks back.
func (t *turn) looks(s conversation.SlotExpectation) extract.Prefer {
	slot := t.slot(s.Flow, s.Slot)
	if slot == nil {
		return extract.Future
	}
	for _, rule := range slot.Valid {
		if rule.If == nil {
			continue
		}
		source := strings.ReplaceAll(rule.If.Source, " ", "")
		for _, behind := range []string{s.Slot + "<=today", s.Slot + "<today", s.Slot + "<=now", s.Slot + "<now"} {
			if strings.Contains(source, behind) {
				return extract.Past
			}
		}
	}
	return extract.Future
}

// slot returns a slot's definition, nil when the set has none.
func (t *turn) slot(flow, slot string) *flows.Slot {
	if f := t.set.Flows[flow]; f != nil {
		return f.Slots[slot]
	}
	return nil
}

func (t *turn) takeYesNo(text string, strict bool) (extract.Found, bool) {
	r := t.extract.YesNo(text, func(string) bool { return true })
	f := extract.Found{Start: 0, End: len(text) - len(r.Rest), Confidence: min(0.9, r.Confidence)}
	f.Text = text[:f.End]
	if strict {
		return f, false
	}
	switch {
	case r.Answer == extract.Yes, r.Answer == extract.NotYes && r.Head == extract.Yes && !t.extract.Denies(r.Rest):
		f.Value = conversation.Bool(true)
	case r.Answer == extract.No:
		f.Value = conversation.Bool(false)
	default:
		return f, false
	}
	if r.Answer == extract.Yes {
		f.End = len(text)
	}
	return f, true
}

// takeOption finds the option that is chosen. The other of two is the one that the slot does not hold now.
func (t *turn) takeOption(s conversation.SlotExpectation, text string, strict bool) (extract.Found, bool) {
	pick := t.extract.Choice
	if strict {
		pick = t.extract.Mentioned
	}
	if found := pick(text, s.Options); len(found) > 0 {
		return found[0], true
	}
	if f, ok := t.takeMoment(s, text); ok && (!strict || t.exp.Confirm != "" && t.extract.Beside(blank(text, []extract.Found{f}), 0, 0) == 0) {
		return f, true
	}
	if f, ok := t.takeMeaning(s, text); ok && !strict {
		return f, true
	}
	if len(s.Options) == 2 && !s.Value.Zero() && t.extract.Other(text) {
		for _, o := range s.Options {
			if !o.Value.Equal(s.Value) {
				return extract.Found{Value: o.Value, Key: o.Key, End: len(text), Text: text, Confidence: 0.8}, true
			}
		}
	}
	return extract.Found{}, false
}
