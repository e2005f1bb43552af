package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"balie/channels"
	"balie/channels/callbacks"
	"balie/channels/whatsapp"
	"balie/cmd/balie/company"
	"balie/connectors"
	"balie/conversation"
	"balie/intent/extract"
)

// doors are the channels that carry messages to people who are not looking.
type doors struct {
	*channels.Hub
	whatsapp *whatsapp.WhatsApp
	store    func() *counter // the counter that they lead to, once it is put together
}

// newDoors makes the push channels that are configured.
func newDoors(c *company.Company, k **counter, w *world) (*doors, error) {
	d := &doors{store: func() *counter { return *k }}
	senders := map[string]channels.Sender{}
	if cfg := c.Config.WhatsApp; cfg.NumberID != "" {
		secrets := make([]string, len(cfg.AppSecrets))
		for i, s := range cfg.AppSecrets {
			secrets[i] = s.Value()
		}
		wa, err := whatsapp.New(whatsapp.Options{
			Receive: func(ctx context.Context, in ...conversation.Input) ([]conversation.Accepted, error) {
				return d.store().assistant.Receive(ctx, in...)
			},
			Mark:   func(ctx context.Context, m conversation.Delivery) error { return d.store().delivered(ctx, m) },
			Wishes: wishes{d}, Mask: extract.Mask, NumberID: cfg.NumberID, Secrets: secrets, Verify: cfg.Verify.Value(), Token: cfg.Token.Value(),
			Base: cfg.Base, Media: cfg.Media, News: cfg.News, Public: c.Config.Server.Public, Log: w.log,
			Count: func(kind string) { d.store().metrics.whatsapp.WithLabelValues(kind).Inc() },
		})
		if err != nil {
			return nil, fmt.Errorf("whatsapp: %w", err)
		}
		d.whatsapp = wa
		senders["whatsapp"] = wa
	}
	d.Hub = channels.New(senders)
	return d, nil
}

// delivered records how far a message came. Of one that will not come through a person hears, except of a notice.
func (k *counter) delivered(ctx context.Context, d conversation.Delivery) error {
	if err := k.store.Mark(ctx, d); err != nil || d.State != conversation.Rejected {
		return err
	}
	id, n, ours := conversation.OutgoingOf(d.ID)
	if !ours {
		return nil
	}
	all, err := k.store.Deliveries(ctx, id)
	if err != nil || all[n].State != conversation.Rejected { // it is tried again, or had come through
		return err
	}
	return k.assistant.Undelivered(ctx, d.ID)
}

// routes adds the addresses that WhatsApp and back ends post to.
func (d *doors) routes(e *echo.Echo, k *counter) error {
	if d.whatsapp != nil {
		d.whatsapp.Routes(e)
	}
	cb, err := callbacks.New(callbacks.Options{
		Find: k.reported, Receive: k.assistant.Receive, Hash: k.store.Hash, Unsigned: connectors.ErrSignature, Now: k.now, Log: k.log,
		Soon: k.soon,
	})
	if err != nil {
		return fmt.Errorf("callbacks: %w", err)
	}
	cb.Routes(e)
	return nil
}

// reported finds what a connector declares that its system reports.
func (k *counter) reported(connector, name string) (callbacks.Callback, bool) {
	cb, ok := k.company().Registry.Callback(connector, name)
	if !ok {
		return callbacks.Callback{}, false
	}
	return callbacks.Callback{
		Name: cb.Name,
		Read: func(body []byte, signature string) (callbacks.Report, error) {
			r, err := cb.Read(body, signature)
			return callbacks.Report(r), err
		},
		ReadAt: func(body []byte, a callbacks.Address) (callbacks.Report, error) {
			r, err := cb.ReadAt(body, connectors.Address(a), k.now())
			return callbacks.Report(r), err
		},
	}, true
}

// soon reports whether some conversation, or one of those that have a name, has an action under way whose answer will tell
// which reports of a callback it waits for.
func (k *counter) soon(ctx context.Context, callback string, named []byte) (bool, error) {
	ids, err := k.store.Find(ctx, conversation.SoonKey(k.store, callback))
	if err != nil || named == nil || len(ids) == 0 {
		return len(ids) > 0, err
	}
	those, err := k.store.Find(ctx, named)
	return slices.ContainsFunc(those, func(id conversation.ID) bool { return slices.Contains(ids, id) }), err
}

// wishes are kept by the counter, which is put together after its doors.
type wishes struct{ *doors }

var _ conversation.Wishes = wishes{}

func (w wishes) Wish(ctx context.Context, a conversation.Address, stop bool, at time.Time) error {
	return w.store().store.Wish(ctx, a, stop, at)
}

func (w wishes) Stopped(ctx context.Context, a conversation.Address) (bool, error) {
	return w.store().store.Stopped(ctx, a)
}
