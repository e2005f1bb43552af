package main

import (
	"balie/channels/edge"
)

// names is what a demonstration calls things, by language.
func (c *company) names() map[string]edge.Names {
	out := map[string]edge.Names{}
	for _, lang := range c.config.Languages {
		n := edge.Names{Flows: map[string]string{}, Slots: map[string]string{}, Values: map[string]map[string]string{}, Operations: map[string]string{}}
		for name := range c.set.Flows {
			f := describe(c.set, name, lang)
			n.Flows[name] = f.Title
			for _, s := range f.Slots {
				n.Slots[s.Name] = s.Label
				for _, o := range s.Options {
					if n.Values[s.Name] == nil {
						n.Values[s.Name] = map[string]string{}
					}
					n.Values[s.Name][o.Key] = o.Label
				}
			}
		}
		for name, op := range c.contract {
			if title := op.Titles[lang]; title != "" {
				n.Operations[name] = title
			}
		}
		out[lang] = n
	}
	return out
}
