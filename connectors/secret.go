package connectors

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Secret is a password or key. It prints, logs and marshals as a blank; only [Secret.Reveal] gives it away.
type Secret struct{ value string }

// NewSecret wraps a secret.
func NewSecret(value string) Secret { return Secret{value} }

const hidden = "‹secret›"

// Reveal returns the secret itself, for the request that needs it.
func (s Secret) Reveal() string { return s.value }

// Set reports whether there is one.
func (s Secret) Set() bool { return s.value != "" }

// String hides the secret.
func (s Secret) String() string { return hidden }

// GoString hides the secret.
func (s Secret) GoString() string { return hidden }

// MarshalJSON hides the secret.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(hidden) }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// setting reads a value that may stand in the environment or a file: {env: NAME}, {file: path}, or, where open is
// true, written out. What is named and not there is missing, which is no problem until something is called.
func (l *loader) setting(f *file, n *yaml.Node, what string, open bool) Secret {
	if n != nil && n.Kind == yaml.ScalarNode && open {
		return Secret{f.text(n, what)}
	}
	if n != nil && n.Kind == yaml.ScalarNode {
		f.problem(n, "write {env: NAME} or {file: path}", "%s is a secret and may not stand in the file", what)
		return Secret{}
	}
	m := f.known(n, what, innerKeys["setting"]...)
	env, hasEnv := m["env"]
	path, hasFile := m["file"]
	switch {
	case hasEnv == hasFile:
		f.problem(n, "write {env: NAME} or {file: path}", "%s does not say where it stands", what)
	case hasEnv:
		return l.fromEnv(f, env.value, what)
	default:
		return l.fromFile(f, path.value, what)
	}
	return Secret{}
}

func (l *loader) fromEnv(f *file, n *yaml.Node, what string) Secret {
	name := f.text(n, what)
	value := l.getenv(name)
	if value == "" && name != "" {
		l.lack(f, n, "set it", fmt.Sprintf("%s needs the environment variable %s, which is not set", what, name))
	}
	return Secret{value}
}

func (l *loader) fromFile(f *file, n *yaml.Node, what string) Secret {
	path := f.text(n, what)
	if path == "" {
		return Secret{}
	}
	content, err := l.readFile(path)
	value := strings.TrimSpace(string(content))
	if err != nil || value == "" {
		l.lack(f, n, "write it there, readable for this program alone", fmt.Sprintf("%s needs the file %s, which cannot be read or is empty", what, quote(path)))
	}
	return Secret{value}
}

// lack notes something that is needed before this connector can be called.
func (l *loader) lack(f *file, n *yaml.Node, mend, message string) {
	p := Problem{File: f.name, Line: n.Line, Column: n.Column, Message: message, Mend: mend}
	l.connector.missing = append(l.connector.missing, p)
}
