//go:build unix

package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/souspli/souspli/dispatch/desk"
)

// TestPrintFolderThatNeverAnswers: nobody opens the other end of the pipe, as a drive that is gone.
func TestPrintFolderThatNeverAnswers(t *testing.T) {
	t.Parallel()
	r, folder := printing(t, false)
	must(t, os.Remove(folder))
	must(t, syscall.Mkfifo(folder, 0o600))
	t.Cleanup(func() {
		if end, err := os.OpenFile(folder, os.O_RDWR, 0); err == nil { // whoever waits goes on
			_ = end.Close()
		}
	})
	ctx, leave := context.WithCancel(t.Context())
	answer := make(chan error)
	go func() {
		_, err := r.Printed(ctx)
		answer <- err
	}()
	r.GiveBackPrinted(filepath.Join(folder, "a.pdf")) // nobody waits for the folder but the look
	r.TakePrinted(desk.Printed{Path: "a.pdf"})
	leave()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
