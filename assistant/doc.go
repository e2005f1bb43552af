// Package assistant takes one turn: the pipeline from message to replies, on one screen.
//
// A worker takes a conversation that is due, settles what is open, understands what was said, lets the engine decide,
// performs reads and actions, and commits; see (*turn).run. The contracts it calls are declared here and satisfied by
// the other rooms; only cmd wires them.
package assistant
