// Package publication puts company folders into service while customers are served, and keeps those that processes began
// with.
package publication

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"balie/assistant"
	"balie/cmd/balie/company"
	"balie/config"
	"balie/conversation"
	"balie/flows"
	"balie/intent"
)

// Store keeps folders and what was published when, and finds the conversations that stand on one.
type Store interface {
	conversation.Revisions
	conversation.Hasher
	Publications(ctx context.Context) ([]conversation.Publication, error)
	Publish(ctx context.Context, p conversation.Publication) error
	Find(ctx context.Context, key []byte) ([]conversation.ID, error)
}

// Options say whom a publisher works for.
type Options struct {
	Store      Store
	Ledger     *conversation.Ledger
	Revisions  *Revisions
	Started    *config.Config     // as it was when the program started; nil: no change of it waits for a restart
	Recognizer *intent.Recognizer // trained already; nil: one is trained for each folder
	ToPerson   bool               // at the beginning, processes that need what is not offered any more go to a person

	Company func() *company.Company                         // whose systems are called now
	Open    func(*company.Company) error                    // lets those of another be called from now on
	Reopen  func(context.Context) (*company.Company, error) // reads the folder anew; nil: it does not change
	Now     func() time.Time
	Log     *slog.Logger
}

// Publisher puts company folders into service, one at a time.
type Publisher struct {
	o  Options
	mu sync.Mutex
}

// New makes a publisher. Before anything else it must [Publisher.Begin].
func New(o Options) *Publisher { return &Publisher{o: o} }

// Order is what somebody wants of a publication.
type Order struct {
	Percent  int    `json:"percent"`
	TakeBack bool   `json:"take_back"`
	TakeOver bool   `json:"take_over"`
	ToPerson bool   `json:"to_a_person"`
	DryRun   bool   `json:"dry_run"`
	By       string `json:"by"`
	Why      string `json:"why"`
}

// Begin serves what was published last. The folder that is opened is published if it is neither that nor was taken
// back, unless a trial runs: then somebody must say how many get it.
func (p *Publisher) Begin(ctx context.Context, c *company.Company) error {
	p.o.Revisions.add(c.Set)
	log, err := p.o.Store.Publications(ctx)
	if err != nil {
		return err
	}
	pub := conversation.Publication{Revision: c.Set.Hash, Percent: 100, By: "balie serve", Why: "the folder as it was when it was opened"}
	served, after := conversation.Serving(log), log
	stays := served.Trial != "" || takenBack(log, c.Set.Hash)
	if c.Set.Hash != served.Main && !stays {
		after = append(log, pub)
	}
	lines, err := p.unstranded(ctx, c, after, p.o.ToPerson)
	if err != nil {
		return err
	}
	for _, line := range lines {
		p.o.Log.Warn("publisher: " + line)
	}
	if len(after) > len(log) {
		return p.put(ctx, c, pub)
	}
	if c.Set.Hash != served.Main && c.Set.Hash != served.Trial {
		p.o.Log.Warn("the folder is not what is served: publish it with balie publish", "folder", Short(c.Set.Hash), "served", Short(served.Main))
	}
	next, err := p.prepare(c, log)
	if err == nil {
		p.o.Revisions.now.Store(next)
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
func (p *Publisher) put(ctx context.Context, c *company.Company, pub conversation.Publication) error {
	log, err := p.o.Store.Publications(ctx)
	if err != nil {
		return err
	}
	pub.At = p.o.Now()
	next, err := p.prepare(c, append(log, pub))
	if err != nil {
		return err
	}
	if pub.Percent > 0 {
		b, err := c.Bundle()
		if err != nil {
			return err
		}
		if err := p.o.Store.Put(ctx, pub.Revision, b); err != nil {
			return err
		}
	}
	if err := p.o.Store.Publish(ctx, pub); err != nil {
		return err
	}
	p.o.Revisions.now.Store(next)
	return nil
}

// prepare makes what the publications come to ready to serve, beside what serves now.
func (p *Publisher) prepare(c *company.Company, log []conversation.Publication) (*serving, error) {
	return p.o.Revisions.prepare(conversation.Serving(log), c.Base, func(set *flows.Set) (assistant.Recognizer, error) {
		if p.o.Recognizer != nil {
			return c.RecognizerWith(p.o.Recognizer, set)
		}
		return c.Recognizer(set)
	})
}

// Publish does what is asked and says, line by line, what it came to. On any error everything stays as it was.
func (p *Publisher) Publish(ctx context.Context, o Order) ([]string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines, err := p.carryOut(ctx, o)
	if err != nil {
		p.o.Log.Error("publication refused; what was served stays", "by", o.By, "error", err)
	}
	return lines, err
}

func (p *Publisher) carryOut(ctx context.Context, o Order) ([]string, error) {
	if o.TakeBack {
		return p.takeBack(ctx, o)
	}
	if p.o.Reopen == nil {
		return nil, fmt.Errorf("a demo company is part of the program: copy it with balie init, and serve the copy")
	}
	c, err := p.o.Reopen(ctx)
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
func (p *Publisher) change(ctx context.Context, c *company.Company, o Order) ([]string, error) {
	pub := conversation.Publication{Percent: o.Percent, TakeOver: o.TakeOver, By: o.By, Why: o.Why, Revision: c.Set.Hash}
	if err := pub.Check(); err != nil {
		return nil, err
	}
	if o.Percent == 0 {
		return nil, fmt.Errorf("0 percent is nobody: take it back instead")
	}
	if o.Percent < 100 && o.TakeOver {
		return nil, fmt.Errorf("a trial is for new conversations and takes no process over: leave out --take-over, or publish it to all")
	}
	served := p.o.Revisions.Served()
	if o.Percent < 100 && c.Set.Hash == served.Main {
		return nil, fmt.Errorf("everybody is served by %s already", Short(served.Main))
	}
	lines := append(differences(p.o.Revisions.Get(served.Main), c.Set), p.restarts(c)...)
	log, err := p.o.Store.Publications(ctx)
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
	p.o.Revisions.add(c.Set)
	before := p.o.Company()
	if err := p.o.Open(c); err != nil {
		return nil, err
	}
	if err := p.put(ctx, c, pub); err != nil {
		return nil, errors.Join(err, p.o.Open(before))
	}
	time.AfterFunc(time.Minute, func() { // reads that have begun may end
		if err := before.Close(); err != nil {
			p.o.Log.Warn("the pages of before", "error", err)
		}
	})
	return append(lines, told(o.Percent, c.Set.Hash)), nil
}

// takeBack ends a trial, or goes back to what served before.
func (p *Publisher) takeBack(ctx context.Context, o Order) ([]string, error) {
	served := p.o.Revisions.Served()
	revision := served.Trial
	if revision == "" {
		revision = served.Main
		if served.Before == "" {
			return nil, fmt.Errorf("there is nothing to go back to: %s is the first", Short(served.Main))
		}
	}
	pub := conversation.Publication{Revision: revision, By: o.By, Why: o.Why}
	if err := pub.Check(); err != nil {
		return nil, err
	}
	log, err := p.o.Store.Publications(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := p.unstranded(ctx, p.o.Company(), append(log, pub), o.ToPerson)
	if err != nil {
		return nil, err
	}
	if o.DryRun {
		return append(lines, Short(revision)+" would be taken back", "nothing was published"), nil
	}
	if err := p.put(ctx, p.o.Company(), pub); err != nil {
		return nil, err
	}
	return append(lines, fmt.Sprintf("%s is taken back; everybody is served by %s", Short(revision), Short(p.o.Revisions.Served().Main))), nil
}

// restarts tells what of config.yaml is not applied.
func (p *Publisher) restarts(c *company.Company) []string {
	if p.o.Started == nil {
		return nil
	}
	var out []string
	for _, change := range c.Config.Restart(p.o.Started) {
		out = append(out, change.String())
	}
	return out
}

func told(percent int, revision string) string {
	if percent == 100 {
		return fmt.Sprintf("published %s: it serves every new turn; processes that run stay on theirs unless it took them over", Short(revision))
	}
	return fmt.Sprintf("published %s: it serves %d of 100 new conversations", Short(revision), percent)
}

// Short is enough of a revision to tell it from others.
func Short(revision string) string { return fmt.Sprintf("%.12s", revision) }

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
	return append(out, company.Several(same, "process")+" as before")
}
