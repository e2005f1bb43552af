package replay

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"balie/assistant"
	"balie/cmd/balie/company"
	"balie/cmd/balie/play"
	"balie/conversation"
	"balie/conversation/desk"
	"balie/intent"
)

// Run says how recordings are played again.
type Run struct {
	Company     *company.Company
	Build       play.Build
	Recognizer  *intent.Recognizer // of the company as it is now
	Understood  bool               // everything is understood as it was then; else only what a language model understood
	IgnoreTexts bool               // the words in which something was said are not compared
}

// replay plays one recording again in a house of its own, with the company as it is now.
type replay struct {
	Recording
	how     Run
	beats   []beat
	answers *replaying
	stage   *play.Stage
	begins  []int // for each beat, how many events there were before it
}

// Turn is one turn that came out otherwise.
type Turn struct {
	N    int      // from 1
	What string   // what was done, and when
	Diff []string // lines with - and + in front
}

func (r *replay) recall(recognizer assistant.Recognizer) assistant.Recognizer {
	out := newRecalling(r.Recording, r.how.Understood)
	out.Recognizer = recognizer
	return out
}

func (r *replay) answer(actions assistant.Actions) assistant.Actions {
	r.answers.Actions = actions
	return r.answers
}

// Play plays a recording and returns the turns that differ.
func (how Run) Play(ctx context.Context, rec Recording) (out []Turn, err error) {
	dir, err := os.MkdirTemp("", "balie-replay-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := &replay{Recording: rec, how: how, beats: rec.beats(), answers: newReplaying(rec)}
	if len(r.beats) == 0 {
		return nil, nil
	}
	r.stage, err = play.NewStage(ctx, play.Staging{
		Setting: play.Setting{Company: how.Company, Recognizer: how.Recognizer, Hours: rec.hours(), Recalls: r.recall, Replays: r.answer},
		Build:   how.Build, Dir: dir, Begin: r.beats[0].at,
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.stage.House.Store.Close()) }()
	r.answers.pass = r.stage.Pass
	var troubles []string
	for i, b := range r.beats {
		trouble := ""
		if err := r.play(ctx, b); err != nil {
			trouble = "cannot be played: " + err.Error()
		}
		troubles = append(troubles, trouble)
		if i > 0 && trouble != "" {
			break // what follows would only follow from it
		}
	}
	if err := r.finish(ctx); err != nil {
		return nil, err
	}
	return r.compare(troubles), nil
}

// play lets the time pass until a beat, and does what was done.
func (r *replay) play(ctx context.Context, b beat) error {
	st := r.stage
	if d := b.at.Sub(st.Now()); d > 0 && st.ID != "" {
		if err := st.Wait(ctx, d); err != nil {
			return err
		}
	} else if d > 0 {
		st.Pass(d)
	}
	r.begins = append(r.begins, len(st.Events))
	if b.act != nil {
		return r.agent(ctx, b.act)
	}
	var all []conversation.Input
	for _, in := range b.inputs {
		in.ID, in.Source, in.At, in.Conversation = fmt.Sprint(st.Number()), "replay", st.Now(), st.ID
		if in.Kind == conversation.InputRun && in.Name == "" {
			return errors.New("which step the agent ordered is not on record")
		}
		if st.ID == "" {
			in.Address = conversation.Address{Channel: r.channel(), Account: "replay", Sender: "visitor"}
			in.Language = r.language()
		}
		in.Seen, in.Choice = r.seen(in.Seen), r.choice(in.Choice)
		if in.Kind == conversation.InputCallback {
			in.Conversation, in.Key = "", conversation.CallbackKey(st.House.Store, in.Name, in.Text)
		}
		all = append(all, in)
	}
	taken, err := st.House.Assistant.Receive(ctx, all...)
	if err != nil {
		return err
	}
	for _, a := range taken {
		if a.Unknown {
			return errors.New("nothing waits for this report now")
		}
		st.ID = a.Conversation
	}
	return st.Settle(ctx)
}

// agent puts an agent's act on the record again.
func (r *replay) agent(ctx context.Context, e conversation.Event) error {
	st := r.stage
	h, err := st.House.Ledger.Load(ctx, st.ID)
	if err != nil {
		return err
	}
	switch x := e.(type) {
	case conversation.ConversationClosed:
		if h.State.Status == conversation.Closed { // it has come to rest sooner: there is nothing left to close
			return nil
		}
	case conversation.SlotSet:
		flow, f := st.House.Company.Set.Flows[x.Flow], h.State.Frame(x.Frame)
		if f == nil || f.Flow != x.Flow || flow == nil || flow.Slots[x.Slot] == nil {
			return fmt.Errorf("there is no %s of %s to correct now", x.Slot, x.Flow)
		}
	case conversation.ActionStarted:
		return r.elsewhere(ctx, h.State, x)
	case conversation.ActionSettled:
		return r.settles(ctx, h, x)
	case conversation.DecisionMade: // where the flows still leave it to a person
		if e, err = st.House.Engine.Decide(h.State, conversation.DecisionMade{Frame: x.Frame, Step: x.Step, Outcome: x.Outcome, Because: x.Because, Agent: x.Agent}); err != nil {
			return err
		}
	}
	if err := h.Add(e); err != nil {
		return err
	}
	if err := st.House.Ledger.Commit(ctx, h, conversation.Terms{Wake: st.Now()}); err != nil {
		return err
	}
	return st.Settle(ctx)
}

// elsewhere records again what an agent did outside this house, where the process stands at the same.
func (r *replay) elsewhere(ctx context.Context, s *conversation.State, x conversation.ActionStarted) error {
	stands := r.stage.House.Desk.Summary(s, s.Language).Elsewhere
	if stands == nil {
		return fmt.Errorf("the process does not stand at %s now", x.Operation)
	}
	act := desk.Act{ID: s.ID, Agent: x.Actor, Epoch: s.Epoch}
	s, err := r.stage.House.Desk.Elsewhere(ctx, act, stands.Step, r.receipt(x.N).Reference)
	if err != nil {
		return err
	}
	if a := s.Action(len(s.Actions)); a == nil || a.Operation != x.Operation {
		return fmt.Errorf("the process does not stand at %s now", x.Operation)
	}
	return r.stage.Settle(ctx)
}

// settles puts on the record again what an agent found out about an action.
func (r *replay) settles(ctx context.Context, h *conversation.Held, x conversation.ActionSettled) error {
	ledger := r.stage.House.Ledger
	if err := ledger.Settle(h, x.N, x.Receipt, x.By); err != nil {
		return err
	}
	if err := ledger.Commit(ctx, h, conversation.Terms{Wake: r.stage.Now()}); err != nil {
		return err
	}
	return r.stage.Settle(ctx)
}

// grace is how much longer an action is waited for at the end that had ended by then: looks may come a little later.
const grace = 15 * time.Minute

// finish lets happen what still happened by itself after the last beat.
func (r *replay) finish(ctx context.Context) error {
	if len(r.Events) == 0 || r.stage.ID == "" {
		return nil
	}
	if err := r.stage.Wait(ctx, max(r.Events[len(r.Events)-1].At.Sub(r.stage.Now()), 0)); err != nil {
		return err
	}
	now, err := r.stage.State(ctx)
	if err != nil || now.Open == 0 || r.open() {
		return err
	}
	return r.stage.Wait(ctx, grace)
}

// open tells whether an action had not ended where the recording ends.
func (r *replay) open() bool {
	n := 0
	for _, e := range r.Events {
		switch e.Event.(type) {
		case conversation.ActionStarted:
			n++
		case conversation.ActionSettled:
			n--
		}
	}
	return n > 0
}

func (r *replay) started() (conversation.ConversationStarted, bool) {
	for _, e := range r.Events {
		if s, ok := e.Event.(conversation.ConversationStarted); ok {
			return s, true
		}
	}
	return conversation.ConversationStarted{}, false
}

func (r *replay) channel() string {
	if s, ok := r.started(); ok && s.Address.Channel != "" {
		return s.Address.Channel
	}
	return "widget"
}

func (r *replay) language() string {
	s, _ := r.started()
	return s.Language
}

// seen finds in the replay what had been seen in the record: as many messages.
func (r *replay) seen(recorded int64) int64 {
	n := 0
	for _, e := range r.Events {
		if _, ok := conversation.MessageOf(e); ok && e.N <= recorded {
			n++
		}
	}
	var last int64
	for _, e := range r.stage.Events {
		if _, ok := conversation.MessageOf(e); !ok {
			continue
		}
		if n--; n < 0 {
			break
		}
		last = e.N
	}
	return last
}

// choice finds in the replay the confirmation that a button of the record belonged to: the one that was asked as often
// after the beginning. Its id is a number of the record, which may be another now.
func (r *replay) choice(recorded string) string {
	do, id, ok := strings.Cut(recorded, ":")
	if !ok || do != "yes" && do != "no" {
		return recorded
	}
	then, now := consents(r.Events), consents(r.stage.Events)
	for i, c := range then {
		if c == id && i < len(now) {
			return do + ":" + now[i]
		}
	}
	return recorded
}

func consents(events []conversation.Numbered) []string {
	var out []string
	for _, e := range events {
		if c, ok := e.Event.(conversation.ConsentAsked); ok {
			out = append(out, c.ID)
		}
	}
	return out
}

// compare holds each beat to what came of it then.
func (r *replay) compare(troubles []string) []Turn {
	var out []Turn
	for i, b := range r.beats[:len(r.begins)] {
		end := len(r.stage.Events)
		if i+1 < len(r.begins) {
			end = r.begins[i+1]
		}
		var now []conversation.Numbered
		for _, e := range r.stage.Events[r.begins[i]:end] {
			if !byAgent(e.Event) {
				now = append(now, e)
			}
		}
		was, lines := cameOf(b.came, !r.how.IgnoreTexts), cameOf(now, !r.how.IgnoreTexts)
		if _, ok := b.act.(conversation.Claimed); ok {
			was, lines = append(r.sight(r.Events[:b.before]), was...), append(r.sight(r.stage.Events[:r.begins[i]]), lines...)
		}
		if i < len(troubles) && troubles[i] != "" {
			lines = append(lines, troubles[i])
		}
		if d := difference(was, lines); len(d) > 0 {
			out = append(out, Turn{N: i + 1, What: when(b.at) + ", " + b.label(), Diff: d})
		}
	}
	if wanted := r.answers.missing(); len(wanted) > 0 && len(out) > 0 {
		last := &out[len(out)-1]
		for _, call := range wanted {
			last.Diff = append(last.Diff, "! calls what the recording has no answer to: "+call)
		}
	}
	return out
}

// difference lists what is in one list and not in the other, in their order: the longest common part is left out.
func difference(was, now []string) []string {
	common := make([][]int, len(was)+1)
	for i := range common {
		common[i] = make([]int, len(now)+1)
	}
	for i := len(was) - 1; i >= 0; i-- {
		for j := len(now) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if was[i] == now[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var out []string
	for i, j := 0, 0; i < len(was) || j < len(now); {
		switch {
		case i < len(was) && j < len(now) && was[i] == now[j]:
			i, j = i+1, j+1
		case j == len(now) || i < len(was) && common[i+1][j] >= common[i][j+1]:
			out = append(out, "- "+was[i])
			i++
		default:
			out = append(out, "+ "+now[j])
			j++
		}
	}
	return out
}

// when writes the moment of a beat.
func when(t time.Time) string { return t.Format("2006-01-02 15:04:05") }
