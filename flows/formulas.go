package flows

import (
	"fmt"
	"slices"
)

// Compute adds the flow's values to an environment: each that can be computed from what has a value there, in an order
// in which one may read another. It writes into env.Values.
func (f *Flow) Compute(env *Env) error {
	for _, name := range f.ValueOrder {
		x := f.Values[name]
		if slices.ContainsFunc(x.Needs, func(n string) bool { _, ok := env.Get(n); return !ok }) {
			continue
		}
		v, err := x.Eval(env)
		if err != nil {
			return fmt.Errorf("value %s: %w", name, err)
		}
		if !v.Zero() {
			env.Values[name] = v
		}
	}
	return nil
}
