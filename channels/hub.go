// Package channels carries messages in and out.
//
// Each channel is a folder of its own: it turns what customers send into inputs, and what is said to them into its
// own form. Pull channels (widget, terminal, console) read the record by number; push channels send, and the Hub is
// where the outbox finds them.
package channels

import (
	"context"
	"maps"
	"slices"

	"balie/conversation"
)

// Sender delivers to one push channel.
type Sender interface {
	// Send makes at most one attempt and says what came of it. It never returns an error: an attempt without a clear
	// answer is conversation.Attempted, one that surely did not leave is conversation.Rejected with a time to retry.
	Send(ctx context.Context, o conversation.Outgoing) conversation.Delivery
}

// Fetcher is a sender whose customers' messages name files that are brought in afterwards.
type Fetcher interface {
	// Fetch brings the bytes of a file. A [conversation.Unfit] says that trying again would not help.
	Fetch(ctx context.Context, f conversation.File) ([]byte, error)
}

// Hub finds the sender of a push channel by its name. It may be used from several goroutines.
type Hub struct {
	senders map[string]Sender
}

// New makes a hub of senders by the name of their channel. Names without a sender are left out.
func New(senders map[string]Sender) *Hub {
	kept := maps.Clone(senders)
	maps.DeleteFunc(kept, func(_ string, s Sender) bool { return s == nil })
	return &Hub{senders: kept}
}

// Channels names the push channels, sorted.
func (h *Hub) Channels() []string { return slices.Sorted(maps.Keys(h.senders)) }

// Push reports whether messages to a channel go through the outbox.
func (h *Hub) Push(channel string) bool { return h.senders[channel] != nil }

// Send hands a message to its channel. A message for a channel that is not there is refused for good.
func (h *Hub) Send(ctx context.Context, o conversation.Outgoing) conversation.Delivery {
	s, ok := h.senders[o.Channel]
	if !ok {
		return conversation.Delivery{ID: o.ID, State: conversation.Rejected, Detail: "no such push channel"}
	}
	d := s.Send(ctx, o)
	d.ID = o.ID
	return d
}

// Fetch brings the bytes of a file that a customer sent over a channel. Where none can bring it, it is lost.
func (h *Hub) Fetch(ctx context.Context, channel string, f conversation.File) ([]byte, error) {
	s, ok := h.senders[channel].(Fetcher)
	if !ok {
		return nil, conversation.UnfitLost
	}
	return s.Fetch(ctx, f)
}
