package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"balie/channels/widget"
	"balie/config"
	"balie/conversation"
	"balie/conversation/identity"
	"balie/intent/extract"
)

// runner is something that serves beside the listener until its context ends.
type runner func(context.Context) error

// handlers puts all doors of the house where they belong: by address, of which the empty one is the listener that
// serves whatever has none of its own.
func (k *counter) handlers(h house, push *doors) (map[string]http.Handler, []runner, error) {
	cfg := k.company().Config.Server
	who, err := caller(cfg.Proxies)
	if err != nil {
		return nil, nil, err
	}
	all := map[string]*echo.Echo{}
	on := func(address string) *echo.Echo {
		if all[address] == nil {
			all[address] = k.newDoor(who)
		}
		return all[address]
	}
	w, err := k.widget(h, who)
	if err != nil {
		return nil, nil, err
	}
	front := on("")
	w.Routes(front)
	k.writing.Store(w)
	if err := push.routes(front, k); err != nil {
		return nil, nil, err
	}
	more, err := k.consoleRoutes(on(cfg.Console), h, who)
	if err != nil {
		return nil, nil, err
	}
	measured := promhttp.HandlerFor(k.metrics.registry, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(k.log.Handler(), slog.LevelError)})
	on(cfg.Metrics).GET("/metrics", echo.WrapHandler(measured))
	out := map[string]http.Handler{}
	for address, e := range all {
		e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
		e.GET("/readyz", k.ready)
		out[address] = e
	}
	if h.login != nil {
		front.Any("/login/*", echo.WrapHandler(h.login))
	}
	if h.site != nil {
		front.Any("/*", echo.WrapHandler(h.site))
	}
	return out, append(more, w.Run), nil
}

// newDoor makes a router that a panic of one request does not bring down. What panicked may hold a customer's words:
// of that only what the runtime says is logged.
func (k *counter) newDoor(who echo.IPExtractor) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = who
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{
		DisablePrintStack: true,
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
			said := fmt.Sprintf("%T", err)
			if known := runtime.Error(nil); errors.As(err, &known) {
				said = known.Error()
			}
			k.log.Error("panic", "error", said, "stack", string(stack))
			return err
		},
	}))
	return e
}

// ready reports whether conversations can be stored and taken.
func (k *counter) ready(c echo.Context) error {
	if err := k.store.Ready(c.Request().Context()); err != nil {
		k.log.Error("ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "conversations cannot be stored\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// widget makes the public API and the chat.
func (k *counter) widget(h house, who func(*http.Request) string) (*widget.Widget, error) {
	cfg := k.company().Config
	keys := map[string]identity.Key{}
	for _, key := range cfg.Identity.Keys {
		parsed, err := identity.ParseKey([]byte(key.Key.Value()))
		if err != nil {
			return nil, fmt.Errorf("identity.keys: %s: %w", key.ID, err)
		}
		keys[key.ID] = parsed
	}
	k.verifier = &identity.Verifier{Keys: keys, Audience: cfg.Identity.Audience, Now: k.now}
	quiet := cfg.Site.Quiet
	if h.quiet >= 0 {
		quiet = h.quiet
	}
	if quiet == 0 {
		quiet = -1 // not at all
	}
	var err error
	o := widget.Options{
		Public: cfg.Server.Public,
		IP:     who, Receive: k.assistant.Receive, Events: k.shown(h.why), Holds: k.store.Holds, Hash: k.store.Hash, Mask: extract.Mask, Bell: k.store, Files: k.intake,
		Secret: k.secret, Site: cfg.Site.ID, Origins: cfg.Site.Origins, Title: cfg.Site.Title, Languages: cfg.Languages,
		Theme: widget.Theme{Accent: cfg.Site.Theme["accent"]}, Why: h.why, Quiet: quiet, Now: k.now, Log: k.log, Limits: h.limits,
		Verify: func(_ context.Context, token string) (conversation.Identity, error) { return k.verifier.Verify(token) },
	}
	if o.Login, err = login(cfg, k.now); err != nil {
		return nil, err
	}
	if h.why {
		o.Names = namesOf(k.company())
	}
	return widget.New(o)
}

// login makes the company's own login; nil when it has none.
func login(cfg *config.Config, now func() time.Time) (widget.Login, error) {
	l := cfg.Identity.Login
	if l.Issuer == "" {
		return nil, nil
	}
	o := identity.LoginOptions{
		Issuer: l.Issuer, Client: l.Client, Secret: l.Secret.Value(), Scopes: l.Scopes, Subject: l.Subject, Now: now,
		Redirect: strings.TrimSuffix(cfg.Server.Public, "/") + widget.LoginDone,
	}
	for _, m := range l.Levels {
		level, err := conversation.ParseAssurance(m.Level)
		if err != nil {
			return nil, fmt.Errorf("identity.login.levels: %w", err)
		}
		o.Levels = append(o.Levels, identity.Level{ACR: m.ACR, AMR: m.AMR, Level: level})
	}
	return identity.NewLogin(o), nil
}

// shown reads a record for the chat. Where it tells why, secrets are covered, except in the customer's own words.
func (k *counter) shown(why bool) func(context.Context, conversation.ID, int64, int) ([]conversation.Numbered, error) {
	if !why {
		return k.ledger.Events
	}
	return func(ctx context.Context, id conversation.ID, after int64, limit int) ([]conversation.Numbered, error) {
		events, err := k.ledger.Events(ctx, id, after, limit)
		if err != nil {
			return nil, err
		}
		veil := k.desk.Veil(nil)
		for _, r := range events {
			veil.See(r.Event)
		}
		out := make([]conversation.Numbered, len(events))
		for i, r := range events {
			out[i] = r
			if _, own := r.Event.(conversation.MessageReceived); !own {
				out[i].Event = veil.Event(r.Event)
			}
		}
		return out, nil
	}
}
