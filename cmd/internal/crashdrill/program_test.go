package crashdrill_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// program is pli as people get it, but for its failpoints.
type program struct{ path string }

// buildProgram builds it without the race detector: each call does one thing at a time.
func buildProgram(t *testing.T, tags string) program {
	t.Helper()
	p := program{filepath.Join(t.TempDir(), "pli.exe")}
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", tags, "-o", p.path, "github.com/souspli/souspli/cmd/pli")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return p
}

// death is where a call is to die: at the n-th passing of a point. The zero value is nowhere.
type death struct {
	at failpoint.Point
	n  int
}

func (d death) String() string {
	if d.at == "" {
		return ""
	}
	return string(d.at) + ":" + strconv.Itoa(d.n)
}

// call is one start of the program.
type call struct {
	args  []string
	ahead time.Duration // of its clock
	die   death
	trace string // file; empty: none
}

// outcome is how a call ended.
type outcome struct {
	killed bool
	code   int
	stdout string
	stderr string
}

// run starts the program on a home and waits for its end.
func (p program) run(t *testing.T, home string, c call) outcome {
	t.Helper()
	command := exec.CommandContext(t.Context(), p.path, append([]string{"--lang", "en", "--home", home, "--recovery-file", home + ".recovery"}, c.args...)...)
	command.Env = append(slices.Clone(os.Environ()),
		"SOUSPLI_FAILPOINT="+c.die.String(), "SOUSPLI_FAILPOINT_TRACE="+c.trace, "SOUSPLI_CLOCK_AHEAD="+c.ahead.String(),
		"XDG_CACHE_HOME="+compiled)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	command.WaitDelay = time.Second // what it left running must not keep its pipes open
	err := command.Run()
	o := outcome{stdout: stdout.String(), stderr: stderr.String()}
	exit, ok := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil || errors.Is(err, exec.ErrWaitDelay):
	case !ok:
		t.Fatalf("%v", err)
	default:
		status, ok := exit.Sys().(syscall.WaitStatus)
		o.killed, o.code = ok && status.Signaled(), exit.ExitCode()
	}
	return o
}

// compiled keeps the compiled reader of documents between tests: compiling takes seconds.
var compiled = filepath.Join(os.TempDir(), "souspli-test-cache")

// must runs a call that has to end well.
func (p program) must(t *testing.T, home string, c call) string {
	t.Helper()
	o := p.run(t, home, c)
	if o.killed || o.code != 0 {
		t.Fatalf("pli %s: %+v", strings.Join(c.args, " "), o)
	}
	return o.stdout
}

// logged is every dispatch that the log of a home knows.
func (p program) logged(t *testing.T, home string) (all []app.DispatchView) {
	t.Helper()
	for decoder := json.NewDecoder(strings.NewReader(p.must(t, home, call{args: []string{"--json", "log", "list"}}))); decoder.More(); {
		var d app.DispatchView
		if err := decoder.Decode(&d); err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

// proven fails unless the log proves itself.
func (p program) proven(t *testing.T, home string) {
	t.Helper()
	if o := p.run(t, home, call{args: []string{"log", "verify"}}); o.killed || o.code != 0 {
		t.Errorf("the log is not whole: %+v", o)
	}
}

// passings counts in a trace how often each point was passed.
func passings(t *testing.T, trace string) map[failpoint.Point]int {
	t.Helper()
	content, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	passed := map[failpoint.Point]int{}
	for line := range strings.Lines(string(content)) {
		passed[failpoint.Point(strings.TrimSpace(line))]++
	}
	return passed
}

// copyHome copies a home that nobody has open, with its recovery code.
func copyHome(t *testing.T, from string) (to string) {
	t.Helper()
	to = filepath.Join(t.TempDir(), "home")
	err := os.CopyFS(to, os.DirFS(from))
	if err == nil {
		err = tighten(to)
	}
	if err == nil {
		var code []byte
		if code, err = os.ReadFile(from + ".recovery"); err == nil {
			err = os.WriteFile(to+".recovery", code, 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// tighten gives a copied home the modes of a home.
func tighten(home string) error {
	return filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			err = os.Chmod(path, 0o700) //nolint:gosec // a folder
		}
		return err
	})
}
