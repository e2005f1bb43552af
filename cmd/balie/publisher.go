package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"balie/assistant"
	"balie/cmd/balie/company"
	"balie/config"
	"balie/conversation"
	"balie/flows"
)

// publisher puts company folders into service, one at a time.
type publisher struct {
	counter *counter
	setup   setup
	started *config.Config // as it was when the program started
	mu      sync.Mutex
}

// order is what somebody wants of a publication.
type order struct {
	Percent  int    `json:"percent"`
	TakeBack bool   `json:"take_back"`
	TakeOver bool   `json:"take_over"`
	ToPerson bool   `json:"to_a_person"`
	DryRun   bool   `json:"dry_run"`
	By       string `json:"by"`
	Why      string `json:"why"`
}

// begin serves what was published last. The folder that is opened is published if it is neither that nor was taken
// back, unless a trial runs: then somebody must say how many get it.
func (p *publisher) begin(ctx context.Context, c *company.Company) error {
	k := p.counter
	k.revisions.add(c.Set)
	log, err := k.store.Publications(ctx)
	if err != nil {
		return err
	}
	pub := conversation.Publication{Revision: c.Set.Hash, Percent: 100, By: "balie serve", Why: "the folder as it was when it was opened"}
	served, after := conversation.Serving(log), log
	stays := served.Trial != "" || takenBack(log, c.Set.Hash)
	if c.Set.Hash != served.Main && !stays {
		after = append(log, pub)
	}
	lines, err := p.unstranded(ctx, c, after, p.setup.toPerson)
	if err != nil {
		return err
	}
	for _, line := range lines {
		k.log.Warn("publisher: " + line)
	}
	if len(after) > len(log) {
		return p.put(ctx, c, pub)
	}
	if c.Set.Hash != served.Main && c.Set.Hash != served.Trial {
		k.log.Warn("the folder is not what is served: publish it with balie publish", "folder", short(c.Set.Hash), "served", short(served.Main))
	}
	next, err := p.prepare(c, log)
	if err == nil {
		k.revisions.now.Store(next)
	}
	return err
}

// takenBack reports whether the last word on a revision is that it was taken back.
func takenBack(log []conversation.Publication, revision string) bool {
	back := false
	for _, p := range log {
		if p.Revision == revision {
			back = p.Percent == 0
		}
	}
	return back
}

// put records a publication, of a folder that is kept with it, and serves what the log then comes to.
func (p *publisher) put(ctx context.Context, c *company.Company, pub conversation.Publication) error {
	k := p.counter
	log, err := k.store.Publications(ctx)
	if err != nil {
		return err
	}
	pub.At = k.now()
	next, err := p.prepare(c, append(log, pub))
	if err != nil {
		return err
	}
	if pub.Percent > 0 {
		b, err := c.Bundle()
		if err != nil {
			return err
		}
		if err := k.store.Put(ctx, pub.Revision, b); err != nil {
			return err
		}
	}
	if err := k.store.Publish(ctx, pub); err != nil {
		return err
	}
	k.revisions.now.Store(next)
	return nil
}

// prepare makes what the publications come to ready to serve, beside what serves now.
func (p *publisher) prepare(c *company.Company, log []conversation.Publication) (*serving, error) {
	return p.counter.revisions.prepare(conversation.Serving(log), c.Base, func(set *flows.Set) (assistant.Recognizer, error) {
		if p.setup.recognizer != nil {
			return c.RecognizerWith(p.setup.recognizer, set)
		}
		return c.Recognizer(set)
	})
}

// publish does what is asked and says, line by line, what it came to. On any error everything stays as it was.
func (p *publisher) publish(ctx context.Context, o order) ([]string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines, err := p.carryOut(ctx, o)
	result := "done"
	if err != nil {
		result = "refused"
		p.counter.log.Error("publication refused; what was served stays", "by", o.By, "error", err)
	}
	if !o.DryRun {
		p.counter.metrics.published.WithLabelValues(result).Inc()
	}
	return lines, err
}

func (p *publisher) carryOut(ctx context.Context, o order) ([]string, error) {
	if o.TakeBack {
		return p.takeBack(ctx, o)
	}
	if p.setup.reopen == nil {
		return nil, fmt.Errorf("a demo company is part of the program: copy it with balie init, and serve the copy")
	}
	c, err := p.setup.reopen(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := p.change(ctx, c, o)
	if err != nil || o.DryRun {
		_ = c.Close() // it was only looked at
	}
	return lines, err
}

// change publishes a folder.
func (p *publisher) change(ctx context.Context, c *company.Company, o order) ([]string, error) {
	k := p.counter
	pub := conversation.Publication{Percent: o.Percent, TakeOver: o.TakeOver, By: o.By, Why: o.Why, Revision: c.Set.Hash}
	if err := pub.Check(); err != nil {
		return nil, err
	}
	if o.Percent == 0 {
		return nil, fmt.Errorf("0 percent is nobody: take it back instead")
	}
	served := k.revisions.now.Load().Served
	if o.Percent < 100 && c.Set.Hash == served.Main {
		return nil, fmt.Errorf("everybody is served by %s already", short(served.Main))
	}
	lines := append(differences(k.revisions.get(served.Main), c.Set), p.restarts(c)...)
	log, err := k.store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	left, err := p.unstranded(ctx, c, append(log, pub), o.ToPerson)
	lines = append(lines, left...)
	if err != nil {
		return lines, err
	}
	if o.DryRun {
		return append(lines, "nothing was published"), nil
	}
	k.revisions.add(c.Set)
	before := k.today.Load()
	if err := k.open(c, p.setup); err != nil {
		return nil, err
	}
	if err := p.put(ctx, c, pub); err != nil {
		k.today.Store(before)
		return nil, err
	}
	time.AfterFunc(time.Minute, func() { // reads that have begun may end
		if err := before.company.Close(); err != nil {
			k.log.Warn("the pages of before", "error", err)
		}
	})
	return append(lines, told(o.Percent, c.Set.Hash)), nil
}

// takeBack ends a trial, or goes back to what served before.
func (p *publisher) takeBack(ctx context.Context, o order) ([]string, error) {
	k := p.counter
	served := k.revisions.now.Load().Served
	revision := served.Trial
	if revision == "" {
		revision = served.Main
		if served.Before == "" {
			return nil, fmt.Errorf("there is nothing to go back to: %s is the first", short(served.Main))
		}
	}
	pub := conversation.Publication{Revision: revision, By: o.By, Why: o.Why}
	if err := pub.Check(); err != nil {
		return nil, err
	}
	log, err := k.store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := p.unstranded(ctx, k.company(), append(log, pub), o.ToPerson)
	if err != nil {
		return nil, err
	}
	if o.DryRun {
		return append(lines, short(revision)+" would be taken back", "nothing was published"), nil
	}
	if err := p.put(ctx, k.company(), pub); err != nil {
		return nil, err
	}
	return append(lines, fmt.Sprintf("%s is taken back; everybody is served by %s", short(revision), short(k.revisions.now.Load().Main))), nil
}

// restarts tells what of config.yaml is not applied.
func (p *publisher) restarts(c *company.Company) []string {
	if p.started == nil {
		return nil
	}
	var out []string
	for _, change := range c.Config.Restart(p.started) {
		out = append(out, change.String())
	}
	return out
}

func told(percent int, revision string) string {
	if percent == 100 {
		return fmt.Sprintf("published %s: it serves every new turn; processes that run stay on theirs unless it took them over", short(revision))
	}
	return fmt.Sprintf("published %s: it serves %d of 100 new conversations", short(revision), percent)
}

// short is enough of a revision to tell it from others.
func short(revision string) string { return fmt.Sprintf("%.12s", revision) }

// differences tells, flow by flow, what a newer set changes, and why processes that run may have to stay on the older.
func differences(older, newer *flows.Set) []string {
	if older == nil || older.Hash == newer.Hash {
		return []string{"flows, patterns and texts are as they were"}
	}
	var out []string
	same := 0
	for _, name := range slices.Sorted(maps.Keys(newer.Flows)) {
		was, is := older.Flows[name], newer.Flows[name]
		why := flows.Agree(older, newer, name)
		switch {
		case is.BuiltIn:
		case was == nil:
			out = append(out, name+": new")
		case len(why) > 0:
			out = append(out, name+": changed; of those that run, some must stay on the older one:")
			for _, d := range why {
				out = append(out, "  "+d.Problem.String())
			}
		case was.Source == is.Source:
			same++
		default:
			out = append(out, name+": changed; those that run can go on with it")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(older.Flows)) {
		if newer.Flows[name] == nil {
			out = append(out, name+": gone; those that run end on the older one")
		}
	}
	return append(out, several(same, "process")+" as before")
}
