package console_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"balie/channels/browsertest"
	"balie/conversation"
	"balie/conversation/desk"
)

func TestAnAgentReadsWhatTheCustomerSent(t *testing.T) {
	t.Parallel()
	o := setup(t)
	id, other := o.open("hier is een foto"), o.open("iets anders")
	f := conversation.File{ID: "abcdefghijklmnop2345", Name: "deuk.jpg", Media: "image/jpeg", Size: 5, Digest: "d"}
	o.must(o.store.Keep(t.Context(), id, f, []byte("bytes"), true))
	anna := o.signedIn("anna")
	path := "/files/" + f.ID
	res := anna.do(http.MethodGet, "conversations/"+string(id)+path, nil)
	if res.status != http.StatusOK || res.body != "bytes" {
		t.Fatalf("%d %s", res.status, res.body)
	}
	h := res.header
	if h.Get("Content-Disposition") != `attachment; filename="bestand.jpg"; filename*=UTF-8''deuk.jpg` || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("headers are %v", h)
	}
	for _, at := range []string{string(other) + path, string(id) + "/files/..%2f", string(id) + "/files/" + strings.Repeat("a", 20)} {
		if res := anna.do(http.MethodGet, "conversations/"+at, nil); res.status == http.StatusOK {
			t.Errorf("%s is given", at)
		}
	}
	if res := o.browser().do(http.MethodGet, "conversations/"+string(id)+path, nil); res.status != http.StatusUnauthorized {
		t.Errorf("who is not signed in gets %d", res.status)
	}
}

func TestAnAgentReadsADecision(t *testing.T) {
	t.Parallel()
	o := setup(t)
	id := o.open("verzeker mij", conversation.FrameOpened{Frame: 1, Flow: "block_card", Revision: "r1"}, conversation.DecisionMade{
		Frame: 1, Flow: "block_card", Step: "decision.acceptance", Outcome: "refused", Rule: 2, If: "claims > 5", Because: "Je had 6 schades.",
		Values: map[string]conversation.Value{"claims": conversation.Num(6)}, Revision: "r1",
	})
	o.desk = desk.New(desk.Options{Ledger: o.ledger, Archive: o.store})
	s, err := o.desk.State(t.Context(), id)
	o.must(err)
	d := o.desk.Summary(s, "nl").Decisions
	if len(d) != 1 || d[0].Outcome != "refused" || d[0].Rule != 2 || d[0].Because == "" || len(d[0].Values) != 1 || d[0].Values[0].Text != "6" {
		t.Fatalf("read as %+v", d)
	}
	anna := o.signedIn("anna")
	v, _ := anna.act(id, "claim", map[string]any{"epoch": 0})
	if _, res := anna.act(id, "decide", map[string]any{"epoch": v.Epoch, "frame": 1, "step": "decision.acceptance", "outcome": "accepted"}); res.status == http.StatusOK {
		t.Error("decided without a reason")
	}
}

// TestAnAgentLooksAtAPhotoInTheBrowser: beside the conversation it stands where the process has it, to look at and to save.
func TestAnAgentLooksAtAPhotoInTheBrowser(t *testing.T) {
	b := browsertest.Start(t)
	o := setup(t)
	var photo bytes.Buffer
	o.must(png.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 40, 30))))
	f := conversation.File{ID: "abcdefghijklmnop2345", Name: "deuk.png", Media: "image/png", Size: int64(photo.Len()), Digest: "d"}
	id := o.open("hier is een foto", conversation.FrameOpened{Frame: 1, Flow: "block_card", Revision: "r1"}, conversation.MessageReceived{
		Input: 2, Kind: conversation.InputFile, Files: []conversation.File{{ID: f.ID, Remote: "6"}},
	}, conversation.FileMissed{File: f.ID, Reason: conversation.UnfitLate, Tries: 1, Next: o.clock.Now()}, conversation.FileFetched{File: f},
		conversation.SlotSet{Frame: 1, Flow: "block_card", Slot: "reason", Value: conversation.ListOf(f.Value()), Source: conversation.SourceSaid},
		conversation.HandoverRequested{Reason: "requested", Frame: 1, Flow: "block_card"})
	o.must(o.store.Keep(t.Context(), id, f, photo.Bytes(), true))
	p := o.enter(b, "anna", wide)
	card := fmt.Sprintf(`document.querySelector('[data-id="%s"]')`, id)
	p.Wait("the card", card)
	browsertest.Eval[bool](p, "("+card+".click(), true)")
	for _, where := range []string{".message.customer", ".values"} {
		sees(p, where+" .sent-files a[download='deuk.png']", "deuk.png")
		p.Wait("the photo in "+where, `document.querySelector('`+where+` .sent-files img').naturalWidth === 40`)
	}
	sees(p, "#log", "nog onderweg")
	p.Axe()
}
