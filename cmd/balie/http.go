package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"balie/channels/widget"
	"balie/conversation"
	"balie/conversation/identity"
	"balie/intent/extract"
)

// runner is something that serves beside the listener until its context ends.
type runner func(context.Context) error

// handler puts all doors of the house on one listener.
func (k *counter) handler(h house, push *doors) (http.Handler, []runner, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	who, err := caller(k.company.config.Server.Proxies)
	if err != nil {
		return nil, nil, err
	}
	e.IPExtractor = who
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{
		DisablePrintStack: true,
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
			k.log.Error("panic", "error", err, "stack", string(stack))
			return err
		},
	}))
	w, err := k.widget(h, who)
	if err != nil {
		return nil, nil, err
	}
	w.Routes(e)
	k.writing.Store(w)
	runners := []runner{w.Run}
	if err := push.routes(e, k); err != nil {
		return nil, nil, err
	}
	more, err := k.consoleRoutes(e, h, who)
	if err != nil {
		return nil, nil, err
	}
	runners = append(runners, more...)
	e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/readyz", k.ready)
	e.GET("/metrics", echo.WrapHandler(promhttp.HandlerFor(k.metrics.registry, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(k.log.Handler(), slog.LevelError)})))
	if h.site != nil {
		e.Any("/*", echo.WrapHandler(h.site))
	}
	return e, runners, nil
}

// ready reports whether conversations can be stored and taken.
func (k *counter) ready(c echo.Context) error {
	if _, _, err := k.store.Due(c.Request().Context(), 1); err != nil {
		k.log.Error("ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "the store does not answer\n")
	}
	return c.String(http.StatusOK, "ready\n")
}

// widget makes the public API and the chat.
func (k *counter) widget(h house, who func(*http.Request) string) (*widget.Widget, error) {
	cfg := k.company.config
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
	return widget.New(widget.Options{
		IP: who, Receive: k.assistant.Receive, Events: k.ledger.Events, Hash: k.store.Hash, Mask: extract.Mask, Bell: k.store,
		Secret: k.secret, Site: cfg.Site.ID, Origins: cfg.Site.Origins, Title: cfg.Site.Title, Languages: cfg.Languages,
		Theme: widget.Theme{Accent: cfg.Site.Theme["accent"]}, Why: h.why, Quiet: quiet, Now: k.now, Log: k.log, Limits: h.limits,
		Verify: func(_ context.Context, token string) (conversation.Identity, error) { return k.verifier.Verify(token) },
	})
}
