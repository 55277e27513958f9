package reader_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// TestMain makes this program its own reader child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == reader.Argument {
		if reader.Serve(os.Stdin, os.Stdout) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	_ = os.RemoveAll(programFolder())
	os.Exit(code)
}

// programFolder is where this run keeps the program of its children.
func programFolder() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("souspli-test-reader-%d", os.Getpid()))
}

// program is this one without the race detector, as people run it: only so do a child's limits hold, which the
// detector outgrows, and it has nothing to find where one thing is done at a time.
var program = sync.OnceValues(func() (string, error) {
	if reader.Shadow == 1 {
		return os.Args[0], nil
	}
	file := filepath.Join(programFolder(), "reader.test")
	out, err := exec.Command("go", "test", "-c", "-o", file, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return file, nil
})

// rig is an engine whose children can be found.
type rig struct {
	*reader.Engine
	children chan process
}

// process is a child; kill ends it as a person with a task manager does, at the next moment.
type process struct {
	*exec.Cmd
	kill context.CancelFunc
}

// end kills a child and waits until it is dead.
func (p process) end(t testing.TB) {
	t.Helper()
	p.kill()
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		state, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Process.Pid))
		if err != nil || bytes.Contains(state, []byte(") Z ")) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the child goes on")
		}
	}
}

// cache is shared by all runs, so that PDFium is compiled once.
func cache() string { return filepath.Join(os.TempDir(), "souspli-test-reader") }

func newRig(t testing.TB, change ...func(*reader.Config)) *rig {
	t.Helper()
	r := &rig{children: make(chan process, 100)}
	child, err := program()
	if err != nil {
		t.Fatal(err)
	}
	config := reader.Config{
		Cache: cache(),
		Now:   time.Now,
		Command: func() *exec.Cmd {
			ctx, cancel := context.WithCancel(context.Background())
			t.Cleanup(cancel)
			command := exec.CommandContext(ctx, child, reader.Argument)
			r.children <- process{command, cancel}
			return command
		},
	}
	for _, c := range change {
		c(&config)
	}
	r.Engine = reader.New(config)
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// latest is the child that was started last; it forgets those before. A request must have been answered since.
func (r *rig) latest(t testing.TB) process {
	t.Helper()
	var last process
	for {
		select {
		case last = <-r.children:
		default:
			if last.Cmd == nil {
				t.Fatal("no child was started")
			}
			return last
		}
	}
}

func (r *rig) open(t testing.TB, s reader.Source) *reader.Document {
	t.Helper()
	document, err := r.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(document.Close)
	return document
}

func expectCode(t testing.TB, err error, code string) {
	t.Helper()
	if dispatch.CodeOf(err) != code || dispatch.KindOf(err) != dispatch.KindInvalid || dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Fatalf("%v, want %s", err, code)
	}
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
func qpdf(t testing.TB, content []byte, args ...string) []byte {
	t.Helper()
	from, to := write(t, "from.pdf", content), filepath.Join(t.TempDir(), "to.pdf")
	out, err := exec.CommandContext(context.Background(), "qpdf", append(append([]string{}, args...), from, to)...).CombinedOutput()
	if err != nil {
		t.Fatalf("qpdf: %v\n%s", err, out)
	}
	made, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// letterPDF makes pages of letter size, in points, with f.
func letterPDF(t testing.TB, pages int, f func(pdf *fpdf.Fpdf, page int)) []byte {
	t.Helper()
	pdf := fpdf.New("P", "pt", "Letter", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetFont("Helvetica", "", 11)
	for page := range pages {
		pdf.AddPage()
		f(pdf, page+1)
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// dense is a page full of text.
func dense(pdf *fpdf.Fpdf, page int) {
	for line := range 60 {
		pdf.Text(50, 50+12*float64(line), fmt.Sprintf(
			"Page %d line %d: the person was seen at the clinic and the result was sent to the specialist on call.", page, line))
	}
}

// simple is one readable page.
func simple(t testing.TB) []byte {
	return letterPDF(t, 1, func(pdf *fpdf.Fpdf, _ int) { pdf.Text(72, 72, "Bonjour") })
}

// built assembles a PDF of given objects, from 1; object 1 is the catalog.
func built(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func stream(dictionary string, content []byte) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dictionary, len(content), content)
}

// endless is a page that takes longer to draw than anybody waits: shadings over shadings.
func endless() []byte {
	inner := stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X 6 0 R>>>>", bytes.Repeat([]byte("/X Do "), 300))
	middle := stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X 7 0 R>>>>", bytes.Repeat([]byte("/X Do "), 300))
	leaf := stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]", bytes.Repeat([]byte("0 0 m 612 792 l 0 792 l 612 0 l f* "), 300))
	return built(
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
		stream("", bytes.Repeat([]byte("/X Do "), 300)), inner, middle, leaf,
	)
}

// gone waits until a process has ended.
func gone(t testing.TB, process *os.Process) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); process.Signal(syscall.Signal(0)) == nil; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("the child goes on")
		}
	}
}
