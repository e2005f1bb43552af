package flows

import "slices"

// Keys lists what may stand in the files of flows: the keys of a flow, a slot, a pattern, and of each kind of step under
// its name. What describes the language to editors is held to it.
func Keys() map[string][]string {
	out := map[string][]string{"flow": slices.Clone(flowKeys), "slot": slices.Clone(slotKeys), "pattern": slices.Clone(patternKeys)}
	for kind, keys := range stepKeys {
		out["step "+string(kind)] = slices.Clone(keys)
	}
	return out
}

// StepKinds lists the kinds of step of a flow, or of a pattern.
func StepKinds(pattern bool) []Kind {
	if pattern {
		return slices.Clone(patternKinds)
	}
	return slices.Clone(flowKinds)
}

// Types lists the types that a slot may have, as they are written.
func Types() []string { return slices.Clone(typeNames) }
