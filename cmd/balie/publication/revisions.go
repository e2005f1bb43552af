package publication

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"balie/assistant"
	"balie/cmd/balie/company"
	"balie/conversation"
	"balie/flows"
	"balie/intent"
	"balie/knowledge"
)

// Revisions are the published company folders: those that serve customers now, and those that processes began with.
type Revisions struct {
	store Store
	log   *slog.Logger
	mu    sync.Mutex
	sets  map[string]*flows.Set
	now   atomic.Pointer[serving]
}

// NewRevisions serves nothing yet: [Publisher.Begin] says what.
func NewRevisions(store Store, log *slog.Logger) *Revisions {
	return &Revisions{store: store, log: log, sets: map[string]*flows.Set{}}
}

// Served says what serves customers now.
func (r *Revisions) Served() conversation.Served { return r.now.Load().Served }

// serving is what serves customers now.
type serving struct {
	conversation.Served
	pages *knowledge.Base
	minds map[string]assistant.Recognizer // by revision; those that served a moment ago finish their turns
}

// Get finds a set by its hash; nil when it is not kept, or cannot be read now: then it is looked for again. A
// conversation that has had no turn yet has no revision: it will begin with the present one.
func (r *Revisions) Get(hash string) *flows.Set {
	if hash == "" {
		hash = r.now.Load().Main
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if s, ok := r.sets[hash]; ok {
		return s
	}
	s, err := r.revive(hash)
	if err != nil {
		r.log.Error("revision", "hash", hash, "error", err)
		return nil
	}
	r.sets[hash] = s
	return s
}

// revive loads a kept folder. It keeps the name that conversations know it by.
func (r *Revisions) revive(hash string) (*flows.Set, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	b, err := r.store.Get(ctx, hash)
	if err != nil {
		return nil, err
	}
	set, err := company.ReadBundle(b)
	if err != nil {
		return nil, fmt.Errorf("revision %.12s: %w", hash, err)
	}
	set.Hash = hash
	return set, nil
}

// add takes in a set that was loaded from the folder itself.
func (r *Revisions) add(set *flows.Set) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sets[set.Hash] = set
}

// Choose says which folder a turn goes by, and whether running processes go over to it. A conversation that began in a
// trial stays in it as long as it lasts; who is in it is decided once for everybody who writes from the same address.
func (r *Revisions) Choose(s *conversation.State, a conversation.Address) (string, bool) {
	now := r.now.Load()
	if now.Trial != "" && (s.Revision == now.Trial || s.Revision == "" && r.drawn(now.Served, a)) {
		return now.Trial, false
	}
	return now.Main, now.TakeOver
}

// drawn reports whether an address is in the trial. Whoever is in it stays when more are.
func (r *Revisions) drawn(now conversation.Served, a conversation.Address) bool {
	lot := r.store.Hash("trial", now.Trial, a.Channel, a.Account, a.Sender)
	return binary.BigEndian.Uint32(lot)%100 < uint32(now.Percent) // 0 to 100
}

// Understand lets the recognizer of the conversation's own folder understand; it makes Revisions an
// [assistant.Recognizer].
func (r *Revisions) Understand(ctx context.Context, said []conversation.Utterance, x conversation.Expectation) (conversation.Understanding, error) {
	now := r.now.Load()
	mind := now.minds[x.Revision]
	if mind == nil {
		mind = now.minds[now.Main]
	}
	return mind.Understand(ctx, said, x)
}

// Admit lets through only what the present state and the published flows allow.
func (r *Revisions) Admit(x conversation.Expectation, proposed []conversation.Command) ([]conversation.Command, []conversation.CommandRefused) {
	return intent.AdmitIn(r.Get(x.Revision), x, proposed)
}

// prepare makes what is published ready to serve beside pages. think makes a recognizer of a set.
func (r *Revisions) prepare(s conversation.Served, pages *knowledge.Base, think func(*flows.Set) (assistant.Recognizer, error)) (*serving, error) {
	next := &serving{Served: s, pages: pages, minds: map[string]assistant.Recognizer{}}
	before := r.now.Load()
	if before != nil {
		next.minds[before.Main] = before.minds[before.Main]
	}
	for _, hash := range []string{s.Main, s.Trial} {
		if hash == "" {
			continue
		}
		if before != nil && before.pages == pages && before.minds[hash] != nil {
			next.minds[hash] = before.minds[hash]
			continue
		}
		set := r.Get(hash)
		if set == nil {
			return nil, fmt.Errorf("revision %s is not kept", Short(hash))
		}
		var err error
		if next.minds[hash], err = think(set); err != nil {
			return nil, fmt.Errorf("revision %s: %w", Short(hash), err)
		}
	}
	return next, nil
}

var _ assistant.Recognizer = (*Revisions)(nil)
