package flows

import "balie/conversation"

// checkWaits finds waits that may last longer than a customer stays, when nobody can tell the customer of their end.
func (d *draft) checkWaits() {
	if _, offered := d.l.set.Operations[conversation.OpTell]; offered {
		return
	}
	d.flow.Walk(func(s *Step) {
		if s.Kind == Wait && s.outlasts() && s.NoBack == "" {
			d.r.errorf(s.Pos, "name contact.list and contact.send in config.yaml, or say way_back: {not_needed: why}",
				"this may last longer than the customer stays, and nobody can tell them of its end")
		}
	})
}
