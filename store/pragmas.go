package store

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// pragma is a setting of a connection that the store's promise leans on.
type pragma struct {
	name  string
	set   string // as written in the data source name
	reads string // as SQLite reads it back
}

// profile is how a pool of connections opens the database.
type profile struct {
	mode        string // of the URI
	lock        string // what BEGIN takes
	connections int
	pragmas     []pragma
}

// writing opens the database for changes. Every transaction begins with the write lock: one that only
// reads first and writes later would meet SQLITE_BUSY whatever the timeout. A commit is synced before it
// returns, for an attempt must be on disk before its first byte leaves.
func writing(busyTimeout string) profile {
	return profile{mode: "rwc", lock: "immediate", connections: 1, pragmas: []pragma{
		{"busy_timeout", busyTimeout, busyTimeout},
		{"journal_mode", "WAL", "wal"},
		{"synchronous", "FULL", "2"},
		{"foreign_keys", "1", "1"},
		{"secure_delete", "1", "1"},
		{"temp_store", "MEMORY", "2"},
		{"trusted_schema", "0", "0"},
	}}
}

const writerTimeout = "5" // milliseconds

var (
	makerPragmas = writing("30000")
	// SQLite looks for a free database after 1, 2, 5, 10 ms and so on, in the end ten times a second, and
	// seldom hits the moment that a busy program leaves free. A writer asks for a few milliseconds at a time,
	// and asks again: see Store.begin.
	writerPragmas = writing(writerTimeout)
)

var readerPragmas = profile{mode: "ro", lock: "deferred", connections: 4, pragmas: []pragma{
	{"busy_timeout", "5000", "5000"},
	{"query_only", "1", "1"},
	{"temp_store", "MEMORY", "2"},
	{"cache_size", "-32768", "-32768"}, // KiB, for the search index
	{"trusted_schema", "0", "0"},
}}

// openPool opens the database and refuses it when a pragma does not read back: some were ignored by
// versions of the driver, and WAL is refused by some network folders.
func openPool(ctx context.Context, path string, p profile) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", p.source(path))
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(p.connections)
	pool.SetMaxIdleConns(p.connections)
	if err := p.verify(ctx, pool); err != nil {
		_ = pool.Close()
		return nil, err
	}
	return pool, nil
}

func (p profile) source(path string) string {
	query := url.Values{"mode": {p.mode}, "_txlock": {p.lock}, "_defensive": {"1"}, "_dqs": {"0"}}
	for _, pragma := range p.pragmas {
		query.Add("_pragma", pragma.name+"("+pragma.set+")")
	}
	return fileURI(path) + "?" + query.Encode()
}

// fileURI writes a path as SQLite's URIs want it: slashes forward, a drive letter after a slash.
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" && !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath()
}

func (p profile) verify(ctx context.Context, pool *sql.DB) error {
	for _, pragma := range p.pragmas {
		var value string
		if err := pool.QueryRowContext(ctx, "PRAGMA "+pragma.name).Scan(&value); err != nil {
			return err
		}
		if value != pragma.reads {
			return &dispatch.Error{Kind: dispatch.KindStorage, Code: "database_pragmas", Detail: pragma.name}
		}
	}
	return nil
}

// lockHome waits until no other program prepares the same home. The lock is a transaction on an empty
// database: the one kind of file lock that SQLite already carries to every system.
func lockHome(ctx context.Context, path string) (unlock func(), err error) {
	lock := profile{mode: "rw", lock: "exclusive", connections: 1, pragmas: []pragma{
		{"busy_timeout", "30000", "30000"},
	}}
	pool, err := openPool(ctx, path, lock)
	if err != nil {
		return nil, err
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		_ = pool.Close()
		return nil, err
	}
	return func() {
		_ = tx.Rollback() // nothing was written
		_ = pool.Close()
	}, nil
}
