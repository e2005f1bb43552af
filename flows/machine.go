package flows

import (
	"context"
	"fmt"
	"sync"

	"github.com/looplab/fsm"
)

// start and over are the machine's first and last states; steps are named kind.something, so they cannot collide.
const (
	start = "(start)"
	over  = "(over)"
)

// Machine is a flow compiled to its legal edges: from each step to those that may come next.
type Machine struct {
	Flow   string
	States []string
	events fsm.Events
	edges  map[string]bool
	idle   sync.Pool // of *fsm.FSM: making one costs far more than a walk through it
}

// edge names the one event that leads from a to b.
func edge(a, b string) string { return a + ">" + b }

// NewMachine makes a machine of edges; each goes from the first to the second step. An edge named twice is kept once.
func NewMachine(flow string, edges [][2]string) *Machine {
	m := &Machine{Flow: flow, edges: map[string]bool{}}
	seen := map[string]bool{}
	for _, e := range edges {
		for _, s := range e {
			if !seen[s] {
				seen[s] = true
				m.States = append(m.States, s)
			}
		}
		name := edge(e[0], e[1])
		if m.edges[name] {
			continue
		}
		m.edges[name] = true
		m.events = append(m.events, fsm.EventDesc{Name: name, Src: []string{e[0]}, Dst: e[1]})
	}
	return m
}

// Has reports whether the machine has an edge.
func (m *Machine) Has(a, b string) bool { return m.edges[edge(a, b)] }

// Run fires the edges of a walk through the machine. An illegal edge is an error that names it: the engine and the
// compiled flow disagree, and nothing may be done on such a walk.
func (m *Machine) Run(ctx context.Context, steps []string) error {
	run, ok := m.idle.Get().(*fsm.FSM)
	if !ok {
		run = fsm.NewFSM(start, m.events, nil)
	}
	run.SetState(start)
	at := start
	for _, s := range steps {
		if err := run.Event(context.WithoutCancel(ctx), edge(at, s)); err != nil {
			return fmt.Errorf("flow %s: step %s cannot follow %s: %w", m.Flow, s, at, err)
		}
		at = s
	}
	m.idle.Put(run)
	return nil
}
