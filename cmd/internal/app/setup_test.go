package app_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

const phrase = "correct horse battery"

// realHome makes a real home as a first start does, with a clock that a test moves.
func realHome(t *testing.T, passphrase string) (*app.App, app.Homes, *time.Time) {
	t.Helper()
	now := time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)
	homes := app.Homes{Config: app.Config{
		Home: filepath.Join(t.TempDir(), "home"), Keyring: newRing(100), Now: func() time.Time { return now },
	}}
	if err := homes.Make(t.Context(), passphrase); err != nil {
		t.Fatal(err)
	}
	c, err := homes.Of(false)
	if err != nil {
		t.Fatal(err)
	}
	c.Passphrase = passphrase
	a, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a, homes, &now
}

func TestTheStepsOfAFirstStart(t *testing.T) {
	t.Parallel()
	a, _, _ := realHome(t, "")
	standing, err := a.Desk.Setup(t.Context())
	if err != nil || !standing.Running || standing.Open() != 5 {
		t.Fatalf("%+v, %v", standing, err)
	}
	for _, step := range []struct {
		name desk.SetupStep
		do   func() error
	}{
		{desk.SetupRecovery, func() error { return a.Desk.ConfirmRecoveryCode(t.Context()) }},
		{desk.SetupLock, func() error { return a.Desk.SetLockCode(t.Context(), "tulipe 4821") }},
		{desk.SetupClinic, func() error {
			return a.Desk.SaveSender(t.Context(), dispatch.Sender{Organisation: "Clinique de l’Anse", Phone: "+14185550100", Role: dispatch.Clerk})
		}},
		{desk.SetupAccount, func() error { return a.Desk.LeaveForLater(t.Context(), desk.SetupAccount) }},
	} {
		if next, _ := standing.Next(); next != step.name {
			t.Fatalf("next is %s, want %s", next, step.name)
		}
		if err := step.do(); err != nil {
			t.Fatal(step.name, err)
		}
		if standing, err = a.Desk.Setup(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if next, _ := standing.Next(); next != desk.SetupDirectory || standing.Open() != 2 {
		t.Errorf("next is %s, %d open", next, standing.Open())
	}
	if err := a.Desk.RunSetup(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if standing, _ = a.Desk.Setup(t.Context()); standing.Running || standing.Open() != 2 {
		t.Errorf("%+v", standing)
	}
}

func TestHomesMadeOtherwiseHaveNoSteps(t *testing.T) {
	t.Parallel()
	c := app.Config{Home: t.TempDir(), Passphrase: phrase}
	if _, err := app.Init(t.Context(), c, app.InitOptions{Vault: app.PassphraseVault}); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if standing, err := a.Desk.Setup(t.Context()); err != nil || standing.Running || standing.Open() != 0 {
		t.Errorf("%+v, %v", standing, err)
	}
}

func TestTheLastRecoveryCodeOpens(t *testing.T) {
	t.Parallel()
	a, _, _ := realHome(t, phrase)
	first, err := a.Desk.RenewRecoveryCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := a.Desk.RenewRecoveryCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Desk.LockWindow(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	wantCode(t, a.Desk.UnlockWindow(t.Context(), first), "unlock_wrong")
	if err := a.Desk.UnlockWindow(t.Context(), strings.ToLower(second)); err != nil {
		t.Error(err)
	}
}

func TestTheLock(t *testing.T) {
	t.Parallel()
	for name, secrets := range map[string]struct{ passphrase, opens string }{
		"a passphrase": {phrase, phrase}, "a lock code": {"", "tulipe 4821"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _, now := realHome(t, secrets.passphrase)
			if secrets.passphrase == "" {
				wantCode(t, a.Desk.LockWindow(t.Context(), false), "lock_unset")
				wantCode(t, a.Desk.SetLockCode(t.Context(), "court"), "lock_code_short")
				if err := a.Desk.SetLockCode(t.Context(), secrets.opens); err != nil {
					t.Fatal(err)
				}
			} else {
				wantCode(t, a.Desk.SetLockCode(t.Context(), "tulipe 4821"), "lock_has_passphrase")
			}
			code, err := a.Desk.RenewRecoveryCode(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Desk.LockWindow(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				wantCode(t, a.Desk.UnlockWindow(t.Context(), "devine"), "unlock_wrong")
			}
			wantCode(t, a.Desk.UnlockWindow(t.Context(), secrets.opens), "unlock_wait") // right, but too early
			if err := a.Desk.UnlockWindow(t.Context(), code); err != nil {
				t.Errorf("the recovery code waits: %v", err)
			}
			if err := a.Desk.LockWindow(t.Context(), false); err != nil {
				t.Fatal(err)
			}
			for range 4 {
				_ = a.Desk.UnlockWindow(t.Context(), "devine")
			}
			if lock, _ := a.Desk.Lock(t.Context()); !lock.Locked || lock.Wait != 5*time.Second {
				t.Errorf("%+v", lock)
			}
			*now = now.Add(5 * time.Second)
			if err := a.Desk.UnlockWindow(t.Context(), secrets.opens); err != nil {
				t.Errorf("after the wait: %v", err)
			}
		})
	}
}

func TestTriesAreCountedAcrossStarts(t *testing.T) {
	t.Parallel()
	a, homes, now := realHome(t, phrase)
	if err := a.Desk.LockWindow(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_ = a.Desk.UnlockWindow(t.Context(), "devine")
	}
	*now = now.Add(5 * time.Second)
	_ = a.Desk.UnlockWindow(t.Context(), "devine")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := homes.Of(false)
	if err != nil {
		t.Fatal(err)
	}
	c.Passphrase = phrase
	again, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	lock, err := again.Desk.Lock(t.Context())
	if err != nil || !lock.Locked || lock.Wait != 10*time.Second {
		t.Errorf("%+v, %v", lock, err)
	}
	*now = now.Add(-48 * time.Hour) // a clock that was set back
	if lock, _ := again.Desk.Lock(t.Context()); lock.Wait != 0 {
		t.Errorf("waits %v", lock.Wait)
	}
	if err := again.Desk.UnlockWindow(t.Context(), phrase); err != nil {
		t.Errorf("kept out by the clock: %v", err)
	}
}

func TestTwoHomesStandSideBySide(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	named := filepath.Join(base, "home")
	practice := app.Config{Home: named}
	if _, err := app.Init(t.Context(), practice, app.InitOptions{Practice: true}); err != nil {
		t.Fatal(err)
	}
	homes := app.Homes{Config: practice}
	if c, ok, err := homes.First(); err != nil || !ok || c.Home != named {
		t.Errorf("%v, %v, %v", c.Home, ok, err)
	}
	for isPractice, want := range map[bool]string{true: named, false: named + "-real"} {
		if c, err := homes.Of(isPractice); err != nil || c.Home != want {
			t.Errorf("%v stands in %s, want %s: %v", isPractice, c.Home, want, err)
		}
		if homes.Exists(isPractice) != isPractice {
			t.Errorf("exists(%v) is wrong", isPractice)
		}
	}
}
