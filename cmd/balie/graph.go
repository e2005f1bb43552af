package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"balie/cmd/balie/company"
	"balie/flows"
)

// graphFlags are the flags of graph.
type graphFlags struct {
	format   string
	language string
	out      string
}

func graphCommand(w *world) *cobra.Command {
	var f graphFlags
	cmd := &cobra.Command{
		Use:   "graph DIR [FLOW]",
		Short: "Draw a company's processes: what happens when all goes well, and every branch",
		Example: "  balie graph my-company block_card --format svg > block-card.svg\n" +
			"  balie graph my-company --format svg --out pictures",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder, dir, err := company.FolderOf(args[0])
			if err != nil {
				return err
			}
			c, err := company.Open(cmd.Context(), folder, dir, company.Opening{Getenv: w.getenv, Now: time.Now, Examples: true})
			if err != nil {
				return err
			}
			return errors.Join(w.graph(c.Set, args[1:], f), c.Close())
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "mermaid", "mermaid or svg")
	cmd.Flags().StringVar(&f.language, "language", "", "language of the texts in an svg; default the company's first")
	cmd.Flags().StringVar(&f.out, "out", "", "folder for a file of each flow; default standard output")
	return cmd
}

// graph draws one flow, or all of the company's own.
func (w *world) graph(set *flows.Set, only []string, f graphFlags) error {
	draw, ending, err := pencil(set, f)
	if err != nil {
		return err
	}
	names := only
	if len(names) == 0 {
		for _, name := range slices.Sorted(maps.Keys(set.Flows)) {
			if !set.Flows[name].BuiltIn {
				names = append(names, name)
			}
		}
	}
	if len(names) != 1 && f.out == "" && f.format == "svg" {
		return errors.New("graph: a picture of several flows: name one, or give --out a folder")
	}
	for _, name := range names {
		flow := set.Flows[name]
		if flow == nil {
			return fmt.Errorf("graph: there is no flow %s: use one of %s", name, strings.Join(slices.Sorted(maps.Keys(set.Flows)), ", "))
		}
		if err := w.drawn(f.out, name+ending, draw(flow)); err != nil {
			return fmt.Errorf("graph: %w", err)
		}
	}
	return nil
}

// pencil is what draws in a format.
func pencil(set *flows.Set, f graphFlags) (draw func(*flows.Flow) string, ending string, err error) {
	if f.language == "" {
		f.language = set.Languages[0]
	}
	switch f.format {
	case "mermaid":
		return (*flows.Flow).Graph, ".mmd", nil
	case "svg":
		return func(flow *flows.Flow) string { return flow.Picture(f.language, set.Tone) }, ".svg", nil
	}
	return nil, "", fmt.Errorf("graph: --format %s is not known: use mermaid or svg", f.format)
}

// drawn writes one drawing.
func (w *world) drawn(dir, name, text string) error {
	if dir == "" {
		_, err := fmt.Fprint(w.out, text)
		return err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)
}
