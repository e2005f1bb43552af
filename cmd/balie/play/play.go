package play

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"balie/channels/edge"
	"balie/conversation"
	"balie/conversation/desk"
)

// player carries out a script on a stage.
type player struct {
	*Stage
	script *Script
	ctx    context.Context //nolint:containedctx // a player lives as long as one play
}

// Play carries out every act of a script, and then holds the conversation to what must always hold. The first that
// fails ends it.
func (st *Stage) Play(ctx context.Context, s *Script) error {
	p := &player{Stage: st, script: s, ctx: ctx}
	if err := p.enter(); err != nil {
		return err
	}
	for _, a := range p.script.acts {
		do, ok := stagecraft[a.verb]
		if !ok {
			return fmt.Errorf("%s:%d: direction %s", p.script.File, a.line, a.verb)
		}
		if err := do(p, a.arg); err != nil {
			return fmt.Errorf("%s:%d: %s: %w%s", p.script.File, a.line, a.verb, err, p.heard())
		}
	}
	return p.always()
}

// enter opens the chat, and signs the customer in.
func (p *player) enter() error {
	if p.channel == Site {
		if err := p.Does(p.ctx, conversation.Input{Kind: conversation.InputOpened, Language: p.script.Language}); err != nil {
			return err
		}
	}
	c := p.script.Customer
	if c.ID == "" {
		return nil
	}
	return p.signIn(c)
}

func (p *player) signIn(c scriptCustomer) error {
	level := conversation.Substantial
	if c.Assurance != "" {
		var err error
		if level, err = conversation.ParseAssurance(c.Assurance); err != nil {
			return err
		}
	}
	if level == conversation.NoAssurance {
		return nil
	}
	id := conversation.Identity{Subject: c.ID, Name: c.Name, Assurance: level, At: p.Now(), By: "test"}
	for _, m := range c.May {
		lasts := m.Lasts
		if lasts == 0 {
			lasts = conversation.AssuranceLife
		}
		id.Mandates = append(id.Mandates, conversation.Mandate{Subject: m.ID, Name: m.Name, Scope: m.Scope, Until: p.Now().Add(lasts)})
	}
	return p.Does(p.ctx, conversation.Input{Kind: conversation.InputIdentity, Identity: &id})
}

// heard tells what was said last, for a failure's reader.
func (p *player) heard() string {
	var b strings.Builder
	for _, m := range p.Last() {
		fmt.Fprintf(&b, "\n      %s: %s", m.From, strings.ReplaceAll(m.Text, "\n", " / "))
		for _, x := range m.Buttons {
			fmt.Fprintf(&b, " [%s]", x.Label)
		}
	}
	if b.Len() == 0 {
		return "\n      (nothing was said)"
	}
	return b.String()
}

// stagecraft says how each direction is carried out.
var stagecraft = map[string]func(*player, *yaml.Node) error{
	"customer": func(p *player, n *yaml.Node) error {
		if st, err := p.State(p.ctx); err == nil && st.Status == conversation.Closed {
			return errors.New("the conversation was closed in the meantime: what a customer writes now begins another, and a test is one conversation")
		}
		if n.Kind == yaml.MappingNode {
			return p.sends(n)
		}
		return p.Does(p.ctx, conversation.Input{Kind: conversation.InputText, Text: n.Value})
	},
	"button": (*player).press,
	"fills":  (*player).fills,
	"signs_in": func(p *player, n *yaml.Node) error {
		var c scriptCustomer
		if err := n.Decode(&c); err != nil {
			return err
		}
		return p.signIn(c)
	},
	"code": func(p *player, _ *yaml.Node) error {
		code, err := p.code()
		if err != nil {
			return err
		}
		return p.Does(p.ctx, conversation.Input{Kind: conversation.InputText, Text: code})
	},
	"waits": func(p *player, n *yaml.Node) error {
		d, err := duration(n.Value)
		if err != nil {
			return err
		}
		return p.Wait(p.ctx, d)
	},
	"agent":      (*player).agent,
	"callback":   (*player).callback,
	"says":       func(p *player, n *yaml.Node) error { return p.says(n, true) },
	"says_not":   func(p *player, n *yaml.Node) error { return p.says(n, false) },
	"asks":       (*player).asks,
	"confirms":   (*player).confirms,
	"offers":     (*player).offers,
	"slots":      (*player).slots,
	"called":     (*player).called,
	"not_called": (*player).notCalled,
	"back_end":   (*player).backEnd,
	"decided":    (*player).decided,
	"acts_for":   (*player).actsFor,
	"status":     (*player).status,
	"cites":      (*player).cites,
	"done":       (*player).done,
	"receipt":    (*player).receipt,
	"language":   (*player).language,
}

// fills fills in the form that was shown last and sends it.
func (p *player) fills(n *yaml.Node) error {
	fields := map[string]string{}
	if err := n.Decode(&fields); err != nil {
		return err
	}
	last := p.Last()
	i := slices.IndexFunc(last, func(m conversation.Message) bool { return m.Form != nil })
	if i < 0 {
		return errors.New("no form was shown")
	}
	form := last[i].Form
	var said []string
	for _, slot := range slices.Sorted(maps.Keys(fields)) {
		j := slices.IndexFunc(form.Fields, func(f conversation.Field) bool { return f.Slot == slot })
		if j < 0 {
			return fmt.Errorf("the form does not ask for %s", slot)
		}
		said = append(said, form.Fields[j].Label+": "+fields[slot])
	}
	return p.Does(p.ctx, conversation.Input{Kind: conversation.InputForm, Choice: form.ID, Fields: fields, Text: strings.Join(said, "\n")})
}

// press finds a button by its label or id, in the newest message that has it.
func (p *player) press(n *yaml.Node) error {
	for _, r := range slices.Backward(p.Events) {
		m, ok := conversation.MessageOf(r)
		if !ok {
			continue
		}
		for _, b := range m.Buttons {
			if b.ID == n.Value || strings.Contains(fold(b.Label), fold(n.Value)) {
				return p.Does(p.ctx, conversation.Input{Kind: conversation.InputButton, Choice: b.ID, Text: b.Label})
			}
		}
	}
	return fmt.Errorf("there is no button %q", n.Value)
}

// sends lets the customer send files that stand beside the tests: {file: photo.jpg} or {file: [a.jpg, b.pdf], text: words}.
func (p *player) sends(n *yaml.Node) error {
	var sent scriptSent
	if err := n.Decode(&sent); err != nil {
		return err
	}
	names := []string{sent.File.Value}
	if sent.File.Kind == yaml.SequenceNode {
		if err := sent.File.Decode(&names); err != nil {
			return err
		}
	}
	in := conversation.Input{Kind: conversation.InputFile, Text: sent.Text}
	intake := edge.Intake{Files: p.House.Store}
	for _, name := range names {
		data, err := fs.ReadFile(p.House.Company.Folder, path.Join("tests", name))
		if err != nil {
			return fmt.Errorf("file: %w", err)
		}
		f, err := intake.Take(p.ctx, p.ID, conversation.File{Name: name}, data, false)
		if err != nil {
			return fmt.Errorf("file %s: %w", name, err)
		}
		in.Files = append(in.Files, f)
	}
	return p.Does(p.ctx, in)
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// agentName is who stands at the desk in a test.
const agentName = "Fatima"

func (p *player) agent(n *yaml.Node) error {
	do, arg := n.Value, (*yaml.Node)(nil)
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 {
		do, arg = n.Content[0].Value, n.Content[1]
	}
	s, err := p.State(p.ctx)
	if err != nil {
		return err
	}
	p.epoch = s.Epoch
	act := p.act("fatima")
	switch {
	case do == "claims":
		s, err = p.House.Desk.Claim(p.ctx, act, agentName)
	case do == "hands_back":
		s, err = p.House.Desk.HandBack(p.ctx, act)
	case do == "closes":
		s, err = p.House.Desk.Close(p.ctx, act, "solved")
	case do == "says" && arg != nil:
		s, err = p.House.Desk.Say(p.ctx, act, fmt.Sprint("a", p.Number()), arg.Value)
	case do == "runs":
		return p.runs(act, s)
	case do == "records" && arg != nil:
		return p.records(act, s, arg.Value)
	case do == "settles" && arg != nil:
		s, err = p.House.Desk.Settle(p.ctx, act, len(s.Actions), conversation.Outcome(arg.Value), "")
	case do == "decides" && arg != nil && arg.Kind == yaml.MappingNode:
		return p.decide(arg)
	case do == "corrects" && arg != nil && arg.Kind == yaml.MappingNode:
		return p.correct(arg)
	default:
		return fmt.Errorf("an agent claims, hands_back, closes, runs, {records: reference}, {settles: done or failed}, {says: text}, {corrects: {slot: value}} or {decides: {decision: outcome, because: text}}")
	}
	if err != nil {
		return err
	}
	p.epoch = s.Epoch
	return p.Settle(p.ctx)
}

func (p *player) correct(n *yaml.Node) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		s, err := p.State(p.ctx)
		if err != nil {
			return err
		}
		frame := 0
		for _, f := range s.Frames {
			if _, ok := f.Slots[n.Content[i].Value]; ok {
				frame = f.ID
			}
		}
		if frame == 0 && s.Process() != nil {
			frame = s.Running
		}
		if _, err := p.House.Desk.Correct(p.ctx, p.act("fatima"), frame, n.Content[i].Value, n.Content[i+1].Value); err != nil {
			return err
		}
	}
	return p.Settle(p.ctx)
}

// runs lets the agent carry out the step at which the process stands.
func (p *player) runs(act desk.Act, s *conversation.State) error {
	stands := p.House.Desk.Summary(s, s.Language).Run
	if stands == nil {
		return errors.New("the process stands at nothing that an agent may run")
	}
	if _, err := p.House.Desk.RunStep(p.ctx, act, fmt.Sprint("r", p.Number()), stands.Step); err != nil {
		return err
	}
	return p.Settle(p.ctx)
}

// records lets the agent say that they did the step at which the process stands elsewhere.
func (p *player) records(act desk.Act, s *conversation.State, reference string) error {
	stands := p.House.Desk.Summary(s, s.Language).Elsewhere
	if stands == nil {
		return errors.New("the process stands at nothing that could be done elsewhere")
	}
	if _, err := p.House.Desk.Elsewhere(p.ctx, act, stands.Step, reference); err != nil {
		return err
	}
	return p.Settle(p.ctx)
}

// decide lets the agent decide in place of the rules of a decision: {acceptance: accepted, because: a reason}.
func (p *player) decide(n *yaml.Node) error {
	by := map[string]string{}
	if err := n.Decode(&by); err != nil {
		return err
	}
	because := by["because"]
	delete(by, "because")
	s, err := p.State(p.ctx)
	if err != nil {
		return err
	}
	for _, f := range s.Frames {
		for name, outcome := range by {
			if made, ok := f.Decisions["decision."+name]; !ok || f.Outcome != "" || made.Outcome == "" {
				continue
			}
			if _, err := p.House.Desk.Decide(p.ctx, p.act("fatima"), f.ID, "decision."+name, outcome, because); err != nil {
				return err
			}
			delete(by, name)
		}
	}
	for name := range by {
		return fmt.Errorf("nothing was decided at %s", name)
	}
	return p.Settle(p.ctx)
}

func (p *player) callback(n *yaml.Node) error {
	var c scriptCallback
	if err := n.Decode(&c); err != nil {
		return err
	}
	v, err := plainValue(&c.Value)
	if err != nil {
		return err
	}
	name := c.Name
	if !strings.Contains(name, ".") {
		name = p.House.Company.Registry.Connectors()[0] + "." + name
	}
	if c.ID == "" {
		c.ID = fmt.Sprint("callback", p.Number())
	}
	_, err = p.House.Assistant.Receive(p.ctx, conversation.Input{
		Source: "callback", ID: c.ID, Kind: conversation.InputCallback, Name: name, Text: c.Match, Value: &v, At: p.Now(),
		Key: conversation.CallbackKey(p.House.Store, name, c.Match),
	})
	if err != nil {
		return err
	}
	return p.Settle(p.ctx)
}

// plainValue reads a value without a schema: texts, numbers, yes and no, {minor, currency}, records and lists.
func plainValue(n *yaml.Node) (conversation.Value, error) {
	switch n.Kind {
	case yaml.MappingNode:
		fields := map[string]conversation.Value{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := plainValue(n.Content[i+1])
			if err != nil {
				return v, err
			}
			fields[n.Content[i].Value] = v
		}
		if c, m := fields["currency"], fields["minor"]; len(fields) == 2 && !c.Zero() && m.Type == conversation.Number {
			return conversation.Cents(int64(m.Number), c.Text), nil
		}
		return conversation.Rec(fields), nil
	case yaml.SequenceNode:
		var items []conversation.Value
		for _, c := range n.Content {
			v, err := plainValue(c)
			if err != nil {
				return v, err
			}
			items = append(items, v)
		}
		return conversation.ListOf(items...), nil
	}
	switch n.Tag {
	case "!!bool":
		return conversation.Bool(n.Value == "true"), nil
	case "!!int", "!!float":
		var f float64
		err := n.Decode(&f)
		return conversation.Num(f), err
	}
	return conversation.Of(conversation.Text, n.Value), nil
}
