package intent

import (
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v4"
)

// stance is how customers of every language stand to what they speak of.
type stance struct {
	acts      map[string]bool
	contrary  map[string]bool
	reversing []string
}

// loadStance reads the embedded stances; an error is a mistake in one of the files.
func loadStance() (*stance, error) {
	names, err := fs.Glob(files, "words/stance/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("stance: %w", err)
	}
	st := &stance{acts: map[string]bool{}, contrary: map[string]bool{}}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("stance: %w", err)
		}
		var s struct {
			Language  string   `yaml:"language"`
			Acts      []string `yaml:"acts"`
			Contrary  []string `yaml:"contrary"`
			Reversing []string `yaml:"reversing"`
		}
		if err := yaml.Load(data, &s, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("stance %s: %w", name, err)
		}
		addAll(st.acts, s.Acts)
		addAll(st.contrary, s.Contrary)
		st.reversing = append(st.reversing, s.Reversing...)
	}
	return st, nil
}

func addAll(to map[string]bool, words []string) {
	for _, w := range words {
		to[w] = true
	}
}
