package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
)

// TestAHomeHalfMade begins as a program left it that was killed while it made a home: its lock is gone, its files
// are there.
func TestAHomeHalfMade(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		left []string // files
		want string   // code; empty: the home is made
	}{
		{"only the claim", []string{"claim"}, ""},
		{"with its vault", []string{"claim", "vault.json"}, ""},
		{"with its database", []string{"claim", "vault.json", "souspli.db", "souspli.db-wal", "souspli.db-shm"}, ""},
		{"with a key file that was being written", []string{"claim", "vault.key.123"}, ""},
		{"somebody's file beside the claim", []string{"claim", "lettre.pdf"}, "home_exists"},
		{"a home that is whole", []string{"claim", "home.json", "vault.json"}, "home_exists"},
		{"no claim", []string{"vault.json"}, "home_exists"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := app.Config{Home: t.TempDir(), Passphrase: "correct horse battery"}
			for _, name := range test.left {
				if err := os.WriteFile(filepath.Join(c.Home, name), []byte("left"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := app.Init(t.Context(), c, app.InitOptions{Vault: app.PassphraseVault})
			if test.want != "" {
				wantCode(t, err, test.want)
				if after := entries(t, c.Home); after < len(test.left)-1 { // the claim may go
					t.Errorf("%d files left of %d", after, len(test.left))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			home, err := app.Open(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if err := home.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAKilledInitIsMadeAgain kills a real program while it makes a home.
func TestAKilledInitIsMadeAgain(t *testing.T) {
	t.Parallel()
	c := app.Config{Home: filepath.Join(t.TempDir(), "home"), Passphrase: "correct horse battery"}
	program := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // the test binary itself
	program.Env = append(os.Environ(), makesHome+"="+c.Home)
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil { // it has claimed the folder
		t.Fatal(err)
	}
	_, err = app.Init(t.Context(), c, app.InitOptions{Vault: app.PassphraseVault})
	wantCode(t, err, "home_exists")
	_ = program.Process.Kill()
	_ = program.Wait()
	if _, err := app.Init(t.Context(), c, app.InitOptions{Vault: app.PassphraseVault}); err != nil {
		t.Errorf("after the kill: %v", err)
	}
}
