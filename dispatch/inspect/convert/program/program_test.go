//go:build !windows

package program_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/inspect/convert/program"
)

func shell(t testing.TB, script string) program.Command {
	t.Helper()
	path, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	return program.Command{
		Path: path, Args: []string{"-c", script}, Env: []string{"PATH=" + os.Getenv("PATH")}, Dir: t.TempDir(),
		Time: time.Minute, Memory: 1 << 30, File: 1 << 20, Output: 1 << 20,
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	t.Run("input becomes output", func(t *testing.T) {
		t.Parallel()
		c := shell(t, "tr a-z A-Z; pwd")
		c.Stdin = strings.NewReader("bonjour\n")
		dir, err := filepath.EvalSymlinks(c.Dir)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := c.Run(t.Context()); err != nil || string(out) != "BONJOUR\n"+dir+"\n" {
			t.Errorf("%q, %v", out, err)
		}
	})
	t.Run("words stay words", func(t *testing.T) {
		t.Parallel()
		c := shell(t, `printf '%s|' "$@"`)
		c.Args = append(c.Args, "sh", "un deux", "$HOME", "'")
		if out, err := c.Run(t.Context()); err != nil || string(out) != "un deux|$HOME|'|" {
			t.Errorf("%q, %v", out, err)
		}
	})
	t.Run("the environment is its own", func(t *testing.T) {
		t.Parallel()
		out, err := shell(t, `echo "${HOME:-none}"`).Run(t.Context())
		if err != nil || string(out) != "none\n" {
			t.Errorf("%q, %v", out, err)
		}
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		script string
		limit  time.Duration
		want   error
	}{
		{"time", "sleep 600", 100 * time.Millisecond, program.ErrTime},
		{"output", "yes", time.Minute, program.ErrOutput},
		{"a file", "cat /dev/zero > big", time.Minute, program.ErrFailed},
		{"failure", "exit 3", time.Minute, program.ErrFailed},
		{"a program that is not there", "exec /nowhere", time.Minute, program.ErrFailed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := shell(t, test.script)
			c.Time = test.limit
			if _, err := c.Run(t.Context()); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := shell(t, "sleep 600").Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// What the program started ends with it, whether it was killed or went well.
func TestChildrenEndToo(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"killed": "sleep 600 & echo $! > child; sleep 600",
		"done":   "sleep 600 > /dev/null & echo $! > child",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := shell(t, script)
			c.Time = 500 * time.Millisecond
			_, _ = c.Run(t.Context())
			content, err := os.ReadFile(filepath.Join(c.Dir, "child"))
			if err != nil {
				t.Fatal(err)
			}
			child, err := strconv.Atoi(strings.TrimSpace(string(content)))
			if err != nil {
				t.Fatal(err)
			}
			if alive(child) {
				t.Errorf("process %d is still there", child)
			}
		})
	}
}

// alive tries for a second: a killed process takes a moment to go.
func alive(pid int) bool {
	for range 1000 {
		state, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
		if runtime.GOOS != "linux" {
			err = syscall.Kill(pid, 0)
		}
		if err != nil || strings.Contains(string(state), ") Z ") {
			return false
		}
		_ = exec.Command("sleep", "0.001").Run()
	}
	return true
}
