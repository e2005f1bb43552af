package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// File is the name of the configuration in a company folder.
const File = "config.yaml"

// maxFile bounds config.yaml.
const maxFile = 1 << 20

// Defaults returns the configuration that holds where config.yaml is silent.
func Defaults() Config {
	return Config{
		Languages: []string{"nl", "en"}, Tone: "je", Place: "Europe/Amsterdam", Currency: "EUR",
		Site:     Site{ID: "site", Quiet: 300 * time.Millisecond},
		Identity: Identity{Audience: "balie", Prefer: "sms"},
		Model:    Model{TimeOut: 8 * time.Second},
		WhatsApp: WhatsApp{Base: "https://graph.facebook.com/v25.0"},
		Storage:  Storage{Path: "balie.db"},
		Server:   Server{Listen: "127.0.0.1:8080", Workers: 8},
	}
}

// Load reads and checks config.yaml of a company folder. Every problem is named at once.
func Load(company fs.FS, dir string, getenv func(string) string) (*Config, error) {
	b, err := fs.ReadFile(company, File)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: a company folder needs one; balie init makes it", File, err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("%s: %d bytes, at most %d are read", File, len(b), maxFile)
	}
	c := Defaults()
	c.dir = dir
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("%s: %w", File, err)
	}
	errs := append(c.secrets(getenv), c.check()...)
	if len(errs) > 0 {
		return nil, fmt.Errorf("%s: %w", File, errors.Join(errs...))
	}
	return &c, nil
}

// secrets fills in every secret of the configuration.
func (c *Config) secrets(getenv func(string) string) []error {
	var errs []error
	var walk func(v reflect.Value, name string)
	walk = func(v reflect.Value, name string) {
		switch {
		case v.Type() == reflect.TypeFor[Secret]():
			s := v.Addr().Interface().(*Secret)
			if err := s.read(c.dir, getenv); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", strings.TrimPrefix(name, "."), err))
			}
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() {
					walk(v.Field(i), name+"."+f.Tag.Get("yaml"))
				}
			}
		case v.Kind() == reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), fmt.Sprintf("%s[%d]", name, i))
			}
		}
	}
	walk(reflect.ValueOf(c).Elem(), "")
	return errs
}

func (s *Secret) read(dir string, getenv func(string) string) error {
	switch {
	case s.Env != "" && s.File != "":
		return errors.New("a secret comes from env or from file, not both")
	case s.Env != "":
		s.value = strings.TrimSpace(getenv(s.Env))
	case s.File != "":
		path := s.File
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("secret file: %w", err)
		}
		s.value = strings.TrimSpace(string(b))
	}
	return nil
}

func (c *Config) check() []error {
	var errs []error
	need := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	need(c.Name != "", "name: say how customers know the company")
	need(len(c.Languages) > 0, "languages: name at least one, for example [nl, en]")
	for _, l := range c.Languages {
		need(slices.Contains([]string{"nl", "en"}, l), "languages: %q is not known: use nl or en", l)
	}
	need(c.Tone == "je" || c.Tone == "u", "tone: %q is not known: use je or u", c.Tone)
	if _, err := time.LoadLocation(c.Place); err != nil {
		errs = append(errs, fmt.Errorf("place: %w: use an IANA name such as Europe/Amsterdam", err))
	}
	for _, o := range c.Site.Origins {
		need(strings.HasPrefix(o, "https://") || strings.HasPrefix(o, "http://"), "site.origins: %q needs http:// or https://", o)
	}
	need(c.Site.Quiet >= 0 && c.Site.Quiet <= 3*time.Second, "site.quiet: at most 3s")
	for _, h := range c.Desk.Hours {
		need(clock(h.From) && clock(h.To) && h.From < h.To, "desk.hours: %s to %s is no span of a day: write 09:00", h.From, h.To)
		for _, d := range h.Days {
			need(slices.Contains(Days, d), "desk.hours: day %q is not known: use %s", d, strings.Join(Days, ", "))
		}
	}
	for _, d := range c.Desk.Closed {
		_, err := time.Parse(time.DateOnly, d)
		need(err == nil, "desk.closed: %q is no day: write 2026-12-25", d)
	}
	return errs
}

// Days are the names of the days, Monday first.
var Days = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func clock(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil
}
