package main

import (
	"balie/channels/edge"
	"balie/cmd/balie/company"
)

// namesOf is what a demonstration calls things, by language.
func namesOf(c *company.Company) map[string]edge.Names {
	out := map[string]edge.Names{}
	for _, lang := range c.Config.Languages {
		n := edge.Names{Flows: map[string]string{}, Slots: map[string]string{}, Values: map[string]map[string]string{}, Operations: map[string]string{}}
		for name := range c.Set.Flows {
			f := describe(c.Set, name, lang)
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
		for name, op := range c.Contract {
			if title := op.Titles[lang]; title != "" {
				n.Operations[name] = title
			}
		}
		out[lang] = n
	}
	return out
}
