// Package flows advances the processes, deterministically.
//
// A flow is YAML; [Load] reads a company's flows and patterns, finds every problem at once with file, line and column,
// types every expression against slots and operation contracts, and compiles each flow to a state machine. The
// [Engine] finds the position of a process by walking it from the top: no position is stored. It is a function of
// its arguments: no clock, no store, no network.
package flows
