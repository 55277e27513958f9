package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// largestWAL is what may stand beside the database however many read while it is written.
const largestWAL = 12 << 20

// TestWALStaysSmallBesideReaders: SQLite begins its log again only at a moment at which nobody reads it, and windows
// that read without a pause would let it grow for ever.
func TestWALStaysSmallBesideReaders(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for range 200 {
		create(t, h, held())
	}
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				if _, err := h.Search(t.Context(), dispatch.Filter{Limit: 200}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	largest := int64(0)
	for range 250 {
		create(t, h, held())
		info, err := os.Stat(filepath.Join(h.dir, "souspli.db-wal"))
		if err != nil {
			t.Fatal(err)
		}
		largest = max(largest, info.Size())
	}
	stop()
	readers.Wait()
	if largest > largestWAL {
		t.Errorf("the WAL held %d KiB", largest>>10)
	}
}
