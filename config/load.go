package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"
)

// File is the name of the configuration in a company folder.
const File = "config.yaml"

// maxFile bounds config.yaml.
const maxFile = 1 << 20

// Defaults returns the configuration that holds where config.yaml is silent.
func Defaults() Config {
	return Config{
		Languages: []string{"nl", "en"}, Tone: "je", Place: "Europe/Amsterdam", Currency: "EUR",
		Silence:  Silence{Widget: Patience{Remind: 5 * time.Minute, Close: 30 * time.Minute}, WhatsApp: Patience{Remind: 4 * time.Hour, Close: 23 * time.Hour}},
		Site:     Site{ID: "site", Quiet: 300 * time.Millisecond},
		Identity: Identity{Audience: "balie", Prefer: "sms", Login: Login{Scopes: []string{"profile"}, Subject: "sub"}, ContactAge: 7 * 24 * time.Hour},
		Model:    Model{TimeOut: 8 * time.Second},
		WhatsApp: WhatsApp{Base: "https://graph.facebook.com/v25.0", Media: []string{"lookaside.fbsbx.com"}},
		Storage:  Storage{Path: "balie.db"},
		Server:   Server{Listen: "127.0.0.1:8080", Workers: 8},
	}
}

// Load reads and checks config.yaml of a company folder. Every problem is named at once; the error is [Problems] when the
// file is there.
func Load(company fs.FS, dir string, getenv func(string) string) (*Config, error) {
	c, err := Read(company, dir, getenv)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Read is [Load] for those who go on in spite of problems: what could be read is in the configuration, which is nil only
// when there is no file.
func Read(company fs.FS, dir string, getenv func(string) string) (*Config, error) {
	b, err := fs.ReadFile(company, File)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: a company folder needs one; balie init makes it", File, err)
	}
	c := Defaults()
	c.dir = dir
	if len(b) > maxFile {
		return &c, Problems{{Message: fmt.Sprintf("%d bytes, at most %d are read", len(b), maxFile)}}
	}
	doc, problems := decode(b, &c)
	c.doc = doc
	if len(problems) == 0 {
		for _, err := range append(c.secrets(getenv), c.check()...) {
			problems = append(problems, place(doc, err))
		}
	}
	return &c, problems.Err()
}

// At says where a field stands that others complain of, with what they say of it: "offer: …", "desk.case.known: …".
func (c *Config) At(complaint error) Problem { return place(c.doc, complaint) }

// secrets fills in every secret of the configuration. One that is not there is no error, but [Config.Missing].
func (c *Config) secrets(getenv func(string) string) []error {
	var errs []error
	eachSecret(reflect.ValueOf(c).Elem(), "", "", func(s *Secret, name, _ string) {
		if err := s.read(c.dir, getenv); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	})
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
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("secret file: %w", err)
		}
		s.value = strings.TrimSpace(string(b))
	}
	return nil
}

// At is the database's file, from the company folder on.
func (s Storage) At(dir string) string {
	if filepath.IsAbs(s.Path) {
		return s.Path
	}
	return filepath.Join(dir, s.Path)
}
