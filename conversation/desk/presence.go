package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"balie/conversation"
)

// Agent is somebody at the desk.
type Agent struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// AgentGone is the reason with which the desk itself gives a conversation back to the queue.
const AgentGone = "agent gone"

type presence struct {
	name string
	seen time.Time
	left bool
}

// Beat notes that an agent is there.
func (d *Desk) Beat(agent, name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.agents[agent] = presence{name: name, seen: d.o.Now()}
}

// Leave notes that an agent has signed out; their conversations go back to the queue with the next sweep.
func (d *Desk) Leave(agent string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.agents[agent]
	p.left = true
	d.agents[agent] = p
}

// Present lists the agents who are there, by name.
func (d *Desk) Present() []Agent {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Agent
	for id, p := range d.agents {
		if !p.left && d.o.Now().Sub(p.seen) <= d.o.Gone {
			out = append(out, Agent{ID: id, Name: p.name})
		}
	}
	slices.SortFunc(out, func(a, b Agent) int { return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID) })
	return out
}

// isGone reports whether an agent has left or has been silent too long. Nobody is gone before this process has had the
// time to hear them.
func (d *Desk) isGone(agent string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.agents[agent]
	if p.left {
		return true
	}
	seen := p.seen
	if seen.Before(d.started) {
		seen = d.started
	}
	return d.o.Now().Sub(seen) > d.o.Gone
}

// Sweep gives the conversations of agents who are gone back to the queue and returns which. One that cannot be given
// back does not keep the others.
func (d *Desk) Sweep(ctx context.Context) ([]conversation.ID, error) {
	cards, err := d.o.Archive.List(ctx, conversation.Filter{Status: []conversation.Status{conversation.WithPerson}})
	if err != nil {
		return nil, err
	}
	var swept []conversation.ID
	var failed []error
	for _, c := range cards {
		if !d.isGone(c.Holder) {
			continue
		}
		_, err := d.change(ctx, c.ID, func(h *conversation.Held) error {
			if h.State.Holder != c.Holder || h.State.Epoch != c.Epoch {
				return ErrStale
			}
			return d.lost(h)
		})
		switch {
		case err == nil:
			swept = append(swept, c.ID)
		case !errors.Is(err, ErrStale) && !errors.Is(err, conversation.ErrGone):
			failed = append(failed, err)
		}
	}
	return swept, errors.Join(failed...)
}

// lost gives the conversation of an agent who is gone back to the queue, and tells the customer.
func (d *Desk) lost(h *conversation.Held) error {
	text := d.o.Lost(h.State, h.State.Name)
	if err := toQueue(h, h.State.Holder, AgentGone, "agent_gone"); err != nil || text == "" {
		return err
	}
	return h.Add(conversation.Said{Kind: "notice", Text: text, Language: h.State.Language, System: true, Because: "an agent is gone"})
}

// Run sweeps until ctx ends. What went wrong is told to report, which may be nil.
func (d *Desk) Run(ctx context.Context, report func(error)) {
	tick := time.NewTicker(max(d.o.Gone/6, time.Second))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := d.Sweep(ctx); err != nil && report != nil && ctx.Err() == nil {
				report(err)
			}
		}
	}
}
