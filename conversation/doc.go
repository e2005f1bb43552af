// Package conversation is the record of what was said, decided and done, and the only code that may change it.
//
// It is the leaf that everybody shares: the nouns of the house (Conversation, Message, Event, Command, Frame,
// Receipt …), the contracts of the stores that keep them, and the [Ledger], which alone commits. It imports the
// standard library only.
//
// # Status
//
// A conversation is always in one of four states; [Status.May] is the transition table.
//
//	                asks for a person
//	with_assistant ───────────────────▶ queued
//	  ▲   ▲  ▲     gives up, nobody there │
//	  │   │  └────────────────────────────┤
//	  │   │                               │ claim
//	  │   └─────────── hand back ─────┐   ▼
//	  │                            with_person ──▶ queued (transfer)
//	  │
//	(start)        every state ──▶ closed
//
// While a person is awaited (queued) the assistant goes on serving: the floor passes at the claim.
//
// # A turn
//
// Inputs are accepted ([Store.Accept]), a worker takes the conversation ([Ledger.Take]), the engine decides, and
// everything that was decided is added to a [Held] and committed in one transaction ([Ledger.Commit]). State is
// nothing but the fold of events ([State.Apply]); a snapshot is a cache of that fold.
package conversation
