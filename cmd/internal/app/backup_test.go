package app_test

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// What this program does instead of testing, for tests that kill it: in a folder with a home, its copies and a
// recovery code.
const (
	copiesHome   = "SOUSPLI_TEST_COPIES_HOME"
	restoresHome = "SOUSPLI_TEST_RESTORES_HOME"
)

// interrupted copies or restores until it is killed, when it is asked to.
func interrupted() bool {
	ctx := context.Background()
	if folder := os.Getenv(copiesHome); folder != "" {
		a, err := app.Open(ctx, app.Config{Home: filepath.Join(folder, "home")})
		for err == nil {
			_, err = a.Desk.CopyHome(ctx, filepath.Join(folder, "copies"))
			if dispatch.CodeOf(err) == "copy_exists" { // within the same second
				err = nil
			}
		}
		return true
	}
	if folder := os.Getenv(restoresHome); folder != "" {
		c := app.Config{Home: filepath.Join(folder, "restored"), RecoveryFile: filepath.Join(folder, "code")}
		_, _ = app.Restore(ctx, c, filepath.Join(folder, "one.souspli"))
		return true
	}
	return false
}

// killed runs this program in a role for a random while.
func killed(t *testing.T, role, folder string, most time.Duration) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), role+"="+folder)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(20*time.Millisecond+rand.N(most), func() { _ = child.Process.Kill() })
	defer timer.Stop()
	_ = child.Wait()
}

// practiceHome makes a practice home in a folder, with its recovery code beside it.
func practiceHome(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	made, err := app.Init(t.Context(), app.Config{Home: filepath.Join(folder, "home")}, app.InitOptions{Practice: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.WriteFile(filepath.Join(folder, "code"), []byte(made.RecoveryCode), 0o600), os.Mkdir(filepath.Join(folder, "copies"), 0o700),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func opened(t *testing.T, c app.Config) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// TestAKilledCopyIsNone kills copying at random moments: the home works, and whatever has a copy's name restores.
func TestAKilledCopyIsNone(t *testing.T) {
	t.Parallel()
	folder := practiceHome(t)
	for range 6 {
		killed(t, copiesHome, folder, 1500*time.Millisecond)
	}
	a := opened(t, app.Config{Home: filepath.Join(folder, "home")})
	if _, err := a.Desk.VerifyLog(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := a.Desk.CopyHome(t.Context(), filepath.Join(folder, "last.souspli")); err != nil {
		t.Error(err)
	}
	whole, err := filepath.Glob(filepath.Join(folder, "copies", "*.souspli"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(whole, filepath.Join(folder, "last.souspli")) {
		restored, err := app.Restore(t.Context(), app.Config{Home: filepath.Join(t.TempDir(), "home"), RecoveryFile: filepath.Join(folder, "code")}, path)
		if err != nil || restored.Events == 0 {
			t.Errorf("%+v, %v", restored, err)
		}
	}
	for _, entry := range contents(t, filepath.Join(folder, "home")) {
		if strings.HasPrefix(entry, "checking-") || strings.HasPrefix(entry, "copying-") {
			t.Errorf("%s is left in the home", entry)
		}
	}
}

func contents(t *testing.T, folder string) (names []string) {
	t.Helper()
	found, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range found {
		names = append(names, entry.Name())
	}
	return names
}

// TestAKilledRestoreIsNoHome kills restoring at random moments: there is a whole home or none, and it can be tried again.
func TestAKilledRestoreIsNoHome(t *testing.T) {
	t.Parallel()
	folder := practiceHome(t)
	a := opened(t, app.Config{Home: filepath.Join(folder, "home")})
	if _, err := a.Desk.CopyHome(t.Context(), filepath.Join(folder, "one.souspli")); err != nil {
		t.Fatal(err)
	}
	c := app.Config{Home: filepath.Join(folder, "restored"), RecoveryFile: filepath.Join(folder, "code")}
	for range 6 {
		killed(t, restoresHome, folder, 250*time.Millisecond)
		r, err := app.Open(t.Context(), c)
		switch {
		case err == nil:
			if _, err := r.Desk.VerifyLog(t.Context()); err != nil {
				t.Error(err)
			}
			_ = r.Close()
			if err := os.RemoveAll(c.Home); err != nil {
				t.Fatal(err)
			}
		case dispatch.KindOf(err) != dispatch.KindNotFound:
			t.Errorf("a half restored home: %v", err)
		}
	}
	if _, err := app.Restore(t.Context(), c, filepath.Join(folder, "one.souspli")); err != nil {
		t.Errorf("%v beside %v", err, contents(t, c.Home))
	}
	_, err := app.Restore(t.Context(), c, filepath.Join(folder, "one.souspli"))
	wantCode(t, err, "home_exists")
}
