package uitest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"path/filepath"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/identify"
	"github.com/souspli/souspli/fax/facsimile"
)

// Password opens the locked document.
const Password = "rimouski"

// readable are the files that the desk takes for documents.
var readable = []string{".pdf", ".png", ".jpg", ".tif", ".txt", ".docx", ".odt", ".rtf", ".doc", ".xlsx", ".ods", ".csv"}

// scripts say what is read in a file whose name holds a word.
var scripts = []struct {
	word string
	read func(*inspect.Report)
}{
	{"ordonnance", func(r *inspect.Report) {
		r.Kind, r.KindScore = dispatch.Prescription, 24
		r.KindWords = []string{"posologie", "renouvellements", "ordonnance"}
		r.Identifiers, r.Persons = oneperson(), 1
		r.Reasons = []inspect.Reason{inspect.HasIdentifier, inspect.KindIsHealth}
	}},
	{"numerisation", func(r *inspect.Report) {
		r.TextLayer, r.Recognised, r.Persons = false, true, 1
		r.Alternatives = []classify.Candidate{
			{Kind: dispatch.ConsultReport, Score: 7, Words: []string{"impression", "plan"}},
			{Kind: dispatch.ClinicalNote, Score: 6, Words: []string{"examen physique"}},
		}
		r.Identifiers = oneperson()[:2]
		r.Topics, r.Warnings = []classify.Topic{"mental_health"}, []inspect.Warning{inspect.ExtraSensitive}
		r.Reasons = []inspect.Reason{inspect.HasIdentifier, inspect.KindUnknown, inspect.SensitiveTopic}
	}},
	{"resultats", func(r *inspect.Report) {
		r.Pages, r.Kind, r.KindScore = 3, dispatch.LabResult, 18
		r.KindWords = []string{"valeurs de référence", "prélèvement"}
		r.Identifiers, r.Persons = append(oneperson(), second()), 2
		r.Warnings = []inspect.Warning{inspect.SeveralPersons, inspect.SignedPDF}
		r.Reasons = []inspect.Reason{inspect.HasIdentifier, inspect.KindIsHealth}
	}},
	{"depliant", func(r *inspect.Report) {
		r.Pages, r.Kind, r.KindScore = 1, dispatch.GeneralInfo, 9
		r.KindWords, r.Protected, r.Reasons = []string{"dépliant", "horaire"}, false, nil
	}},
	{"verrouille", func(r *inspect.Report) {
		r.Pages, r.Kind, r.KindScore, r.KindWords = 18, dispatch.RecordCopy, 15, []string{"copie de dossier"}
		r.Rendition = &inspect.Rendition{Size: r.Size, SHA256: r.SHA256}
		r.Reasons = []inspect.Reason{inspect.KindIsHealth}
	}},
}

func oneperson() []identify.Identifier {
	return []identify.Identifier{
		{Type: identify.QuebecHealthNumber, Masked: "TREJ •••• ••17", Page: 1, Valid: true},
		{Type: identify.DateOfBirth, Masked: "••••-••-••", Page: 1, Valid: true},
		{Type: identify.Phone, Masked: "••• •••-0142", Page: 2, Valid: true},
	}
}

func second() identify.Identifier {
	return identify.Identifier{Type: identify.QuebecHealthNumber, Masked: "BOUM •••• ••25", Page: 3, Valid: false}
}

// Inspect reads by the name of the file: see scripts. Any other document has two pages of an unknown kind.
func (d *Desk) Inspect(ctx context.Context, path, password string) (inspect.Report, error) {
	if err := d.wait(ctx, "Inspect"); err != nil {
		return inspect.Report{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Inspect"); err != nil {
		return inspect.Report{}, err
	}
	ending := strings.ToLower(filepath.Ext(path))
	if !slices.Contains(readable, ending) {
		return inspect.Report{}, refused("not_a_pdf")
	}
	name := filepath.Base(path)
	if strings.Contains(name, "verrouille") && password != Password {
		if password != "" {
			return inspect.Report{}, refused("pdf_password_wrong")
		}
		return inspect.Report{}, refused("pdf_encrypted")
	}
	sum := sha256.Sum256([]byte(path))
	r := inspect.Report{
		Path: path, Name: name, MediaType: "application/pdf", Pages: 2, Size: 184_300, SHA256: hex.EncodeToString(sum[:]),
		TextLayer: true, Languages: []string{"fr"}, Protected: true, Reasons: []inspect.Reason{inspect.KindUnknown},
	}
	if ending != ".pdf" {
		r.MediaType, r.Rendition = "application/octet-stream", &inspect.Rendition{Size: 96_000, SHA256: r.SHA256}
	}
	for _, s := range scripts {
		if strings.Contains(name, s.word) {
			s.read(&r)
		}
	}
	return r, nil
}

func refused(code string) error {
	return &dispatch.Error{Op: "inspect", Kind: dispatch.KindInvalid, Code: code, Certainty: dispatch.Unsent}
}

// Preview draws greeked text, the same for the same page of the same document.
func (d *Desk) Preview(ctx context.Context, r inspect.Report, page, width, height int) (image.Image, error) {
	if err := d.wait(ctx, "Preview"); err != nil {
		return nil, err
	}
	return draw(r, page, width, height), d.failure("Preview")
}

// FaxPreview draws the same page black on white. The first page is pale, the second full of grey. Prepared, a
// page has no dots for greys, and a quarter of the size.
func (d *Desk) FaxPreview(ctx context.Context, r inspect.Report, page int, mode facsimile.Mode) (facsimile.Preview, error) {
	if err := d.wait(ctx, "FaxPreview"); err != nil {
		return facsimile.Preview{}, err
	}
	bytes, minutes := 41_000, 0.5
	if mode == facsimile.Optimised {
		bytes, minutes = bytes/4, minutes/4
	}
	return facsimile.Preview{
		Image:    asFax(draw(r, page, facsimile.Width, facsimile.LetterHeight), mode == facsimile.Plain),
		Findings: facsimile.Findings{LightText: page == 1, GreyShare: 0.14 * float64(page-1), Bytes: bytes},
		Minutes:  minutes,
	}, d.failure("FaxPreview")
}

// Cover draws a page that names the draft's recipient by its shape alone.
func (d *Desk) Cover(ctx context.Context, draft desk.Draft) (facsimile.Preview, error) {
	if err := d.wait(ctx, "Cover"); err != nil {
		return facsimile.Preview{}, err
	}
	sheet := draw(inspect.Report{Name: draft.Recipient.Name}, 1, facsimile.Width, facsimile.LetterHeight)
	return facsimile.Preview{Image: asFax(sheet, true)}, d.failure("Cover")
}

// Forget has nothing to let go of.
func (d *Desk) Forget(inspect.Report) {}

// Legibility finds the first page pale, and counts half a minute a page.
func (d *Desk) Legibility(ctx context.Context, r inspect.Report) (facsimile.Legibility, error) {
	if err := d.wait(ctx, "Legibility"); err != nil {
		return facsimile.Legibility{}, err
	}
	return facsimile.Legibility{
		GreyShare: 0.14, LightPages: []int{1}, Pages: r.Pages, Minutes: 1 + 0.5*float64(r.Pages),
	}, d.failure("Legibility")
}

// Hold makes the next calls of a method wait, until they are given up or the returned function is called.
func (d *Desk) Hold(method string) (release func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	gate := make(chan struct{})
	d.gates[method] = gate
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.gates[method] == gate {
			delete(d.gates, method)
		}
		close(gate)
	}
}

// wait holds a call back as a test asked for.
func (d *Desk) wait(ctx context.Context, method string) error {
	d.mu.Lock()
	gate := d.gates[method]
	d.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil { // also when the gate was opened after
		d.mu.Lock()
		defer d.mu.Unlock()
		d.calls[method+" given up"]++
	}
	return ctx.Err()
}
