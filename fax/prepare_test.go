package fax_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/facsimile"
)

// sheet is a white page of some height with a black bar, on a pale grey ground if wanted.
func sheet(height int, ground uint8) *image.Gray {
	page := image.NewGray(image.Rect(0, 0, facsimile.Width, height))
	draw.Draw(page, page.Rect, image.NewUniform(color.Gray{Y: ground}), image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(200, 200, 1200, 240), image.NewUniform(color.Black), image.Point{}, draw.Src)
	return page
}

// drawing draws the same pages for every document.
func drawing(pages ...*image.Gray) fax.Draw {
	return func(context.Context, []byte) iter.Seq2[*image.Gray, error] {
		return func(yield func(*image.Gray, error) bool) {
			for _, page := range pages {
				if !yield(page, nil) {
					return
				}
			}
		}
	}
}

// breaking draws one page and then fails.
func breaking(err error) fax.Draw {
	return func(context.Context, []byte) iter.Seq2[*image.Gray, error] {
		return func(yield func(*image.Gray, error) bool) {
			if yield(sheet(facsimile.LetterHeight, 255), nil) {
				yield(nil, err)
			}
		}
	}
}

func preparedParcel(t *testing.T, pages ...int) dispatch.Parcel {
	t.Helper()
	p := sampleParcel(t)
	p.Prepare, p.Documents = true, nil
	for _, n := range pages {
		p.Documents = append(p.Documents, dispatchtest.SampleContent("secret.pdf", n, dispatchtest.SamplePDF(t, n, "document")))
	}
	return p
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// TestTheCoverShownIsTheOneSent: dot for dot, once the reference is known.
func TestTheCoverShownIsTheOneSent(t *testing.T) {
	t.Parallel()
	provider, parcel := &tray{}, sampleParcel(t)
	if _, err := fax.New(provider, texts).Send(t.Context(), parcel, nil); err != nil {
		t.Fatal(err)
	}
	var shown bytes.Buffer
	if err := fax.WriteCoverOf(&shown, parcel, texts); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(shown.Bytes(), provider.parts[0]) {
		t.Error("the cover page shown is another than the one sent")
	}
	parcel.Route.Address = "ailleurs"
	if err := fax.WriteCoverOf(&shown, parcel, texts); err == nil {
		t.Error("a cover page to no number")
	}
}

func TestPreparedDocumentsAreOneFileOfDots(t *testing.T) {
	t.Parallel()
	provider := &tray{}
	parcel := preparedParcel(t, 2, 2)
	letter, legal := sheet(facsimile.LetterHeight, 230), sheet(facsimile.LegalHeight, 255)
	receipt, err := fax.New(provider, texts).Preparing(drawing(letter, legal)).Send(t.Context(), parcel, nil)
	if err != nil {
		t.Fatal(err)
	}
	if provider.job.Pages != 6 || len(provider.parts) != 3 { // cover, message, four pages
		t.Fatalf("%d pages in %d parts", provider.job.Pages, len(provider.parts))
	}
	cover, prepared := provider.parts[0], provider.parts[2]
	if receipt.Cover != sumOf(cover) || receipt.Prepared != sumOf(prepared) || provider.job.Parts[2].Size != int64(len(prepared)) {
		t.Errorf("the receipt %+v is not of what was sent", receipt)
	}
	path := filepath.Join(t.TempDir(), "prepared.pdf")
	if err := os.WriteFile(path, prepared, 0o600); err != nil {
		t.Fatal(err)
	}
	list := strings.Fields(run(t, "pdfimages", "-list", path))
	if n := strings.Count(strings.Join(list, " "), " ccitt "); n != 4 {
		t.Errorf("%d pages of dots: %v", n, list)
	}
	if sizes := run(t, "pdfinfo", "-f", "1", "-l", "4", path); strings.Count(sizes, "x 792 pts") != 2 || strings.Count(sizes, "x 1008 pts") != 2 {
		t.Errorf("sizes of the pages:\n%s", sizes)
	}
	if len(prepared) > 8000 {
		t.Errorf("%d bytes: the grey ground is still there", len(prepared))
	}
}

func TestUnpreparedDocumentsAreSentAsTheyWereQueued(t *testing.T) {
	t.Parallel()
	provider := &tray{}
	parcel := preparedParcel(t, 1)
	parcel.Prepare = false
	receipt, err := fax.New(provider, texts).Preparing(drawing()).Send(t.Context(), parcel, nil)
	if err != nil || receipt.Prepared != "" || receipt.Cover != sumOf(provider.parts[0]) {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if sumOf(provider.parts[2]) != parcel.Documents[0].SHA256 {
		t.Error("the document was changed")
	}
}

func TestPreparationRefusesWhole(t *testing.T) {
	t.Parallel()
	page := sheet(facsimile.LetterHeight, 255)
	noise := sheet(facsimile.LetterHeight, 255)
	for i := range noise.Pix {
		noise.Pix[i] = uint8(i*i>>7) & 1 * 255 //nolint:gosec // 0 or 1
	}
	damaged := &dispatch.Error{Op: "reader", Kind: dispatch.KindInvalid, Code: "document_damaged"}
	tests := []struct {
		name   string
		draw   fax.Draw
		change func(*dispatch.Parcel)
		kind   dispatch.Kind
		code   string
	}{
		{"a page short", drawing(page), nil, dispatch.KindIntegrity, "fax_document_changed"},
		{"a page more", drawing(page, page, page), nil, dispatch.KindIntegrity, "fax_document_changed"},
		{"a document that cannot be drawn", breaking(damaged), nil, dispatch.KindInvalid, "fax_preparation"},
		{"an error that names a file", breaking(errors.New("open secret.pdf")), nil, dispatch.KindInvalid, "fax_preparation"},
		{"a sheet of another width", drawing(image.NewGray(image.Rect(0, 0, 1700, 2156)), page), nil, dispatch.KindInvalid, "fax_preparation"},
		{"a sheet without dots", drawing(image.NewGray(image.Rect(0, 0, 1728, 0)), page), nil, dispatch.KindInvalid, "fax_preparation"},
		{"no sheet at all", drawing(nil, page), nil, dispatch.KindInvalid, "fax_preparation"},
		{"larger than the provider takes", drawing(noise, noise), nil, dispatch.KindRefused, "fax_size_over"},
		{"altered since it was queued", drawing(page, page), func(p *dispatch.Parcel) {
			p.Documents[0].Open = func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(bytes.NewReader(make([]byte, p.Documents[0].Size))), nil
			}
		}, dispatch.KindIntegrity, "fax_document_changed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parcel := preparedParcel(t, 2)
			if test.change != nil {
				test.change(&parcel)
			}
			provider := &tray{}
			_, err := fax.New(provider, texts).Preparing(test.draw).Send(t.Context(), parcel, nil)
			if dispatch.KindOf(err) != test.kind || dispatch.CodeOf(err) != test.code || dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Errorf("%v", err)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error names a file: %v", err)
			}
			if len(provider.parts) != 0 {
				t.Error("the provider was given something")
			}
		})
	}
}

func TestPreparationStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	draw := func(context.Context, []byte) iter.Seq2[*image.Gray, error] {
		return func(yield func(*image.Gray, error) bool) {
			stop()
			yield(sheet(facsimile.LetterHeight, 255), nil)
		}
	}
	_, err := fax.New(&tray{}, texts).Preparing(draw).Send(ctx, preparedParcel(t, 1), nil)
	if dispatch.CodeOf(err) != "fax_interrupted" || !dispatch.RetryOf(err) || dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Errorf("%v", err)
	}
}

// forgetful is a service that takes a fax and loses its reply, and later knows it by a number alone.
type forgetful struct {
	tray
	err  error
	seen []dispatch.Attempt
}

// Name implements fax.Provider.
func (*forgetful) Name() string { return "forgetful" }

// Submit implements fax.Provider.
func (p *forgetful) Submit(context.Context, fax.Job) (dispatch.Receipt, error) {
	return dispatch.Receipt{}, p.err
}

// Find implements fax.Provider.
func (p *forgetful) Find(_ context.Context, a dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	p.seen = append(p.seen, a)
	return dispatch.True, dispatch.Receipt{Provider: "forgetful", Reference: "7"}, nil
}

// Status implements fax.Provider.
func (p *forgetful) Status(_ context.Context, a dispatch.Attempt) (fax.Report, error) {
	p.seen = append(p.seen, a)
	return fax.Report{Phase: fax.Done, Expected: 3, Confirmed: 3, Receipt: dispatch.Receipt{Provider: "forgetful", Reference: "7"}}, nil
}

func TestHashesOutliveALostReply(t *testing.T) {
	t.Parallel()
	lost := &dispatch.Error{Op: "forgetful.submit", Kind: dispatch.KindUncertain, Certainty: dispatch.Maybe}
	provider := &forgetful{err: lost}
	channel := fax.New(provider, texts).Preparing(drawing(sheet(facsimile.LetterHeight, 255)))
	receipt, err := channel.Send(t.Context(), preparedParcel(t, 1), nil)
	if !errors.Is(err, lost) || receipt.Cover == "" || receipt.Prepared == "" || receipt.Reference != "" {
		t.Fatalf("%+v, %v", receipt, err)
	}
	_, found, _ := channel.Find(t.Context(), dispatch.Attempt{Receipt: &receipt})
	if found.Reference != "7" || found.Cover != receipt.Cover || found.Prepared != receipt.Prepared {
		t.Errorf("found %+v", found)
	}
	status, err := channel.Track(t.Context(), dispatch.Attempt{Receipt: &found})
	if err != nil || status.Receipt.Cover != receipt.Cover || status.Receipt.Prepared != receipt.Prepared || status.Receipt.Pages != 3 {
		t.Errorf("followed %+v, %v", status.Receipt, err)
	}
	if provider.seen[0].Receipt != nil || provider.seen[1].Receipt == nil {
		t.Error("a provider sees a receipt exactly when it has its reference")
	}
}

func TestNothingLeftLeavesNoHashes(t *testing.T) {
	t.Parallel()
	provider := &forgetful{err: &dispatch.Error{Op: "forgetful.submit", Kind: dispatch.KindRejected, Certainty: dispatch.Unsent}}
	if receipt, err := fax.New(provider, texts).Send(t.Context(), sampleParcel(t), nil); err == nil || receipt != (dispatch.Receipt{}) {
		t.Errorf("%+v, %v", receipt, err)
	}
}

func TestPrepares(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		word  string
		usual bool
		want  bool
		code  string
	}{
		"nothing said":               {"", true, true, ""},
		"nothing said, not usual":    {"", false, false, ""},
		"asked for":                  {fax.PrepareOptimised, false, true, ""},
		"as it is":                   {fax.PrepareNone, true, false, ""},
		"another word means neither": {"yes", true, false, "fax_account_setting"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := fax.Prepares(map[string]string{fax.SettingPrepare: c.word}, c.usual)
			if got != c.want || dispatch.CodeOf(err) != c.code {
				t.Errorf("%t, %v", got, err)
			}
		})
	}
}

// The limits say how much there is room for.
func TestLimitsSayWhatFits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		message string
		pages   int
		want    string // detail of the refusal; empty: it fits
	}{
		{"all that fits", "", 9, ""},
		{"a page too many", "", 10, "9"},
		{"a message takes a page", "Bonjour", 9, "8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := sampleParcel(t)
			p.Subject, p.Message = "", test.message
			p.Documents[0].Pages = test.pages
			err := fax.New(&tray{}, texts).Check(t.Context(), p)
			if e, ok := errors.AsType[*dispatch.Error](err); ok != (test.want != "") || ok && e.Detail != test.want {
				t.Errorf("%v", err)
			}
		})
	}
}
