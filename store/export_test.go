package store

import (
	"context"
	"strconv"
)

// LimitPages lets the database grow no further than n pages, as a full disk would.
func LimitPages(ctx context.Context, s *Store, n int) error {
	_, err := s.writer.ExecContext(ctx, "PRAGMA max_page_count = "+strconv.Itoa(n))
	return err
}
