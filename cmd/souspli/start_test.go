//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/desk"
)

// TestFirstStart goes through a first start with the keyboard alone, is killed in the middle, and goes on where it was.
func TestFirstStart(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	s := newScreen(t)
	program := s.start("--home", home)
	s.press("ctrl+Return", "Down", "ctrl+Return") // French, then the real home
	s.press("Down")                               // by a passphrase
	s.write("correct horse battery staple")
	s.press("Return")
	s.write("correct horse battery staple")
	s.press("Return")
	s.until("the home is made", func() bool { return app.Homes{Config: app.Config{Home: home}}.Exists(false) })
	s.still()
	must(t, program.Process.Kill())
	_ = program.Wait()

	again := s.start("--home", home) // asks for the passphrase, and then goes on
	s.write("correct horse battery staple")
	s.press("Return")
	if next := s.next(home); next != desk.SetupRecovery {
		t.Fatalf("goes on at %q", next)
	}
	s.press("ctrl+Return") // the code is shown
	s.keep("recovery")
	must(t, closeProgram(again))
}

// next asks the home at which step the first start is.
func (s *screen) next(home string) desk.SetupStep {
	s.t.Helper()
	a, err := app.Open(s.t.Context(), app.Config{Home: home, Passphrase: "correct horse battery staple"})
	must(s.t, err)
	defer a.Close()
	standing, err := a.Desk.Setup(s.t.Context())
	must(s.t, err)
	next, _ := standing.Next()
	return next
}

// TestOneWindow hands a document to the window that is open, which is locked meanwhile and shows it once it is not.
func TestOneWindow(t *testing.T) {
	config := app.Config{Home: filepath.Join(t.TempDir(), "home")}
	_, err := app.Init(t.Context(), config, app.InitOptions{Practice: true})
	must(t, err)
	a, err := app.Open(t.Context(), config)
	must(t, err)
	must(t, a.Desk.SetLockCode(t.Context(), "tulipe 4821"))
	must(t, a.Close())

	s := newScreen(t)
	program := s.start("--home", config.Home)
	s.until("the rail is there", func() bool { return s.ink(rail) > 0 })
	s.press("ctrl+l")
	s.until("the window hides its rail", func() bool { return s.ink(rail) == 0 })
	begun := time.Now()
	second := s.command("--home", config.Home, filepath.Join(config.Home+".practice", "documents", "ordonnance.pdf"))
	out, err := second.CombinedOutput()
	if err != nil {
		t.Fatalf("the second start: %v\n%s", err, out)
	}
	t.Logf("the second start took %v", time.Since(begun))
	if s.still().ink(preview) > 0 {
		t.Error("the document is shown although the window is locked")
	}
	s.write("tulipe 4821")
	s.press("Return")
	s.until("the document is read and shown", func() bool { return s.ink(preview) > 300 })
	must(t, closeProgram(program))
}

// TestARecoveryCodeOpensAHome types the code where the window asks for a passphrase, and chooses another one.
func TestARecoveryCodeOpensAHome(t *testing.T) {
	config := app.Config{Home: filepath.Join(t.TempDir(), "home"), Passphrase: "correct horse battery"}
	made, err := app.Init(t.Context(), config, app.InitOptions{Vault: app.PassphraseVault})
	must(t, err)
	s := newScreen(t)
	program := s.start("--home", config.Home, "--lang", "en")
	s.write(made.RecoveryCode)
	s.press("Return")
	s.reads("Choose what opens Souspli from now on")
	s.press("Down") // by a passphrase
	config.Passphrase = "staple tulip snow maple"
	s.write(config.Passphrase)
	s.press("Return")
	s.write(config.Passphrase)
	s.press("Return")
	s.until("the new passphrase opens the home", func() bool {
		a, err := app.Open(t.Context(), config)
		return err == nil && a.Close() == nil
	})
	s.still()
	if at := listens(t, program); len(at) > 0 {
		t.Errorf("others can reach a real home at %v", at)
	}
	leavesNoCore(t, program)
	must(t, closeProgram(program))
}

// TestAStartThatFailsIsExplained shows a sentence in the window, where no home can be.
func TestAStartThatFailsIsExplained(t *testing.T) {
	home := t.TempDir()
	must(t, os.WriteFile(filepath.Join(home, "home.json"), []byte("{}"), 0o600))
	s := newScreen(t)
	program := s.start("--home", home, "--lang", "en")
	s.reads("damaged")
	must(t, closeProgram(program))
}

// TestAStartWithoutADisplayIsExplained names what to do, in place of a trace.
func TestAStartWithoutADisplayIsExplained(t *testing.T) {
	for name, display := range map[string]string{"none": "", "one that is gone": ":4711"} {
		t.Run(name, func(t *testing.T) {
			program := exec.CommandContext(t.Context(), os.Args[0], "--home", filepath.Join(t.TempDir(), "home"), "--lang", "en")
			program.Env = append(os.Environ(), asProgram+"=1", "DISPLAY="+display, "WAYLAND_DISPLAY=")
			said, err := program.CombinedOutput()
			if program.ProcessState.ExitCode() != 1 || !strings.Contains(string(said), "finds no display") || len(said) > 300 {
				t.Errorf("%v: %s", err, said)
			}
		})
	}
}

// TestAHomeThatTakesItsTimeHasAWindow waits for a passphrase as for the system's question about its keyring: the window
// is there meanwhile, and shows the home once it is open.
func TestAHomeThatTakesItsTimeHasAWindow(t *testing.T) {
	config := app.Config{Home: filepath.Join(t.TempDir(), "home"), Passphrase: "correct horse battery"}
	_, err := app.Init(t.Context(), config, app.InitOptions{Vault: app.PassphraseVault})
	must(t, err)
	secret := filepath.Join(t.TempDir(), "secret")
	must(t, syscall.Mkfifo(secret, 0o600))
	s := newScreen(t)
	program := s.start("--home", config.Home, "--lang", "en", "--passphrase-file", secret)
	s.reads("Souspli is opening")
	must(t, os.WriteFile(secret, []byte(config.Passphrase), 0o600))
	s.reads("Drop a document here")
	must(t, closeProgram(program))
}
