package assistant_test

import (
	"errors"
	"strings"
	"testing"

	"balie/assistant"
	"balie/conversation"
)

// breaking is an engine that fails on purpose.
type breaking struct {
	assistant.Engine
	on func(s *conversation.State, c conversation.Cause) error // a text that starts with panic: it panics
}

func (b *breaking) Advance(s *conversation.State, c conversation.Cause) (conversation.Move, error) {
	if err := b.on(s, c); err != nil {
		if strings.HasPrefix(err.Error(), "panic") {
			panic(err)
		}
		return conversation.Move{}, err
	}
	return b.Engine.Advance(s, c)
}

// fails takes turns that must fail, each of them because of what.
func (h *house) fails(turns int, what string) {
	h.Helper()
	for i := range turns {
		if err := h.a.Turn(h.Context(), h.id); err == nil || !strings.Contains(err.Error(), what) {
			h.Fatalf("turn %d: %v", i+1, err)
		}
	}
}

// TestAPoisonMessageGoesToAPerson: it is not lost, not looped over, and not understood a third time.
func TestAPoisonMessageGoesToAPerson(t *testing.T) {
	t.Parallel()
	for name, poison := range map[string]func(h *house, active func() bool){
		"the recognizer panics": func(h *house, active func() bool) {
			h.script.during = func(int) {
				if active() {
					panic("poison")
				}
			}
		},
		"the engine panics": func(h *house, active func() bool) {
			h.process("first", &breaking{h.engine, func(_ *conversation.State, c conversation.Cause) error {
				if active() && c.Kind == conversation.CauseInput {
					return errors.New("panic: poison")
				}
				return nil
			}})
		},
		"the engine has an error": func(h *house, active func() bool) {
			h.process("first", &breaking{h.engine, func(_ *conversation.State, c conversation.Cause) error {
				if active() && c.Kind == conversation.CauseInput {
					return errors.New("poison")
				}
				return nil
			}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			h.signsIn("C-1001")
			bad := true
			poison(h, func() bool { return bad })
			h.hears("zwarte kat", start("block_card"))
			h.fails(2, map[bool]string{true: "panic of type", false: "poison"}[strings.HasSuffix(name, "panics")])
			if h.count("message_received") != 1 {
				t.Fatal("it was taken in although nothing came of it")
			}
			m := h.rests()
			if name == "the recognizer panics" {
				h.tells(m, "Ik heb een medewerker gevraagd")
			} else if len(m) != 0 {
				t.Errorf("a broken engine said %q", told(m))
			}
			s := h.state()
			if s.Status != conversation.Queued || s.Request.Reason != "not_handled" || h.count("alarm_raised") != 1 || h.count("message_received") != 2 {
				t.Fatalf("it stands at %s, %+v; %d alarms, %d messages", s.Status, s.Request, h.count("alarm_raised"), h.count("message_received"))
			}
			bad = false
			h.tells(h.says("kwijt", start("block_card"), set("reason", "lost")), "Om welke pas gaat het?")
		})
	}
}

// TestAPanicAfterTheCallLosesNoReceipt: the action is settled, and not started again.
func TestAPanicAfterTheCallLosesNoReceipt(t *testing.T) {
	t.Parallel()
	for how, says := range map[string]string{"panic: poison": "panic of type", "poison": "poison"} {
		h := bank(t)
		m := h.blocking()
		bad := true
		h.process("first", &breaking{h.engine, func(s *conversation.State, c conversation.Cause) error {
			if bad && c.Kind == conversation.CauseWalk && len(s.Actions) > 0 && s.Open == 0 {
				return errors.New(how)
			}
			return nil
		}})
		h.accepts(conversation.Input{Kind: conversation.InputButton, Choice: button(t, m, "Ja")})
		h.fails(1, says)
		h.settled(1, conversation.Done, "answer")
		bad = false
		h.tells(h.rests(), "Gelukt")
		h.ran("block_card", 1, 1)
	}
}

// TestARefusedEventSpoilsNothing: an engine that wants what may not follow fails its turn, and the next one works.
func TestARefusedEventSpoilsNothing(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	bad := true
	h.process("first", &wishful{h.engine, func() bool { return bad }})
	h.hears("hoi")
	h.fails(2, "action 9 cannot follow")
	bad = false
	h.rests()
	h.tells(h.says("pas kwijt", start("block_card"), set("reason", "lost")), "Om welke pas gaat het?")
}

// wishful is an engine that makes up an action.
type wishful struct {
	assistant.Engine
	on func() bool
}

func (w *wishful) Advance(s *conversation.State, c conversation.Cause) (conversation.Move, error) {
	if w.on() {
		return conversation.Move{Events: []conversation.Event{conversation.ActionStarted{N: 9, Operation: "crm.block_card"}}}, nil
	}
	return w.Engine.Advance(s, c)
}

// TestAProcessThatDoesNotRestGoesToAPerson, instead of talking for ever.
func TestAProcessThatDoesNotRestGoesToAPerson(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.signsIn("C-1001")
	h.process("first", &restless{h.engine})
	h.says("hoi")
	if s := h.state(); s.Status != conversation.Queued || s.Request.Reason != "stuck" || h.count("alarm_raised") != 1 {
		t.Errorf("it stands at %s, %+v, %d alarms", s.Status, s.Request, h.count("alarm_raised"))
	}
}

type restless struct{ assistant.Engine }

func (r *restless) Advance(s *conversation.State, c conversation.Cause) (conversation.Move, error) {
	if c.Kind == conversation.CauseWalk && s.Status == conversation.WithAssistant || c.Command.Do == conversation.DoRun {
		return conversation.Move{Events: []conversation.Event{conversation.CommandAdmitted{}}}, nil
	}
	return r.Engine.Advance(s, c)
}

// TestAnEngineCannotStartWhatIsNotConsentedTo: the gate stands between it and the back end.
func TestAnEngineCannotStartWhatIsNotConsentedTo(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.blocking()
	h.process("first", &hasty{h.engine})
	h.hears("hoi")
	h.fails(2, conversation.ErrConsent.Error())
	h.rests()
	h.ran("block_card", 0, 0)
}

type hasty struct{ assistant.Engine }

func (e *hasty) Advance(s *conversation.State, c conversation.Cause) (conversation.Move, error) {
	if c.Kind != conversation.CauseWalk || s.Status != conversation.WithAssistant {
		return conversation.Move{}, nil
	}
	return conversation.Move{Start: &conversation.Call{
		Operation: "crm.block_card", Params: map[string]conversation.Value{"card": conversation.Of(conversation.Ref("card"), "K-11")},
		Frame: 1, Step: "call.block", Consent: s.Consent.ID, Actor: conversation.FromAssistant, Base: s.N,
	}}, nil
}
