package store

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

// LimitPages lets the database grow no further than n pages, as a full disk would.
func LimitPages(ctx context.Context, s *Store, n int) error {
	_, err := s.writer.ExecContext(ctx, "PRAGMA max_page_count = "+strconv.Itoa(n))
	return err
}

// DestroyDetails destroys what the lines of a dispatch say.
func DestroyDetails(ctx context.Context, s *Store, of dispatch.ID) error {
	return s.change(ctx, "", func(tx *sql.Tx) error { return s.destroyDetails(ctx, tx, of) })
}
