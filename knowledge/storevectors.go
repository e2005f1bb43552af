package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
)

// textHash is the key under which the vector of a text is kept.
func textHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// vectors reads what one model made, by hash of the text.
func (s *store) vectors(ctx context.Context, model string) (map[string][]float32, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT hash, vector FROM vectors WHERE model = ?", model)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	out := map[string][]float32{}
	for rows.Next() {
		var hash string
		var blob []byte
		if err := rows.Scan(&hash, &blob); err != nil {
			return nil, err
		}
		out[hash] = decodeVector(blob)
	}
	return out, rows.Err()
}

// keepVectors stores new vectors and drops those of texts that no longer stand.
func (s *store) keepVectors(ctx context.Context, model string, made map[string][]float32, stale []string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit this does nothing
	for _, hash := range stale {
		if _, err := tx.ExecContext(ctx, "DELETE FROM vectors WHERE model = ? AND hash = ?", model, hash); err != nil {
			return fmt.Errorf("drop vector: %w", err)
		}
	}
	for hash, v := range made {
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO vectors VALUES (?,?,?)", model, hash, encodeVector(v)); err != nil {
			return fmt.Errorf("keep vector: %w", err)
		}
	}
	return tx.Commit()
}

func encodeVector(v []float32) []byte {
	out := make([]byte, 0, 4*len(v))
	for _, f := range v {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(f))
	}
	return out
}

func decodeVector(b []byte) []float32 {
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}
