package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"balie/cmd/balie/company"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	demo      string
	data      string
	listen    string
	backEnd   string
	password  string
	quiet     time.Duration
	profile   string
	unlimited bool
	toPerson  bool
}

func serveCommand(w *world) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve [DIR]",
		Short: "Serve customers: a company folder, or a demo company with everything it needs",
		Example: "  balie serve --demo          # the demo bank, on this machine only\n" +
			"  balie serve --demo=shop     # the demo shop\n" +
			"  balie serve --demo=insurer  # the demo insurer\n" +
			"  balie serve my-company      # a company folder",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			w.collectLess()
			if f.profile != "" {
				stop, err := profile(f.profile)
				if err != nil {
					return err
				}
				defer stop()
			}
			if f.demo != "" {
				return w.serveDemo(cmd.Context(), f)
			}
			if len(args) == 0 {
				return errors.New("serve: name a company folder, or try --demo")
			}
			return w.serveCompany(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.demo, "demo", "", "serve a demo company (bank, shop or insurer)")
	cmd.Flags().Lookup("demo").NoOptDefVal = "bank"
	cmd.Flags().StringVar(&f.data, "data", "balie-data", "folder for databases and keys")
	cmd.Flags().StringVar(&f.listen, "listen", "", "host:port; default as configured")
	cmd.Flags().StringVar(&f.backEnd, "backend", "", "demo: address of a back end that runs already")
	cmd.Flags().StringVar(&f.password, "password", "", "demo: password of the demo agents; default a new one")
	cmd.Flags().DurationVar(&f.quiet, "quiet", -1, "how long typed text waits for more; default as configured")
	cmd.Flags().Lookup("quiet").DefValue = "" // what stands for none is no duration
	cmd.Flags().BoolVar(&f.unlimited, "unlimited", false, "demo: no limit on how fast customers write, for measurements")
	cmd.Flags().BoolVar(&f.toPerson, "to-a-person", false, "processes that need an operation that is gone or changed go to a person, instead of keeping this from starting")
	cmd.Flags().StringVar(&f.profile, "profile", "", "write a CPU profile to this file")
	return cmd
}

// Turns leave much garbage beside little that stays, so it is collected at eleven times what stays instead of twice, as
// long as all of it is below a bound; above that it is collected more often again. Turns are slower while it is
// collected, which shows in the slowest hundredth of them when it happens often.
const (
	garbage    = 1000    // percent of what stays
	memoryFrom = 1 << 30 // bytes
)

// collectLess trades memory for speed, unless the operator has set it otherwise.
func (w *world) collectLess() {
	if w.getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if w.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryFrom)
	}
}

// serveCompany serves a company folder.
func (w *world) serveCompany(ctx context.Context, dir string, f serveFlags) error {
	folder, dir, err := company.FolderOf(dir)
	if err != nil {
		return err
	}
	reopen := func(ctx context.Context) (*company.Company, error) {
		c, err := company.Open(ctx, folder, dir, company.Opening{Getenv: w.getenv, Now: time.Now})
		if err != nil {
			return nil, err
		}
		if err := c.Missing(); err != nil {
			return nil, errors.Join(err, c.Close())
		}
		if f.listen != "" {
			c.Config.Server.Listen = f.listen
		}
		return c, nil
	}
	c, err := reopen(ctx)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	key, err := c.Key()
	if err != nil {
		return fmt.Errorf("serve: %w", errors.Join(err, c.Close()))
	}
	l, err := net.Listen("tcp", c.Config.Server.Listen)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return w.open(ctx, c, l, house{
		setup: setup{path: c.Database(), key: key, now: time.Now, log: w.log, reopen: reopen, toPerson: f.toPerson},
		quiet: f.quiet, agents: agentsOf(c.Config),
	})
}

// open puts the counter together, serves until ctx ends, and closes everything in order.
func (w *world) open(ctx context.Context, c *company.Company, l net.Listener, h house) error {
	h.workers = c.Config.Server.Workers
	var k *counter
	push, err := newDoors(c, &k, w)
	if err != nil {
		return errors.Join(err, l.Close(), c.Close())
	}
	h.sender, h.fetch = push, push.Fetch
	if k, err = newCounter(ctx, c, h.setup); err != nil {
		return errors.Join(err, l.Close(), c.Close())
	}
	g, ctx := errgroup.WithContext(ctx)
	if h.reopen != nil {
		if err := k.control(ctx, g, h.path); err != nil {
			return errors.Join(err, l.Close(), k.close())
		}
	}
	if err := k.openDoors(ctx, g, l, h, push); err != nil {
		return errors.Join(err, k.close())
	}
	fmt.Fprintf(w.out, "%s is open: http://%s/  (console: http://%s/console)\n", c.Config.Name, l.Addr(), at(c.Config.Server.Console, l))
	g.Go(func() error { return k.assistant.Run(ctx) })
	err = g.Wait()
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, k.close())
}

// openDoors serves on every listener until ctx ends.
func (k *counter) openDoors(ctx context.Context, g *errgroup.Group, l net.Listener, h house, push *doors) error {
	handlers, streams, err := k.handlers(h, push)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	listeners := map[string]net.Listener{"": l}
	for address := range handlers {
		if address == "" {
			continue
		}
		if listeners[address], err = net.Listen("tcp", address); err != nil {
			delete(listeners, address)
			for _, open := range listeners {
				err = errors.Join(err, open.Close())
			}
			return fmt.Errorf("serve: %w", err)
		}
	}
	for address, handler := range handlers {
		srv := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
		g.Go(func() error { return serveUntil(ctx, srv, listeners[address], func() error { return nil }) })
	}
	for _, run := range streams {
		g.Go(func() error { return run(ctx) })
	}
	return nil
}

// at is an address of its own, or else that of the listener that serves all.
func at(own string, l net.Listener) string {
	if own != "" {
		return own
	}
	return l.Addr().String()
}

// profile starts a CPU profile; the function that it returns ends it.
func profile(path string) (func(), error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("profile: %w", err), f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close() // the profile is written; nothing hangs on it
	}, nil
}

// keyIn reads a key file, or makes it.
func keyIn(dir, name string) ([]byte, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	path := filepath.Join(dir, name)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		b = make([]byte, 32)
		_, _ = rand.Read(b) // never fails
		b = []byte(hex.EncodeToString(b))
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	key, err := hex.DecodeString(string(b))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("key: %s holds no key of 32 bytes", path)
	}
	return key, nil
}
