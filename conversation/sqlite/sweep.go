package sqlite

import (
	"time"
)

const (
	sweepEvery = time.Minute
	sweepFiles = 20  // they are large
	sweepRows  = 500 // of each kind at a time: nobody waits long for it
)

// sweep remembers where the last one stopped.
type sweep struct {
	next  time.Time
	input int64
}

// sweepSome forgets inputs that were seen nine days ago, files that no message brought and counters that are over, a few at a time. It runs in the
// writer, between two groups.
func (s *Store) sweepSome() error {
	now := s.now()
	if now.Before(s.sweep.next) {
		return nil
	}
	s.sweep.next = now.Add(sweepEvery)
	if s.unflushed.Load() {
		if err := s.flush(s.writer); err != nil {
			return err
		}
	}
	var last, at int64
	err := s.writer.row("SELECT ifnull(max(seq), 0), ifnull(max(at), 0) FROM (SELECT seq, at FROM input WHERE seq > ? ORDER BY seq LIMIT ?)",
		s.sweep.input, sweepRows).Scan(&last, &at)
	if err != nil {
		return err
	}
	old := nanos(now.Add(-seenFor))
	err = s.writer.exec(`DELETE FROM input WHERE seq > ? AND seq <= ? AND at < ?
		AND n <= (SELECT CASE status WHEN 'gone' THEN input.n ELSE taken END FROM head WHERE head.c = input.c)`, s.sweep.input, last, old)
	if err != nil {
		return err
	}
	if s.sweep.input = last; last == 0 || at >= old {
		s.sweep.input = 0 // begin again: the rest is too young
	} else {
		s.sweep.next = now // there may be more
	}
	err = s.writer.exec("DELETE FROM file WHERE rowid IN (SELECT rowid FROM file WHERE used = 0 AND at < ? ORDER BY at LIMIT ?)", nanos(now.Add(-looseFor)), sweepFiles)
	if err != nil {
		return err
	}
	return s.writer.exec("DELETE FROM count WHERE key IN (SELECT key FROM count WHERE until > 0 AND until < ? ORDER BY until LIMIT ?)", nanos(now), sweepRows)
}
