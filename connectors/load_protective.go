package connectors

import (
	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// readProtective reads that an operation keeps harm away, so that its own assurance is enough whatever its flow asks. It
// has to say that assurance, and had better tell nothing to somebody who is hardly known.
func (l *loader) readProtective(f *file, o *Offer, m map[string]field, n *yaml.Node) {
	if o.Protective = f.yes(n, "protective"); !o.Protective {
		return
	}
	if o.Effect != conversation.EffectWrite {
		f.problem(n, "leave it out", "%s changes nothing, so it protects nobody", o.Short)
		return
	}
	if _, ok := m["assurance"]; !ok {
		f.problem(n, "add assurance: with what is enough", "%s is protective and does not say how well the customer must be known", o.Short)
	}
	if o.Assurance >= conversation.Basic {
		return
	}
	for _, name := range sortedKeys(o.Answer.Fields) {
		if name != o.Reference {
			l.registry.warn(o, "whoever is hardly known reads "+name+" in its answer", "leave it out of the output, or ask basic")
		}
	}
	for _, name := range sortedKeys(o.Refusals) {
		l.registry.warn(o, "whoever is hardly known learns from the refusal "+name+" what is on file", "let the system take the report all the same, or ask basic")
	}
}
