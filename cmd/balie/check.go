package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"balie/cmd/balie/company"
	"balie/cmd/balie/play"
	"balie/flows"
)

// checkFlags are the flags of check.
type checkFlags struct {
	format  string
	strict  bool
	against string
}

func checkCommand(w *world) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use: "check DIR", Short: "Check a company folder: every problem with file, line, column and mend", Args: cobra.ExactArgs(1),
		Long: "Checks a company folder: configuration, connectors, flows, patterns, texts, pages and tests. Every problem is named at\n" +
			"once. The exit code is 1 when there is an error, or, with --strict, a warning.",
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := checkFormats[f.format]
			if !ok {
				return fmt.Errorf("check: --format %s is not known: use text, json or sarif", f.format)
			}
			folder, dir, err := company.FolderOf(args[0])
			if err != nil {
				return err
			}
			c, err := company.Inspect(cmd.Context(), folder, dir, company.Opening{Getenv: w.getenv, Now: time.Now, Examples: true})
			if err != nil {
				return err
			}
			tests, err := play.ReadFolder(folder)
			if c.Found.Count(flows.Error) == 0 { // what a broken file would have, nobody can tell
				c.Found.Add(tests.Check(c))
			}
			c.Found.Add(err)
			if f.against != "" {
				if err := w.against(cmd.Context(), c, f.against); err != nil {
					return fmt.Errorf("check: --against %w", errors.Join(err, c.Close()))
				}
			}
			c.Found = c.Found.Sorted()
			if err := errors.Join(write(w.out, c), c.Close()); err != nil {
				return fmt.Errorf("check: %w", err)
			}
			wrong, doubtful := c.Found.Count(flows.Error), c.Found.Count(flows.Warning)
			if wrong > 0 || f.strict && doubtful > 0 {
				return fmt.Errorf("check: %s has %s and %s", args[0], company.Several(wrong, "error"), company.Several(doubtful, "warning"))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "text", "text, json, or sarif for code scanning")
	cmd.Flags().StringVar(&f.against, "against", "", "an older version of the folder: warn of running processes that could not go on")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "a warning is an error too")
	return cmd
}

// against finds what keeps processes that run on an older folder from going on with this one.
func (w *world) against(ctx context.Context, c *company.Company, older string) error {
	folder, dir, err := company.FolderOf(older)
	if err != nil {
		return err
	}
	old, err := company.Open(ctx, folder, dir, company.Opening{Getenv: w.getenv, Now: time.Now, Examples: true})
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(old.Set.Flows)) {
		for _, d := range flows.Agree(old.Set, c.Set, name) {
			d.Message += "; processes that run and know of it stay on the older version"
			c.Found.AddFlows(flows.Problems{d.Problem})
		}
	}
	return old.Close()
}

// checkFormats are the forms in which a check is told.
var checkFormats = map[string]func(io.Writer, *company.Company) error{"text": checkText, "json": checkJSON, "sarif": checkSARIF}

// checkText writes one finding a line, and what the folder holds.
func checkText(out io.Writer, c *company.Company) error {
	for _, f := range c.Found {
		if _, err := fmt.Fprintln(out, f); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "%s: %s, %s, %s, %s, %s\n", c.Config.Name, company.Several(len(c.Set.Flows), "process"), company.Several(len(c.Set.Patterns), "pattern"),
		company.Several(len(c.Contract), "operation"), company.Several(c.Found.Count(flows.Error), "error"), company.Several(c.Found.Count(flows.Warning), "warning"))
	return err
}

// checkSARIF writes a check for code scanners.
func checkSARIF(out io.Writer, c *company.Company) error { return c.Found.SARIF(out, version) }

// checkJSON writes everything for another program.
func checkJSON(out io.Writer, c *company.Company) error {
	found := c.Found
	if found == nil {
		found = company.Findings{} // a list, also when it is empty
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{
		"company": c.Config.Name, "errors": found.Count(flows.Error), "warnings": found.Count(flows.Warning), "findings": found,
	})
}
