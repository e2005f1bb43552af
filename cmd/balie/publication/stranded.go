package publication

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"balie/cmd/balie/company"
	"balie/conversation"
	"balie/flows"
)

// stranded is a process that runs on an older text, or will, and calls what the connectors that are to be called from now
// on do not offer, or offer otherwise.
type stranded struct {
	revision, flow string
	processes      int  // that run
	served         bool // and more may begin
	why            flows.Problems
}

// strand lists the processes that a company's connectors would leave stranded when the publications have come to log. With
// takeOver, those do not count that go over to the company's own text.
func (p *Publisher) strand(ctx context.Context, c *company.Company, log []conversation.Publication) ([]stranded, error) {
	served := conversation.Serving(log)
	var out []stranded
	for _, revision := range revisionsOf(log) {
		if revision == c.Set.Hash {
			continue
		}
		if _, err := p.o.Store.Get(ctx, revision); errors.Is(err, fs.ErrNotExist) {
			continue // nothing stands on it
		} else if err != nil {
			return nil, err
		}
		set := p.o.Revisions.Get(revision)
		if set == nil {
			continue // it was told in the log; whoever stands on it meets a person
		}
		for _, name := range slices.Sorted(maps.Keys(set.Flows)) {
			why := flows.Outgrown(set, c, name)
			if len(why) == 0 {
				continue
			}
			s := stranded{revision: revision, flow: name, why: why, served: revision == served.Main || revision == served.Trial}
			if served.Main != c.Set.Hash || !served.TakeOver || len(flows.Agree(set, c.Set, name)) > 0 {
				var err error
				if s.processes, err = p.running(ctx, revision, name); err != nil {
					return nil, err
				}
			}
			if s.processes > 0 || s.served {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// revisionsOf lists what was ever published, each once.
func revisionsOf(log []conversation.Publication) []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range log {
		if !seen[p.Revision] {
			out = append(out, p.Revision)
		}
		seen[p.Revision] = true
	}
	return out
}

// running counts the conversations in which a flow of a revision is not over.
func (p *Publisher) running(ctx context.Context, revision, flow string) (int, error) {
	ids, err := p.o.Store.Find(ctx, conversation.RevisionKey(p.o.Store, revision))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		h, err := p.o.Ledger.Load(ctx, id)
		if errors.Is(err, conversation.ErrGone) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if h.State.Status != conversation.Closed && stands(h.State, revision, flow) {
			n++
		}
	}
	return n, nil
}

// stands reports whether a flow of a revision is not over.
func stands(s *conversation.State, revision, flow string) bool {
	for _, f := range s.Frames {
		if f.Outcome == "" && f.Revision == revision && f.Flow == flow {
			return true
		}
	}
	return false
}

// String says where, what for, and what to do about it.
func (s stranded) String() string {
	var b strings.Builder
	for _, p := range s.why {
		fmt.Fprintf(&b, "%s: error: %s (as published in %s)\n", p.Pos, p.Message, Short(s.revision))
	}
	switch {
	case s.served:
		fmt.Fprintf(&b, "  new conversations are served by %s too", Short(s.revision))
	default:
		fmt.Fprintf(&b, "  it runs in %s", company.Several(s.processes, "conversation"))
	}
	b.WriteString(": keep the operation as it was until none is left, map them with migrate and --take-over, or let them go to a person with --to-a-person")
	return b.String()
}

// unstranded refuses what would leave processes stranded, unless they may go to a person; then it says so.
func (p *Publisher) unstranded(ctx context.Context, c *company.Company, log []conversation.Publication, toPerson bool) ([]string, error) {
	found, err := p.strand(ctx, c, log)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var lines, errs []string
	for _, s := range found {
		errs = append(errs, s.String())
		lines = append(lines, fmt.Sprintf("%s of %s needs what is not offered any more: where it comes to that, a person goes on with it (%s)", s.flow, Short(s.revision), company.Several(s.processes, "conversation")))
	}
	if !toPerson {
		return nil, errors.New("some processes could not go on:\n" + strings.Join(errs, "\n"))
	}
	return lines, nil
}
