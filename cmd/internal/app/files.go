package app

import (
	"context"
	"io"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// Seal signs and encrypts in for the certificate with the fingerprint, and for the clinic itself, in
// ASCII armor.
func (a *App) Seal(ctx context.Context, fingerprint string, out io.Writer, in io.Reader) error {
	key, err := a.store.Key(ctx, fingerprint)
	if err != nil {
		return err
	}
	if _, err := a.Desk.OwnKey(ctx); err != nil {
		return err
	}
	identity, err := a.identity(ctx)
	if err != nil {
		return err
	}
	sealed, err := crypto.Seal(out, crypto.SealOptions{
		Signer: identity, Recipients: [][]byte{key.Certificate}, At: a.config.Now(), Armor: true,
	})
	if err != nil {
		return fileError(err)
	}
	if _, err := io.Copy(sealed, in); err != nil {
		return fileError(err)
	}
	return fileError(sealed.Close())
}

// Lock locks a PDF under a passphrase.
func Lock(out io.Writer, in io.ReadSeeker, passphrase string) error {
	return fileError(crypto.LockPDF(out, in, passphrase))
}

// fileError is what crypto says of a file, or that it could not be read or written: without its name.
func fileError(err error) error {
	if err = explain(err); err == nil || dispatch.CodeOf(err) != "" {
		return err
	}
	return &dispatch.Error{Op: "file", Kind: dispatch.KindStorage, Code: "file_not_copied", Err: withoutPath(err)}
}

// NewPassphrase draws a passphrase for the telephone.
func NewPassphrase(language string, random io.Reader) string {
	return crypto.NewPassphrase(language, random)
}
