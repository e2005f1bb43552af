package sqlite

import "sync/atomic"

// Stats counts what the store did since it was opened, for metrics.
type Stats struct {
	Accepted    int64 // inputs
	Commits     int64
	Refused     int64 // commits that were refused or failed
	Groups      int64 // transactions
	Erased      int64 // conversations
	Hits        int64 // takings served from memory
	Misses      int64 // takings that had to read
	SweepErrors int64 // housekeeping that failed and is tried again
	Waiting     int   // calls that wait for the writer now
}

type counters struct {
	accepted, commits, refused, groups, erased, hits, misses, sweepErrors atomic.Int64
}

// Stats returns the counts.
func (s *Store) Stats() Stats {
	c := &s.stats
	return Stats{
		Accepted: c.accepted.Load(), Commits: c.commits.Load(), Refused: c.refused.Load(), Groups: c.groups.Load(), Erased: c.erased.Load(),
		Hits: c.hits.Load(), Misses: c.misses.Load(), SweepErrors: c.sweepErrors.Load(), Waiting: len(s.jobs),
	}
}
