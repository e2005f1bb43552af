package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"balie/channels/terminal"
	"balie/cmd/balie/company"
	"balie/config/demo/backend"
	"balie/conversation"
	"balie/intent/extract"

	"net"
)

// chatFlags are the flags of chat.
type chatFlags struct {
	examples bool
	why      bool
	customer string
	language string
}

func chatCommand(w *world) *cobra.Command {
	var f chatFlags
	cmd := &cobra.Command{
		Use: "chat [DIR]", Short: "Converse at the terminal with a company (default: the demo bank)", Args: cobra.MaximumNArgs(1),
		Long: "Converse at the terminal with a company folder, or with a demo company.\nA number chooses a button, and a line /file PATH sends a picture or PDF.",
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "bank"
			if len(args) > 0 {
				name = args[0]
			}
			return w.chat(cmd.Context(), name, f)
		},
	}
	cmd.Flags().BoolVar(&f.examples, "examples", false, "let the connectors answer from their examples: no back end is needed")
	cmd.Flags().BoolVar(&f.why, "why", false, "tell what was understood, how sure, by what, and which step or passage answers")
	cmd.Flags().StringVar(&f.customer, "customer", "", "who is signed in")
	cmd.Flags().StringVar(&f.language, "language", "", "nl or en; default the company's first")
	return cmd
}

// chat converses in a house of its own that is forgotten afterwards.
func (w *world) chat(ctx context.Context, name string, f chatFlags) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	folder, dir, err := company.FolderOf(name)
	if err != nil {
		return err
	}
	data, err := os.MkdirTemp("", "balie-chat-")
	if err != nil {
		return fmt.Errorf("chat: %w", err)
	}
	defer os.RemoveAll(data) //nolint:errcheck // a leftover in the temporary folder harms nobody
	getenv := w.getenv
	if dir == "" && !f.examples {
		address, err := w.demoBackend(ctx, name, data)
		if err != nil {
			return err
		}
		getenv = w.demoEnv(address, "chat")
	}
	c, err := company.Open(ctx, folder, dir, company.Opening{Getenv: getenv, Now: time.Now, Examples: f.examples})
	if err != nil {
		return err
	}
	if lacks := c.Registry.Missing(); len(lacks) > 0 && !f.examples && dir != "" {
		fmt.Fprintf(w.out, "No back end answers here: %s\nSet what is named, or add --examples to let the connectors answer from their examples.\n\n", lacks[0])
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	k, err := newCounter(ctx, c, setup{path: filepath.Join(data, "balie.db"), key: key, now: time.Now, log: w.log, always: true})
	if err != nil {
		return errors.Join(err, c.Close())
	}
	served := make(chan error, 1)
	go func() { served <- k.assistant.Run(ctx) }()
	err = k.terminal(w, f).Run(ctx)
	cancel()
	return errors.Join(err, <-served, k.close())
}

func (k *counter) terminal(w *world, f chatFlags) *terminal.Terminal {
	o := terminal.Options{
		In: w.in, Out: w.out, Receive: k.assistant.Receive, Events: k.ledger.Events, Bell: k.store, Mask: extract.Mask,
		Why: f.why, Language: f.language, Take: k.fromDisk,
	}
	if f.customer != "" {
		o.Identity = &conversation.Identity{Subject: f.customer, Assurance: conversation.Substantial, At: time.Now(), By: "terminal"}
	}
	return terminal.New(o)
}

// demoBackend serves a demo company's back end for as long as ctx lives.
func (w *world) demoBackend(ctx context.Context, company, data string) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("back end: %w", err)
	}
	go func() {
		o := backend.Options{Company: company, Path: filepath.Join(data, "backend.db"), Key: "chat", Log: w.log}
		if err := serveBackend(ctx, l, o); err != nil {
			w.log.Error("back end", "error", err)
		}
	}()
	return "http://" + l.Addr().String(), nil
}
