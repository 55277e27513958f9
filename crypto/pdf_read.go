package crypto

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

const (
	// MaxPDF is the largest PDF that is read, in bytes. The library holds all of it in memory.
	MaxPDF = 100 << 20
	// maxDecodedPDF bounds what one of its compressed streams may grow to.
	maxDecodedPDF = 256 << 20
	// pdfHeaderWithin is where readers look for the header.
	pdfHeaderWithin = 1024
)

// PDFPages counts the pages of a PDF. Errors are ErrNotPDF, ErrPDFEncrypted (also when it opens without a
// password), ErrPDFDamaged and ErrPDFTooLarge, or those of src.
func PDFPages(src io.ReadSeeker) (pages int, err error) {
	defer recoverPDF(&err)
	if err := checkPDFFile(src); err != nil {
		return 0, err
	}
	ctx, err := readPDF(src, pdfConfiguration())
	if err != nil {
		return 0, err
	}
	return countPages(ctx)
}

// recoverPDF turns a panic of the library into an error: PDFs come from anywhere.
func recoverPDF(err *error) {
	if recover() != nil {
		*err = ErrPDFDamaged
	}
}

// checkPDFFile looks at size and header, and leaves src at its start.
func checkPDFFile(src io.ReadSeeker) error {
	size, err := src.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if size > MaxPDF {
		return ErrPDFTooLarge
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return err
	}
	head := make([]byte, min(size, pdfHeaderWithin))
	if _, err := io.ReadFull(src, head); err != nil {
		return err
	}
	if !bytes.Contains(head, []byte("%PDF-")) {
		return ErrNotPDF
	}
	_, err = src.Seek(0, io.SeekStart)
	return err
}

// pdfConfiguration is written out in full: the library's own default reads, and writes, a folder of the
// person's home.
func pdfConfiguration() *model.Configuration {
	limits := model.DefaultResourceLimits()
	limits.MaxStreamBytes = MaxPDF
	limits.MaxDecodeBytes = maxDecodedPDF
	limits.MaxObjectCount = 1_000_000
	limits.MaxXRefEntries = 1_000_000
	return &model.Configuration{
		Version:           model.VersionStr,
		Reader15:          true,
		ValidationMode:    model.ValidationRelaxed,
		Eol:               types.EolLF,
		WriteObjectStream: true,
		WriteXRefStream:   true,
		EncryptUsingAES:   true,
		EncryptKeyLength:  256,
		Permissions:       model.PermissionsAll,
		Cmd:               model.VALIDATE,
		Offline:           true,
		Limits:            limits,
	}
}

// readPDF reads a PDF that is not encrypted.
func readPDF(src io.ReadSeeker, config *model.Configuration) (*model.Context, error) {
	ctx, err := pdfcpu.Read(src, config)
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword), err == nil && ctx.Encrypt != nil:
		return nil, ErrPDFEncrypted
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrPDFDamaged, err)
	}
	return ctx, nil
}

func countPages(ctx *model.Context) (int, error) {
	if err := ctx.EnsurePageCount(); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrPDFDamaged, err)
	}
	if ctx.PageCount < 1 {
		return 0, ErrPDFDamaged
	}
	return ctx.PageCount, nil
}
