package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/souspli/souspli/dispatch"
)

// Verifier reads a document and makes sure that it is the one that was queued, in constant memory.
type Verifier struct {
	source io.Reader
	size   int64
	sha256 string
	done   int64
	hash   hash.Hash
}

// NewVerifier reads source, which must be size bytes with the given SHA-256 in lower-case hexadecimal.
// Size is at least 1.
func NewVerifier(source io.Reader, size int64, sha256sum string) *Verifier {
	return &Verifier{source: source, size: size, sha256: sha256sum, hash: sha256.New()}
}

// Read gives the document's bytes. The last of them come only once size and hash are proven: whoever
// declared the size to the other side can then never complete a wrong document.
func (v *Verifier) Read(p []byte) (int, error) {
	if v.done == v.size {
		return 0, io.EOF
	}
	n, err := v.source.Read(p)
	v.done += int64(n)
	v.hash.Write(p[:n])
	switch {
	case v.done > v.size:
		return 0, changed(errors.New("longer than declared"))
	case v.done == v.size:
		return v.last(n, err)
	case errors.Is(err, io.EOF):
		return 0, changed(errors.New("shorter than declared"))
	}
	return n, err
}

func (v *Verifier) last(n int, err error) (int, error) {
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if hex.EncodeToString(v.hash.Sum(nil)) != v.sha256 {
		return 0, changed(errors.New("another SHA-256"))
	}
	more, err := io.CopyN(io.Discard, v.source, 1)
	if more > 0 {
		return 0, changed(errors.New("longer than declared"))
	}
	if !errors.Is(err, io.EOF) {
		return 0, err
	}
	return n, nil
}

func changed(cause error) error {
	return &dispatch.Error{
		Op: "portal.verify", Kind: dispatch.KindIntegrity, Code: "portal_document_changed", Err: cause,
	}
}
