package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// ring is a keyring in memory that answers so many times, and then no more.
type ring struct {
	mu      sync.Mutex
	secrets map[string]string
	answers int
}

func newRing(answers int) *ring { return &ring{secrets: map[string]string{}, answers: answers} }

func (r *ring) do(ctx context.Context, what func() error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.answers--; r.answers < 0 {
		<-ctx.Done()
		return fmt.Errorf("%w: %w", crypto.ErrKeyringLocked, ctx.Err())
	}
	return what()
}

func (r *ring) Get(ctx context.Context, service, user string) (secret string, err error) {
	return secret, r.do(ctx, func() error {
		var found bool
		if secret, found = r.secrets[service+"/"+user]; !found {
			return crypto.ErrKeyringEmpty
		}
		return nil
	})
}

func (r *ring) Set(ctx context.Context, service, user, secret string) error {
	return r.do(ctx, func() error {
		r.secrets[service+"/"+user] = secret
		return nil
	})
}

// Delete always answers, so that what was left can be counted.
func (r *ring) Delete(_ context.Context, service, user string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.secrets, service+"/"+user)
	return nil
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if dispatch.CodeOf(err) != code {
		t.Errorf("%v, want %s", err, code)
	}
}

func entries(t *testing.T, folder string) int {
	t.Helper()
	found, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

func TestOfManyInitsOneMakesTheHome(t *testing.T) {
	t.Parallel()
	c := app.Config{Home: filepath.Join(t.TempDir(), "home"), Passphrase: "correct horse battery"}
	failures := make([]error, 8)
	var starting sync.WaitGroup
	for i := range failures {
		starting.Go(func() {
			_, failures[i] = app.Init(t.Context(), c, app.InitOptions{Vault: app.PassphraseVault})
		})
	}
	starting.Wait()
	made := 0
	for _, err := range failures {
		if err == nil {
			made++
			continue
		}
		wantCode(t, err, "home_exists")
	}
	if made != 1 {
		t.Errorf("%d made a home", made)
	}
	a, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// setThenGet is what making a vault asks of the keyring.
const setThenGet = 2

func TestAFailedInitLeavesNothing(t *testing.T) {
	t.Parallel()
	keys := newRing(setThenGet)
	c := app.Config{Home: t.TempDir(), Keyring: keys, KeyringLimit: time.Millisecond}
	_, err := app.Init(t.Context(), c, app.InitOptions{})
	wantCode(t, err, "keyring_locked")
	if left := entries(t, c.Home); left > 0 {
		t.Errorf("%d files left", left)
	}
	if len(keys.secrets) > 0 {
		t.Error("the key stayed in the keyring")
	}
}

func TestAKeyringThatNeverAnswersIsLocked(t *testing.T) {
	t.Parallel()
	keys := newRing(setThenGet + 1)
	c := app.Config{Home: t.TempDir(), Keyring: keys}
	if _, err := app.Init(t.Context(), c, app.InitOptions{}); err != nil {
		t.Fatal(err)
	}
	c.KeyringLimit = time.Millisecond
	_, err := app.Open(t.Context(), c)
	wantCode(t, err, "keyring_locked")
}

func TestRewrapGivesALostKeyringBack(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	c := app.Config{Home: filepath.Join(folder, "home"), Keyring: newRing(100)}
	made, err := app.Init(t.Context(), c, app.InitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c.Keyring = newRing(100) // another computer
	_, err = app.Open(t.Context(), c)
	wantCode(t, err, "keyring_empty")
	recovered := c
	recovered.RecoveryFile = filepath.Join(folder, "code.txt")
	if err := os.WriteFile(recovered.RecoveryFile, []byte(made.RecoveryCode+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := entries(t, c.Home)
	if err := app.Rewrap(t.Context(), recovered, app.KeyringVault); err != nil {
		t.Fatal(err)
	}
	if after := entries(t, c.Home); after != before {
		t.Errorf("%d files, %d before", after, before)
	}
	for name, c := range map[string]app.Config{"keyring": c, "recovery code": recovered} {
		a, err := app.Open(t.Context(), c)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}
