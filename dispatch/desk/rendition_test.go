package desk_test

import (
	"io"
	"os"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/inspect"
)

// picture is a file that is no PDF, with the PDF made from it.
func (r *rig) picture() inspect.Report {
	r.t.Helper()
	file := r.counted("Radiographie.tiff", []byte("II*\x00 not really a picture"))
	made := dispatchtest.SamplePDF(r.t, 2, "picture")
	report := r.read()
	report.Path, report.Name, report.MediaType, report.Pages = file.Path, file.Name, "image/tiff", 2
	report.Size, report.SHA256 = file.Size, file.SHA256
	report.Rendition = &inspect.Rendition{Size: int64(len(made)), SHA256: sum(made), PDF: made}
	return report
}

// The PDF made from a file is what leaves; the log proves both.
func TestRenditionIsSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
	report := r.picture()
	draft.Documents = []inspect.Report{report}
	sent, err := r.Send(t.Context(), draft)
	must(t, err)
	shown, err := r.Show(t.Context(), sent.ID)
	must(t, err)
	doc := shown.Documents[0]
	if doc.Name != "Radiographie.pdf" || doc.MediaType != "application/pdf" || doc.Size != report.Rendition.Size || doc.SHA256 != report.Rendition.SHA256 {
		t.Errorf("%+v", doc)
	}
	if want := (dispatch.Original{MediaType: "image/tiff", Size: report.Size, SHA256: report.SHA256}); doc.Original == nil || *doc.Original != want {
		t.Errorf("made from %+v, want %+v", doc.Original, want)
	}
	stored, err := r.store.OpenDocument(t.Context(), doc)
	must(t, err)
	content, err := io.ReadAll(stored)
	must(t, err)
	must(t, stored.Close())
	if sum(content) != report.Rendition.SHA256 {
		t.Error("something else than the rendition is sealed")
	}
}

func TestRenditionIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*inspect.Report)
		code   string
	}{
		{"of a file changed since", func(r *inspect.Report) { must(t, os.WriteFile(r.Path, []byte("another"), 0o600)) }, "file_changed"},
		{"of a file that grew since", func(r *inspect.Report) {
			before, err := os.ReadFile(r.Path)
			must(t, err)
			must(t, os.WriteFile(r.Path, append(before, '!'), 0o600))
		}, "file_changed"},
		{"of a file gone since", func(r *inspect.Report) { must(t, os.Remove(r.Path)) }, "file_unreadable"},
		{"that is not its own hash", func(r *inspect.Report) { r.Rendition.PDF = append([]byte{}, r.Rendition.PDF[1:]...) }, "file_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
			report := r.picture()
			c.change(&report)
			draft.Documents = []inspect.Report{report}
			if _, err := r.Send(t.Context(), draft); dispatch.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
			page, err := r.Search(t.Context(), dispatch.Filter{})
			must(t, err)
			if len(page.Dispatches) > 0 || r.woken > 0 {
				t.Error("something was stored")
			}
		})
	}
}
