package company

import (
	"slices"

	"balie/conversation"
	"balie/flows"
)

// CodeText is the message that carries a one-time code.
func (c *Company) CodeText(language, code string) string {
	if s := c.Small("code", language, code); s != "" {
		return s
	}
	return code
}

// Small words one of the small texts around a value; empty: there is none.
func (c *Company) Small(name, language, value string) string {
	env := &flows.Env{Language: language, Values: map[string]conversation.Value{
		"value":   conversation.Of(conversation.Text, value),
		"company": conversation.Rec(c.Set.Company),
	}, Label: func(string) string { return "" }}
	t := c.Set.Texts[name]
	if t == nil {
		return ""
	}
	s, err := t.Render(language, c.Set.Tone, env)
	if err != nil {
		return ""
	}
	return s
}

// Alike lists the operations that answer everybody the same: they are given nothing, and it is nobody's data.
func (c *Company) Alike() []string {
	var out []string
	for name, op := range c.Contract {
		if op.Effect == conversation.EffectNone && op.Whose == conversation.Public && len(op.Input) == 0 && !op.BuiltIn {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Public is what the company says of itself to everybody.
func (c *Company) Public() []string {
	out := []string{c.Config.Name, c.Config.Phone, c.Config.Emergency}
	for _, v := range c.Config.Values {
		out = append(out, v)
	}
	return out
}
