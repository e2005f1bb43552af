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

// readTells reads who is told once an operation is done: a contact of the customer that was on file before.
func (f *file) readTells(o *Offer, n *yaml.Node) {
	if word := f.text(n, "tells"); word != "old_contact" {
		f.problem(n, "write old_contact", "%s tells %s, which is nobody", o.Short, quote(word))
		return
	}
	if o.Tells = true; o.Effect != conversation.EffectWrite || o.Whose == conversation.Public {
		f.problem(n, "leave it out", "%s changes nothing of a customer's, so nobody is told of it", o.Short)
	}
}
