package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"balie/conversation"
)

const findQuery = "SELECT h.id FROM name k JOIN head h ON h.c = k.c WHERE k.key = ? ORDER BY k.c DESC"

func collect(ids *[]conversation.ID) func(scanner) error {
	return func(row scanner) error {
		var id conversation.ID
		err := row.Scan(&id)
		*ids = append(*ids, id)
		return err
	}
}

// Records returns sealed records after a number, in order; a limit of 0 means all. ErrGone: erased or never there.
func (s *Store) Records(ctx context.Context, id conversation.ID, after int64, limit int) ([]conversation.Sealed, error) {
	out, known := s.cache.get(id).after(after)
	if !known {
		err := s.view(ctx, func(r *conn) (err error) {
			e, err := s.load(r, r.row("SELECT "+headColumns+" FROM head WHERE id = ?", string(id)))
			if err == nil && e.status == gone {
				err = conversation.ErrGone
			}
			if err == nil {
				out, err = records(r, e, after)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("records of %s: %w", id, err)
		}
	}
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out[:len(out):len(out)], ctx.Err()
}

// Find returns the conversations that carry a key, newest first.
func (s *Store) Find(ctx context.Context, key []byte) ([]conversation.ID, error) {
	var ids []conversation.ID
	err := s.read(ctx, func(r *conn) error { return r.each(findQuery, collect(&ids), key) })
	if err != nil {
		return nil, fmt.Errorf("find: %w", err)
	}
	return ids, nil
}

// List returns cards, longest in their status first. A conversation that nobody has taken yet has no card.
func (s *Store) List(ctx context.Context, f conversation.Filter) ([]conversation.Card, error) {
	query, args := listQuery(f)
	var out []conversation.Card
	err := s.read(ctx, func(r *conn) error {
		return r.each(query, func(row scanner) error {
			var text string
			var id conversation.ID
			var c conversation.Card
			if err := row.Scan(&id, &text); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(text), &c); err != nil {
				return fmt.Errorf("card of %s: %w", id, err)
			}
			c.ID = id
			out = append(out, c)
			return nil
		}, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	return out, nil
}

func listQuery(f conversation.Filter) (string, []any) {
	var q strings.Builder
	var args []any
	q.WriteString("SELECT id, card FROM head WHERE card <> ''")
	if len(f.Status) > 0 {
		q.WriteString(" AND status IN (?" + strings.Repeat(", ?", len(f.Status)-1) + ")")
		for _, st := range f.Status {
			args = append(args, string(st))
		}
	}
	if f.Holder != "" {
		q.WriteString(" AND holder <> '' AND holder = ?")
		args = append(args, f.Holder)
	}
	q.WriteString(" ORDER BY since, c")
	if f.Limit > 0 {
		q.WriteString(" LIMIT ?")
		args = append(args, f.Limit)
	}
	return q.String(), args
}
