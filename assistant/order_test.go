package assistant_test

import (
	"testing"

	"balie/conversation"
)

// orders lets an agent order to run a step.
func (h *house) orders(agent, step string) []conversation.Message {
	h.Helper()
	h.accepts(conversation.Input{Kind: conversation.InputRun, Agent: agent, Name: step, Source: "console"})
	return h.rests()
}

// byAgents is the demo bank whose people may, or may not, block a card without the customer's yes.
func byAgents(t *testing.T, may bool) *house {
	t.Helper()
	return open(t, "bank", "crm", func(ops operations) {
		op := ops["crm.block_card"]
		op.ByAgent = may
		ops["crm.block_card"] = op
	})
}

// TestAnAgentRunsAStep: it is started as the agent's own, settled as any other, and told after the hand-back.
func TestAnAgentRunsAStep(t *testing.T) {
	t.Parallel()
	h := byAgents(t, true)
	h.blocking()
	h.claims()
	if said := h.orders("anna", "confirm.1"); len(said) != 0 {
		t.Errorf("it was said that %q", told(said))
	}
	h.settled(1, conversation.Done, "answer")
	if a := h.action(1); a.Actor != "anna" || a.Consent != "" {
		t.Errorf("the action is %s's, under consent %q", a.Actor, a.Consent)
	}
	h.ran("block_card", 1, 1)
	if n := h.count("command_refused"); n != 0 {
		t.Errorf("%d orders were refused", n)
	}
	h.orders("anna", "confirm.1")
	h.ran("block_card", 1, 1)
	h.tells(h.handsBack(), "Gelukt", "Zal ik ook een nieuwe pas")
	h.ran("block_card", 1, 1)
}

func TestWhatAnAgentMayNotRunIsRefused(t *testing.T) {
	t.Parallel()
	h := byAgents(t, false)
	h.blocking()
	h.claims()
	h.orders("anna", "confirm.1") // the operation wants the customer's yes
	h.ran("block_card", 0, 0)
	if n := h.count("command_refused"); n != 1 {
		t.Errorf("%d orders were refused, want 1", n)
	}
	h = byAgents(t, true)
	h.orders("anna", "confirm.1") // no process runs, and nobody has the floor
	h.blocking()
	h.orders("anna", "confirm.1") // nobody has the floor
	h.claims()
	h.orders("bram", "confirm.1") // somebody else has it
	h.orders("anna", "confirm.2") // the process stands elsewhere
	h.orders("anna", "")
	h.ran("block_card", 0, 0)
	if n := h.count("command_refused"); n != 5 {
		t.Errorf("%d orders were refused, want 5", n)
	}
	h.silentOf("anna")
}

// silentOf ends the test if anything was started for an agent.
func (h *house) silentOf(agent string) {
	h.Helper()
	for _, r := range h.events() {
		if e, ok := r.Event.(conversation.ActionStarted); ok && e.Actor == agent {
			h.Fatalf("event %d was started for %s", r.N, agent)
		}
	}
}

// TestAnOrderIsNothingThatIsSaid: no recognizer can propose one.
func TestAnOrderIsNothingThatIsSaid(t *testing.T) {
	t.Parallel()
	if conversation.DoRun.Known() {
		t.Error("run may be proposed")
	}
	h := byAgents(t, true)
	h.blocking()
	h.says("doe het", conversation.Command{Do: conversation.DoRun, Slot: "confirm.1", Text: "anna"})
	h.claims()
	h.says("doe het", conversation.Command{Do: conversation.DoRun, Slot: "confirm.1", Text: "anna"})
	h.ran("block_card", 0, 0)
}

// TestAnOrderThatDoesNotRestIsSeen: the agent and the operator hear of it, and the floor stays with the agent.
func TestAnOrderThatDoesNotRestIsSeen(t *testing.T) {
	t.Parallel()
	h := byAgents(t, true)
	h.blocking()
	h.claims()
	h.process("first", &restless{h.engine})
	h.orders("anna", "confirm.1")
	if s := h.state(); s.Status != conversation.WithPerson || h.count("alarm_raised") != 1 {
		t.Errorf("it stands at %s, %d alarms", s.Status, h.count("alarm_raised"))
	}
}
