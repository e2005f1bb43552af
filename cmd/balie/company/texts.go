package company

import (
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

// Public is what the company says of itself to everybody.
func (c *Company) Public() []string {
	out := []string{c.Config.Name, c.Config.Phone, c.Config.Emergency}
	for _, v := range c.Config.Values {
		out = append(out, v)
	}
	return out
}
