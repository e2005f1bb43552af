package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"balie/cmd/balie/schema"
)

func schemaCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use:   "schema KIND",
		Short: "Print the JSON Schema of a kind of file, for editors: " + strings.Join(schema.Kinds(), ", "),
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := schema.Text(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(w.out, text)
			return err
		},
	}
}
