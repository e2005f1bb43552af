package flows

import (
	"fmt"
	"strings"
	"time"

	"balie/conversation"
)

// fileLife is how long a file that nobody asked for is used for a question that comes later.
const fileLife = time.Hour

// file is satisfied when the slot has files that hold. What the customer sent before it was asked is not asked for.
func (p *place) file(slot *Slot, have conversation.SlotValue, set bool) (*need, error) {
	if set {
		return p.holds(slot, have)
	}
	var items []conversation.Value
	for _, f := range p.s.Files {
		if _, fits := slot.takes(f.File); fits && f.Remote == "" && !f.Used && p.now.Sub(f.At) < fileLife && len(items) < slot.Many {
			items = append(items, f.Value())
		}
	}
	if len(items) == 0 || len(p.f.Backs) > 0 && !p.fresh() {
		return p.ask(slot, nil)
	}
	v := slot.holding(items)
	if broken, err := p.refusal(slot, v); err != nil || broken != nil {
		return p.refused(slot, broken, v), err
	}
	return p.fill(slot, v, "", "", conversation.SourceSaid), nil
}

// fresh reports whether a file came in this turn.
func (p *place) fresh() bool {
	last := len(p.s.Files) - 1
	return last >= 0 && !p.s.Files[last].At.Before(p.s.Turn.Now)
}

// refused asks again for files that break a rule of the slot, and says the rule once a turn.
func (p *place) refused(slot *Slot, broken *Rule, v conversation.Value) *need {
	if broken == nil || p.asked(slot.Name) {
		return rest()
	}
	return &need{meet: func(t *thought) error {
		if err := t.refuseValue(p, slot, broken, v); err != nil {
			return err
		}
		n, err := p.ask(slot, nil)
		if err != nil {
			return err
		}
		return n.meet(t)
	}}
}

// holding is a slot's value of files: one, or a list where it may take several.
func (s *Slot) holding(items []conversation.Value) conversation.Value {
	if s.Many > 1 {
		return conversation.ListOf(items...)
	}
	return items[0]
}

// asksFile tells channels what a question for files takes.
func (s *Slot) asksFile() *conversation.UploadAsked {
	if s.Type != conversation.Upload {
		return nil
	}
	return &conversation.UploadAsked{Accept: s.Media(), Most: s.Most, Many: s.Many}
}

// files takes in what the customer sent: the walk uses what fits the question that is open, or will be.
func (t *thought) files(c conversation.Command) error {
	if c.Value == nil {
		return fmt.Errorf("file: it names none")
	}
	files := c.Value.Files()
	if a := t.asked(); a != nil && a.Type == conversation.Upload {
		return t.answeredWith(a, files)
	}
	if more, err := t.moreFiles(c, files); more || err != nil {
		return err
	}
	pattern := "file_unasked"
	for _, f := range t.open() {
		if flow, err := t.flowOf(f); err == nil && f.Outcome == "" && wantsOne(f, flow, files) {
			pattern = "file_kept"
		}
	}
	return t.pattern(pattern, vars{"value": text(fileNames(files))})
}

// answeredWith says what is wrong with files that do not answer the open question.
func (t *thought) answeredWith(a *conversation.SlotExpectation, files []conversation.File) error {
	flow, err := t.flowOf(t.s.Frame(a.Frame))
	if err != nil {
		return err
	}
	slot := flow.Slots[a.Slot]
	good := 0
	for _, f := range files {
		problem, ok := slot.takes(f)
		if ok {
			good++
			continue
		}
		reason := t.smallWith("problem."+problem, vars{"value": text(f.Name), "reason": text(megabytes(slot.Most, t.s.Language))})
		if err := t.pattern("not_valid", vars{"reason": text(reason)}); err != nil {
			return err
		}
	}
	if good > slot.Many {
		return t.pattern("file_unasked", vars{"value": text(fileNames(files[slot.Many:]))})
	}
	return nil
}

// moreFiles adds files to a slot that may take several and has some.
func (t *thought) moreFiles(c conversation.Command, files []conversation.File) (bool, error) {
	for _, f := range t.open() {
		flow, err := t.flowOf(f)
		if err != nil || f.Outcome != "" {
			continue
		}
		for _, name := range flow.SlotOrder {
			slot, have := flow.Slots[name], f.Slots[name].Value
			if slot.Type != conversation.Upload || have.Zero() || len(have.Items)+len(files) > slot.Many || !all(slot, files) {
				continue
			}
			v := conversation.ListOf(append(have.Items[:len(have.Items):len(have.Items)], c.Value.Items...)...)
			c.Do, c.Frame, c.Slot, c.Value = conversation.DoSet, f.ID, name, &v
			return true, t.setSlot(c)
		}
	}
	return false, nil
}

func all(slot *Slot, files []conversation.File) bool {
	for _, f := range files {
		if _, ok := slot.takes(f); !ok {
			return false
		}
	}
	return true
}

// wantsOne reports whether a flow has a slot without a value that takes one of the files.
func wantsOne(f *conversation.Frame, flow *Flow, files []conversation.File) bool {
	for name, slot := range flow.Slots {
		if _, set := f.Slots[name]; set || slot.Type != conversation.Upload {
			continue
		}
		for _, file := range files {
			if _, ok := slot.takes(file); ok {
				return true
			}
		}
	}
	return false
}

func fileNames(files []conversation.File) string {
	out := make([]string, len(files))
	for i, f := range files {
		out[i] = f.Name
	}
	return strings.Join(out, ", ")
}

// megabytes writes a size as people do.
func megabytes(n int64, language string) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", n>>10)
	}
	return formatNumber(float64(n*10>>20)/10, language) + " MB"
}
