package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"balie/conversation"
)

var _ conversation.Files = (*Store)(nil)

// Bounds of the files of one conversation.
const (
	mostFiles     = 20
	mostFileBytes = 60 << 20
)

// looseFor is how long a file is kept that no accepted input names.
const looseFor = 24 * time.Hour

// fileClass is the data class under whose key files are sealed: nobody knows what is on a picture.
const fileClass = conversation.ClassSensitive

// Keep stores a file, sealed; see [conversation.Files].
func (s *Store) Keep(ctx context.Context, id conversation.ID, f conversation.File, data []byte, used bool) error {
	if f.ID == "" || int64(len(data)) != f.Size || len(data) > conversation.MostFile {
		return fmt.Errorf("keep a file of %s: its id or size is wrong", id)
	}
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("keep a file of %s: %w", id, err)
	}
	meta, err := s.Seal(ctx, id, fileClass, append([]byte(f.ID+"\x00"), text...))
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	body, err := s.Seal(ctx, id, fileClass, append([]byte(f.ID+"\x00"), data...))
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	err = s.write(ctx, func(g *group) error {
		e, err := g.find(id)
		if err != nil {
			return err
		}
		var files, bytes int64
		if err := g.w.row("SELECT count(*), ifnull(sum(size), 0) FROM file WHERE c = ? AND id <> ?", e.c, f.ID).Scan(&files, &bytes); err != nil {
			return err
		}
		if files >= mostFiles || bytes+f.Size > mostFileBytes {
			return conversation.ErrLimit
		}
		return g.w.exec("INSERT INTO file (c, id, at, used, size, meta, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			e.c, f.ID, nanos(g.s.now()), flag(used), f.Size, meta, body)
	})
	if err != nil {
		return fmt.Errorf("keep a file of %s: %w", id, err)
	}
	return nil
}

func flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Content returns a file with its bytes; see [conversation.Files].
func (s *Store) Content(ctx context.Context, id conversation.ID, file string) (conversation.File, []byte, error) {
	var meta, body []byte
	err := s.read(ctx, func(r *conn) error {
		return r.row("SELECT meta, body FROM file WHERE c = (SELECT c FROM head WHERE id = ?) AND id = ?", string(id), file).Scan(&meta, &body)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = conversation.ErrGone
	}
	var f conversation.File
	if err == nil {
		meta, err = s.openFile(ctx, id, file, meta)
	}
	if err == nil {
		err = json.Unmarshal(meta, &f)
	}
	if err == nil {
		body, err = s.openFile(ctx, id, file, body)
	}
	if err != nil {
		return f, nil, fmt.Errorf("file of %s: %w", id, err)
	}
	return f, body, nil
}

// openFile opens a part of a file. One that was moved to another row is an error.
func (s *Store) openFile(ctx context.Context, id conversation.ID, file string, sealed []byte) ([]byte, error) {
	plain, err := s.Open(ctx, id, fileClass, sealed)
	if err != nil {
		return nil, err
	}
	head := len(file) + 1
	if len(plain) < head || string(plain[:head]) != file+"\x00" {
		return nil, errors.New("it is another file's")
	}
	return plain[head:], nil
}

// Drop forgets a file that no accepted input names; see [conversation.Files].
func (s *Store) Drop(ctx context.Context, id conversation.ID, file string) error {
	err := s.write(ctx, func(g *group) error {
		return g.w.exec("DELETE FROM file WHERE c = (SELECT c FROM head WHERE id = ?) AND id = ? AND used = 0", string(id), file)
	})
	if err != nil {
		return fmt.Errorf("drop a file of %s: %w", id, err)
	}
	return nil
}

// useFiles notes that an accepted input names files.
func (g *group) useFiles(c int64, files []conversation.File) error {
	for _, f := range files {
		if err := g.w.exec("UPDATE file SET used = 1 WHERE c = ? AND id = ?", c, f.ID); err != nil {
			return fmt.Errorf("files: %w", err)
		}
	}
	return nil
}
