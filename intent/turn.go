package intent

import (
	"fmt"
	"slices"
	"strings"

	"balie/conversation"
	"balie/intent/classify"
	"balie/intent/extract"
)

// turn is the reading of one turn's messages.
type turn struct {
	*Recognizer
	extract *extract.Extractor
	exp     conversation.Expectation
	trace   []string
	ranked  map[string]classify.Result
	topics  map[string]topic
	folds   map[string]forms
	mute    map[mute]bool
	running map[string]bool // words of the running process
	// meanings of lists of options, by the first of each
	meanings map[*conversation.Option][]map[classify.Meaning]bool
}

func (r *Recognizer) turn(exp conversation.Expectation) *turn {
	t := &turn{Recognizer: r, extract: r.extract.OneTurn(), exp: exp,
		ranked: map[string]classify.Result{}, topics: map[string]topic{}, folds: map[string]forms{}, mute: map[mute]bool{},
		meanings: map[*conversation.Option][]map[classify.Meaning]bool{}}
	t.running = r.spoken[exp.Running]
	return t
}

// maxTrace bounds what is kept for --why.
const maxTrace = 40

func (t *turn) note(format string, args ...any) {
	if len(t.trace) < maxTrace {
		t.trace = append(t.trace, fmt.Sprintf(format, args...))
	}
}

// quote shortens a text for the trace.
func (t *turn) quote(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

func (t *turn) mayPattern(name string) bool { return slices.Contains(t.exp.Patterns, name) }
func (t *turn) mayStart(name string) bool   { return slices.Contains(t.exp.Flows, name) }

// classify ranks a text, once.
func (t *turn) classify(text string) classify.Result {
	if res, there := t.ranked[text]; there {
		return res
	}
	res := t.model.Classify(text)
	if bare := t.withoutValues(text); bare != text {
		if other := t.model.Classify(bare); other.Confidence > res.Confidence {
			res = other
		}
	}
	res = t.asTold(text, res)
	t.ranked[text] = res
	t.noteRanking(text, res)
	return res
}

// leastTold is the number of words from which a sentence that asks nothing tells something: fewer may be a heading, such as
// "opening hours on sunday".
const leastTold = 4

// asTold leaves general questions out of the ranking of a sentence that tells something and comes nearer to what somebody
// wished for: it asks nothing.
func (t *turn) asTold(text string, res classify.Result) classify.Result {
	if len(res.Ranked) == 0 || label(res.Ranked[0].Label) != question || t.form(text) != extract.Statement || len(extract.Words(text)) < leastTold {
		return res
	}
	asked, others := res.Ranked[0], slices.Clone(res.Ranked[1:])
	if !slices.ContainsFunc(others, func(k classify.Ranked) bool {
		_, flow := label(k.Label).flow()
		return flow && k.Similarity > asked.Similarity
	}) {
		return res
	}
	for i := range others {
		others[i].Probability /= max(1-asked.Probability, others[0].Probability)
	}
	res.Ranked = others
	return res
}

// withoutValues leaves out days, amounts and the like: they say nothing about what is wished for.
func (t *turn) withoutValues(text string) string {
	if !strings.ContainsAny(text, "0123456789@") {
		return text
	}
	var found []extract.Found
	for _, of := range [][]extract.Found{
		t.extract.Email(text), t.extract.IBAN(text), t.extract.Phone(text), t.extract.Postcode(text),
		t.extract.Date(text, t.exp.Now, extract.Future), t.extract.Amount(text, false), t.extract.Time(text, false),
	} {
		found = append(found, of...)
	}
	return blank(text, found)
}

// noteRanking says what the classifier made of a text.
func (t *turn) noteRanking(text string, res classify.Result) {
	var parts []string
	for _, k := range res.Ranked[:min(3, len(res.Ranked))] {
		parts = append(parts, fmt.Sprintf("%s %.2f (nearest %q %.2f)", k.Label, k.Probability, k.Nearest.Text, k.Similarity))
	}
	t.note("%q: confidence %.2f of %.2f; %s", t.quote(text), res.Confidence, t.model.Threshold, strings.Join(parts, "; "))
}

// message understands one message.
func (t *turn) message(m conversation.Utterance) []conversation.Command {
	var out []conversation.Command
	if m.Fields != nil {
		out = t.filled(m)
	} else if m.Choice != "" {
		out = t.button(m.Choice)
	} else {
		out = t.text(strings.ToValidUTF8(cutText(m.Text), " "))
	}
	for i := range out {
		out[i].Input, out[i].Seen = m.Input, m.Seen
		if out[i].By == "" {
			out[i].By = By
		}
	}
	return out
}

func cutText(s string) string {
	if len(s) > extract.MaxText {
		s = s[:extract.MaxText]
	}
	return s
}

// text understands what was typed.
func (t *turn) text(text string) []conversation.Command {
	if !extract.HasWords(text) {
		return t.wordless(text)
	}
	if cs, ok := t.typedLabel(text); ok {
		return cs
	}
	if t.soFar(text) {
		t.note("%q asks whether it has happened yet", t.quote(text))
		return []conversation.Command{pattern(isItDone, verySure)}
	}
	if c, ok := t.firstRank(text); ok {
		if t.noToConsent(c, text) {
			c = conversation.Command{Do: conversation.DoNo, Confidence: 0.8}
		}
		return []conversation.Command{c}
	}
	if out := t.isMeant(text); out != nil {
		return out
	}
	if c, ok := t.unreadable(text); ok {
		return []conversation.Command{c}
	}
	switch {
	case t.exp.Confirm != "":
		return t.reply(text)
	case t.exp.Asked != nil && t.free(*t.exp.Asked):
		return t.freeText(text)
	}
	return t.flawed(text, t.sentences(text, false))
}

// flawed adds to what was not understood what is wrong with it as an answer to the open question.
func (t *turn) flawed(text string, out []conversation.Command) []conversation.Command {
	a := t.exp.Asked
	if a == nil || len(out) != 1 {
		return out
	}
	again := out[0].Do == conversation.DoStart && out[0].Flow == t.exp.Running
	if c, ok := t.missed(text); ok && (again || unclear(out)) {
		return []conversation.Command{c}
	}
	if out[0].Do != conversation.DoUnclear {
		return out
	}
	if f := t.extract.Flaw(a.Type, text); f != "" {
		t.note("%q is no %s: %s", t.quote(text), a.Type, f)
		out[0].Problem = string(f)
	} else if len(a.Options) > 1 && anyIn(t.stance.adding, t.folding(text).folded) && !t.extract.Negates(text) {
		out[0].Problem = together // both of what can only be chosen from
	}
	return out
}

// typedLabel reads the label of a button that was shown, typed instead of pressed. A confirmation is not answered that
// way: what is typed for a yes must have been seen before it was sent.
func (t *turn) typedLabel(text string) ([]conversation.Command, bool) {
	for _, b := range slices.Backward(t.exp.Offered) {
		if extract.Fold(b.Label) != t.folded(text) {
			continue
		}
		c, err := conversation.ParseChoice(b.ID)
		if err != nil || c.Do == conversation.DoYes || c.Do == conversation.DoNo {
			continue
		}
		t.note("%q is the label of a button", t.quote(text))
		return t.button(b.ID), true
	}
	return nil, false
}

// wordless reads a message of marks only: a thumb, a row of question marks.
func (t *turn) wordless(text string) []conversation.Command {
	switch t.extract.YesNo(text, nil).Answer {
	case extract.Yes:
		return []conversation.Command{{Do: conversation.DoYes, Confidence: 0.9}}
	case extract.No:
		return []conversation.Command{{Do: conversation.DoNo, Confidence: 0.9}}
	}
	if strings.Contains(text, "?") && t.mayPattern(repeat) {
		return []conversation.Command{pattern(repeat, 0.8)}
	}
	if t.mood.glares(text) && t.mayPattern(irritated) {
		return []conversation.Command{pattern(irritated, 0.8)}
	}
	return t.nothing(text)
}

// nothing is what is left when nothing was understood.
func (t *turn) nothing(text string) []conversation.Command {
	return []conversation.Command{{Do: conversation.DoUnclear, Text: text}}
}

// The patterns that the recognizer itself turns to, if they may be called.
const (
	repeat   = "repeat"    // a row of question marks
	hesitate = "hesitate"  // a yes that was taken back, and nothing else
	dontHave = "dont_have" // an open question: it is skipped
	cancel   = "cancel"
	// noHandover takes the place of cancel while a person is waited for and nothing runs.
	noHandover = "no_handover"
	irritated  = "irritated"  // nothing was said but that
	isItDone   = "is_it_done" // the wish for a process that waits
	howFar     = "how_far"    // how many questions are left
	whenPerson = "when_person"
	thanks     = "thanks"
	goodbye    = "goodbye"
)

func pattern(name string, sure float64) conversation.Command {
	return conversation.Command{Do: conversation.DoPattern, Pattern: name, Confidence: sure}
}

// button reads a choice's id and looks its key up among the options that were offered.
func (t *turn) button(id string) []conversation.Command {
	c, err := conversation.ParseChoice(id)
	if err != nil {
		t.note("button: %v", err)
		return []conversation.Command{{Do: conversation.DoUnclear, By: "button"}}
	}
	if c.Do == conversation.DoSet {
		o, ok := t.offered(c)
		if !ok {
			t.note("button: %s is no longer among the options of %s", c.Text, c.Slot)
			return []conversation.Command{{Do: conversation.DoUnclear, By: "button"}}
		}
		c.Value, c.Text = &o.Value, o.Label
	}
	t.note("button %s", c)
	return []conversation.Command{c}
}

func (t *turn) offered(c conversation.Command) (conversation.Option, bool) {
	for _, s := range t.slots() {
		if s.Slot != c.Slot || c.Frame != 0 && s.Frame != c.Frame {
			continue
		}
		if s.Type == conversation.YesNo && (c.Text == "true" || c.Text == "false") {
			return conversation.Option{Key: c.Text, Value: conversation.Bool(c.Text == "true")}, true
		}
		for _, o := range s.Options {
			if o.Key == c.Text {
				return o, true
			}
		}
	}
	return conversation.Option{}, false
}

// slots lists the asked slot and all others that may be given.
func (t *turn) slots() []conversation.SlotExpectation {
	var out []conversation.SlotExpectation
	if t.exp.Asked != nil {
		out = append(out, *t.exp.Asked)
	}
	return append(out, t.exp.Also...)
}

// firstRank finds the patterns that outrank every process: by phrase, or by what the message is about as a whole.
func (t *turn) firstRank(text string) (conversation.Command, bool) {
	name, ok := t.says(text, true)
	if c, without := t.withoutPerson(text, name); without {
		return c, true
	}
	if ok {
		return pattern(name, 1), true
	}
	if t.wants(text) {
		return pattern(handover, verySure), true
	}
	for _, s := range append([]string{text}, sentencesOf(text)...) {
		l, sure, ok := t.about(s)
		name, isPattern := l.pattern()
		if !ok || !isPattern || !t.set.Patterns[name].First {
			continue
		}
		if t.exp.Asked != nil && t.free(*t.exp.Asked) && sure < verySure {
			continue
		}
		t.note("pattern %s: of first rank", name)
		return pattern(name, sure), true
	}
	return conversation.Command{}, false
}
