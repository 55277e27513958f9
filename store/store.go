// Package store keeps a home in SQLite.
//
// Promise: a change and the event that tells it are one transaction, on disk before the call returns, or
// neither exists. In clear stand only times, states, channel kinds, counts and random ids; names,
// addresses, titles, numbers, settings, secrets and documents are sealed for the row they stand in.
// The log is a Merkle tree: what was altered, removed or put in afterwards is found.
//
// Failure policy: an error means that nothing was stored. What cannot be opened, or is not what was
// stored, is KindIntegrity and never returned as data. A home that cannot promise durability (wrong
// pragmas, a newer schema, another vault) is refused at Open. Errors hold no personal data and no path.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"

	_ "modernc.org/sqlite" // the database driver
)

// Sealer hides what must not stand in clear. A place is "table/column/row": what was sealed for one
// place opens at no other.
type Sealer interface {
	Seal(place string, plaintext []byte) []byte
	Open(place string, sealed []byte) ([]byte, error)
	// Token is a keyed hash of a word, in lower-case ASCII letters and digits.
	Token(word string) string
	// SealStream seals what is written until Close, under a key that depends on place: without the
	// place, nothing opens.
	SealStream(place string, dst io.Writer) (io.WriteCloser, error)
	// OpenStream reads what SealStream sealed; a truncated or altered stream ends in an error.
	OpenStream(place string, src io.Reader) (io.Reader, error)
}

// Options say where a home is and what the store may lean on.
type Options struct {
	Dir    string           // the home; must exist
	Sealer Sealer           // the home's vault
	Now    func() time.Time // for what carries no time of its own
	Random io.Reader        // must not fail
	// Patience is how long a change waits for its turn beside other programs; zero: 30 s.
	Patience time.Duration
}

// Store is an open home. Its methods may be called at once from several goroutines, and several
// programs may hold the same home open.
type Store struct {
	dir      string
	sealer   Sealer
	now      func() time.Time
	random   io.Reader
	patience time.Duration
	writer   *sql.DB // one connection
	reader   *sql.DB // read-only connections
	walLimit atomic.Int64
}

const (
	databaseName  = "souspli.db"
	lockName      = "souspli.lock"
	madeName      = "souspli.made" // stands once the database was made: a missing one is then a loss, not a new home
	documentsName = "documents"
	pendingName   = "pending"

	defaultPatience = 30 * time.Second
)

// Open opens the home in o.Dir, and makes its database on first use. It fails with KindNotFound when the
// folder is missing, KindStorage when it cannot be written, KindNewer when a newer version wrote it,
// KindOlder when a trial version did whose log cannot be gone on with, KindCredentials when another vault sealed it,
// and KindIntegrity when it is damaged.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{
		dir: o.Dir, sealer: o.Sealer, now: o.Now, random: o.Random, patience: cmp.Or(o.Patience, defaultPatience),
	}
	if err := s.open(ctx); err != nil {
		_ = s.Close() // the first error tells more
		return nil, border("store.open", err)
	}
	return s, nil
}

// open prepares the home alone: two programs that start together would otherwise both make it.
func (s *Store) open(ctx context.Context) error {
	if err := s.makeFolders(); err != nil {
		return err
	}
	unlock, err := lockHome(ctx, s.path(lockName))
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.openPools(ctx); err != nil {
		return err
	}
	if err := s.nameHome(ctx); err != nil {
		return err
	}
	if err := touch(s.path(madeName)); err != nil {
		return err
	}
	return s.sweepDocuments(ctx)
}

func (s *Store) openPools(ctx context.Context) error {
	maker, err := openPool(ctx, s.path(databaseName), makerPragmas)
	if err != nil {
		return err
	}
	defer func() { _ = maker.Close() }() // what it made is committed
	if err := s.checkVault(ctx, maker); err != nil {
		return err
	}
	if err := migrate(ctx, maker); err != nil {
		return err
	}
	if s.writer, err = openPool(ctx, s.path(databaseName), writerPragmas); err != nil {
		return err
	}
	s.reader, err = openPool(ctx, s.path(databaseName), readerPragmas)
	return err
}

// Close ends the use of the home.
func (s *Store) Close() error {
	var err error
	for _, pool := range []*sql.DB{s.reader, s.writer} {
		if pool != nil {
			err = errors.Join(err, pool.Close())
		}
	}
	return border("store.close", err)
}

func (s *Store) path(elements ...string) string {
	return filepath.Join(append([]string{s.dir}, elements...)...)
}

// makeFolders makes what a new home lacks, readable by its owner alone. SQLite gives the files beside
// the database the mode of the database.
func (s *Store) makeFolders() error {
	info, err := os.Stat(s.dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && !info.IsDir() {
		return problem(dispatch.KindNotFound, "home_missing")
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.path(documentsName, pendingName), 0o700); err != nil {
		return err
	}
	if present(s.path(madeName)) && !present(s.path(databaseName)) {
		return problem(dispatch.KindIntegrity, "database_missing")
	}
	for _, name := range []string{databaseName, lockName} {
		if err := touch(s.path(name)); err != nil {
			return err
		}
	}
	return nil
}

func present(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func touch(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // a fixed name inside the home
	if err != nil {
		return err
	}
	return file.Close()
}

// change runs do in one immediate transaction: everything that it did is stored, or nothing.
func (s *Store) change(ctx context.Context, op string, do func(tx *sql.Tx) error) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return border(op, err)
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // the first error tells more
		return border(op, err)
	}
	failpoint.At(failpoint.BeforeCommit)
	err = tx.Commit()
	if err == nil {
		failpoint.At(failpoint.Committed)
		s.tendWAL(ctx)
	}
	return border(op, err)
}

// begin asks for the write lock until it has it, within the store's patience. Before the lock is held
// nothing happened, so that asking again is safe; nothing after it is ever repeated.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	patience, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	for {
		tx, err := s.writer.BeginTx(ctx, nil)
		switch {
		case !isBusy(err):
			return tx, err
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case patience.Err() != nil:
			return nil, err
		}
	}
}

// view runs do on one snapshot of the database.
func (s *Store) view(ctx context.Context, op string, do func(tx *sql.Tx) error) error {
	tx, err := s.reader.BeginTx(ctx, nil)
	if err != nil {
		return border(op, err)
	}
	err = do(tx)
	_ = tx.Rollback() // nothing was written
	return border(op, err)
}
