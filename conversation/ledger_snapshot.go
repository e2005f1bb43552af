package conversation

import (
	"context"
	"encoding/json"
	"fmt"
)

// behind is how far the newest snapshot of a conversation is behind its record.
type behind struct {
	commits  int
	bytes    int // sealed, of the records since
	snapshot int // bytes of the snapshot itself
}

// leastBehind is how many commits a snapshot is good for at least.
const leastBehind = 8

// far reports whether a new snapshot is due. It is written once the record has grown by as much as it takes, so that all
// snapshots of a conversation together cost no more than its record, however long that becomes.
func (b behind) far() bool { return b.commits >= leastBehind && b.bytes >= b.snapshot }

// with is how far behind the snapshot is after one more commit.
func (b behind) with(records []Sealed) behind {
	b.commits++
	for _, r := range records {
		b.bytes += len(r.Body)
	}
	return b
}

// upTo is not behind at all.
func upTo(snapshot []byte) behind { return behind{snapshot: len(snapshot)} }

// behindOf is how far behind the snapshot is in what the store has. Each record counts for a commit: what was committed
// together is not told apart there.
func behindOf(loan Loan) behind {
	b := upTo(loan.Snapshot).with(loan.Tail)
	b.commits = len(loan.Tail)
	return b
}

func (l *Ledger) snapshot(ctx context.Context, s *State) ([]byte, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("snapshot of %s: %w", s.ID, err)
	}
	return l.Sealer.Seal(ctx, s.ID, ClassPersonal, plain)
}
