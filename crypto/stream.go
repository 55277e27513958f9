package crypto

import (
	"bufio"
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
)

// A sealed stream is a header, then chunks of 64 KiB sealed with AES-256-GCM by the STREAM construction
// (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
// Misuse-Resistance). A chunk's nonce is its number and whether it is the last, so chunks cannot be cut,
// moved, repeated or added. The key is derived from a random 256-bit salt and the place, so no nonce is
// ever used twice under one key. Only an empty stream has an empty last chunk.
const (
	streamMagic     = "souspli\x01"
	streamSaltSize  = 32
	streamChunkSize = 64 << 10
	sealedChunkSize = streamChunkSize + gcmTagSize
)

// SealStream seals what is written for one place, in constant memory. The stream is complete only once
// Close has returned nil; Close does not close dst.
func (v *Vault) SealStream(place string, dst io.Writer) (io.WriteCloser, error) {
	header := make([]byte, len(streamMagic)+streamSaltSize)
	copy(header, streamMagic)
	_, _ = rand.Read(header[len(streamMagic):]) // never fails: it ends the program instead
	aead, err := v.streamCipher(place, header)
	if err != nil {
		return nil, err
	}
	if _, err := dst.Write(header); err != nil {
		return nil, err
	}
	return &streamWriter{chunks: chunks{aead: aead}, dst: dst, buf: make([]byte, 0, sealedChunkSize)}, nil
}

// OpenStream opens what SealStream sealed for the place, in constant memory. Every byte read was
// authenticated, but that nothing is missing is known only when Read answers io.EOF; a broken stream ends
// in ErrSealBroken.
func (v *Vault) OpenStream(place string, src io.Reader) (io.Reader, error) {
	header := make([]byte, len(streamMagic)+streamSaltSize)
	if _, err := io.ReadFull(src, header); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, ErrSealBroken
		}
		return nil, err
	}
	if !bytes.HasPrefix(header, []byte(streamMagic)) {
		return nil, ErrSealBroken
	}
	aead, err := v.streamCipher(place, header)
	if err != nil {
		return nil, err
	}
	return &streamReader{
		chunks: chunks{aead: aead},
		src:    bufio.NewReaderSize(src, sealedChunkSize+1),
		buf:    make([]byte, 0, streamChunkSize),
	}, nil
}

func (v *Vault) streamCipher(place string, header []byte) (cipher.AEAD, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.data == nil {
		return nil, ErrVaultDestroyed
	}
	key, err := hkdf.Key(sha256.New, v.stream, header, place, keySize)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return newGCM(key), nil
}

// chunks counts the chunks of a stream.
type chunks struct {
	aead cipher.AEAD
	n    uint64
}

// nonce of the next chunk: three zero bytes, its number, and whether it is the last.
func (c *chunks) nonce(last bool) []byte {
	nonce := make([]byte, gcmNonceSize)
	binary.BigEndian.PutUint64(nonce[3:], c.n)
	if last {
		nonce[gcmNonceSize-1] = 1
	}
	c.n++
	return nonce
}

type streamWriter struct {
	chunks
	dst io.Writer
	buf []byte // plaintext of the chunk in the making
	err error  // what every later call answers
}

var errStreamClosed = errors.New("crypto: write to a closed stream")

// Write seals whole chunks. A full chunk waits for more, because it may turn out to be the last.
func (w *streamWriter) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		if w.err != nil {
			return written, w.err
		}
		if len(w.buf) == streamChunkSize {
			w.err = w.flush(false)
			continue
		}
		n := copy(w.buf[len(w.buf):streamChunkSize], p)
		w.buf = w.buf[:len(w.buf)+n]
		p, written = p[n:], written+n
	}
	return written, w.err
}

// Close seals the last chunk.
func (w *streamWriter) Close() error {
	if w.err != nil {
		if errors.Is(w.err, errStreamClosed) {
			return nil
		}
		return w.err
	}
	w.err = w.flush(true)
	if w.err != nil {
		return w.err
	}
	w.err = errStreamClosed
	return nil
}

func (w *streamWriter) flush(last bool) error {
	sealed := w.aead.Seal(w.buf[:0], w.nonce(last), w.buf, nil) // in place: only ciphertext remains in buf
	_, err := w.dst.Write(sealed)
	w.buf = w.buf[:0]
	return err
}

type streamReader struct {
	chunks
	src    *bufio.Reader // holds one sealed chunk and one byte more, which tells whether it is the last
	buf    []byte        // plaintext of one chunk
	ready  []byte        // opened and not yet read
	result error         // what Read answers once ready is empty
}

// Read gives opened bytes only.
func (r *streamReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(r.ready) == 0 && r.result == nil {
		r.ready, r.result = r.next()
	}
	if len(r.ready) == 0 {
		return 0, r.result
	}
	n := copy(p, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

// next opens one chunk; its error is io.EOF after the last.
func (r *streamReader) next() ([]byte, error) {
	sealed, err := r.src.Peek(sealedChunkSize + 1)
	last := errors.Is(err, io.EOF)
	if err != nil && !last {
		return nil, err
	}
	sealed = sealed[:min(len(sealed), sealedChunkSize)]
	first := r.n == 0
	plaintext, err := r.aead.Open(r.buf[:0], r.nonce(last), sealed, nil)
	if err != nil || (len(plaintext) == 0 && !first) {
		return nil, ErrSealBroken
	}
	if last {
		return plaintext, io.EOF
	}
	_, err = r.src.Discard(len(sealed))
	return plaintext, err
}
