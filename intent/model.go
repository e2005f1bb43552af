package intent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"balie/conversation"
	"balie/flows"
	"balie/intent/extract"
)

// Model is a language model that answers one call with JSON of a schema.
type Model interface {
	// Complete returns the answer to a prompt; system stays the same from call to call, so that it can be cached.
	Complete(ctx context.Context, system, user string, schema json.RawMessage) (json.RawMessage, error)
}

// ByModel is how the recognizer that asks a model signs its commands.
const ByModel = "model"

// modelTime is how long a customer may wait for a model; after it the embedded recognizer answers.
const modelTime = 4 * time.Second

// ModelRecognizer asks a language model what is wished for where the embedded recognizer is not certain. The model
// sees no personal data in clear, proposes commands of a closed schema, and what it proposes is checked like anything
// else. When it fails in whatever way, the embedded recognizer's answer stands.
type ModelRecognizer struct {
	model    Model
	embedded *Recognizer
	set      *flows.Set
	system   string
}

// NewModel makes a recognizer that asks a model, with the embedded one before and behind it.
func NewModel(model Model, fallback *Recognizer, set *flows.Set) *ModelRecognizer {
	return &ModelRecognizer{model: model, embedded: fallback, set: set, system: systemPrompt(set)}
}

// Understand proposes commands for the messages of one turn. It never fails. Buttons, patterns of first rank and exact
// answers never reach the model.
func (m *ModelRecognizer) Understand(ctx context.Context, messages []conversation.Utterance, exp conversation.Expectation) (conversation.Understanding, error) {
	u, err := m.embedded.Understand(ctx, messages, exp)
	if err != nil || m.certain(u.Commands, exp) {
		return u, err
	}
	commands, cost, err := m.ask(ctx, messages, exp)
	if err != nil {
		u.Trace = append(u.Trace, fmt.Sprintf("model: %v; the embedded recognizer goes on", err))
		return u, nil
	}
	u.Trace = append(u.Trace, fmt.Sprintf("model: %d commands for about %d tokens of prompt; the embedded recognizer said %v", len(commands), cost, u.Commands))
	u.Commands, u.By = commands, ByModel
	return u, nil
}

// certain reports whether the embedded recognizer needs nobody else's opinion.
func (m *ModelRecognizer) certain(commands []conversation.Command, exp conversation.Expectation) bool {
	for _, c := range commands {
		switch {
		case c.By == byButton:
		case c.Do == conversation.DoPattern && m.firstRank(c.Pattern):
			return true
		case c.Do == conversation.DoYes || c.Do == conversation.DoNo:
		case c.Do == conversation.DoSet && exp.Asked != nil && c.Slot == exp.Asked.Slot && c.Confidence >= 0.8:
		case c.Confidence < 0.95:
			return false
		}
	}
	return len(commands) > 0
}

func (m *ModelRecognizer) firstRank(pattern string) bool {
	p := m.set.Patterns[pattern]
	return p != nil && p.First
}

var errNothing = errors.New("nothing that it proposed is allowed")

// ask makes the one call, and keeps of its answer what is allowed.
func (m *ModelRecognizer) ask(ctx context.Context, messages []conversation.Utterance, exp conversation.Expectation) ([]conversation.Command, int, error) {
	text := textOf(messages)
	veil := newVeil(m.embedded.extract, text)
	p := m.prompt(veil.hidden, exp)
	ctx, cancel := context.WithTimeout(ctx, modelTime) // the model's own: a busy machine must not make its answer late
	defer cancel()
	raw, err := m.model.Complete(ctx, m.system, p.user, p.schema)
	if err != nil {
		return nil, 0, err
	}
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	proposed, err := decodeProposals(raw)
	if err != nil {
		return nil, 0, err
	}
	r := reading{turn: m.embedded.turn(exp), text: text, veil: veil, last: messages[len(messages)-1]}
	commands, _ := AdmitIn(m.set, exp, r.commands(proposed))
	if len(commands) == 0 {
		return nil, 0, errNothing
	}
	return commands, tokens(m.system) + tokens(p.user), nil
}

// textOf joins what was typed.
func textOf(messages []conversation.Utterance) string {
	var b []byte
	for _, m := range messages {
		if m.Choice == "" && m.Text != "" {
			b = append(append(b, m.Text...), '\n')
		}
	}
	return string(b[:min(len(b), extract.MaxText)])
}
