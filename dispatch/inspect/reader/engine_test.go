package reader_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

func readable(t *testing.T, document *reader.Document, want string) {
	t.Helper()
	page, err := document.Text(t.Context(), 1)
	if err != nil || page.Text() != want {
		t.Errorf("%q, %v", page.Text(), err)
	}
}

func TestChildIsKilledBetweenRequests(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	document := engine.open(t, reader.Source{Path: write(t, "a.pdf", simple(t))})
	for range 3 {
		engine.latest(t).end(t)
		readable(t, document, "Bonjour") // by a new child: the old one could not
	}
}

// TestChildIsKilledDuringARequest kills the child that was there before the request, and the one that was
// started for it: that one died of the document, as far as anybody knows.
func TestChildIsKilledDuringARequest(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	innocent := engine.open(t, reader.Source{Data: simple(t)})
	slow := engine.open(t, reader.Source{Data: endless()})
	child := engine.latest(t)
	failed := make(chan error, 1)
	go func() {
		_, err := slow.Render(t.Context(), 1, reader.Raster{Width: 1000, Height: 1000})
		failed <- err
	}()
	child.kill()
	(<-engine.children).kill()
	if err := <-failed; dispatch.CodeOf(err) != "document_damaged" && dispatch.CodeOf(err) != "reader_failed" {
		t.Errorf("%v", err)
	}
	readable(t, innocent, "Bonjour")
}

func TestTimeLimit(t *testing.T) {
	t.Parallel()
	engine := newRig(t, func(c *reader.Config) { c.Limits.Time = time.Second })
	innocent := engine.open(t, reader.Source{Data: simple(t)})
	slow := engine.open(t, reader.Source{Data: endless()})
	_, err := slow.Render(t.Context(), 1, reader.Raster{Width: 1000, Height: 1000})
	expectCode(t, err, "document_too_complex")
	readable(t, innocent, "Bonjour")
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	engine := newRig(t, func(c *reader.Config) { c.Limits.Time = time.Hour }) // nobody could wait for it
	innocent := engine.open(t, reader.Source{Data: simple(t)})
	slow := engine.open(t, reader.Source{Data: endless()})
	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := innocent.Text(ctx, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
	t.Run("while it is drawn, and while another waits", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		var waiting sync.WaitGroup
		for range 3 {
			waiting.Go(func() {
				if _, err := slow.Render(ctx, 1, reader.Raster{Width: 1000, Height: 1000}); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%v", err)
				}
			})
		}
		waiting.Wait()
		readable(t, innocent, "Bonjour")
	})
}

func TestIdleChildEnds(t *testing.T) {
	t.Parallel()
	engine := newRig(t, func(c *reader.Config) { c.Idle = 50 * time.Millisecond })
	document := engine.open(t, reader.Source{Data: simple(t)})
	child := engine.latest(t)
	gone(t, child.Process)
	readable(t, document, "Bonjour")
}

func TestChildThatIsUsedIsNotIdle(t *testing.T) {
	t.Parallel()
	still := time.Now()
	engine := newRig(t, func(c *reader.Config) {
		c.Idle = time.Millisecond
		c.Now = func() time.Time { return still }
	})
	document := engine.open(t, reader.Source{Data: simple(t)})
	child := engine.latest(t)
	for range 20 {
		readable(t, document, "Bonjour")
	}
	if len(engine.children) > 0 || child.ProcessState != nil {
		t.Error("the child was replaced")
	}
}

func TestChildEndsWithItsEngine(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	slow := engine.open(t, reader.Source{Data: endless()})
	child := engine.latest(t)
	failed := make(chan error, 1)
	go func() {
		_, err := slow.Render(context.Background(), 1, reader.Raster{Width: 1000, Height: 1000})
		failed <- err
	}()
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	if code := dispatch.CodeOf(<-failed); code != "reader_failed" {
		t.Errorf("%s", code)
	}
	gone(t, child.Process)
	if _, err := slow.Text(t.Context(), 1); dispatch.CodeOf(err) != "reader_failed" {
		t.Errorf("%v", err)
	}
}

func TestFileThatChanges(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	path := write(t, "a.pdf", simple(t))
	document := engine.open(t, reader.Source{Path: path})
	if err := os.WriteFile(path, letterPDF(t, 1, dense), 0o600); err != nil {
		t.Fatal(err)
	}
	readable(t, document, "Bonjour") // it is open as it was
	engine.latest(t).end(t)
	_, err := document.Text(t.Context(), 1)
	expectCode(t, err, "file_changed")
}

// TestManyDocuments opens more than a child keeps open.
func TestManyDocuments(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	path := write(t, "a.pdf", simple(t))
	var documents []*reader.Document
	for range 10 {
		documents = append(documents, engine.open(t, reader.Source{Path: path}))
	}
	var waiting sync.WaitGroup
	for _, document := range documents {
		waiting.Go(func() { readable(t, document, "Bonjour") })
	}
	waiting.Wait()
}

// TestPasswordIsForgotten opens again what was unlocked, after the file is gone.
func TestPasswordIsForgotten(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	path := write(t, "a.pdf", qpdf(t, simple(t), "--encrypt", "secret", "owner", "256", "--"))
	document := engine.open(t, reader.Source{Path: path, Password: "secret"})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	engine.latest(t).end(t)
	readable(t, document, "Bonjour")
}
