package sqlite

import (
	"embed"
	"errors"
	"fmt"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema to the newest version, one transaction per step. The version is the database's own
// user_version: the number of files of migrations that it has seen.
func migrate(w *conn) error {
	steps, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	var have int
	if err := w.row("PRAGMA user_version").Scan(&have); err != nil {
		return err
	}
	if have > len(steps) {
		return fmt.Errorf("its schema is version %d, and this program knows versions up to %d: use the newer program that made it", have, len(steps))
	}
	for i := have; i < len(steps); i++ {
		text, err := migrations.ReadFile("migrations/" + steps[i].Name())
		if err != nil {
			return err
		}
		script := fmt.Sprintf("BEGIN IMMEDIATE;\n%s\nPRAGMA user_version = %d;\nCOMMIT;", text, i+1)
		if _, err := w.raw.ExecContext(w.ctx, script); err != nil {
			_, back := w.raw.ExecContext(w.ctx, "ROLLBACK")
			return fmt.Errorf("migration %s: %w", steps[i].Name(), errors.Join(err, back))
		}
	}
	return nil
}
