package rest

// Note is something that happened to a call, for an operator's figures. It holds names of the company's own files and
// nothing of a customer.
type Note struct {
	Connector string
	Operation string // full name; empty where it is about the whole connector
	What      string // one of the words below
}

// What may be noted: why a call was held back before anything was sent, and what else happened on the way.
const (
	ByFlight   = "in_flight" // held back: too many calls are running
	ByRate     = "rate"      // held back: the rate is used up
	ByBreaker  = "breaker"   // held back: the system is left alone
	ByLease    = "lease"     // held back: the conversation's lease does not cover the time-out
	BySettings = "settings"  // held back: an address or a secret is missing
	ByRequest  = "request"   // held back: no request can be made of these values
	ByAuth     = "auth"      // held back: we could not prove who we are
	SentAgain  = "again"     // a read was sent again
	Opened     = "opened"    // a breaker opened
	Closed     = "closed"    // a breaker closed
	Renewed    = "renewed"   // a token or session was renewed
)
