package flows

import "balie/conversation"

// tells is the step under which a frame remembers which contact is told of a change, and that it was.
func tells(step string) string { return "tells." + step }

// oldContact is satisfied when it is known which contact will be told of a change: it is looked up before the change.
func (p *place) oldContact(st *Step, params map[string]conversation.Value) (*need, error) {
	if p.elsewhere {
		return nil, nil
	}
	res, ok := p.f.Results[tells(st.Name)]
	switch {
	case !ok:
		return p.read(tells(st.Name), conversation.OpOldContact, map[string]conversation.Value{"kind": text(kindOf(params))})
	case res.Receipt.Outcome != conversation.Done:
		return p.failed(tells(st.Name), res.Receipt), nil
	}
	return nil, nil
}

// kindOf is the kind of contact that parameters change; empty where they change none.
func kindOf(params map[string]conversation.Value) string {
	for _, v := range params {
		switch v.Type {
		case conversation.Phone:
			return "sms"
		case conversation.Email:
			return "email"
		}
	}
	return ""
}

// tellings tells the old contact of every change that is done, once, whatever has become of its process since. Where that
// does not work a person is asked to.
func (t *thought) tellings() error {
	if t.s.Open != 0 {
		return nil
	}
	for _, a := range t.s.Actions {
		f := t.s.Frame(a.Frame)
		if f == nil || a.Undoes != 0 || a.Receipt.Outcome != conversation.Done || a.Undone {
			continue
		}
		set := t.setOf(f)
		contact := f.Results[tells(a.Step)].Receipt.Output.Field("contact").Text
		if set == nil || !set.Operations[a.Operation].Tells || contact == "" {
			continue
		}
		n, told := f.Receipts[tells(a.Step)]
		switch {
		case !told:
			t.move.Start = &conversation.Call{
				Operation: conversation.OpTellChange, Frame: a.Frame, Flow: a.Flow, Step: tells(a.Step), NotNeeded: "the old contact is told of a change",
				Params: map[string]conversation.Value{"contact": text(contact), "about": text(t.deed("did", a))},
			}
			return nil
		case t.s.Action(n).Receipt.Outcome != conversation.Done && f.Said[tells(a.Step)] == "":
			return t.patternAt("not_told", vars{"value": text(t.deed("did", a))}, f, tells(a.Step))
		}
	}
	return nil
}
