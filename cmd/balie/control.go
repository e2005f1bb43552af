package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"

	"balie/cmd/balie/publication"
	"balie/conversation"
)

// controlIn is the socket by which an operator on the same machine reaches the program that serves a database. It is in
// a folder that only the program's own user may enter.
func controlIn(database string) string { return filepath.Join(database+".control", "socket") }

// published is what a control request is answered with.
type published struct {
	Lines []string                   `json:"lines,omitempty"`
	Error string                     `json:"error,omitempty"`
	Log   []conversation.Publication `json:"log,omitempty"`
	Now   conversation.Served        `json:"now"`
}

// control serves the operator's socket, and publishes the folder anew on a SIGHUP, until ctx ends.
func (k *counter) control(ctx context.Context, g *errgroup.Group, database string) error {
	path := controlIn(database)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("control: %w", err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) { // of a process that is gone: the database is ours
		return fmt.Errorf("control: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return fmt.Errorf("control: %w (a path of about 100 bytes is the most that a socket may have)", err)
	}
	e := k.newDoor(func(*http.Request) string { return "operator" })
	e.POST("/publish", k.postPublish)
	e.GET("/publications", k.getPublications)
	e.POST("/erase", k.postErase)
	srv := &http.Server{Handler: e, ReadHeaderTimeout: 5 * time.Second}
	g.Go(func() error { return serveUntil(ctx, srv, l, func() error { return nil }) })
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	g.Go(func() error { return k.hangups(ctx, hup) })
	return nil
}

// hangups publishes the folder to everybody whenever a SIGHUP comes.
func (k *counter) hangups(ctx context.Context, hup chan os.Signal) error {
	defer signal.Stop(hup)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hup:
			lines, err := k.publish(ctx, publication.Order{Percent: 100, By: "SIGHUP", Why: "the folder as it was then"})
			if err == nil {
				k.log.Info("published", "came to", lines)
			}
		}
	}
}

// publish does what is asked, and counts it.
func (k *counter) publish(ctx context.Context, o publication.Order) ([]string, error) {
	lines, err := k.publisher.Publish(ctx, o)
	result := "done"
	if err != nil {
		result = "refused"
	}
	if !o.DryRun {
		k.metrics.published.WithLabelValues(result).Inc()
	}
	return lines, err
}

func (k *counter) postPublish(c echo.Context) error {
	var o publication.Order
	if err := c.Bind(&o); err != nil {
		return err
	}
	lines, err := k.publish(c.Request().Context(), o)
	out := published{Lines: lines, Now: k.revisions.Served()}
	if err != nil {
		out.Error = err.Error()
	}
	return c.JSON(http.StatusOK, out)
}

func (k *counter) getPublications(c echo.Context) error {
	log, err := k.store.Publications(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, published{Log: log, Now: k.revisions.Served()})
}

func (k *counter) postErase(c echo.Context) error {
	var o erasure
	if err := c.Bind(&o); err != nil {
		return err
	}
	out, err := eraser{k.ledger, k.store, k.log}.erase(c.Request().Context(), o)
	if err != nil {
		out.Error = err.Error()
	}
	return c.JSON(http.StatusOK, out)
}
