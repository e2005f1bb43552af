package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"balie/channels/console"
	"balie/channels/widget"
	"balie/cmd/balie/company"
	"balie/config"
	"balie/config/demo/backend"
	"balie/config/demo/site"
	"balie/conversation"
	"balie/conversation/identity"
)

// demoKey signs the demo site's tokens.
const demoKey = "demo"

// serveDemo serves a demo company with everything it needs, on this machine only.
func (w *world) serveDemo(ctx context.Context, f serveFlags) error {
	folder, err := config.Demo(f.demo)
	if err != nil {
		return err
	}
	if f.password == "" {
		f.password = newPassword()
	}
	agents, err := demoTeam(f.password)
	if err != nil {
		return fmt.Errorf("serve: --password: %w", err)
	}
	key, err := keyIn(f.data, "key")
	if err != nil {
		return err
	}
	front, err := listen(f.listen, "127.0.0.1:8080")
	if err != nil {
		return err
	}
	secret := hex.EncodeToString(key)
	g, ctx := errgroup.WithContext(ctx)
	address := f.backEnd
	if address == "" {
		back, err := listen("", "127.0.0.1:8081")
		if err != nil {
			return errors.Join(err, front.Close())
		}
		address = "http://" + back.Addr().String()
		o := backend.Options{
			Company: f.demo, Path: filepath.Join(f.data, f.demo+"-backend.db"), Key: secret, Log: w.log,
			Callback: &backend.Callback{URL: "http://" + front.Addr().String() + "/v1/callbacks/" + f.demo, Secret: secret},
		}
		g.Go(func() error { return serveBackend(ctx, back, o) })
	}
	c, err := company.Open(ctx, folder, f.data, company.Opening{Getenv: w.demoEnv(address, secret), Now: time.Now})
	if err != nil {
		return errors.Join(err, front.Close())
	}
	h, err := w.demoHouse(c, f, key, front.Addr().String(), address, agents)
	if err != nil {
		return errors.Join(err, front.Close())
	}
	g.Go(func() error { return w.open(ctx, c, front, h) })
	return g.Wait()
}

// demoEnv adds what the demo company's connectors read from the environment.
func (w *world) demoEnv(address, secret string) func(string) string {
	return func(name string) string {
		switch name {
		case "CRM_URL", "SHOP_URL", "INSURER_URL":
			return address
		case "CRM_KEY", "SHOP_KEY", "SHOP_CALLBACK_SECRET", "CALLBACK_SECRET", "INSURER_KEY", "INSURER_CALLBACK_SECRET":
			if v := w.getenv(name); v != "" {
				return v
			}
			return secret
		}
		return w.getenv(name)
	}
}

// demoHouse dresses the house as a demo: a site, agents with a new password, why under every turn.
func (w *world) demoHouse(c *company.Company, f serveFlags, key []byte, front, back string, agents []console.Agent) (house, error) {
	cfg := c.Config
	cfg.Site.Origins = append(cfg.Site.Origins, "http://"+front)
	if _, port, err := net.SplitHostPort(front); err == nil {
		cfg.Site.Origins = append(cfg.Site.Origins, "http://localhost:"+port)
	}
	cfg.Identity.Keys = append(cfg.Identity.Keys, config.Key{ID: demoKey, Key: config.Given(string(key))})
	page, err := site.New(site.Options{
		Company: f.demo, Name: cfg.Name, Folder: c.Folder, BackEnd: back, Languages: cfg.Languages,
		Sign: func(subject, name string, may []site.Mandate) (string, error) {
			id := conversation.Identity{Subject: subject, Name: name, Assurance: conversation.Substantial, Mandates: mandatesOf(may, time.Now())}
			return identity.Sign(demoKey, key, cfg.Identity.Audience, id, 50*time.Minute, time.Now())
		},
	})
	if err != nil {
		return house{}, err
	}
	var provider http.Handler
	if f.demo == "bank" {
		if provider, err = demoLogin(c, front, string(key)); err != nil {
			return house{}, err
		}
	}
	fmt.Fprintf(w.out, "%s, a demo company\n", cfg.Name)
	fmt.Fprintf(w.out, "  its site, with the chat       http://%s/\n", front)
	fmt.Fprintf(w.out, "  the console for agents        http://%s/console   sign in as %q or %q, password %s\n", front, demoAgents[0].ID, demoAgents[1].ID, f.password)
	fmt.Fprintf(w.out, "  what its back end has on file %s/\n", back)
	var limits widget.Limits
	if f.unlimited {
		none := widget.Rate{Burst: -1}
		limits = widget.Limits{Conversations: none, Messages: none, Requests: none}
	}
	return house{
		limits: limits,
		setup:  setup{path: filepath.Join(f.data, cfg.Storage.Path), key: key, now: time.Now, log: w.log, always: true},
		quiet:  f.quiet, why: true, site: page, login: provider, agents: agents, demo: true,
	}, nil
}

// mandatesOf are the mandates of a demo customer, for the time being.
func mandatesOf(may []site.Mandate, now time.Time) []conversation.Mandate {
	var out []conversation.Mandate
	for _, m := range may {
		out = append(out, conversation.Mandate{Subject: m.Subject, Name: m.Name, Scope: strings.Fields(m.Scope), Until: now.Add(time.Hour)})
	}
	return out
}

// demoLogin gives the demo company a login of its own.
func demoLogin(c *company.Company, front, secret string) (*site.Provider, error) {
	cfg := c.Config
	cfg.Server.Public = "http://" + front
	cfg.Identity.Login = config.Login{
		Issuer: cfg.Server.Public + "/login", Client: "balie", Secret: config.Given(secret), Scopes: []string{"profile"}, Subject: "sub",
		Levels: []config.Level{{ACR: "demo:strong", Level: conversation.Substantial.String()}},
	}
	c.Set.Login = true
	return site.NewProvider(site.ProviderOptions{
		Issuer: cfg.Identity.Login.Issuer, Name: cfg.Name, Company: "bank", Client: "balie", Secret: secret, Redirect: cfg.Server.Public + widget.LoginDone,
	})
}

// listen takes the address asked for, or else the usual one, or else any that is free.
func listen(asked, usual string) (net.Listener, error) {
	if asked != "" {
		return net.Listen("tcp", asked)
	}
	if l, err := net.Listen("tcp", usual); err == nil {
		return l, nil
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// newPassword makes a password that can be typed over.
func newPassword() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b) // never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}

// house is a counter with its doors.
type house struct {
	setup
	quiet  time.Duration
	why    bool
	demo   bool
	site   http.Handler // the demo company's page; nil: none
	login  http.Handler // and its login, under /login/; nil: none
	agents []console.Agent
	limits widget.Limits
}
