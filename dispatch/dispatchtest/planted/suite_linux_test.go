package planted_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
)

// tests is a suite that does one thing.
type tests func() int

func (t tests) Run() int { return t() }

// TestASuiteThatLeaksFails runs suites that do what must not be done.
func TestASuiteThatLeaksFails(t *testing.T) {
	for _, c := range []struct {
		name string
		want int
		do   func(t *testing.T)
	}{
		{"nothing", 0, func(*testing.T) {}},
		{"a file of others", 0, func(t *testing.T) { leave(t, "lu123.tmp", "nothing") }},
		{"a file of ours", 1, func(t *testing.T) { leave(t, "souspli-convert-1", "nothing") }},
		{"a name in a file of others", 1, func(t *testing.T) { leave(t, "lu123.tmp", "Lise Gagnon") }},
		{"the memory of a program that crashed", 1, func(t *testing.T) { leave(t, "core.123", "nothing") }},
		{"a secret among the arguments", 1, func(t *testing.T) { start(t, "sh", "-c", "echo; read x", "correct horse battery") }},
		{"a name that a person types", 0, func(t *testing.T) { start(t, "sh", "-c", "echo; read x", "Lise Gagnon") }},
		{"a secret in the environment", 1, func(t *testing.T) {
			start(t, "env", "PASSWORD=correct horse battery", "sh", "-c", "echo; read x")
		}},
		{"a name that pli passes on", 1, func(t *testing.T) {
			start(t, "pli", "-c", "exec 3<&0; sh -c 'echo; read x <&3' 'Lise Gagnon' & wait")
		}},
		{"a name in the environment of what pli starts", 1, func(t *testing.T) {
			start(t, "pli", "-c", "exec 3<&0; PATIENT='Lise Gagnon' sh -c 'echo; read x <&3' & wait")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			suite := planted.Suite{Tests: tests(func() int { c.do(t); return 0 })}
			if got := suite.Run(); got != c.want {
				t.Errorf("exit code %d, want %d", got, c.want)
			}
		})
	}
}

func leave(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(os.TempDir(), name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// start runs a program until the test ends; pli is a shell of this name.
func start(t *testing.T, name string, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), strings.Replace(name, "pli", "sh", 1), args...)
	command.Args[0] = name
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = input.Close()
		_ = command.Wait()
	})
	_, _ = output.Read(make([]byte, 1)) // it runs
}
