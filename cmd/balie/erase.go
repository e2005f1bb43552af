package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"balie/cmd/balie/company"
	"balie/config"
	"balie/conversation"
	"balie/conversation/sqlite"
)

// erasure is an order to erase what is kept of a customer, or one conversation.
type erasure struct {
	Customer     string `json:"customer,omitempty"`     // number, as the back end knows it
	Conversation string `json:"conversation,omitempty"` // of somebody who never said who they are
	Do           bool   `json:"do"`                     // else it is only counted
	By           string `json:"by"`                     // who orders it, for the log
}

// erased is what came of it.
type erased struct {
	Found      int    `json:"found"`      // conversations
	WithPerson int    `json:"withPerson"` // of those: with a person, or waiting for one
	UnderWay   int    `json:"underWay"`   // of those: an action is being done or looked up, so that they had to stay
	Erased     int    `json:"erased"`
	Error      string `json:"error,omitempty"`
}

func eraseCommand(w *world) *cobra.Command {
	var o erasure
	cmd := &cobra.Command{
		Use:   "erase DIR",
		Short: "Erase every conversation of a customer, also while customers are served",
		Long: "Erases what is kept of a customer: every conversation, with its files, its messages that wait and its keys. Without --yes it\n" +
			"only counts. The company's own systems, and backups that were made before, still hold what they hold.",
		Example: "  balie erase my-company --customer C-1001\n" +
			"  balie erase my-company --customer C-1001 --yes\n" +
			"  balie erase my-company --conversation c-5f2a --yes",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (o.Customer == "") == (o.Conversation == "") {
				return errors.New("erase: say what to erase: --customer NUMBER or --conversation ID")
			}
			if o.By == "" {
				o.By = w.getenv("USER")
			}
			if err := w.erase(cmd.Context(), args[0], o); err != nil {
				return fmt.Errorf("erase: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Customer, "customer", "", "the customer's number, as the back end knows it")
	cmd.Flags().StringVar(&o.Conversation, "conversation", "", "or one conversation, of somebody who never said who they are")
	cmd.Flags().BoolVar(&o.Do, "yes", false, "erase, instead of only counting")
	cmd.Flags().StringVar(&o.By, "by", "", "who orders it, for the log; default the user of this machine")
	return cmd
}

// erase has the program that serves the folder do it, or does it itself where none does.
func (w *world) erase(ctx context.Context, dir string, o erasure) error {
	cfg, err := config.Load(os.DirFS(dir), dir, w.getenv)
	if err != nil {
		return err
	}
	database := cfg.Storage.At(dir)
	if _, err := os.Stat(database); err != nil {
		return fmt.Errorf("no conversations are kept yet: %w", err)
	}
	var out erased
	err = operator{controlIn(database)}.ask(ctx, http.MethodPost, "/erase", o, &out)
	if errors.Is(err, errNobody) {
		out, err = w.eraseHere(ctx, cfg, database, o)
	}
	if err == nil && out.Error != "" {
		err = errors.New(out.Error)
	}
	return errors.Join(w.tellErased(out, o), err)
}

// eraseHere opens the database that nobody serves.
func (w *world) eraseHere(ctx context.Context, cfg *config.Config, database string, o erasure) (out erased, err error) {
	key, err := company.KeyOf(cfg)
	if err != nil {
		return out, err
	}
	store, err := sqlite.Open(ctx, sqlite.Options{Path: database, Key: key, Now: time.Now})
	if err != nil {
		return out, fmt.Errorf("storage: %w", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ledger := conversation.NewLedger(conversation.LedgerOptions{Store: store, Archive: store, Sealer: store, Hasher: store, Now: time.Now, Owner: owner()})
	return eraser{ledger, store, w.log}.erase(ctx, o)
}

// tellErased says what was found and what became of it.
func (w *world) tellErased(out erased, o erasure) error {
	text := fmt.Sprintf("%d found", out.Found)
	if out.WithPerson > 0 {
		text += fmt.Sprintf(", of which %d with a person or waiting for one", out.WithPerson)
	}
	if out.UnderWay > 0 {
		text += fmt.Sprintf(", and %d in which an action is under way: those stay until it is settled", out.UnderWay)
	}
	switch {
	case !o.Do && out.Found > 0:
		text += "\nnothing was erased: add --yes to erase"
	case o.Do && out.Found > 0:
		text += fmt.Sprintf("\n%d erased; backups that were made before, and your own systems, are not reached", out.Erased)
	}
	_, err := fmt.Fprintf(w.out, "conversations: %s\n", text)
	return err
}

// eraser erases conversations.
type eraser struct {
	ledger *conversation.Ledger
	store  *sqlite.Store
	log    *slog.Logger
}

// errUnderWay: an action of the conversation is not settled yet.
var errUnderWay = errors.New("an action is under way")

// erase counts what there is and, where it is so ordered, erases it. What could not be erased is an error, after all else was.
func (e eraser) erase(ctx context.Context, o erasure) (erased, error) {
	var out erased
	ids, err := e.find(ctx, o)
	if err != nil {
		return out, err
	}
	var errs []error
	for _, id := range ids {
		h, err := e.ledger.Load(ctx, id)
		if errors.Is(err, conversation.ErrGone) {
			continue
		}
		if err != nil {
			return out, err
		}
		out.Found++
		if s := h.State.Status; s == conversation.WithPerson || s == conversation.Queued {
			out.WithPerson++
		}
		if o.Do {
			err = e.one(ctx, id)
		} else if h.State.Open != 0 {
			err = errUnderWay
		}
		switch {
		case errors.Is(err, errUnderWay):
			out.UnderWay++
		case err != nil:
			errs = append(errs, err)
		case o.Do:
			out.Erased++
		}
	}
	if o.Do {
		e.log.Info("erased on request", "conversations", out.Erased, "stay", out.Found-out.Erased, "by", o.By)
		if out.UnderWay > 0 {
			errs = append(errs, errUnderWay)
		}
	}
	return out, errors.Join(errs...)
}

// find lists what is to be erased.
func (e eraser) find(ctx context.Context, o erasure) ([]conversation.ID, error) {
	if o.Conversation != "" {
		return []conversation.ID{conversation.ID(o.Conversation)}, nil
	}
	return e.store.Find(ctx, e.store.Hash("customer", o.Customer))
}

// turnsLast is how long a turn that is being taken may hold a conversation up.
const turnsLast = 20 * time.Second

// one erases a conversation between two turns.
func (e eraser) one(ctx context.Context, id conversation.ID) error {
	ctx, cancel := context.WithTimeout(ctx, turnsLast)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := e.try(ctx, id)
		if !errors.Is(err, conversation.ErrBusy) && !errors.Is(err, conversation.ErrMoved) && !errors.Is(err, conversation.ErrLost) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// try takes a conversation and erases it, unless an action of it is under way.
func (e eraser) try(ctx context.Context, id conversation.ID) error {
	h, err := e.ledger.Take(ctx, id)
	if err != nil {
		return err
	}
	if h.State.Open != 0 {
		return errors.Join(errUnderWay, e.ledger.Return(ctx, h))
	}
	if err := e.ledger.Erase(ctx, h); err != nil {
		return errors.Join(err, e.ledger.Return(context.WithoutCancel(ctx), h))
	}
	return nil
}
