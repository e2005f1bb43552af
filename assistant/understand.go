package assistant

import (
	"context"
	"fmt"
	"slices"

	"balie/conversation"
)

// frustrated is from where on a message counts as irritation.
const frustrated = 0.5

// understand turns the messages of this turn, and files of them that have come, into admitted commands.
func (t *turn) understand(ctx context.Context, inputs []conversation.Input, came []conversation.Command) ([]conversation.Command, error) {
	said, sent := utterances(inputs), append(files(inputs), came...)
	if len(said) == 0 && len(sent) == 0 {
		return unreadable(inputs), nil
	}
	if len(said) == 0 {
		return sent, nil
	}
	x := t.Engine.Expect(t.h.State)
	u, err := t.recognize(ctx, said, x)
	if err != nil {
		return nil, err
	}
	last, seen := said[len(said)-1].Input, said[0].Seen
	for _, m := range said {
		seen = min(seen, m.Seen)
	}
	if calms(u.Commands) {
		u.Signals.Frustration = max(u.Signals.Frustration, frustrated) // what was said is irritation, whatever its words
	}
	for i := range u.Commands {
		if u.Commands[i].Input == 0 { // of any of them: then it answers only what all of them had seen
			u.Commands[i].Input, u.Commands[i].Seen = last, seen
		}
	}
	if err := t.add(conversation.Understood{Understanding: u}); err != nil {
		return nil, err
	}
	if l := u.Signals.Language; l != "" && l != t.h.State.Language && !t.h.State.Asked {
		if err := t.add(conversation.LanguageSet{Language: l}); err != nil {
			return nil, err
		}
	}
	admitted, err := t.admit(x, t.soothe(u))
	if len(sent) > 0 { // a text beside files need not be understood
		admitted = slices.DeleteFunc(admitted, func(c conversation.Command) bool { return c.Do == conversation.DoUnclear })
	}
	return append(admitted, sent...), err
}

// recognize asks the recognizer once for the same messages, however often the draft is dropped.
func (t *turn) recognize(ctx context.Context, said []conversation.Utterance, x conversation.Expectation) (conversation.Understanding, error) {
	last := said[len(said)-1].Input
	if t.grasp.upTo == last && t.grasp.n == len(said) {
		return t.grasp.u, nil
	}
	if err := t.Ledger.Cover(ctx, t.h, t.Patience); err != nil {
		return conversation.Understanding{}, err
	}
	thinks, cancel := context.WithTimeout(ctx, t.Patience)
	defer cancel()
	u, err := t.Recognizer.Understand(thinks, said, x)
	if err != nil {
		return u, fmt.Errorf("understand: %w", err)
	}
	if err := t.Ledger.Cover(ctx, t.h, margin); err != nil { // a lost lease is noticed before anything is said
		return u, err
	}
	t.grasp = grasped{upTo: last, n: len(said), u: u}
	return u, nil
}

// irritated is the pattern that answers irritation.
const irritated = "irritated"

// calms reports whether irritation is answered by what was understood.
func calms(commands []conversation.Command) bool {
	for _, c := range commands {
		if c.Do == conversation.DoPattern && c.Pattern == irritated {
			return true
		}
	}
	return false
}

// soothe answers irritation: where nothing else was understood, or where it grows.
func (t *turn) soothe(u conversation.Understanding) []conversation.Command {
	if u.Signals.Frustration < frustrated {
		return u.Commands
	}
	lost := true
	for _, c := range u.Commands {
		if c.Do == conversation.DoPattern {
			return u.Commands // a person, a sensitive matter or a repair comes first
		}
		lost = lost && c.Do == conversation.DoUnclear
	}
	calm := conversation.Command{Do: conversation.DoPattern, Pattern: irritated, By: u.By, Confidence: u.Signals.Frustration}
	switch {
	case lost:
		return []conversation.Command{calm}
	case t.h.State.Anger >= 2:
		return append([]conversation.Command{calm}, u.Commands...)
	}
	return u.Commands
}

func (t *turn) admit(x conversation.Expectation, proposed []conversation.Command) ([]conversation.Command, error) {
	admitted, refused := t.Admit(x, proposed)
	admitted, taken := takeBack(admitted)
	refused = append(refused, taken...)
	for _, c := range admitted {
		if err := t.add(conversation.CommandAdmitted{Command: c}); err != nil {
			return nil, err
		}
	}
	for _, r := range refused {
		if err := t.add(r); err != nil {
			return nil, err
		}
	}
	if len(admitted) == 0 && len(proposed) > 0 {
		admitted = []conversation.Command{{Do: conversation.DoUnclear, By: "admit"}}
	}
	return admitted, nil
}

// takeBack drops a yes after which something else was said in the same burst: it was taken back, corrected or asked
// about before anything could start. What stands beside it in one message is for the recognizer to judge.
func takeBack(commands []conversation.Command) (stand []conversation.Command, taken []conversation.CommandRefused) {
	var other int64
	for _, c := range commands {
		if c.Do != conversation.DoYes {
			other = max(other, c.Input)
		}
	}
	for _, c := range commands {
		if c.Do == conversation.DoYes && c.Input < other {
			taken = append(taken, conversation.CommandRefused{Command: c, Reason: "something else was said after it"})
			continue
		}
		stand = append(stand, c)
	}
	return stand, taken
}

func utterances(inputs []conversation.Input) []conversation.Utterance {
	var out []conversation.Utterance
	for _, in := range inputs {
		if in.Kind == conversation.InputFile && in.Text != "" || in.Kind == conversation.InputText || in.Kind == conversation.InputButton || in.Kind == conversation.InputForm {
			out = append(out, conversation.Utterance{Text: in.Text, Choice: in.Choice, Fields: in.Fields, Seen: in.Seen, Input: in.N, At: in.At})
		}
	}
	return out
}

// files makes commands of the messages with files.
func files(inputs []conversation.Input) []conversation.Command {
	var out []conversation.Command
	for _, in := range inputs {
		var items []conversation.Value
		for _, f := range in.Files {
			if f.Remote == "" {
				items = append(items, f.Value())
			}
		}
		if len(items) == 0 {
			continue
		}
		v := conversation.ListOf(items...)
		out = append(out, conversation.Command{Do: conversation.DoFile, Value: &v, By: "channel", Confidence: 1, Input: in.N, Seen: in.Seen})
	}
	return out
}

// unreadable answers pictures, voice and the like once, however many came.
func unreadable(inputs []conversation.Input) []conversation.Command {
	for _, in := range inputs {
		if in.Kind == conversation.InputMedia {
			return []conversation.Command{{Do: conversation.DoPattern, Pattern: "cannot_read", By: "channel", Input: in.N}}
		}
	}
	return nil
}
