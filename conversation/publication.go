package conversation

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Publication is one decision about which company folder serves customers: who took it, when, and why.
type Publication struct {
	N        int64     `json:"n"` // in the order in which they were made, from 1
	At       time.Time `json:"at"`
	Revision string    `json:"revision"` // content hash of the folder
	Percent  int       `json:"percent"`  // of new conversations; 100: all of them; 0: it is taken back
	TakeOver bool      `json:"take_over,omitempty"`
	By       string    `json:"by"`
	Why      string    `json:"why"`
}

// Check reports what a publication lacks.
func (p Publication) Check() error {
	switch {
	case p.Revision == "":
		return fmt.Errorf("publication: no revision is named")
	case p.Percent < 0 || p.Percent > 100:
		return fmt.Errorf("publication: %d percent is not between 0 and 100", p.Percent)
	case p.By == "" || p.Why == "":
		return fmt.Errorf("publication: say who publishes it, and why")
	}
	return nil
}

// Publications is the log of what was published. Like every method of the store, each is one transaction.
type Publications interface {
	// Publish appends one and drops the bundles that neither a conversation nor what is served now names any more.
	Publish(ctx context.Context, p Publication) error
	// Publications lists all, oldest first.
	Publications(ctx context.Context) ([]Publication, error)
}

// Served is what the publications come to: which revisions serve customers now.
type Served struct {
	Main     string // of everybody
	Before   string // Main goes back to it when it is taken back; empty: it cannot be
	Trial    string // of some new conversations; empty: none is tried
	Percent  int    // how many of them
	TakeOver bool   // running processes go over to Main where they can
}

// Serving folds publications, oldest first. One for all ends a trial; one that takes back what all had goes back to the
// one before it.
func Serving(log []Publication) Served {
	var s Served
	var mains []Publication
	for _, p := range log {
		switch {
		case p.Percent == 100:
			mains = append(slices.DeleteFunc(mains, func(m Publication) bool { return m.Revision == p.Revision }), p)
			s.Trial, s.Percent = "", 0
		case p.Percent > 0:
			s.Trial, s.Percent = p.Revision, p.Percent
		case p.Revision == s.Trial:
			s.Trial, s.Percent = "", 0
		case len(mains) > 1 && p.Revision == mains[len(mains)-1].Revision:
			mains = slices.DeleteFunc(mains, func(m Publication) bool { return m.Revision == p.Revision })
		}
	}
	if len(mains) > 0 {
		last := mains[len(mains)-1]
		s.Main, s.TakeOver = last.Revision, last.TakeOver
	}
	if len(mains) > 1 {
		s.Before = mains[len(mains)-2].Revision
	}
	return s
}

// RevisionKey is the name by which a conversation says that it is pinned to a revision.
func RevisionKey(h Hasher, revision string) []byte { return h.Hash("revision", revision) }
