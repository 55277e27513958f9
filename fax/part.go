package fax

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/souspli/souspli/dispatch"
)

// partOf reads a document and makes sure that it is what was queued: its size and its hash.
func partOf(content dispatch.Content) Part {
	return Part{
		Size: content.Size,
		Open: func(ctx context.Context) (io.ReadCloser, error) {
			source, err := content.Open(ctx)
			if err != nil {
				return nil, unreadable(err)
			}
			return &sealedReader{source: source, left: content.Size, sum: sha256.New(), want: content.SHA256}, nil
		},
	}
}

// sealedReader ends with io.EOF only when everything read is what was declared.
type sealedReader struct {
	source io.ReadCloser
	left   int64
	sum    hash.Hash
	want   string
}

// Read implements io.Reader.
func (r *sealedReader) Read(p []byte) (int, error) {
	n, err := r.source.Read(p)
	r.left -= int64(n)
	_, _ = r.sum.Write(p[:n]) // a hash never fails
	switch {
	case r.left < 0:
		return 0, changed()
	case errors.Is(err, io.EOF) && (r.left > 0 || hex.EncodeToString(r.sum.Sum(nil)) != r.want):
		return n, changed()
	case errors.Is(err, io.EOF):
		return n, io.EOF
	case err != nil:
		return n, unreadable(err)
	}
	return n, nil
}

// Close implements io.Closer.
func (r *sealedReader) Close() error { return r.source.Close() }

// unreadable keeps what the source says of itself, such as a storage error, and adds that nothing left.
func unreadable(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &dispatch.Error{
			Op: "fax.document", Kind: dispatch.KindUnreachable, Code: "fax_interrupted",
			Certainty: dispatch.Unsent, Retry: true, Err: err,
		}
	}
	if dispatch.CodeOf(err) == "" {
		return changed()
	}
	return &dispatch.Error{
		Op: "fax.document", Kind: dispatch.KindOf(err), Code: dispatch.CodeOf(err),
		Certainty: dispatch.Unsent, Retry: dispatch.RetryOf(err), Err: err,
	}
}

// changed leaves the cause out: a file system's errors name files.
func changed() error {
	return &dispatch.Error{
		Op: "fax.document", Kind: dispatch.KindIntegrity, Code: "fax_document_changed",
		Certainty: dispatch.Unsent,
	}
}
