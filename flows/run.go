package flows

import (
	"fmt"
	"slices"

	"balie/conversation"
)

// run carries out an agent's order to run the step at which the running process stands: nothing is said to the customer,
// nobody is asked anything, and what starts is the agent's. What cannot be run so is refused with the reason.
func (t *thought) run(c conversation.Command) error {
	refuse := func(format string, args ...any) error {
		t.move = conversation.Move{Events: []conversation.Event{
			conversation.CommandRefused{Command: c, Reason: fmt.Sprintf(format, args...)},
		}}
		return nil
	}
	root := t.s.Process()
	switch {
	case t.s.Status != conversation.WithPerson || t.s.Holder != c.Text || c.Text == "":
		return refuse("the agent does not have the floor")
	case c.Slot == "":
		return refuse("the order names no step")
	case root == nil:
		return refuse("no process runs")
	case t.s.Open != 0:
		return refuse("action %d is not settled", t.s.Open)
	}
	w := &walker{thought: t, root: root, agent: c.Text, elsewhere: c.Do == conversation.DoRecord}
	n, err := w.needOf(root)
	if err != nil {
		return err
	}
	if n != nil {
		if err := n.meet(t); err != nil {
			return err
		}
	}
	if why := t.notRunnable(c.Slot); why != "" {
		return refuse("%s", why)
	}
	for _, call := range []*conversation.Call{t.move.Read, t.move.Start} {
		if call != nil {
			call.Actor = c.Text
		}
	}
	return nil
}

// notRunnable says why what the walk came to is nothing that an agent can run, or is another step than the one meant.
func (t *thought) notRunnable(step string) string {
	if t.move.Start != nil {
		if at := t.standing(t.move.Start); step != at && step != t.move.Start.Step {
			return fmt.Sprintf("the process stands at %s", at)
		}
		return ""
	}
	for _, e := range t.move.Events {
		switch e := e.(type) {
		case conversation.SlotSet, conversation.SlotCleared, conversation.BranchTaken, conversation.DecisionMade, conversation.ResultSaved, conversation.WentBack,
			conversation.WaitStarted, conversation.WaitEnded, conversation.FrameReopened:
		case conversation.FrameOpened:
			if e.Flow == IdentifyFlow {
				return "the customer is not known well enough"
			}
		case conversation.FrameEnded:
			if e.Frame == t.s.Running {
				return "nothing is left to run"
			}
		default:
			return "the process waits for the customer or a person"
		}
	}
	if t.decided() {
		return ""
	}
	return "the process waits for the customer or a person"
}

// standing is the step at which a start stands: the confirm around it, or its own.
func (t *thought) standing(c *conversation.Call) string {
	f := t.s.Frame(c.Frame)
	flow, err := t.flowOf(f)
	if err != nil {
		return c.Step
	}
	at := c.Step
	flow.Walk(func(st *Step) {
		if st.Kind == Confirm && slices.ContainsFunc(st.Then, func(in *Step) bool { return in.Name == c.Step }) {
			at = st.Name
		}
	})
	return at
}

// runs is what an agent runs of a confirm: under the customer's yes where there is one that covers it, else on the
// agent's own account where the operation allows that.
func (p *place) runs(st *Step, k *conversation.Consent) (*need, ended, error) {
	for _, c := range st.Then {
		if _, settled := p.f.Receipts[c.Name]; settled {
			continue
		}
		if p.elsewhere {
			return p.call(c, nil)
		}
		op, err := p.contract(c.Target)
		if err != nil {
			return nil, ranOn, err
		}
		if k != nil {
			return p.call(c, k)
		}
		if !op.ByAgent {
			return rest(), ranOn, nil // only the customer's yes starts it
		}
		return p.call(c, nil)
	}
	return nil, ranOn, nil
}
