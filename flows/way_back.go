package flows

import (
	"time"

	"balie/conversation"
)

// session is how long a customer is expected to stay: a wait that may last longer needs a way back to them.
const session = 30 * time.Minute

// wayBackStep is under which a frame remembers where its customer can be reached.
const wayBackStep = "way_back"

// outlasts reports whether a wait may last longer than its customer stays.
func (s *Step) outlasts() bool { return s.For == 0 || s.For > session }

// reachable is satisfied when it is settled where the customer is told of the end of a wait that may last longer than
// they stay. Who writes from a number of their own can always be told; who is not known, or cannot be reached, cannot.
func (p *place) reachable(st *Step) *need {
	_, offered := p.set.Operations[conversation.OpContacts]
	settled := p.s.Back != nil || p.lasting() || p.s.Identity.Subject == ""
	if !offered || settled || !st.outlasts() || st.NoBack != "" || p.agent != "" {
		return nil
	}
	res, read := p.f.Results[wayBackStep]
	if !read {
		return &need{alone: true, meet: func(t *thought) error {
			t.move.Read = &conversation.Call{Operation: conversation.OpContacts, Frame: p.f.ID, Flow: p.f.Flow, Step: wayBackStep}
			return nil
		}}
	}
	return &need{alone: true, meet: func(t *thought) error {
		var e conversation.WayBackSet
		if items := res.Receipt.Output.Items; res.Receipt.Outcome == conversation.Done && len(items) > 0 {
			e.Contact, e.Shown = items[0].Field("id").Text, items[0].Field("masked").Text
		}
		t.add(e)
		t.promise(e.Shown, p)
		return nil
	}}
}

// promise says where the customer will be told of news, and lets them refuse that; or that they cannot be.
func (t *thought) promise(shown string, p *place) {
	m := conversation.Said{Frame: p.f.ID, Flow: p.f.Flow, Kind: "say", Because: "a wait that may last longer than the chat"}
	if m.Text = t.small("way_back.none"); shown != "" {
		m.Text = t.smallWith("way_back", vars{"value": text(shown)})
		id := conversation.Command{Do: conversation.DoPattern, Pattern: "no_way_back"}.Choice()
		m.Buttons = []conversation.Button{{ID: id, Label: t.small("button.no_way_back"), Style: "quiet"}}
	}
	t.add(t.message(m))
}

// lasting reports whether the customer writes from where they can be written to at any time.
func (t *thought) lasting() bool {
	return t.engine.Lasting != nil && t.engine.Lasting(t.s.Address.Channel)
}

// tell lets a customer who is away know that a wait has ended and something was said, once for each time: by the way
// back; where they write from a number of their own, by the news that is all that may be sent there when they have been
// silent for long. What it is about is said, and nothing else.
func (t *thought) tell() error {
	s := t.s
	f := s.Frame(s.NewsOf)
	if f == nil || s.News <= s.Notified || s.News < min(s.Out, s.TurnN) || s.Open != 0 || !t.saidSince(s.News) {
		return nil
	}
	flow, err := t.flowOf(s.Root(f))
	if err != nil {
		return err
	}
	title, err := t.title(flow)
	if err != nil {
		return err
	}
	about := vars{"running": text(title)}
	switch {
	case t.lasting() && s.Late > 0:
		t.add(conversation.Said{Kind: conversation.KindNews, Text: t.smallWith("news", about), About: title, Language: s.Language, Because: "the customer has been silent for long"})
	case !t.lasting() && s.Turn.Away && s.Back != nil && s.Back.Contact != "":
		t.move.Start = &conversation.Call{
			Operation: conversation.OpTell, Frame: f.ID, Flow: f.Flow, Step: wayBackStep, NotNeeded: "the customer was promised it",
			Params: map[string]conversation.Value{"contact": text(s.Back.Contact), "text": text(t.smallWith("news", about))},
		}
	}
	return nil
}

// saidSince reports whether a process has said something since an event.
func (t *thought) saidSince(n int64) bool {
	for _, m := range t.s.Recent {
		if m.N > n && m.Frame != 0 {
			return true
		}
	}
	return false
}

// belated says what could not be sent to a customer who was silent for long, now that they have written.
func (t *thought) belated() {
	if t.s.Late == 0 || !t.lasting() || t.s.Wrote < t.s.TurnN {
		return
	}
	for _, m := range t.s.Recent {
		if m.N < t.s.Late || m.N > t.s.TurnN || m.Kind == conversation.KindNews {
			continue
		}
		said := m.Said
		said.Because, said.Hash, said.Receipt = "it could not be sent before", "", m.Receipt
		t.add(said)
	}
}
