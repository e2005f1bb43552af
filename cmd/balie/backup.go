package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"balie/config"
	"balie/conversation/sqlite"
)

func backupCommand(w *world) *cobra.Command {
	var dir, database string
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the conversations to a file, also while they are being served",
		Long: "Copies the conversations to a file that must not exist yet, as of one moment, and reads the copy through.\n" +
			"Nothing needs to be stopped. The copy is as sealed as the original, and needs the same storage.key.",
		Example: "  balie backup --company my-company /backup/monday.db\n" +
			"  balie backup --database balie-data/balie-bank.db demo.db",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (dir == "") == (database == "") {
				return fmt.Errorf("backup: say what to copy: --company DIR or --database FILE")
			}
			if dir != "" {
				cfg, err := config.Load(os.DirFS(dir), dir, w.getenv)
				if err != nil {
					return fmt.Errorf("backup: %w", err)
				}
				database = cfg.Storage.At(dir)
			}
			if err := sqlite.Copy(cmd.Context(), database, args[0]); err != nil {
				return fmt.Errorf("backup: %w", err)
			}
			info, err := os.Stat(args[0])
			if err != nil {
				return fmt.Errorf("backup: %w", err)
			}
			_, err = fmt.Fprintf(w.out, "%s: %d bytes, read through and sound\n", args[0], info.Size())
			return err
		},
	}
	cmd.Flags().StringVar(&dir, "company", "", "company folder whose conversations are copied")
	cmd.Flags().StringVar(&database, "database", "", "or the file that they are in")
	return cmd
}
