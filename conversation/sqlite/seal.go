package sqlite

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"balie/conversation"
)

var classes = []conversation.Class{
	conversation.ClassPublic, conversation.ClassInternal, conversation.ClassPersonal, conversation.ClassSensitive, conversation.ClassSecret,
}

// Seal encrypts with the conversation's key of a class, which it makes, durably, if there is none yet.
// ErrGone: the conversation is erased or was never there.
func (s *Store) Seal(ctx context.Context, id conversation.ID, c conversation.Class, plain []byte) ([]byte, error) {
	if !slices.Contains(classes, c) {
		return nil, fmt.Errorf("seal: data class %q is not known", c)
	}
	k, err := s.key(ctx, id, c)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.write(ctx, func(g *group) error {
			k, err = g.makeKey(id, c)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("seal for %s: %w", id, err)
	}
	return seal(k, plain, bind(id, string(c))), nil
}

// Open decrypts what Seal made. A changed value, and one of another conversation or class, is an error; so is a key
// that was removed: ErrGone.
func (s *Store) Open(ctx context.Context, id conversation.ID, c conversation.Class, sealed []byte) ([]byte, error) {
	k, err := s.key(ctx, id, c)
	if errors.Is(err, sql.ErrNoRows) {
		err = conversation.ErrGone
	}
	if err != nil {
		return nil, fmt.Errorf("open for %s: %w", id, err)
	}
	plain, err := unseal(k, sealed, bind(id, string(c)))
	if err != nil {
		return nil, fmt.Errorf("open for %s: %w", id, err)
	}
	return plain, nil
}

// key finds a data key; sql.ErrNoRows when there is none.
func (s *Store) key(ctx context.Context, id conversation.ID, c conversation.Class) (k cipher.AEAD, err error) {
	if k = s.keys.get(keyName{id, c}); k != nil {
		return k, nil
	}
	err = s.read(ctx, func(r *conn) error {
		k, err = s.loadKey(r, id, c)
		return err
	})
	return k, err
}

func (s *Store) loadKey(r *conn, id conversation.ID, c conversation.Class) (cipher.AEAD, error) {
	if k := s.keys.get(keyName{id, c}); k != nil {
		return k, nil
	}
	var wrapped []byte
	err := r.row("SELECT wrapped FROM datakey WHERE c = (SELECT c FROM head WHERE id = ?) AND class = ?", string(id), string(c)).Scan(&wrapped)
	if err != nil {
		return nil, err
	}
	raw, err := unseal(s.secrets.wrap, wrapped, bind(id, "key/"+string(c)))
	if err != nil {
		return nil, fmt.Errorf("data key of class %s: %w", c, err)
	}
	k, err := newAEAD(raw)
	if err != nil {
		return nil, err
	}
	s.keys.put(keyName{id, c}, k)
	return k, nil
}

// makeKey makes the key of a class, unless somebody was first.
func (g *group) makeKey(id conversation.ID, c conversation.Class) (cipher.AEAD, error) {
	e, err := g.find(id)
	if err != nil {
		return nil, err
	}
	if k := g.fresh[keyName{id, c}]; k != nil {
		return k, nil
	}
	k, err := g.s.loadKey(g.w, id, c)
	if !errors.Is(err, sql.ErrNoRows) {
		return k, err
	}
	return g.addKey(e.c, id, c)
}

func (g *group) addKey(short int64, id conversation.ID, c conversation.Class) (cipher.AEAD, error) {
	raw := make([]byte, keySize)
	rand.Read(raw) // never fails: the program stops when there is no randomness
	k, err := newAEAD(raw)
	if err != nil {
		return nil, err
	}
	wrapped := seal(g.s.secrets.wrap, raw, bind(id, "key/"+string(c)))
	if err := g.w.exec("INSERT INTO datakey (c, class, wrapped) VALUES (?, ?, ?)", short, string(c), wrapped); err != nil {
		return nil, err
	}
	g.fresh[keyName{id, c}] = k // into the ring only once it is durable
	return k, nil
}
