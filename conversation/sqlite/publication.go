package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"balie/conversation"
)

// Publish appends a publication and drops the bundles that neither a conversation nor what is served now names any more.
func (s *Store) Publish(ctx context.Context, p conversation.Publication) error {
	if err := p.Check(); err != nil {
		return err
	}
	err := s.write(ctx, func(g *group) error {
		all, err := publications(g.w)
		if err != nil {
			return err
		}
		p.N = int64(len(all)) + 1
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		if err := g.w.exec("INSERT INTO publication (n, body) VALUES (?, ?)", p.N, string(body)); err != nil {
			return err
		}
		return s.sweepRevisions(g.w, append(all, p))
	})
	if err != nil {
		return fmt.Errorf("publish %.12s: %w", p.Revision, err)
	}
	return nil
}

// Publications lists all publications, oldest first.
func (s *Store) Publications(ctx context.Context) ([]conversation.Publication, error) {
	var out []conversation.Publication
	err := s.read(ctx, func(r *conn) (err error) {
		out, err = publications(r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("publications: %w", err)
	}
	return out, nil
}

func publications(c *conn) ([]conversation.Publication, error) {
	var out []conversation.Publication
	err := c.each("SELECT body FROM publication ORDER BY n", func(row scanner) error {
		var body []byte
		var p conversation.Publication
		if err := row.Scan(&body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &p); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// sweepRevisions drops the bundles that nothing names: what serves now, what served before it and may be taken back to,
// and what a conversation that is still kept was begun with, stay.
func (s *Store) sweepRevisions(w *conn, log []conversation.Publication) error {
	now := conversation.Serving(log)
	stay := []string{now.Main, now.Trial, now.Before, log[len(log)-1].Revision}
	var drop []string
	err := w.each("SELECT hash FROM revision", func(row scanner) error {
		var hash string
		if err := row.Scan(&hash); err != nil {
			return err
		}
		if !slices.Contains(stay, hash) {
			drop = append(drop, hash)
		}
		return nil
	})
	for _, hash := range drop {
		if err == nil {
			err = w.exec("DELETE FROM revision WHERE hash = ? AND NOT EXISTS (SELECT 1 FROM name WHERE key = ?)", hash, conversation.RevisionKey(s, hash))
		}
	}
	return err
}
