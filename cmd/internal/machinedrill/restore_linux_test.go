package machinedrill_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// A copy is made while something is queued and something is on its way. Both arrive, the home is lost, and the old copy
// is restored: nothing of it leaves by itself, whatever runs.
func TestAnOldCopyRestoredWhileSendingsWereOnTheirWay(t *testing.T) {
	t.Parallel()
	h := newHome(t, filepath.Join(t.TempDir(), "home"))
	g, through := behindGate(t, h.url, 100_000)
	h.leadThrough(through)
	path, sent := h.large("on its way", 400_000)
	first, end := h.command(t.Context(), h.sending(path)...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-g.reached
	path, waiting := h.letter("queued")
	h.open("send", "--to", "Marc Essai", "--kind", "discharge_summary", "--authorised", "consent 7", "--hold", "2s", path)
	backup := filepath.Join(h.folder, "old.souspli")
	h.open("backup", "--to", backup)
	close(g.open)
	if a := end(); a.code != 0 {
		t.Fatalf("exit %d: %s", a.code, a.stderr)
	}
	h.settleUntil(waiting)
	if err := os.RemoveAll(h.dir); err != nil {
		t.Fatal(err)
	}
	h.open("restore", backup)
	h.open("outbox", "run")
	for name, content := range map[string][]byte{"on its way": sent, "queued": waiting} {
		if copies := h.held(content); copies != 1 {
			t.Errorf("%s: %d copies are there after the old copy was restored", name, copies)
		}
		if d := h.logged(content); d == nil || d.State == dispatch.Accepted {
			t.Errorf("%s: the old copy says %+v", name, d)
		}
	}
	var tasks []json.RawMessage
	for line := range strings.Lines(h.open("--json", "tasks")) {
		tasks = append(tasks, json.RawMessage(line))
	}
	if len(tasks) == 0 {
		t.Error("nobody is asked about what may have left")
	}
	h.sound()
}

// settleUntil runs the outbox until a document is there.
func (h *home) settleUntil(content []byte) {
	h.Helper()
	for patience := time.Now().Add(30 * time.Second); time.Now().Before(patience); {
		if h.held(content) > 0 {
			return
		}
		var shown app.DispatchView
		_ = json.Unmarshal([]byte(h.open("--json", "outbox", "run")), &shown)
	}
	h.Fatal("it never arrives")
}
