package flows

import "balie/conversation"

// askMeant asks whether one process is meant, to be answered with yes or no.
func (t *thought) askMeant(name string) error {
	flow := t.set.Flows[name]
	if flow == nil {
		return t.pattern("unclear", nil)
	}
	title, err := t.title(flow)
	if err != nil {
		return err
	}
	t.offered = []conversation.Button{
		startButton(name, t.small("button.yes")),
		{ID: conversation.Command{Do: conversation.DoNo}.Choice(), Label: t.small("button.no")},
	}
	return t.pattern("meant", vars{"value": text(title)})
}

// meant returns the process of which the last thing that was said asks whether it is meant; empty when it asks something
// else.
func (t *thought) meant() string {
	if len(t.s.Recent) == 0 {
		return ""
	}
	last := t.s.Recent[len(t.s.Recent)-1]
	if last.Because != "pattern meant" {
		return ""
	}
	for _, b := range last.Buttons {
		if c, err := conversation.ParseChoice(b.ID); err == nil && c.Do == conversation.DoStart {
			return c.Flow
		}
	}
	return ""
}
