package store

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
)

// TestWhatIsOverIsReadFromAnIndex holds each page to its own cost: a sort, or a list made of all, would make a run over an
// old log take hours.
func TestWhatIsOverIsReadFromAnIndex(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Options{Dir: t.TempDir(), Sealer: crypto.NewVault(rand.Reader), Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for name, which := range map[string]over{"documents": documentsOver, "documents of old dispatches": filledOver, "dispatches": dispatchesOver} {
		steps, err := collect(t.Context(), s.reader, func(scan func(...any) error) (step string, err error) {
			var id, parent, unused int
			err = scan(&id, &parent, &unused, &step)
			return step, err
		}, `EXPLAIN QUERY PLAN SELECT d.seq`+which.from+` AND NOT `+heldBack+which.order+` LIMIT ?4`, 1, 2, 3, 4)
		if err != nil || len(steps) == 0 {
			t.Fatal(name, err)
		}
		for _, step := range steps {
			if strings.Contains(step, "TEMP B-TREE") || strings.Contains(step, "LIST SUBQUERY") {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}
