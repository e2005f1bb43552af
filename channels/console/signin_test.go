package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"balie/channels/console"
	"balie/conversation/desk"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	o := setup(t)
	b := o.browser()
	try := func(agent, password string) answer {
		return b.do(http.MethodPost, "session", map[string]string{"agent": agent, "password": password})
	}
	for _, c := range [][2]string{{"anna", "wrong"}, {"nobody", "x"}, {"", ""}, {"anna", strings.Repeat("p", 1000)}} {
		if res := try(c[0], c[1]); res.status != http.StatusUnauthorized || res.code() != "wrong" || len(res.cookies) != 0 {
			t.Errorf("%v: %d %s", c, res.status, res.body)
		}
	}
	res := try("anna", o.passwords["anna"])
	if res.status != http.StatusOK {
		t.Fatalf("right: %d %s", res.status, res.body)
	}
	k := res.cookies[0]
	if !k.HttpOnly || k.SameSite != http.SameSiteStrictMode || k.Secure || len(k.Value) != 43 || k.Path != "/console" {
		t.Errorf("cookie is %+v", k)
	}
	if again := try("anna", o.passwords["anna"]); again.cookies[0].Value == k.Value {
		t.Error("two sessions have one secret")
	}
	limited := false
	for range 20 {
		if res := try("bram", "guess"); res.status == http.StatusTooManyRequests && res.header.Get("Retry-After") != "" {
			limited = true
		}
	}
	if !limited {
		t.Error("guessing is not slowed down")
	}
	o.clock.Add(10 * time.Minute)
	if res := try("bram", o.passwords["bram"]); res.status != http.StatusOK {
		t.Errorf("after a while: %d %s", res.status, res.body)
	}
}

func TestWhoMaySignInIsChecked(t *testing.T) {
	t.Parallel()
	hash, err := console.HashPassword("een lang wachtwoord")
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]console.Options{
		"nobody":              {},
		"no password":         {Agents: []console.Agent{{ID: "anna", Name: "Anna"}}},
		"a plain password":    {Agents: []console.Agent{{ID: "anna", Name: "Anna", Hash: "welkom01"}}},
		"a strange id":        {Agents: []console.Agent{{ID: "Anna <b>", Name: "Anna", Hash: hash}}},
		"twice":               {Agents: []console.Agent{{ID: "anna", Name: "Anna", Hash: hash}, {ID: "anna", Name: "Anna B", Hash: hash}}},
		"no name, in a demo":  {Demo: true, Agents: []console.Agent{{ID: "anna"}}},
		"no agents in a demo": {Demo: true},
	} {
		o.Desk = desk.New(desk.Options{})
		if _, err := console.New(o); err == nil {
			t.Errorf("%s passes", name)
		}
	}
	if _, err := console.HashPassword("short"); err == nil {
		t.Error("a short password passes")
	}
	c, err := console.New(console.Options{Desk: desk.New(desk.Options{}), Agents: []console.Agent{{ID: "anna", Name: "Anna", Hash: hash}}})
	if err != nil || len(c.Invitations()) != 0 {
		t.Errorf("a real agent: %v, %v", err, c.Invitations())
	}
}
