package widget_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/widget"
	"balie/conversation"
)

// listener reads a stream.
type listener struct {
	t     *testing.T
	res   *http.Response
	lines *bufio.Scanner
	stop  context.CancelFunc
}

func (c *client) listen(query string, headers ...string) *listener {
	c.t.Helper()
	ctx, stop := context.WithTimeout(c.t.Context(), 20*time.Second)
	req, err := http.NewRequestWithContext(ctx, "GET", c.base+"/v1/conversations/"+string(c.ID)+"/stream"+query, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	l := &listener{t: c.t, res: res, lines: bufio.NewScanner(res.Body), stop: stop}
	c.t.Cleanup(l.close)
	if kind := res.Header.Get("Content-Type"); res.StatusCode == 200 && kind != "text/event-stream" {
		c.t.Fatalf("a stream is told as %q", kind)
	}
	return l
}

func (l *listener) close() {
	l.stop()
	l.res.Body.Close()
}

// next returns the next event, which must stand under its own number.
func (l *listener) next() widget.Event {
	l.t.Helper()
	id := ""
	for l.lines.Scan() {
		line := l.lines.Text()
		if n, ok := strings.CutPrefix(line, "id: "); ok {
			id = n
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			var e widget.Event
			if err := json.Unmarshal([]byte(data), &e); err != nil {
				l.t.Fatal(err)
			}
			if strconv.FormatInt(e.N, 10) != id {
				l.t.Fatalf("event %d has id %q", e.N, id)
			}
			return e
		}
	}
	l.t.Fatalf("the stream ended: %v", l.lines.Err())
	return widget.Event{}
}

func TestAStreamTellsWhatHappensAndResumesByNumber(t *testing.T) {
	t.Parallel()
	f := newFake()
	c := open(t, options(f))
	l := c.listen("")
	for want := int64(1); want <= 3; want++ {
		if e := l.next(); e.N != want {
			t.Fatalf("event %d, want %d", e.N, want)
		}
	}
	c.on("POST", "/messages", `{"id":"m-1","text":"hallo"}`).is(t, http.StatusAccepted)
	if e := l.next(); e.Text != "hallo" {
		t.Fatalf("told %+v", e)
	}
	l.close()
	f.Say(c.ID, conversation.Said{Kind: "notice", Text: "gemist"})
	for _, again := range []*listener{c.listen("?after=4"), c.listen("?after=0", "Last-Event-ID", "4")} {
		var got []string
		for e := again.next(); ; e = again.next() {
			if e.N <= 4 {
				t.Fatalf("event %d again", e.N)
			}
			got = append(got, e.Text)
			if e.Text == "gemist" {
				break
			}
		}
		if len(got) != 3 { // 5 is hidden, 6 said, 7 turn ended, 8 missed
			t.Errorf("resumed with %q", got)
		}
	}
}

func TestAStreamLooksByItselfWhenNoBellRings(t *testing.T) {
	t.Parallel()
	f := newFake()
	o := options(f)
	o.Bell, o.Poll, o.Heartbeat = nil, 10*time.Millisecond, 15*time.Millisecond
	c := open(t, o)
	l := c.listen("?after=3")
	for l.lines.Scan() && l.lines.Text() != ": beat" { // it shows that it lives
	}
	f.Say(c.ID, conversation.Said{Kind: "notice", Text: "zonder bel"})
	if e := l.next(); e.Text != "zonder bel" {
		t.Errorf("told %+v", e)
	}
}

func TestStreamsEndWhenTheServerStopsAndWhenTheConversationIsGone(t *testing.T) {
	t.Parallel()
	f := newFake()
	w, err := widget.New(options(f))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	c := open(t, options(f))
	c.base = serveRouter(t, w)
	l := c.listen("?after=3")
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for l.lines.Scan() {
	}
	if err := l.lines.Err(); err != nil {
		t.Errorf("the stream was cut, not ended: %v", err)
	}
}

func TestAConversationHasAFewStreamsAtMost(t *testing.T) {
	t.Parallel()
	c := open(t, options(newFake()))
	last := 0
	for range 14 {
		last = c.listen("?after=3").res.StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the fourteenth stream is answered %d", last)
	}
}

func TestATimeOutOfTheServerDoesNotCutAStream(t *testing.T) {
	t.Parallel()
	f := newFake()
	o := options(f)
	o.Heartbeat = 20 * time.Millisecond
	w, err := widget.New(o)
	if err != nil {
		t.Fatal(err)
	}
	e := echo.New()
	w.Routes(e)
	base := listenAndServe(t, &http.Server{Handler: e, ReadTimeout: 50 * time.Millisecond, WriteTimeout: 50 * time.Millisecond})
	c := open(t, options(f))
	c.base = base
	l := c.listen("?after=3")
	for beats := 0; beats < 8 && l.lines.Scan(); { // 160 ms: three times the time-out
		if l.lines.Text() == ": beat" {
			beats++
		}
	}
	f.Say(c.ID, conversation.Said{Kind: "notice", Text: "nog open"})
	if e := l.next(); e.Text != "nog open" {
		t.Errorf("told %+v", e)
	}
}
