package machinedrill_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// large is a letter of some size that compresses to nothing less.
func (h *home) large(name string, size int) (path string, content []byte) {
	h.Helper()
	_, content = h.letter(name)
	content = append(content, []byte("\n%")...)
	content = append(content, bytes.Repeat([]byte("souspli "), size/8)...)
	return h.file(name+".pdf", content), content
}

func (h *home) leadThrough(address string) {
	h.Helper()
	h.open("account", "remove", "portal")
	h.addPortal(address)
}

// A program is suspended in the middle of a sending, longer than its turn lasts. Another takes the outbox over and
// calls the outcome unknown; the first wakes, ends its sending, and the log knows it: once.
func TestAProgramSuspendedInTheMiddleOfASending(t *testing.T) {
	t.Parallel()
	h := newHome(t, filepath.Join(t.TempDir(), "home"))
	g, through := behindGate(t, h.url, 100_000)
	h.leadThrough(through)
	path, content := h.large("suspended", 400_000)
	first, end := h.command(t.Context(), h.sending(path)...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-g.reached
	signal(t, first, syscall.SIGSTOP)
	if a := h.run(h.opened("outbox", "run")...); a.code != 5 { // once the turn of the first has lapsed
		t.Errorf("whoever takes over ends with %d: %s%s", a.code, a.stdout, a.stderr)
	}
	if d := h.logged(content); d == nil || d.State != dispatch.Uncertain || h.held(content) != 0 {
		t.Errorf("taken over, it stands as %+v", d)
	}
	signal(t, first, syscall.SIGCONT)
	close(g.open)
	if a := end(); a.code != 0 && a.code != 5 {
		t.Errorf("the first ends with %d: %s", a.code, a.stderr)
	}
	h.open("outbox", "run")
	if d := h.agree("suspended", content); d == nil || d.State != dispatch.Accepted || len(d.Attempts) != 1 {
		t.Errorf("in the end it stands as %+v", d)
	}
	h.sound()
}

func signal(t *testing.T, cmd *exec.Cmd, s syscall.Signal) {
	t.Helper()
	if err := cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// Several programs send from one home at once, and others run its outbox: each document arrives once.
func TestSeveralProgramsAtOnce(t *testing.T) {
	t.Parallel()
	h := newHome(t, filepath.Join(t.TempDir(), "home"))
	const programs = 4
	contents := make([][]byte, programs)
	var all sync.WaitGroup
	for i := range programs {
		path, content := h.letter(fmt.Sprintf("of program %d", i))
		contents[i] = content
		all.Go(func() {
			if a := h.run(h.sending(path)...); a.code != 0 {
				t.Errorf("program %d: exit %d: %s%s", i, a.code, a.stdout, a.stderr)
			}
		})
	}
	all.Go(func() { h.run(h.opened("outbox", "run")...) })
	all.Wait()
	h.open("outbox", "run")
	for i, content := range contents {
		if d := h.agree(fmt.Sprint(i), content); d == nil || d.State != dispatch.Accepted {
			t.Errorf("document %d stands as %+v", i, d)
		}
	}
	h.sound()
}

// Another user of the computer gets nothing out of a home, and is told why.
func TestAnotherUserOfTheComputer(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("only root can be somebody else: a home closed to all stands for it")
	}
	h := newHome(t, filepath.Join(t.TempDir(), "home"))
	before := h.tree()
	cmd, end := h.command(t.Context(), "--passphrase-file", "/dev/null", "log", "list")
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		passable(t, filepath.Dir(h.program), h.dir)
	} else {
		closed(t, h.dir)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if a := end(); a.code == 0 || strings.Contains(a.stdout+a.stderr, "Marc") || strings.TrimSpace(a.stderr) == "" {
		t.Errorf("exit %d: %s%s", a.code, a.stdout, a.stderr)
	} else {
		t.Log(strings.TrimSpace(a.stderr))
	}
	if after := h.tree(); after != before {
		t.Errorf("the home changed from %s to %s", before, after)
	}
	h.sound()
}

// passable lets everybody reach the program and the home's door, not more.
func passable(t *testing.T, program, home string) {
	t.Helper()
	for _, dir := range []string{program, filepath.Dir(home), filepath.Dir(filepath.Dir(home))} {
		if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the test's own folders
			t.Fatal(err)
		}
	}
}

func closed(t *testing.T, dir string) {
	t.Helper()
	if err := os.Chmod(dir, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) }) //nolint:gosec // so that it can be removed
}

func (h *home) tree() string {
	h.Helper()
	var names []string
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return "closed"
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return strings.Join(names, " ")
}

// A program that scans the disk holds the database for a while: what is sent meanwhile waits for it.
func TestADatabaseThatAnotherProgramHolds(t *testing.T) {
	t.Parallel()
	h := newHome(t, filepath.Join(t.TempDir(), "home"))
	path, content := h.letter("held up")
	scanner := exec.CommandContext(t.Context(), "sqlite3", filepath.Join(h.dir, "souspli.db"))
	in, err := scanner.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := scanner.StdoutPipe()
	if err != nil || scanner.Start() != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(in, "BEGIN IMMEDIATE; SELECT 'held';")
	if _, err := out.Read(make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	release := time.AfterFunc(3*time.Second, func() { _ = in.Close() })
	defer release.Stop()
	if a := h.run(h.sending(path)...); a.code != 0 {
		t.Errorf("exit %d: %s%s", a.code, a.stdout, a.stderr)
	}
	_ = scanner.Wait()
	if d := h.agree("held up", content); d == nil || d.State != dispatch.Accepted {
		t.Errorf("it stands as %+v", d)
	}
	h.sound()
}

// A document of 25 MB goes through a program that is told to stay small.
func TestALargeDocumentInLittleMemory(t *testing.T) {
	t.Parallel()
	h := newHome(t, filepath.Join(t.TempDir(), "home"))
	path, content := h.large("large", 25<<20)
	cmd, end := h.command(t.Context(), h.sending(path)...)
	cmd.Env = append(cmd.Env, "GOMEMLIMIT=96MiB")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if a := end(); a.code != 0 {
		t.Errorf("exit %d: %s%s", a.code, a.stdout, a.stderr)
	}
	used := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10
	t.Logf("%d MB at most", used)
	if used > 250 {
		t.Errorf("%d MB of memory for a document of 25 MB", used)
	}
	h.agree("large", content)
	h.sound()
}
