//go:build linux

package main

import (
	"bytes"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
)

func TestMain(m *testing.M) {
	if app.IsReader(os.Args) || isMonitor(os.Args) {
		main()
		return
	}
	if os.Getenv(asProgram) != "" {
		beSeen()
		main()
		return
	}
	if home := os.Getenv(asCrasher); home != "" {
		crasher(home)
	}
	os.Exit(planted.Suite{Tests: m}.Run())
}

// rail is where its words stand.
var rail = image.Rect(50, 60, 170, 400)

// preview is where the words of the first page stand in a window of this size.
var preview = image.Rect(260, 120, 400, 230)

// TestClosedHome shows why a home stays shut instead of ending without a word.
func TestClosedHome(t *testing.T) {
	config := app.Config{Home: filepath.Join(t.TempDir(), "home"), Passphrase: "correct horse battery"}
	_, err := app.Init(t.Context(), config, app.InitOptions{Vault: app.PassphraseVault})
	must(t, err)
	s := newScreen(t)
	program := s.start("--home", config.Home, "--lang", "en")
	before := s.look()
	s.write("correct horse battery")
	s.press("Return")
	if bytes.Equal(s.look().pixels, before.pixels) {
		t.Error("the passphrase opens nothing")
	}
	must(t, closeProgram(program))
}

// closeProgram asks the program to end, and expects that it ends cleanly.
func closeProgram(program *exec.Cmd) error {
	if err := program.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- program.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(patience):
		return errors.New("the program does not end")
	}
}
