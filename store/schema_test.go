package store

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/souspli/souspli/dispatch"
)

func openWriter(t *testing.T) *sql.DB {
	t.Helper()
	pool, err := openPool(t.Context(), filepath.Join(t.TempDir(), "a b%20?#é.db"), writerPragmas)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

func TestPragmasAreReadBack(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	for name, wrong := range map[string]pragma{
		"journal":     {"journal_mode", "DELETE", "wal"},
		"synchronous": {"synchronous", "NORMAL", "2"},
		"misspelt":    {"foreign_keys", "maybe", "1"},
	} {
		_, err := openPool(t.Context(), path, profile{
			mode: "rwc", lock: "immediate", connections: 1, pragmas: []pragma{wrong},
		})
		if dispatch.KindOf(err) != dispatch.KindStorage || dispatch.CodeOf(err) != "database_pragmas" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	writer, err := openPool(t.Context(), path, writerPragmas)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	if err := migrate(t.Context(), writer); err != nil {
		t.Fatal(err)
	}
	reader, err := openPool(t.Context(), path, readerPragmas)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	_, err = reader.ExecContext(t.Context(), `DELETE FROM events`)
	if got := border("test", err); dispatch.CodeOf(got) != "home_read_only" {
		t.Errorf("a reader deletes: %v", got)
	}
}

func ownMigrations(t *testing.T) fstest.MapFS {
	t.Helper()
	paths, err := fs.Glob(embedded, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	scripts := fstest.MapFS{}
	for _, path := range paths {
		script, err := fs.ReadFile(embedded, path)
		if err != nil {
			t.Fatal(err)
		}
		scripts[filepath.Base(path)] = &fstest.MapFile{Data: script}
	}
	return scripts
}

func TestMigrationThatFailsLeavesTheVersionBefore(t *testing.T) {
	t.Parallel()
	scripts := ownMigrations(t)
	scripts["90000_fails.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\n" +
		"ALTER TABLE recipients ADD COLUMN half TEXT;\nINSERT INTO nowhere VALUES (1);\n")}
	pool := openWriter(t)
	if err := migrateWith(t.Context(), pool, scripts); err == nil {
		t.Fatal("a migration that cannot work worked")
	}
	if _, err := pool.ExecContext(t.Context(), `SELECT half FROM recipients`); err == nil {
		t.Error("half a migration was kept")
	}
	if err := migrate(t.Context(), pool); err != nil {
		t.Errorf("the version before no longer works: %v", err)
	}
	scripts["90000_fails.sql"].Data = []byte("-- +goose Up\nALTER TABLE recipients ADD COLUMN half TEXT;\n")
	if err := migrateWith(t.Context(), pool, scripts); err != nil {
		t.Fatal(err)
	}
	if err := migrate(t.Context(), pool); dispatch.KindOf(err) != dispatch.KindNewer {
		t.Errorf("a newer schema: %v", err)
	}
}

func TestStatementsUseTheirIndexes(t *testing.T) {
	t.Parallel()
	pool := openWriter(t)
	if err := migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	states := search{states: []dispatch.State{dispatch.Held, dispatch.Failed}, limit: 50, high: 1 << 62}
	both := states
	both.channels = []dispatch.ChannelKind{dispatch.CloudFax}
	word := search{match: `"abc"`, limit: 50, high: 1 << 62}
	for name, q := range map[string]search{"all": {limit: 50, high: 1 << 62}, "states": states, "both": both, "word": word} {
		query, args := q.statement()
		plan, err := collect(t.Context(), pool, func(scan func(...any) error) (detail string, err error) {
			var id, parent, unused int
			err = scan(&id, &parent, &unused, &detail)
			return detail, err
		}, "EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(name, err)
		}
		for _, step := range plan {
			if step == "SCAN d" || step == "SCAN dispatches" {
				t.Errorf("%s walks all dispatches: %q", name, plan)
			}
		}
	}
}

func TestErrorsCarryNoPath(t *testing.T) {
	t.Parallel()
	_, err := os.Open(filepath.Join(t.TempDir(), "Gagné Rosalie.pdf"))
	got := border("store.test", err)
	if dispatch.CodeOf(got) != "database_unreadable" || got.Error() != "store.test: storage: database_unreadable: no such file or directory" {
		t.Errorf("%v", got)
	}
}
