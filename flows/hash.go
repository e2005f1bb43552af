package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"balie/conversation"
)

// canonical writes a schema so that equal ones are written alike.
func canonical(s conversation.Schema) string {
	b, err := json.Marshal(s) // maps are written in the order of their keys
	if err != nil {
		return "invalid:" + err.Error()
	}
	return string(b)
}

// hash names what was loaded: the company's files in the order of their names, and what they were checked against. The
// house's own files and operations change with the program alone.
func (l *loader) hash() string {
	h := sha256.New()
	for _, f := range l.files {
		if f.builtIn { // it comes with the program, and changes with it
			continue
		}
		fmt.Fprintf(h, "%q %d\n", f.name, len(f.data))
		h.Write(f.data)
	}
	offered := map[string]conversation.Operation{}
	for name, op := range l.set.Operations {
		if !op.BuiltIn {
			offered[name] = op
		}
	}
	against, err := json.Marshal(struct {
		Languages  []string
		Tone       string
		Company    string
		Operations map[string]conversation.Operation
	}{l.set.Languages, l.set.Tone, conversation.CanonicalParams(l.set.Company), offered})
	if err != nil {
		against = []byte(err.Error())
	}
	h.Write(against)
	return hex.EncodeToString(h.Sum(nil))
}
