package company

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"balie/conversation"
	"balie/flows"
)

// pinned is what a set was loaded against, beside its files.
type pinned struct {
	Languages  []string                          `json:"languages"`
	Tone       string                            `json:"tone"`
	Company    map[string]conversation.Value     `json:"company"`
	Offer      []string                          `json:"offer"`
	Operations map[string]conversation.Operation `json:"operations"`
	Callbacks  map[string]conversation.Schema    `json:"callbacks"`
}

// pinnedFile is where that stands in a bundle.
const pinnedFile = "against.json"

// Bundle packs what a conversation is pinned to: flows, patterns and texts, and what they were loaded against. Pages,
// addresses, secrets and tests are not in it.
func (c *Company) Bundle() ([]byte, error) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, top := range []string{"flows", "patterns", "texts"} {
		if err := pack(z, c.Folder, top); err != nil {
			return nil, fmt.Errorf("bundle: %w", err)
		}
	}
	w, err := z.Create(pinnedFile)
	if err == nil {
		err = json.NewEncoder(w).Encode(pinned{
			Languages: c.Set.Languages, Tone: c.Set.Tone, Company: c.Set.Company, Offer: c.Set.Offer,
			Operations: c.Contract, Callbacks: c.Registry.Callbacks(),
		})
	}
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	return buf.Bytes(), nil
}

// pack adds the YAML files of a folder.
func pack(z *zip.Writer, folder fs.FS, top string) error {
	return fs.WalkDir(folder, top, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		b, err := fs.ReadFile(folder, path)
		if err != nil {
			return err
		}
		w, err := z.Create(path)
		if err != nil {
			return err
		}
		_, err = w.Write(b)
		return err
	})
}

// ReadBundle loads a set as it was when it was packed.
func ReadBundle(bundle []byte) (*flows.Set, error) {
	folder, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		return nil, err
	}
	b, err := fs.ReadFile(folder, pinnedFile)
	if err != nil {
		return nil, err
	}
	var p pinned
	if err := json.Unmarshal(b, &p); err != nil || p.Operations == nil {
		return nil, fmt.Errorf("%s: %w", pinnedFile, err)
	}
	_, reaching := p.Operations[conversation.OpTell]
	for _, op := range builtIn(reaching) { // the house's own are as the program has them
		p.Operations[op.Name] = op
	}
	set, problems := flows.Load(flows.LoadOptions{
		Flows: sub(folder, "flows"), Patterns: sub(folder, "patterns"), Texts: sub(folder, "texts"),
		Languages: p.Languages, Tone: p.Tone, Company: p.Company, Operations: p.Operations, Callbacks: p.Callbacks,
	})
	if err := problems.Err(); err != nil {
		return nil, err
	}
	set.Offer = p.Offer
	return set, nil
}
