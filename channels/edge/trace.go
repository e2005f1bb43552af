package edge

import _ "embed" // for the page's part

// trace is the page's part of a trace: it puts the lines of [Why] in words.
//
//go:embed assets/trace.js
var trace []byte

// TraceFile is what the page's part is called where it is served.
const TraceFile = "trace.js"

// Trace returns the page's part of a trace, a module of JavaScript. It must not be changed.
func Trace() []byte { return trace }

// Names is what readers of a trace call things, in one language.
type Names struct {
	Flows      map[string]string            `json:"flows"`
	Slots      map[string]string            `json:"slots"`
	Values     map[string]map[string]string `json:"values"` // of a slot that has options
	Operations map[string]string            `json:"operations"`
}
