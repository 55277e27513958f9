package app

import (
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/souspli/souspli/dispatch"
)

// TestSealKeepsFileNamesToItself: an error is told and logged, a file's name is often a patient's.
func TestSealKeepsFileNamesToItself(t *testing.T) {
	t.Parallel()
	a, err := OpenPractice(t.Context(), Config{Home: filepath.Join(t.TempDir(), "home")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	key, err := a.Desk.OwnKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unreadable := iotest.ErrReader(&fs.PathError{Op: "read", Path: "/documents/Jeanne Tremblay.pdf", Err: io.ErrUnexpectedEOF})
	err = a.Seal(t.Context(), key.Fingerprint, io.Discard, unreadable)
	if dispatch.CodeOf(err) != "file_not_copied" || strings.Contains(err.Error(), "Tremblay") {
		t.Error(err)
	}
}
