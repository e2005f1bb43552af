package backend

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	keyHeader = "Idempotency-Key"
	// keyLife is how long an answer is kept for its key; afterwards the key is a new one.
	keyLife = 24 * time.Hour
	maxKey  = 200
)

// fingerprint tells whether two requests under one key are the same request.
func (c *call) fingerprint(key string) (string, error) {
	if len(key) > maxKey {
		return "", refuse(http.StatusBadRequest, "BAD_KEY", "the idempotency key is longer than 200 bytes")
	}
	body, err := canonical(c.body)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %s\n", c.r.Method, c.r.URL.Path)
	hash.Write(body)
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// replay gives the answer that was given to this key before. The same key with another request is refused.
func (c *call) replay(ctx context.Context, key, request string) (answer, bool, error) {
	if _, err := c.tx.ExecContext(ctx, "DELETE FROM keys WHERE at < ?", c.now.Add(-keyLife).Unix()); err != nil {
		return answer{}, false, fmt.Errorf("keys: %w", err)
	}
	var before, response string
	err := c.tx.QueryRowContext(ctx, "SELECT request, response FROM keys WHERE key = ?", key).Scan(&before, &response)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return answer{}, false, nil
	case err != nil:
		return answer{}, false, fmt.Errorf("keys: %w", err)
	case before != request:
		no := &refusal{http.StatusUnprocessableEntity, "KEY_REUSED", "this idempotency key was used for another request"}
		return answerNo(no), true, nil
	}
	return answer{status: http.StatusOK, body: []byte(response)}, true, nil
}

// remember keeps the answer in the transaction of its effect: both are there or neither.
func (c *call) remember(ctx context.Context, key, request string, a answer) error {
	const insert = "INSERT INTO keys (key, request, response, at) VALUES (?, ?, ?, ?)"
	if _, err := c.tx.ExecContext(ctx, insert, key, request, string(a.body), c.now.Unix()); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return nil
}
