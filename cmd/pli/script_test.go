package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
)

// TestMain makes this program its own reader of documents, and the pli of the scripts.
func TestMain(m *testing.M) {
	if app.IsReader(os.Args) {
		os.Exit(app.ServeReader())
	}
	testscript.Main(planted.Suite{Tests: m}, map[string]func(){"pli": main})
}

// compiled keeps the compiled reader of documents between tests: compiling takes seconds.
var compiled = filepath.Join(os.TempDir(), "souspli-test-cache")

func TestScripts(t *testing.T) {
	t.Parallel()
	program := builtProgram(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", program+string(filepath.ListSeparator)+env.Getenv("PATH"))
			env.Setenv("SOUSPLI_HOME", env.WorkDir+"/home")
			env.Setenv("SOUSPLI_LANG", "en")
			env.Setenv("XDG_CACHE_HOME", compiled)
			env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
			env.Defer(func() { leftBehind(t, env.WorkDir) })
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "pdf": makePDF, "cancel": cancel, "passphrase": passphrase,
			"id":       keepID,
			"specimen": specimen, "trouble": trouble,
			"slapd": func(ts *testscript.TestScript, neg bool, args []string) { slapd(t, ts, neg, args) },
		},
	})
}

// leftBehind looks through all homes of a script and its temporary folder, which must be empty.
func leftBehind(t *testing.T, work string) {
	homes, err := planted.Homes(work)
	if err != nil {
		t.Error(err)
	}
	for _, home := range homes {
		planted.Look(t, home, nil)
	}
	if left := files(t, filepath.Join(work, ".tmp")); len(left) > 0 {
		t.Errorf("left in the temporary folder of %s: %q", filepath.Base(work), left)
	}
}

// builtProgram is a folder with pli as people get it, without the race detector: each call does one thing at a
// time, and under the detector ten times as long. What runs side by side within pli, the tests that call run in
// this process try with the detector.
func builtProgram(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", folder+string(filepath.Separator), ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return folder
}

// exits runs a program and compares its exit code: exits 4 pli send ...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// idOf reads the id out of a dispatch that pli printed as JSON.
func idOf(ts *testscript.TestScript, file string) string {
	var d struct{ ID string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(file)), &d))
	return d.ID
}

// keepID gives the id of the dispatch in a file to the commands that follow, as a variable: id FILE NAME
func keepID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: id FILE NAME")
	}
	ts.Setenv(args[1], idOf(ts, args[0]))
}

// cancel cancels the dispatch in a file and compares the exit code: cancel FILE CODE
func cancel(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cancel FILE CODE")
	}
	exits(ts, false, []string{args[1], "pli", "outbox", "cancel", idOf(ts, args[0])})
}

// passphrase shows the passphrase of the dispatch in a file, and checks that the showing was logged.
func passphrase(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: passphrase FILE")
	}
	id := idOf(ts, args[0])
	exits(ts, false, []string{"0", "pli", "passphrase", id})
	words := strings.TrimSpace(ts.ReadFile("stdout"))
	exits(ts, false, []string{"0", "pli", "--json", "log", "show", id})
	shown := ts.ReadFile("stdout")
	if !strings.Contains(shown, "passphrase_shown") || strings.Contains(shown, words) {
		ts.Fatalf("the showing must be logged, the words never")
	}
}

// makePDF writes a one-page PDF with a line of text: pdf FILE TEXT
func makePDF(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: pdf FILE TEXT")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), onePage(args[1]), 0o600))
}

// specimen writes a French document of a kind, about one person or nobody: specimen KIND FILE
func specimen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: specimen KIND FILE")
	}
	for s := range inspecttest.InFamily(inspecttest.FamilyA, 1, 6) {
		if string(s.Kind) == args[0] && s.Language == "fr" && !s.Scanned && s.Persons < 2 && s.Protected == (args[0] != "general_info") {
			writeSpecimen(ts, s, args[1])
			return
		}
	}
	ts.Fatalf("no specimen of %s", args[0])
}

// trouble writes a document that must not go out unseen: trouble CASE FILE
func trouble(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: trouble CASE FILE")
	}
	for _, t := range inspecttest.Troubles() {
		if t.What == args[0] {
			writeSpecimen(ts, t.Specimen, args[1])
			return
		}
	}
	ts.Fatalf("no trouble of that name")
}

func writeSpecimen(ts *testscript.TestScript, s inspecttest.Specimen, file string) {
	var pdf bytes.Buffer
	ts.Check(s.PDF(&pdf))
	ts.Check(os.WriteFile(ts.MkAbs(file), pdf.Bytes(), 0o600))
}
