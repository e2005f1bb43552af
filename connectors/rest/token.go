package rest

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"balie/connectors"
)

// fetchToken has a token made for our credentials, or for the newest refresh token. A refresh token that came with it
// is on disk before the token is used for anything.
func (c *Client) fetchToken(ctx context.Context) (*pass, error) {
	o := c.connector.Auth.OAuth
	if o.Refresh == nil {
		got, err := c.grant(ctx, url.Values{"grant_type": {"client_credentials"}})
		if err != nil {
			return nil, err
		}
		return got.pass(), nil
	}
	return c.rotate(ctx, o.Refresh)
}

// granted is what an authorization server answers, and what is kept of it.
type granted struct {
	Access  string    `json:"access"`
	Refresh string    `json:"refresh"`
	Until   time.Time `json:"until,omitzero"`
	At      time.Time `json:"at"`
}

func (g granted) pass() *pass {
	return &pass{header: "Authorization", value: "Bearer " + g.Access, until: g.Until, at: g.At}
}

// rotate uses the newest refresh token. Another process may have used it before us: then what it kept is taken.
func (c *Client) rotate(ctx context.Context, r *connectors.Refresh) (*pass, error) {
	kept, err := readKept(r.File)
	if err != nil {
		return nil, err
	}
	if kept.Refresh == "" {
		kept.Refresh = r.First.Reveal()
	}
	if p := kept.pass(); kept.Access != "" && !c.keeper.had(p) && c.options.Now().Before(kept.Until.Add(-c.keeper.early)) {
		return p, nil
	}
	if !writable(r.File) {
		return nil, errors.New("token: the file of the refresh token cannot be written, so it is not used")
	}
	got, err := c.grant(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {kept.Refresh}})
	if err != nil {
		if now, readErr := readKept(r.File); readErr == nil && now.Access != "" && now.Refresh != kept.Refresh {
			return now.pass(), nil
		}
		return nil, err
	}
	if got.Refresh == "" {
		got.Refresh = kept.Refresh
	}
	if err := keep(r.File, got); err != nil {
		return nil, err
	}
	return got.pass(), nil
}

// had reports whether p is the pass that is held, and so the one that did not do.
func (k *keeper) had(p *pass) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held != nil && k.held.value == p.value
}

// grant asks the authorization server.
func (c *Client) grant(ctx context.Context, form url.Values) (granted, error) {
	o := c.connector.Auth.OAuth
	if o.Scope != "" {
		form.Set("scope", o.Scope)
	}
	for name, v := range o.More {
		form.Set(name, v.Reveal())
	}
	if o.InBody {
		form.Set("client_id", o.ID.Reveal())
		form.Set("client_secret", o.Secret.Reveal())
	}
	before := c.options.Now()                                                                                      // its life is counted from before the request, so never too long
	_, parsed, err := c.ask(ctx, "token", o.URL.String(), formType, []byte(form.Encode()), func(r *http.Request) { //nolint:bodyclose // ask has read and closed it
		if !o.InBody {
			r.SetBasicAuth(url.QueryEscape(o.ID.Reveal()), url.QueryEscape(o.Secret.Reveal()))
		}
	})
	if err != nil {
		return granted{}, err
	}
	fields, _ := parsed.(map[string]any)
	g := granted{At: before}
	g.Access, _ = fields["access_token"].(string)
	g.Refresh, _ = fields["refresh_token"].(string)
	if g.Access == "" || checkWord("", g.Access) != nil {
		return granted{}, errors.New("token: the answer holds no access token")
	}
	if s := seconds(fields["expires_in"]); s > 0 {
		g.Until = before.Add(time.Duration(s) * time.Second)
	}
	return g, nil
}

// seconds reads a life, which some servers write as a text. 0: none is given.
func seconds(raw any) int64 {
	var s string
	switch v := raw.(type) {
	case string:
		s = v
	case json.Number:
		s = v.String()
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return 0
	}
	return n
}

// readKept reads what was kept; nothing where there is no file yet.
func readKept(name string) (granted, error) {
	var g granted
	content, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return g, nil
	}
	if err != nil || json.Unmarshal(content, &g) != nil {
		return g, errors.New("token: the file of the refresh token cannot be read; the newest token may be in it, so it is left as it is")
	}
	return g, nil
}

// keep writes what was granted in one step: after a crash there is the old file or the new one, whole.
func keep(name string, g granted) error {
	content, err := json.Marshal(g)
	if err == nil {
		err = replaceFile(name, content)
	}
	if err != nil {
		return errors.New("token: the refresh token could not be written to its file")
	}
	return nil
}

func replaceFile(name string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".token-*") // for its owner alone
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(filepath.Dir(name))
}

// syncFolder makes a rename last through a loss of power.
func syncFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// writable tries the folder out before a refresh token is used up.
func writable(name string) bool {
	f, err := os.CreateTemp(filepath.Dir(name), ".token-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}
