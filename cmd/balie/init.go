package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"balie/cmd/balie/schema"
	"balie/config"
)

func initCommand(w *world) *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use: "init DIR", Short: "Make a company folder, as a copy of a demo company", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder, err := config.Demo(from)
			if err != nil {
				return err
			}
			if err := copyCompany(args[0], folder); err != nil {
				return err
			}
			if err := writeSchemas(args[0]); err != nil {
				return err
			}
			made := args[0]
			if _, err := config.Demo(made); err == nil {
				made = "./" + made // without the dots it would be the demo
			}
			_, err = fmt.Fprintf(w.out, "%s is a copy of the demo %s. Next:\n  balie check %s\n  balie test %s\n  balie chat --examples %s\n", made, from, made, made, made)
			return err
		},
	}
	cmd.Flags().StringVar(&from, "from", "bank", "demo company to copy: bank, shop or insurer")
	return cmd
}

// copyCompany writes a folder; an existing folder with anything in it is left alone.
func copyCompany(dir string, folder fs.FS) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("init: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("init: %s is not empty", dir)
	}
	return fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(path))
		if d.IsDir() {
			return os.MkdirAll(to, 0o750)
		}
		b, err := fs.ReadFile(folder, path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, append([]byte(modelineOf(path)), b...), 0o600)
	})
}

// modelineOf is the line by which an editor knows what a file of a company is; empty for what has no schema.
func modelineOf(path string) string {
	top, rest, nested := strings.Cut(path, "/")
	switch {
	case path == config.File:
		return schema.Modeline("", "config")
	case nested && schema.Folders[top] != "" && strings.HasSuffix(path, ".yaml"):
		return schema.Modeline(strings.Repeat("../", 1+strings.Count(rest, "/")), schema.Folders[top])
	}
	return ""
}

// writeSchemas puts the schemas where the files of a company look for them.
func writeSchemas(dir string) error {
	to := filepath.Join(dir, ".schema")
	if err := os.MkdirAll(to, 0o750); err != nil {
		return fmt.Errorf("init: %w", err)
	}
	for _, kind := range schema.Kinds() {
		text, err := schema.Text(kind)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, kind+".json"), []byte(text), 0o600); err != nil {
			return fmt.Errorf("init: %w", err)
		}
	}
	return nil
}
