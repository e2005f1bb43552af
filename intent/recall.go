package intent

import (
	"fmt"

	"balie/conversation"
	"balie/intent/extract"
)

// Recall finds the option that a customer spoke of before it was asked for, and gives its key: "my card was stolen, the
// one ending in 4821" names the card before the bank has listed the cards.
type Recall struct{ extract *extract.Extractor }

// NewRecall makes a Recall; it fails on a mistake in the embedded words.
func NewRecall() (*Recall, error) {
	x, err := extract.New()
	if err != nil {
		return nil, fmt.Errorf("recall: %w", err)
	}
	return &Recall{extract: x}, nil
}

// Choose returns the key of the option that a text speaks of; false when it speaks of none, or of several.
func (r *Recall) Choose(text string, options []conversation.Option) (key string, ok bool) {
	found := r.extract.Recalled(text, options)
	if len(found) == 0 {
		return "", false
	}
	return found[0].Key, true
}
