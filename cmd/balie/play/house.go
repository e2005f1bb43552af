// Package play plays conversations with a company, offline and on a fake clock: the conversation tests that it has written,
// with what must hold in every conversation, what they came by, and the forms in which that is told.
package play

import (
	"context"
	"time"

	"balie/assistant"
	"balie/cmd/balie/company"
	"balie/connectors"
	"balie/conversation"
	"balie/conversation/desk"
	"balie/conversation/sqlite"
	"balie/flows"
	"balie/intent"
)

// House is a counter in which a conversation can be played: all of it is real but the systems that it calls and its clock.
type House struct {
	Company   *company.Company
	Assistant *assistant.Assistant
	Engine    *flows.Engine
	Desk      *desk.Desk
	Store     *sqlite.Store
	Ledger    *conversation.Ledger
}

// Setting says what a house is put together with.
type Setting struct {
	Company    *company.Company
	Path       string // of the database
	Key        []byte // 32 bytes
	Now        func() time.Time
	Doer       connectors.Doer // the systems that are called
	Hours      assistant.Hours // when somebody is at the desk
	Recognizer *intent.Recognizer

	Recalls func(assistant.Recognizer) assistant.Recognizer // stands in front of the recognizer; nil: nothing does
	Replays func(assistant.Actions) assistant.Actions       // stands in front of what is called; nil: nothing does
}

// Build puts a house together. Who has it built closes its store.
type Build func(context.Context, Setting) (*House, error)
