package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// missing names everything at once that the company's files look for in the environment or in secret files, and that
// is not there; nil when customers can be served.
func (c *company) missing() error {
	var lines []string
	key := c.config.Storage.Key
	if key.Env == "" && key.File == "" {
		lines = append(lines, "config.yaml: storage.key: it is not named: write key: {env: BALIE_KEY}, and set that to what openssl rand -hex 32 makes")
	}
	for _, m := range c.config.Missing() {
		lines = append(lines, m.String())
	}
	for _, p := range c.registry.Missing() {
		lines = append(lines, p.String())
	}
	if len(lines) == 0 {
		return nil
	}
	return fmt.Errorf("what the company needs is not all there:\n  %s", strings.Join(lines, "\n  "))
}

// companyKey is the key with which what is stored is sealed.
func (c *company) companyKey() ([]byte, error) {
	key, err := hex.DecodeString(c.config.Storage.Key.Value())
	if err != nil || len(key) != 32 {
		return nil, errors.New("storage.key must be 32 bytes in hexadecimal, from env or a secret file: openssl rand -hex 32 makes one")
	}
	return key, nil
}

// database is where the company's conversations are kept, from the company folder on.
func (c *company) database() string { return c.config.Storage.At(c.dir) }
