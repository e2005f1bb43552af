package company

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"balie/config"
)

// Missing names everything at once that the company's files look for in the environment or in secret files, and that
// is not there; nil when customers can be served.
func (c *Company) Missing() error {
	var lines []string
	key := c.Config.Storage.Key
	if key.Env == "" && key.File == "" {
		lines = append(lines, "config.yaml: storage.key: it is not named: write key: {env: BALIE_KEY}, and set that to what openssl rand -hex 32 makes")
	}
	for _, m := range c.Config.Missing() {
		lines = append(lines, m.String())
	}
	for _, p := range c.Registry.Missing() {
		lines = append(lines, p.String())
	}
	if len(lines) == 0 {
		return nil
	}
	return fmt.Errorf("what the company needs is not all there:\n  %s", strings.Join(lines, "\n  "))
}

// Key is the key with which what is stored is sealed.
func (c *Company) Key() ([]byte, error) { return KeyOf(c.Config) }

// KeyOf decodes the key of a company of which nothing but the settings was read.
func KeyOf(cfg *config.Config) ([]byte, error) {
	key, err := hex.DecodeString(cfg.Storage.Key.Value())
	if err != nil || len(key) != 32 {
		return nil, errors.New("storage.key must be 32 bytes in hexadecimal, from env or a secret file: openssl rand -hex 32 makes one")
	}
	return key, nil
}

// Database is where the company's conversations are kept, from the company folder on.
func (c *Company) Database() string { return c.Config.Storage.At(c.dir) }
