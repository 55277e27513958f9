package fax_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
)

// tray is a provider that keeps the last job, as read, and answers what it is told to.
type tray struct {
	fax.Provider
	job   fax.Job
	parts [][]byte
}

// Limits implements fax.Provider.
func (*tray) Limits() fax.Limits { return fax.Limits{Pages: 10, Bytes: 1 << 20} }

// Submit implements fax.Provider.
func (p *tray) Submit(ctx context.Context, job fax.Job) (dispatch.Receipt, error) {
	p.job = job
	for _, part := range job.Parts {
		data, err := readPart(ctx, part)
		if err != nil {
			return dispatch.Receipt{}, err
		}
		p.parts = append(p.parts, data)
	}
	return dispatch.Receipt{Provider: "tray"}, nil
}

func readPart(ctx context.Context, part fax.Part) ([]byte, error) {
	source, err := part.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	return io.ReadAll(source)
}

func sampleParcel(t *testing.T) dispatch.Parcel {
	t.Helper()
	p := dispatchtest.SampleParcel(t)
	p.Route = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550123"}
	return p
}

func TestSendHandsOverCoverMessageAndDocuments(t *testing.T) {
	t.Parallel()
	provider := &tray{}
	parcel := sampleParcel(t)
	if _, err := fax.New(provider, texts).Send(t.Context(), parcel, func(dispatch.Progress) {}); err != nil {
		t.Fatal(err)
	}
	job := provider.job
	if job.Attempt != parcel.Attempt || job.Number.E164 != "+15145550123" || job.Pages != 3 || len(job.Parts) != 3 || job.Progress == nil {
		t.Fatalf("%+v", job)
	}
	for i, part := range job.Parts {
		if part.Size != int64(len(provider.parts[i])) {
			t.Errorf("part %d says %d bytes and has %d", i, part.Size, len(provider.parts[i]))
		}
	}
	cover, message := textOf(t, provider.parts[0]), textOf(t, provider.parts[1])
	if !strings.Contains(cover, "Pages 3") && !strings.Contains(cover, "3 ") {
		t.Errorf("the cover page does not count three pages:\n%s", cover)
	}
	for _, private := range []string{parcel.Subject, parcel.Message, "Essai-Tremblay", parcel.Documents[0].Name} {
		if strings.Contains(cover, private) {
			t.Errorf("the cover page says %q", private)
		}
	}
	if !strings.Contains(message, parcel.Subject) || !strings.Contains(message, parcel.Message) {
		t.Errorf("the message page says:\n%s", message)
	}
}

func TestCoverIsWrittenAsTheClinicWants(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, language, cover string
		first, absent         string
	}{
		{"both, French first", "fr", "", "CONFIDENTIEL", ""},
		{"both, English first", "en", "", "CONFIDENTIAL", ""},
		{"French alone", "en", "fr", "CONFIDENTIEL", "CONFIDENTIAL"},
		{"English alone", "fr", "en", "CONFIDENTIAL", "CONFIDENTIEL"},
		{"another word: both", "fr", "iu", "CONFIDENTIEL", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			provider, parcel := &tray{}, sampleParcel(t)
			parcel.Language, parcel.Sender.CoverLanguage = test.language, test.cover
			if _, err := fax.New(provider, texts).Send(t.Context(), parcel, nil); err != nil {
				t.Fatal(err)
			}
			cover := textOf(t, provider.parts[0])
			other := map[string]string{"CONFIDENTIEL": "CONFIDENTIAL", "CONFIDENTIAL": "CONFIDENTIEL"}[test.first]
			at, after := strings.Index(cover, test.first), strings.Index(cover, other)
			if at < 0 || test.absent == "" && after < at || test.absent != "" && after >= 0 {
				t.Errorf("%s at %d, %s at %d", test.first, at, other, after)
			}
		})
	}
}

func TestSendHandsOverASubjectWithoutAMessage(t *testing.T) {
	t.Parallel()
	provider := &tray{}
	parcel := sampleParcel(t)
	parcel.Message = ""
	if _, err := fax.New(provider, texts).Send(t.Context(), parcel, nil); err != nil {
		t.Fatal(err)
	}
	if provider.job.Pages != 3 || len(provider.parts) != 3 || !strings.Contains(textOf(t, provider.parts[1]), parcel.Subject) {
		t.Errorf("%d pages in %d parts, none with the subject", provider.job.Pages, len(provider.parts))
	}
}

func TestSendWithoutAMessageHasNoMessagePage(t *testing.T) {
	t.Parallel()
	provider := &tray{}
	parcel := sampleParcel(t)
	parcel.Subject, parcel.Message = "", ""
	if _, err := fax.New(provider, texts).Send(t.Context(), parcel, nil); err != nil {
		t.Fatal(err)
	}
	if provider.job.Pages != 2 || len(provider.parts) != 2 {
		t.Errorf("%d pages in %d parts", provider.job.Pages, len(provider.parts))
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	document := func(change func(*dispatch.Content)) func(*dispatch.Parcel) {
		return func(p *dispatch.Parcel) { change(&p.Documents[0]) }
	}
	tests := []struct {
		name   string
		change func(*dispatch.Parcel)
		code   string
	}{
		{"a number of Peru", func(p *dispatch.Parcel) { p.Route.Address = "+5115550123" }, "number_abroad"},
		{"no number", func(p *dispatch.Parcel) { p.Route.Address = "" }, "number_invalid"},
		{"no reference", func(p *dispatch.Parcel) { p.Attempt = "" }, "fax_reference"},
		{"a reference that ends a command", func(p *dispatch.Parcel) { p.Attempt = "a\r\nJSUBM" }, "fax_reference"},
		{"no clinic", func(p *dispatch.Parcel) { p.Sender.Organisation = "" }, "fax_sender_missing"},
		{"nobody to call back", func(p *dispatch.Parcel) { p.Sender.Phone = "" }, "fax_sender_missing"},
		{"no document", func(p *dispatch.Parcel) { p.Documents = nil }, "fax_no_document"},
		{"a picture", document(func(c *dispatch.Content) { c.MediaType = "image/png" }), "fax_not_pdf"},
		{"no pages", document(func(c *dispatch.Content) { c.Pages = 0 }), "fax_empty_document"},
		{"no bytes", document(func(c *dispatch.Content) { c.Size = 0 }), "fax_empty_document"},
		{"more pages than taken, with the cover", document(func(c *dispatch.Content) { c.Pages = 9 }), "fax_pages_over"},
		{"more bytes than taken", document(func(c *dispatch.Content) { c.Size = 2 << 20 }), "fax_size_over"},
		{"preparation by nobody", func(p *dispatch.Parcel) { p.Prepare = true }, "fax_preparation"},
		{"a message in syllabics", func(p *dispatch.Parcel) { p.Message = "ᐃᓄᒃᑎᑐᑦ" }, "fax_message_letters"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parcel := sampleParcel(t)
			parcel.Documents = slices.Clone(parcel.Documents)
			test.change(&parcel)
			channel := fax.New(&tray{}, texts)
			err := channel.Check(t.Context(), parcel)
			if dispatch.CodeOf(err) != test.code || dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Errorf("%v, want %s", err, test.code)
			}
			if _, again := channel.Send(t.Context(), parcel, nil); dispatch.CodeOf(again) != test.code {
				t.Errorf("send: %v, want %s", again, test.code)
			}
		})
	}
}

func TestDocumentsAreWhatWasQueued(t *testing.T) {
	t.Parallel()
	storage := &dispatch.Error{Op: "store.open", Kind: dispatch.KindStorage, Code: "storage_full", Retry: true}
	tests := []struct {
		name string
		open func(data []byte) (io.ReadCloser, error)
		kind dispatch.Kind
		code string
	}{
		{"shorter", replaced(func(b []byte) []byte { return b[:len(b)-1] }), dispatch.KindIntegrity, "fax_document_changed"},
		{"longer", replaced(func(b []byte) []byte { return append(slices.Clone(b), 'x') }), dispatch.KindIntegrity, "fax_document_changed"},
		{"altered", replaced(flipped), dispatch.KindIntegrity, "fax_document_changed"},
		{"empty", replaced(func([]byte) []byte { return nil }), dispatch.KindIntegrity, "fax_document_changed"},
		{"unreadable storage", failing(storage), dispatch.KindStorage, "storage_full"},
		{"an error that says nothing", failing(errors.New("open secret.pdf")), dispatch.KindIntegrity, "fax_document_changed"},
		{"cancelled", failing(context.Canceled), dispatch.KindUnreachable, "fax_interrupted"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parcel := sampleParcel(t)
			data := dispatchtest.SamplePDF(t, 1, "document")
			parcel.Documents = []dispatch.Content{dispatchtest.SampleContent("secret.pdf", 1, data)}
			parcel.Documents[0].Open = func(context.Context) (io.ReadCloser, error) { return test.open(data) }
			_, err := fax.New(&tray{}, texts).Send(t.Context(), parcel, nil)
			if dispatch.KindOf(err) != test.kind || dispatch.CodeOf(err) != test.code || dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Errorf("%v", err)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error names a file: %v", err)
			}
		})
	}
}

func replaced(change func([]byte) []byte) func([]byte) (io.ReadCloser, error) {
	return func(data []byte) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(change(data))), nil
	}
}

func flipped(b []byte) []byte {
	b = slices.Clone(b)
	b[len(b)/2] ^= 1
	return b
}

func failing(err error) func([]byte) (io.ReadCloser, error) {
	return func([]byte) (io.ReadCloser, error) { return nil, err }
}
