package crypto

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
)

const (
	// Revision 6 stretches the passphrase (ISO 32000-2, 7.6.4.3.4). Revision 5, which the library writes
	// unless the document is PDF 2.0, does not, and is some thousand times faster to guess.
	lockRevision = 6
	// minPDFPassphrase and maxPDFPassphrase are lengths in bytes; revision 6 allows 127.
	minPDFPassphrase = 12
	maxPDFPassphrase = 127
)

// LockPDF writes src encrypted with AES-256, revision 6, so that the passphrase opens it in any PDF
// reader, with every permission. The passphrase must be 12 to 127 printable ASCII characters, else
// ErrPassphraseUnusable: readers disagree about accents. Before a byte is written, the result is opened
// again and compared with src, page by page. Errors are those of PDFPages, ErrPDFSigned and
// ErrPDFUnlockable.
func LockPDF(dst io.Writer, src io.ReadSeeker, passphrase string) (err error) {
	defer recoverPDF(&err)
	if !usablePassphrase(passphrase) {
		return ErrPassphraseUnusable
	}
	original, err := readToLock(src)
	if err != nil {
		return err
	}
	want, err := digestPDF(original)
	if err != nil {
		return err
	}
	if want.signed {
		return ErrPDFSigned
	}
	locked, err := encryptPDF(original, passphrase)
	if err != nil {
		return err
	}
	if err := proveLocked(locked, passphrase, want); err != nil {
		return err
	}
	_, err = dst.Write(locked)
	return err
}

func usablePassphrase(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) >= minPDFPassphrase && len(s) <= maxPDFPassphrase
}

// readToLock reads and validates.
func readToLock(src io.ReadSeeker) (*model.Context, error) {
	if err := checkPDFFile(src); err != nil {
		return nil, err
	}
	ctx, err := readPDF(src, pdfConfiguration())
	if err != nil {
		return nil, err
	}
	if err := validate.XRefTable(ctx); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPDFDamaged, err)
	}
	return ctx, nil
}

// encryptPDF writes the document as PDF 2.0, the only version for which the library uses revision 6. The
// owner's password is random and forgotten; an empty one would let anybody in.
func encryptPDF(ctx *model.Context, passphrase string) ([]byte, error) {
	version := model.V20
	ctx.HeaderVersion, ctx.RootVersion = &version, &version
	ctx.UserPW, ctx.OwnerPW = passphrase, rand.Text()
	ctx.Cmd = model.ENCRYPT
	var locked bytes.Buffer
	ctx.Write.Writer = bufio.NewWriter(&locked)
	if err := errors.Join(pdfcpu.WriteContext(ctx), ctx.Write.Flush()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPDFUnlockable, err)
	}
	return locked.Bytes(), nil
}

// proveLocked opens the result as its recipient will, and as somebody without the passphrase would.
func proveLocked(locked []byte, passphrase string, want pdfDigest) error {
	if _, err := pdfcpu.Read(bytes.NewReader(locked), pdfConfiguration()); !errors.Is(err, pdfcpu.ErrWrongPassword) {
		return fmt.Errorf("%w: it opens without the passphrase", ErrPDFUnlockable)
	}
	config := pdfConfiguration()
	config.UserPW = passphrase
	ctx, err := pdfcpu.Read(bytes.NewReader(locked), config)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrPDFUnlockable, err)
	}
	if ctx.E == nil || ctx.E.R != lockRevision {
		return fmt.Errorf("%w: not revision 6", ErrPDFUnlockable)
	}
	got, err := digestPDF(ctx)
	if err != nil || got != want {
		return fmt.Errorf("%w: its content would change", ErrPDFUnlockable)
	}
	return nil
}
