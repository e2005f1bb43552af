package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"
)

var migrateKeys = []string{"slots", "steps", "options", "forget"}

// migrate reads how running processes of an older revision go on.
func (d *draft) migrate(f *fields) {
	if !f.has("migrate") {
		return
	}
	in := d.r.fields(f.by["migrate"], "migrate", migrateKeys)
	if in == nil {
		return
	}
	m := &d.flow.Migrate
	m.Slots = d.renames(in, "slots", "slot", slices.Sorted(maps.Keys(d.flow.Slots)))
	m.Steps = d.renames(in, "steps", "step", d.stepNames())
	if in.has("forget") {
		m.Forget = d.r.words(in.by["forget"], "forget")
	}
	if !in.has("options") {
		return
	}
	of := d.r.fields(in.by["options"], "options", nil)
	if of == nil {
		return
	}
	m.Options = map[string]map[string]string{}
	for _, slot := range of.names {
		s := d.flow.Slots[slot]
		if s == nil || len(s.Options) == 0 {
			d.r.errorf(of.keys[slot], didYouMean(slot, slices.Sorted(maps.Keys(d.flow.Slots))), "the flow has no slot %s with options of its own", slot)
			continue
		}
		m.Options[slot] = d.renames(of, slot, "option", s.values())
	}
}

// renames reads old names, each with the one that the flow has for it now.
func (d *draft) renames(f *fields, key, what string, known []string) map[string]string {
	if !f.has(key) {
		return nil
	}
	in := d.r.fields(f.by[key], key, nil)
	if in == nil {
		return nil
	}
	out := map[string]string{}
	for _, old := range in.names {
		now := in.text(old)
		if now != "" && !slices.Contains(known, now) {
			d.r.errorf(d.r.at(in.by[old]), didYouMean(now, known), "the flow has no %s %s", what, now)
		}
		out[old] = now
	}
	return out
}

func (d *draft) stepNames() []string {
	var out []string
	d.flow.Walk(func(s *Step) { out = append(out, s.Name) })
	return out
}

// values are the values of a slot's own options.
func (s *Slot) values() []string {
	out := make([]string, len(s.Options))
	for i, o := range s.Options {
		out[i] = o.Value
	}
	return out
}

// fingerprint tells whether the text of a flow is the same as before, whatever its comments and layout.
func fingerprint(n *yaml.Node) string {
	b, err := yaml.Marshal(n)
	if err != nil {
		return "" // it has other problems
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
