package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"balie/channels/console"
	"balie/config"
)

// demoAgents are the people at the demo's desk.
var demoAgents = []console.Agent{{ID: "fatima", Name: "Fatima"}, {ID: "joost", Name: "Joost"}}

// demoTeam gives the demo's agents a password.
func demoTeam(password string) ([]console.Agent, error) {
	hash, err := console.HashPassword(password)
	if err != nil {
		return nil, err
	}
	out := make([]console.Agent, len(demoAgents))
	for i, a := range demoAgents {
		a.Hash = hash
		out[i] = a
	}
	return out, nil
}

// agentsOf reads the company's agents.
func agentsOf(c *config.Config) []console.Agent {
	var out []console.Agent
	for _, a := range c.Desk.Agents {
		out = append(out, console.Agent{ID: a.ID, Name: a.Name, Hash: a.Password.Value()})
	}
	return out
}

// repliesOf reads the texts that the company's agents send often.
func repliesOf(c *config.Config) []console.Reply {
	var out []console.Reply
	for _, r := range c.Desk.Replies {
		out = append(out, console.Reply{Key: r.Key, Text: r.Text})
	}
	return out
}

// consoleRoutes adds the console; without agents there is none.
func (k *counter) consoleRoutes(e *echo.Echo, h house, who func(*http.Request) string) ([]runner, error) {
	if len(h.agents) == 0 {
		return nil, nil
	}
	c, err := console.New(console.Options{
		IP: who, Desk: k.desk, Files: k.store, Agents: h.agents, Replies: repliesOf(k.company().Config), Typing: k.typing, Writes: k.writes, Demo: h.demo, Bell: k.store, Now: k.now, Log: k.log,
		Secure: strings.HasPrefix(k.company().Config.Server.Public, "https://"),
	})
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	c.Routes(e)
	sweep := func(ctx context.Context) error {
		k.desk.Run(ctx, func(err error) { k.log.Error("desk", "error", err) })
		return nil
	}
	return []runner{c.Run, sweep}, nil
}
