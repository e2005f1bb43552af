package company

import (
	"context"
	"encoding/json"
	"fmt"

	"balie/assistant"
	"balie/connectors/llm"
	"balie/flows"
	"balie/intent"
)

// Embedded trains a recognizer of a set that needs no language model.
func (c *Company) Embedded(set *flows.Set) (*intent.Recognizer, error) {
	r, err := intent.New(set, intent.Options{Questions: c.Base.Questions()})
	if err != nil {
		return nil, fmt.Errorf("intent: %w", err)
	}
	return r, nil
}

// Recognizer makes a recognizer of a set: the configured language model in front of the embedded one, which goes on alone
// without it.
func (c *Company) Recognizer(set *flows.Set) (assistant.Recognizer, error) {
	embedded, err := c.Embedded(set)
	if err != nil {
		return nil, err
	}
	return c.RecognizerWith(embedded, set)
}

// RecognizerWith puts the configured language model in front of an embedded recognizer.
func (c *Company) RecognizerWith(embedded *intent.Recognizer, set *flows.Set) (assistant.Recognizer, error) {
	m := c.Config.Model
	if m.Base == "" {
		return embedded, nil
	}
	client, err := llm.New(llm.Options{BaseURL: m.Base, Key: m.Key.Value(), Model: m.Name, TimeOut: m.TimeOut})
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return intent.NewModel(completer{client}, embedded, set), nil
}

// completer asks the model for commands.
type completer struct{ client *llm.Client }

// Complete makes one constrained call.
func (c completer) Complete(ctx context.Context, system, user string, schema json.RawMessage) (json.RawMessage, error) {
	out, _, err := c.client.Complete(ctx, llm.Request{System: system, User: user, Schema: schema, SchemaName: "commands", MaxTokens: 400})
	return json.RawMessage(out), err
}

var _ intent.Model = completer{}
