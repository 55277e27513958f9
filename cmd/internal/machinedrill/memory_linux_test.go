package machinedrill_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// memoryGroup is a control group of so many bytes, as the file that processes enter it by. Where none can be made, it
// is empty: that needs root, as in CI.
func memoryGroup(t *testing.T, most int64) (door string) {
	t.Helper()
	for _, of := range []struct{ parent, limit string }{
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"}, // version 1
		{"/sys/fs/cgroup", "memory.max"},
	} {
		group := filepath.Join(of.parent, fmt.Sprintf("souspli-%d-%d", os.Getpid(), most))
		if os.Mkdir(group, 0o700) != nil {
			continue
		}
		t.Cleanup(func() { _ = os.Remove(group) })
		if os.WriteFile(filepath.Join(group, of.limit), []byte(strconv.FormatInt(most, 10)), 0o600) == nil {
			return filepath.Join(group, "cgroup.procs")
		}
	}
	t.Log("memory cannot be limited here: there is always enough")
	return ""
}

// within runs pli in a control group.
func (h *home) within(door string, args ...string) answer {
	h.Helper()
	if door == "" {
		return h.run(args...)
	}
	cmd, end := h.command(h.Context(), args...)
	shell, err := exec.LookPath("sh")
	if err != nil {
		h.Fatal(err)
	}
	cmd.Args = append([]string{"sh", "-c", `echo $$ > "$0" && exec "$@"`, door, cmd.Path}, cmd.Args[1:]...)
	cmd.Path = shell
	if err := cmd.Start(); err != nil {
		h.Fatal(err)
	}
	return end()
}

// A sending has less memory than it needs, then enough. Whether the system ends the program, its reader, or neither:
// afterwards all is as the log says.
func TestLittleMemory(t *testing.T) {
	t.Parallel()
	h := newHome(t, filepath.Join(t.TempDir(), "home"))
	limited, died := false, 0
	for _, mebibytes := range []int64{12, 24, 48, 72, 256} {
		name := fmt.Sprintf("%d MiB", mebibytes)
		path, content := h.letter(name)
		door := memoryGroup(t, mebibytes<<20)
		limited = limited || door != ""
		a := h.within(door, h.sending(path)...)
		if a.code != 0 {
			died++
			h.open("outbox", "run")
		}
		d := h.agree(name, content)
		if a.code == 0 && (d == nil || d.State != dispatch.Accepted) {
			t.Errorf("%s: pli was content, and the log says %+v", name, d)
		}
		if mebibytes == 256 && a.code != 0 {
			t.Errorf("%s are not enough: exit %d: %s%s", name, a.code, a.stdout, a.stderr)
		}
		if a.code > 0 && !strings.Contains(a.stdout, `{"error":`) { // nobody ended it: it says why
			t.Errorf("%s: exit %d without a word: %s", name, a.code, a.stderr)
		}
	}
	h.sound()
	if limited && died == 0 {
		t.Error("there was always enough")
	}
}
