package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"balie/channels/widget"
	"balie/conversation"
	"balie/conversation/identity"
)

// crashSent is a message that the house has acknowledged.
type crashSent struct {
	text, choice string
	began, acked time.Time
	n            int64 // the number that the acknowledgement gave it
}

// crashCustomer is one visitor with one conversation, who knows what they want and changes their mind.
type crashCustomer struct {
	*crashHouse
	r       *rand.Rand
	subject string
	n       int // messages, acknowledged or not

	mu    sync.Mutex // guards id: the agent reads it
	id    string
	token string
	seen  int64
	last  widget.Event // what the assistant said last, when nothing was sent since
	heard time.Time
	taken map[int64]bool
	open  string // the action that has not ended
	sent  []crashSent
	gone  bool // the conversation is closed

	onward *widget.Event // where the customer goes on
}

func (h *crashHouse) customer(i int, r *rand.Rand) *crashCustomer {
	return &crashCustomer{crashHouse: h, r: r, subject: fmt.Sprintf("C-%d", 100001+i), taken: map[int64]bool{}}
}

func (c *crashCustomer) conversation() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.id
}

// live opens a conversation and talks until ctx ends.
func (c *crashCustomer) live(ctx context.Context) {
	c.enter(ctx)
	for ctx.Err() == nil && !c.gone {
		c.read(ctx)
		c.reply(ctx)
		c.wait(ctx, time.Duration(20+c.r.IntN(400))*time.Millisecond)
	}
}

// enter opens a conversation as somebody whom the site knows.
func (c *crashCustomer) enter(ctx context.Context) {
	token, err := identity.Sign(demoKey, c.key, "balie", conversation.Identity{Subject: c.subject, Assurance: conversation.Substantial}, 50*time.Minute, time.Now())
	if err != nil {
		c.t.Error(err)
		return
	}
	var made struct{ ID, Token string }
	c.insist(ctx, "/v1/conversations", map[string]any{"language": "nl", "identity_token": token}, &made)
	c.token = made.Token
	c.mu.Lock()
	defer c.mu.Unlock()
	c.id = made.ID
}

// insist sends the same again until it is acknowledged, as the widget does; false when it never was.
func (c *crashCustomer) insist(ctx context.Context, path string, body, into any) bool {
	for ctx.Err() == nil {
		err := c.call(ctx, "POST", "http://"+c.front+path, map[string]string{"Authorization": "Bearer " + c.token}, body, into)
		switch code := c.status(err); {
		case err == nil:
			return true
		case code == 409:
			c.gone = true
			return false
		case code >= 400 && code < 500:
			c.t.Errorf("%s: %v", path, err)
			return false
		}
		c.wait(ctx, time.Duration(50+c.r.IntN(200))*time.Millisecond)
	}
	return false
}

// says sends a message, typed or a button.
func (c *crashCustomer) says(ctx context.Context, text, choice string) {
	c.n++
	m := crashSent{text: text, choice: choice, began: time.Now()}
	body := map[string]any{"id": fmt.Sprintf("m-%d", c.n), "seen": c.seen, "text": text, "choice": choice}
	var ack struct{ N int64 }
	c.last = widget.Event{}
	if c.insist(ctx, "/v1/conversations/"+c.id+"/messages", body, &ack) {
		m.acked, m.n = time.Now(), ack.N
		c.sent = append(c.sent, m)
	}
	c.heard = time.Now()
}

// read takes in what happened.
func (c *crashCustomer) read(ctx context.Context) {
	if c.id == "" {
		return
	}
	var page struct {
		Events []widget.Event
		Next   int64
	}
	head := map[string]string{"Authorization": "Bearer " + c.token}
	if err := c.call(ctx, "GET", fmt.Sprintf("http://%s/v1/conversations/%s/events?limit=500&after=%d", c.front, c.id, c.seen), head, nil, &page); err != nil {
		return // it is down
	}
	c.seen = page.Next
	for _, e := range page.Events {
		if e.Input != 0 {
			c.taken[e.Input] = true
		}
		switch {
		case e.Type == "continued":
			c.onward, c.gone = &e, true
		case e.From == conversation.FromAssistant:
			c.last, c.heard = e, time.Now()
		case e.Why != nil && e.Why.What == "action":
			c.open = "" // one action at a time: its outcome, or the step that starts it
			if strings.Contains(e.Why.Step, ".") {
				c.open = e.Why.Text
			}
		}
	}
}

// waits says what is not at rest; empty when everything is.
func (c *crashCustomer) waits() string {
	for _, m := range c.sent {
		if !c.taken[m.n] {
			return fmt.Sprintf("message %d %q is not taken", m.n, m.text+m.choice)
		}
	}
	if c.open != "" {
		return c.open + " is open"
	}
	return ""
}

const nevermind = "laat maar"

// reply answers what is on the screen, or says something of their own.
func (c *crashCustomer) reply(ctx context.Context) {
	var buttons []string
	for _, b := range c.last.Buttons {
		buttons = append(buttons, b.ID)
	}
	press := func(prefix string) bool {
		for _, id := range buttons {
			if strings.HasPrefix(id, prefix) {
				c.says(ctx, "", id)
				return true
			}
		}
		return false
	}
	dice := c.r.IntN(20)
	switch {
	case c.last.Kind == "confirm" && dice < 9:
		press("yes:")
	case c.last.Kind == "confirm" && dice < 13:
		c.says(ctx, "ja", "")
	case c.last.Kind == "confirm" && dice < 16:
		press("yes:")
		c.says(ctx, nevermind, "") // before it has begun, or while it runs
	case c.last.Kind == "confirm" && dice < 17:
		press("no:")
	case dice == 17:
		c.says(ctx, nevermind, "")
	case dice == 18:
		c.says(ctx, "wat kost rood staan?", "")
	case len(buttons) > 0 && (press("set:") || press("pattern:retry")):
	case c.last.Kind == "ask":
		c.says(ctx, fmt.Sprintf("06%08d", 10000000+c.r.IntN(80000000)), "")
	case time.Since(c.heard) > 700*time.Millisecond:
		c.wish(ctx)
	}
}

// wish asks for something: what the back end keeps by key, what it can be asked about, and what is neither.
func (c *crashCustomer) wish(ctx context.Context) {
	switch c.r.IntN(7) {
	case 0:
		c.says(ctx, "is het gelukt?", "")
	case 1, 2:
		c.says(ctx, "", "start:block_card")
	case 3, 4:
		c.says(ctx, fmt.Sprintf("mijn nieuwe telefoonnummer is 06%08d", 10000000+c.r.IntN(80000000)), "")
	default:
		c.says(ctx, "ik ben mijn wachtwoord vergeten", "")
	}
}
