// Package connectortest is the contract of a connector, as tests: one suite that runs on every way to call a system.
//
// It brings a small company, the system that this company calls, and [Run]. Whatever passes keeps the promises on
// which the turn protocol builds: an outcome is known or said to be unknown, a key is one effect, a query tells the
// truth, and the customer is never a parameter.
package connectortest

import (
	"embed"
	"io/fs"
)

//go:embed company
var folder embed.FS

// Company returns a company folder with one connector, till, that offers an operation of every kind.
func Company() (fs.FS, error) { return fs.Sub(folder, "company") }

// Key is what the system of [Company] must be shown.
const Key = "till-key-7f3a"

// Env answers for the variables that the connector names.
func Env(base string) func(string) string {
	return func(name string) string {
		switch name {
		case "TILL_URL":
			return base
		case "TILL_KEY":
			return Key
		case "TILL_SECRET":
			return "till-secret-5d1c"
		}
		return ""
	}
}
