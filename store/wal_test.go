package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// mostWritten is ten times what makes the WAL due to be begun again: a machine that is busy may need more than one try.
const mostWritten = 1000

// TestWALIsBegunAgainBesideReaders: SQLite begins its log again only at a moment at which nobody reads it, and windows
// that read without a pause would let it grow for ever.
func TestWALIsBegunAgainBesideReaders(t *testing.T) {
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
	begunAgain := false
	for written, last := 0, int64(0); !begunAgain && written < mostWritten; written++ {
		create(t, h, held())
		info, err := os.Stat(filepath.Join(h.dir, "souspli.db-wal"))
		if err != nil {
			t.Fatal(err)
		}
		begunAgain, last = info.Size() < last, info.Size()
	}
	stop()
	readers.Wait()
	if !begunAgain {
		t.Errorf("after %d dispatches the WAL was never begun again", mostWritten)
	}
}
