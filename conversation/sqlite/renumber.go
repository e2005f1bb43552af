package sqlite

import (
	"database/sql"
	"errors"

	"balie/conversation"
)

// renumber moves the open conversation of an address to the one that the customer has from now on, with what they wished
// there. ErrGone: there is none, or the new address has one of its own, which then stays the customer's. Where only the
// device is another, it stays where it is.
func (g *group) renumber(a arrival) (*entry, error) {
	if err := g.rewish(a); err != nil {
		return nil, err
	}
	var id, other conversation.ID
	err := g.w.row("SELECT id FROM head WHERE address = ?", a.was).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = conversation.ErrGone
	}
	if err != nil {
		return nil, err
	}
	switch err := g.w.row("SELECT id FROM head WHERE address = ?", a.address).Scan(&other); {
	case other == id:
		return g.findFull(id)
	case err == nil:
		return nil, conversation.ErrGone
	case !errors.Is(err, sql.ErrNoRows):
		return nil, err
	}
	e, err := g.findFull(id)
	if err != nil {
		return nil, err
	}
	return g.rehouse(e, a)
}

// rewish keeps what somebody wished under their new address too, unless they have wished there since.
func (g *group) rewish(a arrival) error {
	return g.w.exec("INSERT INTO wish (address, stop, at) SELECT ?, stop, at FROM wish WHERE address = ? ON CONFLICT DO NOTHING", a.address, a.was)
}

// rehouse lets a conversation be found under the address of an input, and only there.
func (g *group) rehouse(e *entry, a arrival) (*entry, error) {
	e = e.edit()
	e.address, e.from = a.address, a.in.Address
	from, err := g.sealJSON(e.id, "address", a.from)
	if err != nil {
		return nil, err
	}
	if err := g.w.exec("UPDATE origin SET body = ? WHERE c = ?", from, e.c); err != nil {
		return nil, err
	}
	return e, g.w.exec("UPDATE head SET address = ? WHERE c = ?", e.address, e.c)
}
