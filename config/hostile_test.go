package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v4"
)

func load(text string) (*Config, error) {
	return Load(fstest.MapFS{File: {Data: []byte(text)}}, ".", func(string) string { return "" })
}

func TestBadConfigurationIsNamedWithPlaceAndMend(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                "it is empty",
		"# only a comment\n":              "it is empty",
		"\xff\xfe\x00":                    "not UTF-8",
		"- a\n":                           "1:1: config.yaml takes a mapping",
		"name: [x\n":                      "config.yaml:2:1:",
		"name: x\n---\nname: y\n":         "one document",
		"phone: x\n":                      "name: say how customers know",
		"name: x\nemergancy: 1\n":         `2:1: config.yaml does not take "emergancy": did you mean emergency?`,
		"name: x\nzzz: 1\n":               "it takes name, phone",
		"name: x\nsite: {orgins: []}\n":   `2:8: site does not take "orgins": did you mean origins?`,
		"name: x\nname: y\n":              "2:1: name stands here twice",
		"name: x\nvalues: {a: b, a: c}\n": "a stands here twice",
		"name: {a: b}\n":                  "1:7: name takes one value",
		"name: x\nlanguages: nl\n":        "languages takes a list",
		"name: x\nlanguages: []\n":        "languages: name at least one",
		"name: x\nlanguages: [nl, nl]\n":  "twice",
		"name: x\nlanguages: [de]\n":      `"de" is not known: use nl or en`,
		"name: x\ntone: no\n":             `tone: "no" is not known`,
		"name: x\nplace: Mars/Base\n":     "IANA",
		"name: x\ncurrency: euro\n":       "three letters",
		"name: x\nsite: {quiet: fast}\n":  "quiet takes a time such as 300ms",
		"name: x\nsite: {quiet: 1h}\n":    "at most 3s",
		"name: x\nsite: {quiet: -1s}\n":   "at most 3s",
		"name: x\nsite: 3\n":              "site takes a mapping with id, origins",
		"name: x\nsite: {origins: [\"javascript:alert(1)\"]}\n":                              "is no origin",
		"name: x\nsite: {origins: [\"https://example.org/chat\"]}\n":                         "without a path",
		"name: x\nidentity: {prefer: pigeon}\n":                                              "sms or email",
		"name: x\nserver: {workers: many}\n":                                                 "whole number",
		"name: x\nserver: {workers: 0}\n":                                                    "config.yaml:2:10: server.workers: 0: from 1 to 1024",
		"name: x\nserver: {workers: 99999999999999999999}\n":                                 "whole number",
		"name: x\nserver: {listen: here}\n":                                                  "host:port",
		"name: x\nserver: {proxies: [10.0.0.1]}\n":                                           "is no network",
		"name: x\nserver: {public: here}\n":                                                  "is no address",
		"name: x\nmodel: {base: here}\n":                                                     "model.base",
		"name: x\nmodel: {time_out: 0s}\n":                                                   "model.time_out",
		"name: x\ndesk: {presence: perhaps}\n":                                               "presence is true or false",
		"name: x\ndesk: {hours: [{days: [mon], from: \"9:00\", to: \"17:00\"}]}\n":           "write 09:00",
		"name: x\ndesk: {hours: [{days: [mon], from: \"17:00\", to: \"09:00\"}]}\n":          "is no span",
		"name: x\ndesk: {hours: [{days: [monday], from: \"09:00\", to: \"17:00\"}]}\n":       `day "monday" is not known`,
		"name: x\ndesk: {hours: [{from: \"09:00\", to: \"17:00\"}]}\n":                       "names no days",
		"name: x\ndesk: {closed: [kerst]}\n":                                                 "write 2026-12-25",
		"name: x\ndesk: {agents: [{id: a, name: A}, {id: a, name: B}]}\n":                    "a stands there twice",
		"name: x\ndesk: {agents: [{id: a}]}\n":                                               "a name that customers read",
		"name: x\nstorage: {key: {env: A, file: b}}\n":                                       "env or from file, not both",
		"name: x\nstorage: {key: {file: demo}}\n":                                            "storage.key: secret file",
		"name: x\nserver: {metrics: here}\n":                                                 "server.metrics: \"here\" is not host:port",
		"name: x\nvalues: &v {a: *v}\n":                                                      "is an alias",
		"name: x\nvalues: {a: &a [x,x,x], b: [*a,*a]}\n":                                     "takes one value",
		"name: x\nsite: {theme: [a]}\n":                                                      "mapping of names to texts",
		"name: " + strings.Repeat("[", 20_000) + "\n":                                        "config.yaml",
		"name: x\n# " + strings.Repeat("x", 2<<20):                                           "at most 1048576 are read",
		"name: x\nphon\tye: " + strings.Repeat("k", 100) + ": x\n" + strings.Repeat("\t", 9): "config.yaml",
	} {
		_, err := load(text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "config.yaml:") {
			t.Errorf("%.80q: %v\n  want %q", text, err, want)
		}
		if err != nil && len(err.Error()) > 1000 {
			t.Errorf("%.80q: an error of %d bytes", text, len(err.Error()))
		}
	}
}

func TestEveryProblemIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := load("nme: x\ntone: [a]\nsite: {quiet: fast}\n")
	for _, want := range []string{"1:1", "2:7", "3:15"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %s", err, want)
		}
	}
	_, err = load("tone: x\nplace: y\nserver: {workers: 0}\n")
	for _, want := range []string{"name:", "tone:", "place:", "server.workers:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %s", err, want)
		}
	}
}

func TestScalarsAreTexts(t *testing.T) {
	t.Parallel()
	c, err := load("name: no\nphone: 0600\nvalues: {from: 2026-01-02, many: 1_000}\n")
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "no" || c.Phone != "0600" || c.Values["from"] != "2026-01-02" || c.Values["many"] != "1_000" {
		t.Errorf("%+v", c)
	}
}

// TestSecretsAreNeverPrinted tries every way in which a program writes a value down.
func TestSecretsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	const value = "hunter22-hunter22"
	c, err := Load(fstest.MapFS{File: {Data: []byte("name: x\nstorage: {key: {env: K}}\nidentity: {keys: [{id: a, key: {env: K}}]}\nwhatsapp: {app_secrets: [{env: K}]}\n")}},
		".", func(string) string { return value })
	if err != nil {
		t.Fatal(err)
	}
	if c.Storage.Key.Value() != value {
		t.Fatal("the secret was not read")
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		fmt.Fprintf(&out, verb, *c)
		fmt.Fprintf(&out, verb, c)
		fmt.Fprintf(&out, verb, c.Storage.Key)
		fmt.Fprintf(&out, verb, &c.Storage.Key)
		fmt.Fprintf(&out, verb, c.WhatsApp.AppSecrets)
	}
	for _, marshal := range []func(any) ([]byte, error){json.Marshal, func(v any) ([]byte, error) { return yaml.Marshal(v) }} {
		b, err := marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("config", "config", c, "storage", c.Storage, "key", c.Storage.Key, "given", Given(value))
	}
	fmt.Fprintln(&out, fmt.Errorf("storage: %v", c.Storage))
	for _, form := range []string{value, fmt.Sprintf("%x", value), fmt.Sprintf("%X", value)} {
		if strings.Contains(out.String(), form) {
			t.Errorf("a secret was printed as %q", form)
		}
	}
}

func TestASecretThatIsWrittenDownIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"name: x\nstorage: {key: hunter22}\n", "name: x\nstorage: {key: [hunter22]}\n", "name: x\nmodel: {key: {value: hunter22}}\n",
		"name: x\nmodel: {key: {hunter22: x}}\n", "name: x\nwhatsapp: {app_secrets: [hunter22]}\n", "name: x\nwhatsapp: {app_secrets: hunter22}\n",
	} {
		_, err := load(text)
		if err == nil || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("name: x\nsite: {quiet: 1s, origins: [a]}\nstorage: {key: {env: X}}\n")
	f.Add("name: &a x\nvalues: {a: *a}\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := load(text)
		if (c == nil) == (err == nil) {
			t.Fatalf("%v and %v", c, err)
		}
	})
}

// TestWhatIsMissingIsListedWithItsPurpose names secrets in every way and gives none.
func TestWhatIsMissingIsListedWithItsPurpose(t *testing.T) {
	t.Parallel()
	c, err := load("name: x\nstorage: {key: {file: no/such/file}}\nidentity: {keys: [{id: a, key: {env: SITE}}]}\nwhatsapp: {app_secrets: [{env: OLD}, {env: NEW}]}\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range c.Missing() {
		if m.For == "" {
			t.Errorf("%s does not say what it is for", m.Field)
		}
		got = append(got, m.Field+" from "+m.Where)
	}
	want := []string{
		"identity.keys[0].key from the environment variable SITE", "whatsapp.app_secrets[0] from the environment variable OLD",
		"whatsapp.app_secrets[1] from the environment variable NEW", "storage.key from the file no/such/file",
	}
	if !slices.Equal(got, want) {
		t.Errorf("missing are\n%q, want\n%q", got, want)
	}
}
