package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/souspli/souspli/dispatch"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// problem is an error whose operation the border fills in.
func problem(kind dispatch.Kind, code string) *dispatch.Error {
	return &dispatch.Error{Kind: kind, Code: code}
}

func notFound(code string) error { return problem(dispatch.KindNotFound, code) }

func invalid(code, field string) error {
	return &dispatch.Error{Kind: dispatch.KindInvalid, Code: code, Field: field}
}

// misused is a fault of the program that called.
func misused(how string) error {
	return &dispatch.Error{Kind: dispatch.KindInternal, Code: "store_misused", Detail: how}
}

// border makes of any error what may leave the package: kind and code, no path and no value.
func border(op string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		named := *e
		if named.Op == "" {
			named.Op = op
		}
		return &named
	}
	kind, code := classify(err)
	return &dispatch.Error{Op: op, Kind: kind, Code: code, Err: bare(err)}
}

func classify(err error) (dispatch.Kind, string) {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return classifySQLite(e.Code())
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return dispatch.KindStorage, "storage_stopped"
	case diskFull(err):
		return dispatch.KindStorage, "disk_full"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return dispatch.KindStorage, "home_read_only"
	case errors.Is(err, sql.ErrNoRows):
		return dispatch.KindIntegrity, "record_missing"
	case isSystem(err):
		return dispatch.KindStorage, "database_unreadable"
	default:
		return dispatch.KindInternal, "store_failed"
	}
}

// sqliteCodes says what a result code means for people; extended codes come before their primary one. A
// busy database is no conflict: nobody knows yet whether another change came first.
var sqliteCodes = map[int]struct {
	kind dispatch.Kind
	code string
}{
	sqlite3.SQLITE_FULL:                  {dispatch.KindStorage, "disk_full"},
	sqlite3.SQLITE_IOERR_SHMSIZE:         {dispatch.KindStorage, "disk_full"}, // no room for the index of the write-ahead log
	sqlite3.SQLITE_READONLY:              {dispatch.KindStorage, "home_read_only"},
	sqlite3.SQLITE_PERM:                  {dispatch.KindStorage, "home_read_only"},
	sqlite3.SQLITE_CANTOPEN:              {dispatch.KindStorage, "database_unreadable"},
	sqlite3.SQLITE_IOERR:                 {dispatch.KindStorage, "database_unreadable"},
	sqlite3.SQLITE_CORRUPT:               {dispatch.KindIntegrity, "database_damaged"},
	sqlite3.SQLITE_NOTADB:                {dispatch.KindIntegrity, "database_damaged"},
	sqlite3.SQLITE_ERROR:                 {dispatch.KindIntegrity, "database_damaged"}, // our statements fit our schema, so it is another
	sqlite3.SQLITE_BUSY:                  {dispatch.KindStorage, "database_busy"},
	sqlite3.SQLITE_LOCKED:                {dispatch.KindStorage, "database_busy"},
	sqlite3.SQLITE_PROTOCOL:              {dispatch.KindStorage, "database_busy"},
	sqlite3.SQLITE_INTERRUPT:             {dispatch.KindStorage, "storage_stopped"},
	sqlite3.SQLITE_CONSTRAINT_UNIQUE:     {dispatch.KindConflict, "already_stored"},
	sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: {dispatch.KindConflict, "already_stored"},
}

func classifySQLite(code int) (dispatch.Kind, string) {
	for _, key := range []int{code, code & 0xff} {
		if meaning, ok := sqliteCodes[key]; ok {
			return meaning.kind, meaning.code
		}
	}
	return dispatch.KindInternal, "store_failed"
}

// isUnique reports whether err says that such a row exists.
func isUnique(err error) bool {
	_, code := classify(err)
	return code == "already_stored"
}

// isBusy reports whether err says that another program holds the database.
func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

func isSystem(err error) bool {
	_, ok := errors.AsType[syscall.Errno](err)
	return ok || errors.Is(err, os.ErrClosed)
}

// bare strips err of paths: a home stands in somebody's folder, and a document's file may bear a name.
func bare(err error) error {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, sql.ErrNoRows, fs.ErrPermission} {
		if errors.Is(err, known) {
			return known
		}
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e
	}
	return nil
}
