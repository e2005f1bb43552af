package assistant_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"balie/assistant"
	"balie/conversation"
)

// remote is where a channel keeps files: each answer in turn, the last one for good.
type remote struct {
	answers []error // nil: it comes
	asked   int
}

func (r *remote) fetch(_ context.Context, _ conversation.ID, _ conversation.Address, f conversation.File) (conversation.File, error) {
	err := r.answers[min(r.asked, len(r.answers)-1)]
	r.asked++
	if err != nil {
		return f, err
	}
	return conversation.File{ID: f.ID, Name: "vloer.jpg", Media: "image/jpeg", Size: 4, Digest: "d"}, nil
}

// sends lets the customer send photos that have to be fetched.
func (h *house) sends(ids ...string) {
	h.Helper()
	in := conversation.Input{Kind: conversation.InputFile}
	for _, id := range ids {
		in.Files = append(in.Files, conversation.File{ID: id, Media: "image/jpeg", Remote: "6" + id})
	}
	h.accepts(in)
}

// fetching makes an assistant that fetches.
func (h *house) fetching(answers ...error) *remote {
	h.Helper()
	r := &remote{answers: answers}
	h.process("first", h.engine)
	o := h.a.Options
	o.Fetch = r.fetch
	h.a = assistant.New(o)
	return r
}

// damaged brings a report of damage to where it asks for photos.
func damaged(t *testing.T) *house {
	t.Helper()
	h := open(t, "insurer", "insurer", nil)
	h.signsIn("C-1001")
	h.says("schade", start("report_damage"), set("cause", "water"))
	h.pushes("set:1:policy:PO-11")
	day := conversation.Of(conversation.Date, h.clock.Now().Format(time.DateOnly))
	place, story := conversation.Of(conversation.Text, "thuis"), conversation.Of(conversation.Text, "de vloer staat bol")
	m := h.says("vandaag thuis", conversation.Command{Do: conversation.DoSet, Slot: "happened_on", Value: &day},
		conversation.Command{Do: conversation.DoSet, Slot: "place", Value: &place}, conversation.Command{Do: conversation.DoSet, Slot: "story", Value: &story})
	h.tells(m, "foto")
	return h
}

var errFar = errors.New("it is not reached")

func TestAFileThatIsFetchedAnswersItsQuestion(t *testing.T) {
	t.Parallel()
	h := damaged(t)
	r := h.fetching(nil)
	h.sends("a", "b")
	m := h.rests()
	h.tells(m, "vloer.jpg, vloer.jpg")
	if r.asked != 2 || h.count("file_fetched") != 2 || len(h.state().Coming()) != 0 {
		t.Errorf("asked %d times, %d came, %v are still to come", r.asked, h.count("file_fetched"), h.state().Coming())
	}
}

// TestAFileThatCannotBeReachedComesLater: the customer is told once, and it is used when it is there.
func TestAFileThatCannotBeReachedComesLater(t *testing.T) {
	t.Parallel()
	h := damaged(t)
	r := h.fetching(errFar, errFar, errFar, nil)
	h.sends("a")
	h.tells(h.rests(), "onderweg")
	h.process("second", h.engine) // the process dies, and another goes on
	o := h.a.Options
	o.Fetch = r.fetch
	h.a = assistant.New(o)
	m := h.passes(2 * time.Minute)
	for _, one := range m {
		if strings.Contains(one.Text, "onderweg") {
			t.Errorf("it is told again: %s", one.Text)
		}
	}
	if r.asked != 4 || h.count("file_fetched") != 1 || len(m) == 0 {
		t.Errorf("asked %d times, %d came, said %+v", r.asked, h.count("file_fetched"), m)
	}
}

func TestAFileThatNeverComesIsLost(t *testing.T) {
	t.Parallel()
	h := damaged(t)
	r := h.fetching(errFar)
	h.sends("a")
	h.rests()
	h.tells(h.passes(time.Hour), "nog eens sturen")
	if r.asked != 12 || len(h.state().Coming()) != 0 {
		t.Errorf("asked %d times, %v are still to come", r.asked, h.state().Coming())
	}
	h.fetching(nil)
	h.sends("b")
	h.rests()
	if h.count("file_fetched") != 1 {
		t.Error("another one did not come")
	}
}

func TestWhyAFileIsNotTakenInIsSaid(t *testing.T) {
	t.Parallel()
	for why, says := range map[conversation.Unfit]string{
		conversation.UnfitKind: "niet openen", conversation.UnfitSize: "10 MB", conversation.UnfitEmpty: "nog eens sturen", conversation.UnfitUnsafe: "controle",
		conversation.UnfitMany: "nog meer bestanden", conversation.UnfitLost: "nog eens sturen",
	} {
		t.Run(string(why), func(t *testing.T) {
			t.Parallel()
			h := bank(t)
			r := h.fetching(why)
			h.sends("a")
			h.tells(h.rests(), says)
			if h.passes(time.Hour); r.asked != 1 {
				t.Errorf("asked %d times", r.asked)
			}
		})
	}
}

// TestAnAgentSeesAFileThatIsFetched: nothing is said of it, and what is late still comes.
func TestAnAgentSeesAFileThatIsFetched(t *testing.T) {
	t.Parallel()
	h := bank(t)
	h.says("mens", pattern("handover"))
	h.claims()
	r := h.fetching(errFar, nil)
	h.sends("a")
	if m := h.passes(time.Minute); len(m) != 0 || r.asked != 2 || h.count("file_fetched") != 1 {
		t.Errorf("said %+v, asked %d times, %d came", m, r.asked, h.count("file_fetched"))
	}
}

// TestADraftThatIsDroppedFetchesNothingAgain: a newer message comes while the file is fetched.
func TestADraftThatIsDroppedFetchesNothingAgain(t *testing.T) {
	t.Parallel()
	h := bank(t)
	r := &remote{answers: []error{nil}}
	h.process("first", h.engine)
	o := h.a.Options
	o.Fetch = func(ctx context.Context, id conversation.ID, from conversation.Address, f conversation.File) (conversation.File, error) {
		if r.asked == 0 {
			h.hears("hallo", conversation.Command{Do: conversation.DoUnclear})
		}
		return r.fetch(ctx, id, from, f)
	}
	h.a = assistant.New(o)
	h.sends("a")
	h.tells(h.rests(), "vloer.jpg")
	if r.asked != 1 || h.count("file_fetched") != 1 {
		t.Errorf("asked %d times, %d came", r.asked, h.count("file_fetched"))
	}
}
