package ui

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// Of thousands under way the window reads a part. It counts them all, and names the one that leaves, though it is older
// than all that it reads of what waits.
func TestThousandsUnderWayAreCountedWhole(t *testing.T) {
	r := newRig(t, nil)
	sending := r.live.moving[0]
	for range mostMoving + 50 {
		if _, err := r.desk.Send(t.Context(), r.draftFor("beaubien")); err != nil {
			t.Fatal(err)
		}
	}
	r.far = map[dispatch.ID]dispatch.Progress{sending.ID: {Done: 3, Total: 5, Unit: dispatch.ProgressPages}}
	r.refresh()
	r.settle()
	r.watcher.tick(t.Context())
	r.settle()
	if !r.live.more {
		t.Fatal("all was read")
	}
	r.says("2 envois en cours · télécopie infonuagique, page 3 de 5")
}
