package fax

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"iter"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/facsimile"
)

// Draw draws the pages of a PDF in their order, each on the sheet that [facsimile.Fit] names for it,
// facsimile.Width wide. It stops after the first error. Pages are drawn while they are ranged over, so that
// one is held at a time.
type Draw func(ctx context.Context, pdf []byte) iter.Seq2[*image.Gray, error]

// SettingPrepare is the name of an account's setting: PrepareOptimised, PrepareNone, or empty for what is
// usual.
const (
	SettingPrepare   = "prepare"
	PrepareOptimised = "optimised" // documents become clean black dots: smaller, and readable at the other end
	PrepareNone      = "as_is"     // documents are sent as they were queued
)

// Prepares reads the account's setting; usual is what an empty one means. It fails with KindInvalid for
// another word.
func Prepares(settings map[string]string, usual bool) (bool, error) {
	switch settings[SettingPrepare] {
	case "":
		return usual, nil
	case PrepareOptimised:
		return true, nil
	case PrepareNone:
		return false, nil
	}
	return false, &dispatch.Error{
		Op: "fax.account", Kind: dispatch.KindInvalid, Code: "fax_account_setting", Field: SettingPrepare,
		Certainty: dispatch.Unsent,
	}
}

// Preparing gives the channel what it needs for parcels that ask for it (Parcel.Prepare): their documents
// are sent as one PDF of clean black dots. It returns a new channel.
func (c *Channel) Preparing(draw Draw) *Channel {
	preparing := *c
	preparing.draw = draw
	return &preparing
}

var (
	errNoRoom    = errors.New("the prepared pages are larger than the provider takes")
	errSheetSize = errors.New("a page was not drawn for a fax")
)

// prepare puts one prepared file in the place of the documents, which are the last parts of the job.
func (c *Channel) prepare(ctx context.Context, job *readyJob, documents []dispatch.Content) error {
	others := job.Parts[:len(job.Parts)-len(documents)]
	job.Parts = others
	prepared := bounded{room: c.provider.Limits().Bytes - job.Bytes()}
	if err := facsimile.WritePDF(&prepared, c.dots(ctx, documents)); err != nil {
		return c.preparationError(ctx, err)
	}
	sum := sha256.Sum256(prepared.file.Bytes())
	job.prepared = hex.EncodeToString(sum[:])
	job.Parts = append(others, partInMemory(prepared.file.Bytes()))
	return nil
}

// dots are the pages of all documents as they will be printed. Every document must be the one that was
// queued, and have as many pages as were counted.
func (c *Channel) dots(ctx context.Context, documents []dispatch.Content) iter.Seq2[*facsimile.Bitmap, error] {
	return func(yield func(*facsimile.Bitmap, error) bool) {
		for _, document := range documents {
			pages := 0
			for page, err := range c.pages(ctx, document) {
				if pages++; err == nil && pages > document.Pages {
					err = changed()
				}
				if err != nil {
					yield(nil, err)
					return
				}
				if !yield(facsimile.Rasterise(page, facsimile.Optimised), nil) {
					return
				}
			}
			if pages != document.Pages {
				yield(nil, changed())
				return
			}
		}
	}
}

// pages draws one document, which is read whole before its first page is drawn.
func (c *Channel) pages(ctx context.Context, document dispatch.Content) iter.Seq2[*image.Gray, error] {
	return func(yield func(*image.Gray, error) bool) {
		pdf, err := readAll(ctx, partOf(document))
		if err != nil {
			yield(nil, err)
			return
		}
		for page, err := range c.draw(ctx, pdf) {
			if err == nil {
				err = ctx.Err()
			}
			if err == nil && (page == nil || page.Rect.Dx() != facsimile.Width || page.Rect.Empty()) {
				err = errSheetSize
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

func readAll(ctx context.Context, part Part) ([]byte, error) {
	source, err := part.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	pdf := bytes.NewBuffer(make([]byte, 0, part.Size+bytes.MinRead))
	_, err = pdf.ReadFrom(source)
	return pdf.Bytes(), err
}

// preparationError keeps what a document's own reader says, and the codes of whoever draws.
func (c *Channel) preparationError(ctx context.Context, err error) error {
	e := &dispatch.Error{
		Op: "fax.prepare", Kind: dispatch.KindInvalid, Code: "fax_preparation", Field: "documents", Certainty: dispatch.Unsent,
	}
	known, ok := errors.AsType[*dispatch.Error](err)
	switch {
	case errors.Is(err, errNoRoom):
		return tooLarge(c.provider.Limits())
	case ctx.Err() != nil:
		return unreadable(ctx.Err())
	case ok && known.Op == "fax.document":
		return known
	case ok:
		e.Kind, e.Err = known.Kind, known
	}
	return e
}

// bounded is a file in memory that may not grow over its room.
type bounded struct {
	file bytes.Buffer
	room int64
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if int64(b.file.Len()+len(p)) > b.room {
		return 0, errNoRoom
	}
	return b.file.Write(p)
}
