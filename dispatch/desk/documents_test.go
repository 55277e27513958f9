package desk_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/fax/facsimile"
)

// reader answers as a document that opens with one password would be answered for.
type reader struct{ password string }

func (r reader) File(_ context.Context, path, password string) (inspect.Report, error) {
	if password != r.password {
		return inspect.Report{}, &dispatch.Error{Op: "inspect", Kind: dispatch.KindInvalid, Code: "pdf_encrypted"}
	}
	return inspect.Report{Path: path, Pages: 3}, nil
}

// Kept tells of the bytes what a report must, and nothing of what they say.
func (reader) Kept(_ context.Context, name string, content []byte) (inspect.Report, error) {
	made := &inspect.Rendition{Size: int64(len(content)), SHA256: sum(content), PDF: content}
	return inspect.Report{
		Name: name, MediaType: "application/pdf", Pages: 1, Size: made.Size, SHA256: made.SHA256, Protected: true, Rendition: made,
	}, nil
}

func (reader) Preview(_ context.Context, _ inspect.Report, page, width, height int) (image.Image, error) {
	return image.NewGray(image.Rect(page, 0, width, height)), nil
}

func (reader) FaxPreview(_ context.Context, _ inspect.Report, page int, mode facsimile.Mode) (facsimile.Preview, error) {
	return facsimile.Preview{Minutes: float64(page), Findings: facsimile.Findings{Dark: mode == facsimile.Optimised}}, nil
}

// Arrange is not needed here.
func (reader) Arrange(context.Context, inspect.Report, []inspect.Leaf) (inspect.Report, error) {
	return inspect.Report{}, nil
}

func (reader) Legibility(_ context.Context, r inspect.Report) (facsimile.Legibility, error) {
	return facsimile.Legibility{Pages: r.Pages}, nil
}

func (reader) Forget(inspect.Report) {}

// What is asked of the desk about a document reaches its reader whole.
func TestDocumentsAreReadThroughTheDesk(t *testing.T) {
	t.Parallel()
	d := desk.New(desk.Config{Documents: reader{"sesame"}})
	if _, err := d.Inspect(t.Context(), "x.pdf", "wrong"); dispatch.CodeOf(err) != "pdf_encrypted" {
		t.Errorf("a wrong password: %v", err)
	}
	report, err := d.Inspect(t.Context(), "x.pdf", "sesame")
	must(t, err)
	if report.Path != "x.pdf" || report.Pages != 3 {
		t.Errorf("%+v", report)
	}
	page, err := d.Preview(t.Context(), report, 2, 30, 40)
	must(t, err)
	if want := image.Rect(2, 0, 30, 40); page.Bounds() != want {
		t.Errorf("%v, want %v", page.Bounds(), want)
	}
	fax, err := d.FaxPreview(t.Context(), report, 2, facsimile.Optimised)
	must(t, err)
	if fax.Minutes != 2 || !fax.Findings.Dark {
		t.Errorf("%+v", fax)
	}
	judged, err := d.Legibility(t.Context(), report)
	must(t, err)
	if judged.Pages != 3 {
		t.Errorf("%+v", judged)
	}
}

// counted is a report of a file of which nothing but its bytes and one page is known.
func (r *rig) counted(name string, content []byte) inspect.Report {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), name)
	must(r.t, os.WriteFile(path, content, 0o600))
	return inspect.Report{
		Path: path, Name: name, MediaType: "application/pdf", Pages: 1, Size: int64(len(content)), SHA256: sum(content), Protected: true,
	}
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}
