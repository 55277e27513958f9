package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
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
	return upAll(ctx, provider)
}

// upAll applies what is missing, one migration after the other.
func upAll(ctx context.Context, provider *goose.Provider) error {
	for {
		failpoint.At(failpoint.BeforeMigration)
		_, err := provider.UpByOne(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			failpoint.At(failpoint.Migrated)
			return nil
		}
		if failed, ok := errors.AsType[*goose.PartialError](err); ok {
			return failed.Err
		}
		if err != nil {
			return err
		}
	}
}

// canary is sealed in every home: its version is that of the log's encoding, which no migration changes.
const (
	canary      = canaryName + "2"
	canaryTrial = canaryName + "1" // lines told of no rows yet, so that all of them would seem altered
	canaryName  = "souspli home v"
)

// checkVault makes sure, before anything is changed, that this vault sealed the home and that the log is written as this
// program writes it. A home that is only being made bears no mark yet.
func (s *Store) checkVault(ctx context.Context, q querier) error {
	made, err := exists(ctx, q, `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'home'`)
	if err != nil || !made {
		return err
	}
	var id dispatch.ID
	var sealed []byte
	err = q.QueryRowContext(ctx, `SELECT id, canary FROM home`).Scan(&id, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	opened, err := s.sealer.Open(place("home", "canary", string(id)), sealed)
	switch {
	case err != nil || !strings.HasPrefix(string(opened), canaryName):
		return problem(dispatch.KindCredentials, "vault_mismatch")
	case string(opened) == canaryTrial:
		return problem(dispatch.KindOlder, "home_trial")
	case string(opened) != canary:
		return problem(dispatch.KindNewer, "home_newer")
	}
	return nil
}

// nameHome marks a home that bears no mark yet.
func (s *Store) nameHome(ctx context.Context) error {
	if named, err := exists(ctx, s.writer, `SELECT 1 FROM home`); err != nil || named {
		return err
	}
	id := dispatch.NewID(s.random)
	sealed := s.sealer.Seal(place("home", "canary", string(id)), []byte(canary))
	_, err := s.writer.ExecContext(ctx, `INSERT INTO home (one, id, canary) VALUES (1, ?, ?)`, id, sealed)
	return err
}
