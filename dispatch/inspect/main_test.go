package inspect_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/convert"
	"github.com/souspli/souspli/dispatch/inspect/reader"
	"github.com/souspli/souspli/dispatch/inspect/recognise"
)

// TestMain makes this program its own reader child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == reader.Argument {
		if reader.Serve(os.Stdin, os.Stdout) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// now is when the documents of these tests are read.
func now() time.Time { return time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC) }

func newEngine(t testing.TB) *reader.Engine {
	t.Helper()
	engine := reader.New(reader.Config{
		Command: func() *exec.Cmd { return exec.Command(os.Args[0], reader.Argument) },
		Cache:   filepath.Join(os.TempDir(), "souspli-test-reader"), Now: now,
	})
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine
}

// newInspector reads with the real programs.
func newInspector(t testing.TB) *inspect.Inspector {
	t.Helper()
	return inspect.New(inspect.Config{
		Reader: newEngine(t), Office: convert.FindOffice(), Now: now,
		Recogniser: func(ctx context.Context) inspect.Recogniser { return recognise.Find(ctx) },
	})
}

// newBareInspector reads on a computer without LibreOffice and Tesseract.
func newBareInspector(t testing.TB) *inspect.Inspector {
	t.Helper()
	return inspect.New(inspect.Config{
		Reader: newEngine(t), Office: convert.Office{}, Now: now,
		Recogniser: func(context.Context) inspect.Recogniser { return recognise.Tesseract{} },
	})
}

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// qpdf makes a variant of a PDF with an independent program.
func qpdf(t testing.TB, from string, args ...string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "variant.pdf")
	run(t, "qpdf", append(append([]string{}, args...), from, to)...)
	return to
}

func run(t testing.TB, program string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
}
