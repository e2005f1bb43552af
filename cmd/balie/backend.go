package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"balie/config/demo/backend"
)

// backendCommand runs a demo company's back end alone: in a process of its own, as a real one would be.
func backendCommand(w *world) *cobra.Command {
	var o backend.Options
	var listen, callback, secret string
	cmd := &cobra.Command{
		Use: "backend COMPANY", Short: "Run a demo company's back end alone (bank, shop or insurer)", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Company, o.Log = args[0], w.log
			if callback != "" {
				o.Callback = &backend.Callback{URL: callback, Secret: secret}
			}
			l, err := net.Listen("tcp", listen)
			if err != nil {
				return fmt.Errorf("back end: %w", err)
			}
			fmt.Fprintf(w.out, "back end of %s: http://%s\n", o.Company, l.Addr())
			return serveBackend(cmd.Context(), l, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:8081", "address to listen on")
	f.StringVar(&o.Path, "data", "demo-backend.db", "SQLite file")
	f.StringVar(&o.Key, "key", "demo", "API key")
	f.IntVar(&o.Crowd, "crowd", 0, "more customers, for load tests")
	f.StringVar(&callback, "callback", "", "address that is told what the company reports by itself")
	f.StringVar(&secret, "callback-secret", "", "with which it is signed")
	return cmd
}

// serveBackend serves a back end until ctx ends.
func serveBackend(ctx context.Context, l net.Listener, o backend.Options) error {
	b, err := backend.Open(ctx, o)
	if err != nil {
		return errors.Join(fmt.Errorf("back end: %w", err), l.Close())
	}
	srv := &http.Server{Handler: b.Handler(), ReadHeaderTimeout: 5 * time.Second}
	return serveUntil(ctx, srv, l, b.Close)
}

// serveUntil serves until ctx ends, then closes what the server stands on and lets requests end.
func serveUntil(ctx context.Context, srv *http.Server, l net.Listener, before func() error) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return errors.Join(err, before())
	case <-ctx.Done():
	}
	err := before()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, srv.Shutdown(last))
}
