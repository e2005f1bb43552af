package widget

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"balie/channels/edge"
	"balie/conversation"
)

type identity struct {
	Token string `json:"token"`
}

// identify accepts what the company's site says of its visitor. The subject of a conversation is set once: another
// customer starts another conversation.
func (w *Widget) identify(c echo.Context, p pass) error {
	var in identity
	if err := edge.Decode(c, &in); err != nil {
		return err
	}
	ctx := c.Request().Context()
	id, err := w.verify(ctx, in.Token)
	if proof, ok := strings.CutPrefix(in.Token, proofPrefix); ok {
		id, err = w.loggedIn(proof, p.id)
	}
	if err != nil {
		return err
	}
	known, news, err := w.known(ctx, p.id, id)
	if err != nil {
		return err
	}
	if known != "" && id.Subject != "" && known != id.Subject {
		return edge.Refuse(http.StatusConflict, "other_customer", "This conversation belongs to another customer. Start a new one with POST /v1/conversations.")
	}
	if !news {
		return c.JSON(http.StatusAccepted, accepted{Duplicate: true})
	}
	input := w.proof(conversation.Input{Conversation: p.id, Address: w.address(p.visitor)}, string(p.id), in.Token, id)
	got, err := w.receive(ctx, input)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusAccepted, accepted{N: got.N, Duplicate: got.Duplicate, renewal: w.token.renew(p)})
}

// proof completes an input that says who the customer is. The same token for the same conversation counts once.
func (w *Widget) proof(in conversation.Input, of, token string, id conversation.Identity) conversation.Input {
	in.Source, in.ID = source, "identity:"+hex.EncodeToString(w.o.Hash("widget.identity", of, token))
	in.Kind, in.At, in.Identity = conversation.InputIdentity, w.o.Now(), &id
	return in
}

func (w *Widget) verify(ctx context.Context, token string) (conversation.Identity, error) {
	no := edge.Refuse(http.StatusForbidden, "identity", "The site's token was not accepted. It must be signed by the site, still in time, and meant for this chat.")
	if w.o.Verify == nil || token == "" {
		return conversation.Identity{}, no
	}
	id, err := w.o.Verify(ctx, token)
	if err != nil {
		w.o.Log.Warn("widget: a token of the site was refused", "error", err)
		return conversation.Identity{}, no
	}
	return id, nil
}

// known returns who the record says the customer is, and whether a proof is news: no other one is as strong and as young, or
// what they may do for others has changed.
func (w *Widget) known(ctx context.Context, id conversation.ID, proof conversation.Identity) (subject string, news bool, err error) {
	news = true
	var may []conversation.Mandate
	err = w.each(ctx, id, 0, func(r conversation.Numbered) error {
		if e, ok := r.Event.(conversation.IdentityProven); ok {
			if e.Identity.Subject != "" {
				subject = e.Identity.Subject
			}
			if e.Identity.Assurance >= proof.Assurance && !proof.At.After(e.Identity.At) {
				news = false
			}
			if e.Identity.By != conversation.ByCode {
				may = e.Identity.Mandates
			}
		}
		return nil
	})
	return subject, news || subject == "" || !slices.EqualFunc(may, proof.Mandates, sameMandate), err
}

// sameMandate reports whether two mandates allow the same.
func sameMandate(a, b conversation.Mandate) bool {
	return a.Subject == b.Subject && a.Name == b.Name && a.Until.Equal(b.Until) && slices.Equal(a.Scope, b.Scope)
}

// batch is how many records are read at once.
const batch = 200

// each reads the record after a number to its end.
func (w *Widget) each(ctx context.Context, id conversation.ID, after int64, do func(conversation.Numbered) error) error {
	for {
		events, err := w.o.Events(ctx, id, after, batch)
		if err != nil {
			return fmt.Errorf("events of %s: %w", id, err)
		}
		for _, r := range events {
			if err := do(r); err != nil {
				return err
			}
			after = r.N
		}
		if len(events) < batch {
			return nil
		}
	}
}
