package main

import (
	"context"
	"io"
	"log/slog"

	"github.com/spf13/cobra"
)

// version is set when a release is built.
var version = "dev"

// world is what the program may touch outside itself.
type world struct {
	getenv func(string) string
	in     io.Reader
	out    io.Writer
	log    *slog.Logger
}

// run is the program: main starts it, and so do the tests.
func run(ctx context.Context, args []string, getenv func(string) string, in io.Reader, out, errs io.Writer) error {
	w := &world{getenv: getenv, in: in, out: out, log: slog.New(slog.NewTextHandler(errs, nil))}
	root := &cobra.Command{
		Use:           "balie",
		Short:         "The counter where customers are served: a conversational process assistant",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	root.AddCommand(serveCommand(w), backendCommand(w), chatCommand(w), checkCommand(w), graphCommand(w), testCommand(w), replayCommand(w), evalCommand(w), initCommand(w), schemaCommand(w), callCommand(w), backupCommand(w), eraseCommand(w), publishCommand(w), versionCommand(w))
	return root.ExecuteContext(ctx)
}

func versionCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := io.WriteString(w.out, "balie "+version+"\n")
			return err
		},
	}
}
