package app_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
)

// sqlite3 alters a home as somebody would who has its file and no vault.
func sqlite3(t *testing.T, home, script string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "sqlite3", "-bail", filepath.Join(home, "souspli.db"), ".timeout 5000", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func wantProven(t *testing.T, a *app.App) {
	t.Helper()
	if _, err := a.Desk.VerifyLog(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// What decides who sees the window, where copies go and what is revoked cannot be put back to what it was without the
// log's proof finding it: an older row is one that the vault opens.
func TestTheLogFindsOlderSettingsPutBack(t *testing.T) {
	t.Parallel()
	elsewhere := t.TempDir()
	for _, c := range []struct {
		name         string
		first, later func(context.Context, *app.App) error
	}{
		{
			"the folder of the copies",
			func(ctx context.Context, a *app.App) error { return a.Desk.SaveCopyFolder(ctx, elsewhere) },
			func(ctx context.Context, a *app.App) error { return a.Desk.SaveCopyFolder(ctx, "") },
		},
		{
			"the code of the lock",
			func(ctx context.Context, a *app.App) error { return a.Desk.SetLockCode(ctx, "ancien-code") },
			func(ctx context.Context, a *app.App) error { return a.Desk.SetLockCode(ctx, "autre-code") },
		},
		{
			"an open window in place of a locked one",
			func(ctx context.Context, a *app.App) error { return a.Desk.SetLockCode(ctx, "code-secret") },
			func(ctx context.Context, a *app.App) error { return a.Desk.LockWindow(ctx, true) },
		},
		{
			"the minutes until it locks",
			func(ctx context.Context, a *app.App) error { return a.Desk.SetLockMinutes(ctx, 120) },
			func(ctx context.Context, a *app.App) error { return a.Desk.SetLockMinutes(ctx, 5) },
		},
		{
			"the language",
			func(ctx context.Context, a *app.App) error { return a.SaveLanguage(ctx, "fr") },
			func(ctx context.Context, a *app.App) error { return a.SaveLanguage(ctx, "en") },
		},
		{
			"what revokes the clinic's own key",
			func(context.Context, *app.App) error { return nil }, // made with the practice home
			func(ctx context.Context, a *app.App) error { _, err := a.Desk.RenewOwnKey(ctx, true); return err },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			home := filepath.Join(practiceHome(t), "home")
			a := opened(t, app.Config{Home: home})
			if err := c.first(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			sqlite3(t, home, `CREATE TABLE old AS SELECT * FROM settings;`)
			if err := c.later(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			wantProven(t, a)
			sqlite3(t, home, `INSERT OR REPLACE INTO settings SELECT * FROM old;`)
			_, err := a.Desk.VerifyLog(t.Context())
			wantCode(t, err, "log_altered")
		})
	}
}

// A try at the lock is counted before it is judged, beside the setting that the log tells: the log still proves.
func TestTriesAtTheLockLeaveTheLogProvable(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := opened(t, app.Config{Home: filepath.Join(practiceHome(t), "home")})
	if err := a.Desk.SetLockCode(ctx, "code-secret"); err != nil {
		t.Fatal(err)
	}
	if err := a.Desk.LockWindow(ctx, false); err != nil {
		t.Fatal(err)
	}
	wantCode(t, a.Desk.UnlockWindow(ctx, "mauvais-code"), "unlock_wrong")
	wantProven(t, a)
	if err := a.Desk.UnlockWindow(ctx, "code-secret"); err != nil {
		t.Fatal(err)
	}
	wantProven(t, a)
}

// A language that is chosen again is no change, and leaves no line.
func TestTheSameLanguageIsNoChange(t *testing.T) {
	t.Parallel()
	a := opened(t, app.Config{Home: filepath.Join(practiceHome(t), "home")})
	var sizes []int64
	for range 2 {
		if err := a.SaveLanguage(t.Context(), "en"); err != nil {
			t.Fatal(err)
		}
		proven, err := a.Desk.Verify(t.Context(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, proven.Events)
	}
	if sizes[0] != sizes[1] {
		t.Errorf("lines of the log: %v", sizes)
	}
}
