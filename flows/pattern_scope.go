package flows

import (
	"time"

	"strings"

	"balie/conversation"
)

// scope is what small texts may read: the company, the customer and what they are called with.
func (t *thought) scope(v vars) *Env {
	vals := t.common()
	vals["emergency"] = t.set.Company["emergency"]
	for name, x := range v {
		vals[name] = x
	}
	return &Env{
		Values: vals, Language: t.s.Language, Tone: t.set.Tone, Now: t.now, Place: t.engine.Place, Calendar: t.engine.Calendar,
		Label: func(string) string { return "" },
	}
}

// patternScope is what patterns may read: see [PatternScope].
func (t *thought) patternScope(v vars) *Env {
	env := t.scope(nil)
	vals := env.Values
	for name, typ := range PatternScope {
		if vals[name].Zero() {
			vals[name] = conversation.Value{Type: typ}
		}
	}
	t.aboutProcess(vals)
	vals["unclear"], vals["anger"] = number(t.s.Unclear), number(t.s.Anger)
	vals["queued"] = conversation.Bool(t.s.Status == conversation.Queued)
	vals["stays"] = conversation.Bool(t.s.Status == conversation.Queued && t.s.Request != nil && t.s.Request.Stays)
	vals["alone"] = conversation.Bool(t.personsAlone())
	if t.s.Status == conversation.Queued && t.s.Request != nil {
		vals["awaited"] = text(t.s.Request.Reason)
	}
	vals["acts_for"], vals["may_act_for"], vals["chosen"] = text(t.actsFor()), text(t.mayActFor()), conversation.Bool(t.s.Chosen != 0)
	vals["desk_open"] = conversation.Bool(t.s.Turn.DeskOpen)
	vals["next_opening"] = text(t.opening())
	vals["case"], vals["agent"] = text(t.s.Case), text(t.s.Name)
	var titles []string
	for _, name := range t.startable() {
		if title, err := t.title(t.set.Flows[name]); err == nil && title != "" {
			titles = append(titles, strings.ToLower(title[:1])+title[1:])
		}
	}
	vals["can_do"] = text(list(titles))
	for name, x := range v {
		vals[name] = x
	}
	return env
}

// aboutProcess fills in what is known of the running process, or of the one that ended last.
func (t *thought) aboutProcess(vals map[string]conversation.Value) {
	f := t.s.LastProcess()
	if f == nil {
		return
	}
	flow, err := t.flowOf(f)
	if err != nil {
		return
	}
	if title, err := t.title(flow); err == nil {
		vals["running"] = text(title)
	}
	vals["active"] = conversation.Bool(t.s.Process() != nil)
	vals["urgent"] = conversation.Bool(flow.Urgent)
	did, checking, unsure := t.deeds(f)
	vals["did_before"] = text(t.before(f))
	vals["did_all"] = text(strings.TrimSpace(vals["did_before"].Text + "\n" + did))
	vals["did"], vals["any_done"], vals["checking"] = text(did), conversation.Bool(did != ""), conversation.Bool(checking)
	vals["unsure"] = conversation.Bool(unsure)
	if did == "" && t.s.Process() == nil || t.s.Process() != nil && t.onlyWaits(f) {
		vals["told"] = text(t.told(f, flow))
	}
	vals["undoable"], vals["undone"] = conversation.Bool(t.mayUndo(f)), text(t.takenBack(f))
	vals["undoing"] = conversation.Bool(f.Undoing)
	vals["owed"] = conversation.Bool(t.s.Process() != nil && len(t.owed(f)) > 0)
	if a := t.asked(); a != nil && t.leftToPerson(a) {
		vals["resting"] = conversation.Bool(true)
	} else if a != nil {
		t.aboutQuestion(a, vals)
		vals["identifying"] = conversation.Bool(t.s.Frame(a.Frame).Flow == IdentifyFlow)
		left := t.left()
		vals["left"], vals["left_sure"], vals["left_shown"] = number(left.questions), conversation.Bool(!left.unsure), conversation.Bool(left.shows)
	} else if t.s.Consent != nil && !t.s.Consent.Given {
		vals["confirming"] = conversation.Bool(true)
		vals["question"], vals["missing"] = text(t.s.Consent.Text), text(t.small("missing.consent"))
	}
}

// told writes anew the last thing that a process said of what it had read or heard from a back end.
func (t *thought) told(f *conversation.Frame, flow *Flow) string {
	env, err := t.env(f, flow)
	if err != nil {
		return ""
	}
	read := map[string]bool{}
	last := ""
	flow.Walk(func(st *Step) {
		if st.Save != "" && (st.Kind == Wait || t.set.Operations[st.Target].Effect == conversation.EffectNone) {
			read[st.Save] = true
		}
		if st.Kind != Say || f.Said[st.Name] == "" || !anyOf(st.Say.Names(), read) {
			return
		}
		if s, err := st.Say.Render(t.s.Language, t.set.Tone, env); err == nil {
			last = s
		}
	})
	return last
}

// leftToPerson reports whether the open question waits for a person.
func (t *thought) leftToPerson(a *conversation.SlotExpectation) bool {
	return leftToPerson(t.s.Frame(a.Frame), a.Slot)
}

func (t *thought) aboutQuestion(a *conversation.SlotExpectation, vals map[string]conversation.Value) {
	f := t.s.Frame(a.Frame)
	flow, err := t.flowOf(f)
	if err != nil {
		return
	}
	slot := flow.Slots[a.Slot]
	env, err := t.env(f, flow)
	if err != nil || slot == nil {
		return
	}
	if s, err := slot.Ask.Render(t.s.Language, t.set.Tone, env); err == nil {
		vals["question"] = text(s)
	}
	if slot.Why != nil {
		if s, err := slot.Why.Render(t.s.Language, t.set.Tone, env); err == nil {
			vals["why"] = text(s)
		}
	}
	if s, err := t.what(slot); err == nil {
		vals["label"], vals["missing"] = text(s), text(s)
	}
}

// before writes what the other processes of the conversation did.
func (t *thought) before(f *conversation.Frame) string {
	var lines []string
	for _, other := range t.s.Frames {
		if other.Parent != 0 || other == f {
			continue
		}
		if did, _, _ := t.deeds(other); did != "" {
			lines = append(lines, did)
		}
	}
	return strings.Join(lines, "\n")
}

// deeds writes what was done in a process and stands, with references, and whether something is being looked up, or cannot
// be told any more.
func (t *thought) deeds(f *conversation.Frame) (did string, checking, unsure bool) {
	var lines []string
	for _, a := range t.s.Deeds(f.ID) {
		if a.NotNeeded != "" || a.Undoes != 0 {
			continue
		}
		switch {
		case !a.Settled:
			checking = true
		case a.Receipt.Outcome == conversation.Unknown:
			unsure = true
		case a.Receipt.Outcome == conversation.Done && !a.Undone:
			lines = append(lines, t.deed("did", a))
		}
	}
	return strings.Join(lines, "\n"), checking, unsure
}

// takenBack writes what was undone in a process, with the references of that.
func (t *thought) takenBack(f *conversation.Frame) string {
	var lines []string
	for _, a := range t.s.Deeds(f.ID) {
		if a.Undoes != 0 && a.Receipt.Outcome == conversation.Done {
			lines = append(lines, t.deed("undone", a))
		}
	}
	return strings.Join(lines, "\n")
}

// opening writes when somebody is there again.
func (t *thought) opening() string {
	return t.moment(t.s.Turn.NextOpening)
}

// nearby is how far off a day may be to be called by its name alone.
const nearby = 6 * 24 * time.Hour

// moment writes a time to come: the day, by its name while that is clear, and the hour; empty for no time.
func (t *thought) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if t.engine.Place != nil {
		at = at.In(t.engine.Place)
	}
	day := t.small("weekday." + strings.ToLower(at.Weekday().String()))
	if at.Sub(t.now) > nearby {
		day = Format(conversation.Of(conversation.Date, at.Format(time.DateOnly)), t.s.Language)
	}
	return t.smallWith("opening", vars{"value": text(day), "answer": text(at.Format("15:04"))})
}
