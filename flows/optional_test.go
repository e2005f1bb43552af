package flows

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"balie/conversation"
)

const noteFlow = `flow: note
title: Notitie
description: Passes a note on.
examples: {nl: [notitie doorgeven], en: [pass on a note]}
slots:
  about: {type: text, label: onderwerp, ask: "Waarover?"}
  reach: {type: text, label: bereikbaar, ask: "Waar bereiken we je?", optional: true}
steps:
  - collect: about
  - collect: reach
  - confirm: {nl: "Ik geef {{about}} door. Doen?", en: "I pass on {{about}}. Shall I?"}
    do:
      - call: crm.note
        with: {text: about, contact: reach}
  - say: {nl: Doorgegeven., en: Passed on.}
`

// What a customer does not have is left out of a call that can do without it, and is sent, and shown, when they have it.
func TestAnOptionalSlotGoesIntoAnOptionalParameter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer conversation.Command
		asked  string
		want   conversation.Value
	}{
		"not had": {conversation.Command{Do: conversation.DoSkip, Frame: 1, Slot: "reach"}, "Ik geef lek door. Doen?", conversation.Value{}},
		"had":     {gives(1, "reach", "thuis"), "Ik geef lek door. Doen?\nbereikbaar: thuis", conversation.Of(conversation.Text, "thuis")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newTalker(t, fstest.MapFS{"note.yaml": {Data: []byte(noteFlow)}}, nil)
			k.apply(conversation.IdentityProven{Identity: conversation.Identity{Subject: "C-1", Assurance: conversation.Basic, At: time.Unix(1, 0)}})
			k.turn(conversation.Command{Do: conversation.DoStart, Flow: "note"}, gives(1, "about", "lek"))
			if got := texts(k.turn(c.answer)); !strings.Contains(got, c.asked) || strings.Contains(got, "bereikbaar") != !c.want.Zero() {
				t.Errorf("asked %q", got)
			}
			k.yes()
			if got := k.s.Consent; got == nil || !got.Given || !got.Calls[0].Params["contact"].Equal(c.want) {
				t.Errorf("agreed to %+v", got)
			}
		})
	}
}

// A slot that is asked later is no slot that the customer lacks.
func TestAnOptionalSlotIsAskedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	late := strings.Replace(noteFlow, "  - collect: reach\n", "", 1) + "  - collect: reach\n"
	_, problems := Load(LoadOptions{Flows: fstest.MapFS{"note.yaml": {Data: []byte(late)}}, Operations: contracts()})
	if err := problems.Err(); err == nil || !strings.Contains(err.Error(), "reach may have no value here") {
		t.Errorf("problems: %v", err)
	}
}
