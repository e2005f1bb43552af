package flows

import (
	"fmt"
	"sync"
	"time"

	"github.com/expr-lang/expr/vm"

	"balie/conversation"
)

// Expr is a compiled expression of the flow language. It is made by [Load], keeps nothing between evaluations and may be
// used by many goroutines at once.
type Expr struct {
	Source string
	Pos    Pos
	Names  []string            // what it reads from its scope, sorted; now and today, which every turn has, are not among them
	Needs  []string            // those of Names that must have a value; the others are only asked about: set(x)
	Once   bool                // reads the turn's time or the customer, itself or through a value: a decision on it is made once
	Type   conversation.Schema // what it gives

	program *vm.Program
	runners *runners
	reads   []read
	paths   map[string]conversation.Schema // the chains of names that it reads: card.last4
	sets    []string                       // paths that surely have a value when it gives yes
	unsets  []string                       // and when it gives no
	lacks   bool                           // a mere name may have no value here: then it gives none
	now     bool                           // reads now
	today   bool                           // reads today
}

// Env is what expressions and texts read in one turn. It must not be shared between goroutines.
type Env struct {
	Values   map[string]conversation.Value // by name; customer and company are records among them
	Label    func(name string) string      // how the customer calls the value of a slot
	Language string                        // of the customer: nl, en
	Tone     string                        // je or u
	Now      time.Time                     // the turn's time
	Place    *time.Location                // where the company is; nil means UTC
	Calendar Calendar                      // nil: business days are Monday to Friday, and the desk is always open
	Free     map[string]bool               // slots that take any text: texts show no more of it than its beginning

	outer *Env // what With adds to
	name  string
	value conversation.Value
}

// With returns an environment in which name has a value; everything else is as it was.
func (e *Env) With(name string, v conversation.Value) *Env {
	in := *e
	in.outer, in.name, in.value = e, name, v
	return &in
}

// Get returns the value of a name.
func (e *Env) Get(name string) (conversation.Value, bool) {
	for at := e; at.outer != nil; at = at.outer {
		if at.name == name {
			return at.value, !at.value.Zero()
		}
	}
	v, ok := e.Values[name]
	return v, ok && !v.Zero()
}

// clock is the turn's time as the clock on the company's wall shows it: expressions know no other zone.
func (e *Env) clock() time.Time {
	t := e.Now
	if e.Place != nil {
		t = t.In(e.Place)
	}
	return onClock(t, time.UTC)
}

// Eval gives the expression's value. A name without a value is an error that says so; where an operation or a slot can do
// without it, it gives the zero value.
func (x *Expr) Eval(env *Env) (conversation.Value, error) {
	if x.lacks && x.bare() && len(x.Names) == 1 {
		if _, ok := env.Get(x.Names[0]); !ok {
			return conversation.Value{}, nil
		}
	}
	out, err := x.run(env)
	if err != nil {
		return conversation.Value{}, err
	}
	v, err := FromNative(out, x.Type)
	if err != nil {
		return v, fmt.Errorf("%s: expression %.60q: %w", x.Pos, x.Source, err)
	}
	if v.Type == Moment {
		return moment(out.(time.Time), env.Place), nil
	}
	return v, nil
}

// Bool gives the answer of a yes/no expression.
func (x *Expr) Bool(env *Env) (bool, error) {
	out, err := x.run(env)
	if err != nil {
		return false, err
	}
	yes, ok := out.(bool)
	if !ok {
		return false, fmt.Errorf("%s: expression %.60q is neither true nor false", x.Pos, x.Source)
	}
	return yes, nil
}

// runner is a machine for one evaluation, with room for the names that it reads.
type runner struct {
	vm    vm.VM
	names map[string]any
}

// runners keeps machines for the next evaluation.
type runners struct{ pool sync.Pool }

func (r *runners) get() *runner {
	if one, ok := r.pool.Get().(*runner); ok {
		return one
	}
	return &runner{vm: vm.VM{MemoryBudget: memoryBudget}, names: map[string]any{}}
}

func (r *runners) put(one *runner) {
	clear(one.names)
	r.pool.Put(one)
}

// memoryBudget bounds what one evaluation may allocate, in the elements that the library counts.
const memoryBudget = 100_000

func (x *Expr) run(env *Env) (any, error) {
	r := x.runners.get()
	defer x.runners.put(r)
	for _, n := range x.Names {
		if v, ok := env.Get(n); ok {
			r.names[n] = Native(v)
		}
	}
	for _, n := range x.Needs {
		if _, ok := r.names[n]; !ok {
			return nil, fmt.Errorf("%s: expression %.60q: %s has no value", x.Pos, x.Source, n)
		}
	}
	if x.now {
		r.names[nowName] = env.clock()
	}
	if x.today {
		r.names[todayName] = env.clock().Truncate(24 * time.Hour)
	}
	r.names[envName] = env
	out, err := r.vm.Run(x.program, r.names)
	if err != nil {
		return nil, fmt.Errorf("%s: expression %.60q: %w", x.Pos, x.Source, err)
	}
	return out, nil
}
