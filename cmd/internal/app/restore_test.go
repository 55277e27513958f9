package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
)

// TestADamagedCopyIsNeverCalledAHome damages every part of a copy: what is said is about the copy, and no home is left.
func TestADamagedCopyIsNeverCalledAHome(t *testing.T) {
	t.Parallel()
	folder := practiceHome(t)
	a := opened(t, app.Config{Home: filepath.Join(folder, "home")})
	path := filepath.Join(folder, "one.souspli")
	if _, err := a.Desk.CopyHome(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	vault := bytes.Index(content, []byte(`"vault":"`)) + len(`"vault":"`)
	line := bytes.IndexByte(content, '\n')
	damaged := func(at int) []byte {
		other := bytes.Clone(content)
		other[at] ^= 1
		return other
	}
	for name, copied := range map[string][]byte{
		"its vault": damaged(vault + 40), "its first sealed byte": damaged(line + 1), "its middle": damaged(len(content) / 2),
		"its last byte": damaged(len(content) - 1), "its end": content[:len(content)-1], "all after the line": content[:line+1],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken, home := filepath.Join(t.TempDir(), "x.souspli"), filepath.Join(t.TempDir(), "home")
			if err := os.WriteFile(broken, copied, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := app.Restore(t.Context(), app.Config{Home: home, RecoveryFile: filepath.Join(folder, "code")}, broken)
			wantCode(t, err, "copy_damaged")
			if _, err := os.Stat(filepath.Join(home, "home.json")); err == nil {
				t.Error("a home is left")
			}
		})
	}
}
