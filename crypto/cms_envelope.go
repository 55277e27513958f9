package crypto

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"io"
	"time"
)

// EnvelopeCMS encrypts what is written for certificates in DER, in constant memory: CMS EnvelopedData with
// AES-256-CBC and RSA PKCS #1 v1.5, which is what every S/MIME client in use reads. Its content must be
// signed inside (SignCMS), because this cipher alone does not notice changes (RFC 8551, 6). Certificates
// that must not be sealed for are refused with their Problem. The message is complete only once Close has
// returned nil; Close does not close dst.
func EnvelopeCMS(dst io.Writer, recipients [][]byte, at time.Time) (io.WriteCloser, error) {
	certificates, err := enveloped(recipients, at)
	if err != nil {
		return nil, err
	}
	var key [32]byte
	iv := make([]byte, aes.BlockSize)
	_, _ = rand.Read(key[:])
	_, _ = rand.Read(iv)
	defer clear(key[:])
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	e := &envelope{cbc: cipher.NewCBCEncrypter(block, iv), out: bufio.NewWriterSize(dst, sealBuffer)}
	head, err := envelopeHead(certificates, key[:], iv)
	if err != nil {
		return nil, err
	}
	_, err = e.out.Write(head)
	return e, err
}

func enveloped(recipients [][]byte, at time.Time) ([]*x509.Certificate, error) {
	switch {
	case at.IsZero():
		return nil, ErrNoTime
	case len(recipients) == 0:
		return nil, ErrNoRecipient
	}
	var certificates []*x509.Certificate
	for _, der := range recipients {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, ErrCertificateDamaged
		}
		if problem := x509Problem(c, at); problem != nil {
			return nil, problem
		}
		certificates = append(certificates, c)
	}
	return certificates, nil
}

// keyTransport carries the content's key to one recipient (RFC 5652, 6.2.1).
type keyTransport struct {
	Version   int
	Recipient issuerAndSerial
	Algorithm pkix.AlgorithmIdentifier
	Key       []byte
}

// Octets of BER whose length is not known when they are written (X.690, 8.1.3.6): the end is told by
// endOfContents instead.
var (
	openSequence  = []byte{0x30, 0x80}
	openExplicit0 = []byte{0xA0, 0x80}
	endOfContents = []byte{0, 0}
)

// indefinite counts what the head opens and the end must close: ContentInfo, its [0], EnvelopedData,
// EncryptedContentInfo and its [0].
const indefinite = 5

func envelopeHead(certificates []*x509.Certificate, key, iv []byte) ([]byte, error) {
	infos := make([]keyTransport, 0, len(certificates))
	for _, c := range certificates {
		info, err := transport(c, key)
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
	}
	parameters, err := asn1.Marshal(iv)
	if err != nil {
		return nil, err
	}
	aes256 := pkix.AlgorithmIdentifier{Algorithm: oidAES256CBC, Parameters: asn1.RawValue{FullBytes: parameters}}
	var head ber
	head.raw(openSequence)
	head.value(oidEnvelopedData, "")
	head.raw(openExplicit0)
	head.raw(openSequence)
	head.value(0, "")
	head.value(infos, "set")
	head.raw(openSequence)
	head.value(oidData, "")
	head.value(aes256, "")
	head.raw(openExplicit0)
	return head.bytes, head.err
}

func transport(c *x509.Certificate, key []byte) (keyTransport, error) {
	public, ok := c.PublicKey.(*rsa.PublicKey)
	if !ok {
		return keyTransport{}, ErrNotRSA
	}
	// The only padding that OpenSSL, gpgsm and Outlook all open. Its weakness is in programs that tell
	// strangers whether they could open: a recipient's mail reader answers nobody.
	//lint:ignore SA1019 see above
	wrapped, err := rsa.EncryptPKCS1v15(rand.Reader, public, key) //nolint:staticcheck // see above
	if err != nil {
		return keyTransport{}, err
	}
	return keyTransport{
		Recipient: issuerOf(c), Algorithm: pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}, Key: wrapped,
	}, nil
}

// ber gathers encoded values.
type ber struct {
	bytes []byte
	err   error
}

func (b *ber) raw(p []byte) { b.bytes = append(b.bytes, p...) }

func (b *ber) value(v any, parameters string) {
	encoded, err := asn1.MarshalWithParams(v, parameters)
	if b.err == nil {
		b.err = err
	}
	b.raw(encoded)
}

// envelopeChunk is how much of the content stands in one octet string.
const envelopeChunk = 16 << 10

// envelope is an EnvelopedData in the making.
type envelope struct {
	cbc     cipher.BlockMode
	out     *bufio.Writer
	pending [envelopeChunk]byte
	n       int
	closed  bool
	err     error
}

// Write encrypts p.
func (e *envelope) Write(p []byte) (int, error) {
	if e.closed {
		return 0, errSealClosed
	}
	written := 0
	for len(p) > 0 && e.err == nil {
		n := copy(e.pending[e.n:], p)
		p, e.n, written = p[n:], e.n+n, written+n
		if e.n == envelopeChunk {
			e.flush()
		}
	}
	return written, e.err
}

// flush writes whole blocks as one octet string.
func (e *envelope) flush() {
	const octetString, twoBytes = 0x04, 0x82
	chunk := e.pending[:e.n]
	e.cbc.CryptBlocks(chunk, chunk)
	head := binary.BigEndian.AppendUint16([]byte{octetString, twoBytes}, uint16(len(chunk))) //nolint:gosec // at most envelopeChunk
	if _, e.err = e.out.Write(head); e.err == nil {
		_, e.err = e.out.Write(chunk)
	}
	e.n = 0
}

// Close pads the last block (RFC 5652, 6.3) and ends every structure. After an error nothing further is
// written, so that what lies in dst can be seen to be cut short. Closing again answers the same.
func (e *envelope) Close() error {
	if e.closed {
		return e.err
	}
	e.closed = true
	if e.err != nil {
		return e.err
	}
	padding := aes.BlockSize - e.n%aes.BlockSize
	for range padding {
		e.pending[e.n] = byte(padding)
		e.n++
	}
	e.flush()
	for range indefinite {
		if e.err == nil {
			_, e.err = e.out.Write(endOfContents)
		}
	}
	if e.err == nil {
		e.err = e.out.Flush()
	}
	return e.err
}
