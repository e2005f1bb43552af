package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func checkCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use: "check DIR", Short: "Check a company folder: every problem with file, line, column and mend", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder, dir, err := folderOf(args[0])
			if err != nil {
				return err
			}
			c, err := openCompany(cmd.Context(), folder, dir, opening{getenv: w.getenv, now: time.Now, examples: true})
			if err != nil {
				return err
			}
			for _, warning := range c.warnings {
				fmt.Fprintln(w.out, warning)
			}
			fmt.Fprintf(w.out, "%s: %d processes, %d patterns, %d operations, no errors, %d warnings\n",
				c.config.Name, len(c.set.Flows), len(c.set.Patterns), len(c.contract), len(c.warnings))
			return c.close()
		},
	}
}
