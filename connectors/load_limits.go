package connectors

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"balie/conversation"
)

// readLimits reads how often an operation may be started, over all conversations.
func (f *file) readLimits(o *Offer, n *yaml.Node) {
	if o.Effect != conversation.EffectWrite {
		f.problem(n, "leave it out; rate: bounds how often a system is asked", "%s changes nothing: its starts are not counted", o.Short)
		return
	}
	seen := map[string]bool{}
	for _, item := range f.list(n, "limits") {
		m := f.known(item, "a limit", innerKeys["limit"]...)
		per, most, within := m["per"], m["at_most"], m["within"]
		if per.value == nil || most.value == nil || within.value == nil {
			f.problem(item, "write {per: customer, within: 24h, at_most: 3}", "a limit of %s needs per, within and at_most", o.Short)
			continue
		}
		lim := conversation.Limit{
			Per: f.text(per.value, "per"), Most: f.whole(most.value, "at_most", 1, 1_000_000_000),
			Within: f.span(within.value, "within", time.Second, 366*24*time.Hour),
		}
		lim.Name = strings.Join([]string{lim.Per, lim.Within.String()}, "_")
		at := per.value
		if name, ok := m["name"]; ok {
			lim.Name, at = f.identifier(name.value, "a limit"), name.value
		}
		if lim.Per != "customer" && lim.Per != "address" && o.inputs[lim.Per] == nil {
			f.problem(per.value, "use customer, address or an input", "limit %s of %s counts per %s", lim.Name, o.Short, quote(lim.Per))
		}
		if seen[lim.Name] {
			f.problem(at, "leave one out", "operation %s has two limits named %s", o.Short, lim.Name)
		}
		seen[lim.Name] = true
		o.Limits = append(o.Limits, lim)
	}
}
