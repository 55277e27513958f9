package store

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/souspli/souspli/dispatch"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migrate brings the schema to the version of this program. Each migration is one transaction: one that
// fails leaves the version before it working. A schema from the future is not touched.
func migrate(ctx context.Context, db *sql.DB) error {
	scripts, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return err
	}
	return migrateWith(ctx, db, scripts)
}

func migrateWith(ctx context.Context, db *sql.DB, scripts fs.FS) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, scripts, goose.WithDisableGlobalRegistry(true),
		goose.WithAllowOutofOrder(true)) // parts written side by side: a home may have a later one first
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		return problem(dispatch.KindNewer, "home_newer")
	}
	_, err = provider.Up(ctx)
	if failed, ok := errors.AsType[*goose.PartialError](err); ok {
		return failed.Err
	}
	return err
}

const canary = "souspli home v1"

// checkVault makes sure that this vault sealed the home, before anything is sealed beside it by another.
func (s *Store) checkVault(ctx context.Context) error {
	var id dispatch.ID
	var sealed []byte
	err := s.writer.QueryRowContext(ctx, `SELECT id, canary FROM home`).Scan(&id, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return s.nameHome(ctx)
	}
	if err != nil {
		return err
	}
	opened, err := s.sealer.Open(place("home", "canary", string(id)), sealed)
	if err != nil || !bytes.Equal(opened, []byte(canary)) {
		return problem(dispatch.KindCredentials, "vault_mismatch")
	}
	return nil
}

func (s *Store) nameHome(ctx context.Context) error {
	id := dispatch.NewID(s.random)
	sealed := s.sealer.Seal(place("home", "canary", string(id)), []byte(canary))
	_, err := s.writer.ExecContext(ctx, `INSERT INTO home (one, id, canary) VALUES (1, ?, ?)`, id, sealed)
	return err
}
