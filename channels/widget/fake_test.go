package widget_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels/widget"
	"balie/conversation"
)

// fake is a conversation kept in memory behind the two functions that a widget needs, with an assistant that echoes.
type fake struct {
	mu      sync.Mutex
	inputs  map[conversation.ID][]conversation.Input
	records map[conversation.ID][]conversation.Numbered
	seen    map[string]conversation.Accepted
	closed  map[conversation.ID]bool
	rings   []chan conversation.ID
	now     time.Time
	fail    error
	hold    bool // accept, and take no turn
	reply   func(conversation.Input) []conversation.Event
}

func newFake() *fake {
	return &fake{
		inputs: map[conversation.ID][]conversation.Input{}, records: map[conversation.ID][]conversation.Numbered{},
		seen: map[string]conversation.Accepted{}, closed: map[conversation.ID]bool{},
		now: time.Now(), reply: echoed,
	}
}

// echoed greets, and says back what it is told.
func echoed(in conversation.Input) []conversation.Event {
	switch in.Kind {
	case conversation.InputOpened:
		return []conversation.Event{conversation.Said{Kind: "disclosure", Text: "Hoi! Ik ben een digitale assistent.", Language: "nl"}}
	case conversation.InputIdentity:
		return []conversation.Event{conversation.IdentityProven{Identity: *in.Identity}}
	}
	return []conversation.Event{
		conversation.Understood{Understanding: conversation.Understanding{
			Commands: []conversation.Command{{Do: conversation.DoAnswer, Confidence: 0.9}}, By: "embedded",
		}},
		conversation.Said{Kind: "say", Text: "Je zei: " + in.Text, Language: "nl", Because: "echo"},
	}
}

func (f *fake) Receive(_ context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return nil, f.fail
	}
	var out []conversation.Accepted
	for _, i := range in {
		id := i.Conversation
		if id == "" {
			id = conversation.ID(fmt.Sprintf("c-%x", sha256.Sum256([]byte(i.Address.Sender)))[:18])
		}
		if was, ok := f.seen[i.Source+"|"+i.ID]; ok {
			was.Duplicate = true
			out = append(out, was)
			continue
		}
		if f.closed[id] {
			out = append(out, conversation.Accepted{Unknown: true})
			continue
		}
		i.N, i.Conversation = int64(len(f.inputs[id])+1), id
		f.inputs[id] = append(f.inputs[id], i)
		a := conversation.Accepted{Conversation: id, N: i.N, New: i.N == 1}
		f.seen[i.Source+"|"+i.ID] = a
		out = append(out, a)
		if !f.hold {
			f.turn(id, i)
		}
	}
	return out, nil
}

func (f *fake) turn(id conversation.ID, in conversation.Input) {
	f.add(id, conversation.MessageReceived{Input: in.N, Source: in.Source, Kind: in.Kind, Text: in.Text, Choice: in.Choice, Seen: in.Seen, Files: in.Files})
	f.add(id, f.reply(in)...)
	f.add(id, conversation.TurnEnded{})
}

func (f *fake) add(id conversation.ID, events ...conversation.Event) {
	for _, e := range events {
		f.records[id] = append(f.records[id], conversation.Numbered{N: int64(len(f.records[id]) + 1), At: f.now, Event: e})
	}
	for _, r := range f.rings {
		select {
		case r <- id:
		default:
		}
	}
}

// Say adds events as if a turn or an agent had.
func (f *fake) Say(id conversation.ID, events ...conversation.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.add(id, events...)
}

// Last returns the last input of the only conversation, or of id.
func (f *fake) Last(id conversation.ID) conversation.Input {
	f.mu.Lock()
	defer f.mu.Unlock()
	in := f.inputs[id]
	if len(in) == 0 {
		return conversation.Input{}
	}
	return in[len(in)-1]
}

func (f *fake) Events(ctx context.Context, id conversation.ID, after int64, limit int) ([]conversation.Numbered, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all, ok := f.records[id]
	if !ok {
		return nil, conversation.ErrGone
	}
	rest := all[min(int(after), len(all)):]
	return append([]conversation.Numbered(nil), rest[:min(limit, len(rest))]...), nil
}

func (f *fake) Ring(context.Context, conversation.ID) error { return nil }

func (f *fake) Listen(ctx context.Context) (<-chan conversation.ID, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	ch := make(chan conversation.ID, 64)
	f.rings = append(f.rings, ch)
	return ch, nil
}

var digits = regexp.MustCompile(`\d{13,}`)

// options fit a test: quick to look, nothing limited, an own origin allowed.
func options(f *fake) widget.Options {
	return widget.Options{
		Receive: f.Receive, Events: f.Events, Bell: f,
		Hash: func(kind string, parts ...string) []byte {
			h := sha256.Sum256([]byte(kind + "\x00" + strings.Join(parts, "\x00")))
			return h[:]
		},
		Mask: func(s string) string { return digits.ReplaceAllString(s, "•••") },
		Verify: func(_ context.Context, token string) (conversation.Identity, error) {
			subject, ok := strings.CutPrefix(token, "signed:")
			if !ok {
				return conversation.Identity{}, errors.New("signature is wrong")
			}
			return conversation.Identity{Subject: subject, Assurance: conversation.Basic, By: "token"}, nil
		},
		Secret: []byte("0123456789abcdef0123456789abcdef"), Origins: []string{"https://shop.example"},
		Title: "De Voorbeeldbank", Limits: widget.Limits{Conversations: widget.Rate{Burst: -1}, Messages: widget.Rate{Burst: -1}, Requests: widget.Rate{Burst: -1}},
	}
}

// serve runs a widget on a free port until the test ends.
func serve(t *testing.T, o widget.Options) *httptest.Server {
	t.Helper()
	w, err := widget.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	e := echo.New()
	w.Routes(e)
	s := httptest.NewServer(e)
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		s.Close()
	})
	return s
}

// serveRouter serves a widget that the test itself runs.
func serveRouter(t *testing.T, w *widget.Widget) string {
	t.Helper()
	e := echo.New()
	w.Routes(e)
	return listenAndServe(t, &http.Server{Handler: e})
}

func listenAndServe(t *testing.T, s *http.Server) string {
	t.Helper()
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.Serve(at)
	}()
	t.Cleanup(func() {
		s.Close()
		<-ended
	})
	return "http://" + at.Addr().String()
}
