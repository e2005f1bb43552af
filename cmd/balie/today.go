package main

import (
	"context"

	"balie/assistant"
	"balie/cmd/balie/company"
	"balie/conversation"
	"balie/conversation/identity"
)

// today is what no conversation is pinned to: addresses, secrets, time-outs and pages, as they were last published.
type today struct {
	company *company.Company
	actions *actions
}

// open lets the counter call a company's systems and read its pages from now on.
func (k *counter) open(c *company.Company, o setup) error {
	a, err := k.actionsOf(c, o)
	if err != nil {
		return err
	}
	k.today.Store(&today{company: c, actions: a})
	return nil
}

// company is the folder that was opened or published last.
func (k *counter) company() *company.Company { return k.today.Load().company }

// Operation finds today's contract; it makes counter the conversation.Operations of the house.
func (k *counter) Operation(name string) (conversation.Operation, bool) {
	return k.company().Operation(name)
}

// Do performs a read or a started action with today's systems; with Query it makes counter [assistant.Actions].
func (k *counter) Do(ctx context.Context, p conversation.Permit) conversation.Receipt {
	return k.today.Load().actions.Do(ctx, p)
}

// Query asks today's systems what became of an earlier call.
func (k *counter) Query(ctx context.Context, p conversation.Permit) conversation.Receipt {
	return k.today.Load().actions.Query(ctx, p)
}

var (
	_ assistant.Actions       = (*counter)(nil)
	_ conversation.Operations = (*counter)(nil)
)

// actionsOf wires what may be called.
func (k *counter) actionsOf(c *company.Company, o setup) (*actions, error) {
	a := &actions{doer: o.doer, files: k.store, base: c.Base, now: o.now}
	if a.doer == nil {
		a.doer = c.Registry
	}
	op := func(name string) *conversation.Operation {
		if found, ok := c.Contract[name]; ok {
			return &found
		}
		return nil
	}
	a.known, a.unknown = op(c.Config.Desk.Case.Known), op(c.Config.Desk.Case.Unknown)
	backing := identity.Backing{Prefer: c.Config.Identity.Prefer, Age: c.Config.Identity.ContactAge}
	if f, s := op(c.Config.Identity.Find), op(c.Config.Identity.Send); f != nil && s != nil {
		backing.Find, backing.Send = *f, *s
	}
	if p := op(c.Config.Identity.Profile); p != nil {
		backing.Profile = *p
	}
	var reaching identity.Reaching
	if l, s := op(c.Config.Contact.List), op(c.Config.Contact.Send); l != nil && s != nil {
		reaching = identity.Reaching{List: *l, Send: *s}
	}
	var err error
	a.identity, err = identity.NewService(identity.ServiceOptions{
		Secret: k.store.Hash("secret", "codes"), Backing: backing, Reaching: reaching, Call: a.doer.Do, Text: c.CodeText, Now: o.now,
		Told: func(language, about string) string { return c.Small("told", language, about) },
		Full: k.full,
	})
	return a, err
}

// full reports whether a customer has had as many answers of an operation as may be; a store that does not answer
// holds nothing up, because the commit judges again.
func (k *counter) full(ctx context.Context, op conversation.Operation, customer string) bool {
	full, err := k.store.Full(ctx, k.ledger.Answers(op, customer, k.now()))
	if err != nil {
		k.log.Warn("limit", "operation", op.Name, "error", err)
	}
	return full
}
