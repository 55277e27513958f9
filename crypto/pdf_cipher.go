package crypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// pdfPermitsAll allows everything (ISO 32000-2, table 22): a pharmacist must be able to print.
const pdfPermitsAll = -4

// pdfLock is the encryption of one PDF: AES-256, revision 6 (ISO 32000-2, 7.6.4).
type pdfLock struct {
	block             cipher.Block
	user, owner       []byte // the entries U and O: a hash and two salts
	userKey, ownerKey []byte // the entries UE and OE: the file's key, encrypted
	permissions       []byte // the entry Perms
}

// newPDFLock draws a key that the passphrase opens. The owner's password is random and forgotten; an empty
// one would let anybody in.
func newPDFLock(passphrase string) (*pdfLock, error) {
	key := randomBytes(32)
	defer clear(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	l := &pdfLock{block: block}
	l.user, l.userKey = lockEntries([]byte(passphrase), nil, key)
	l.owner, l.ownerKey = lockEntries([]byte(rand.Text()), l.user, key)
	l.permissions = permissionsEntry(block)
	return l, nil
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return b
}

// lockEntries are U and UE, or O and OE, of algorithms 8 and 9. user is empty for U.
func lockEntries(password, user, key []byte) (entry, encrypted []byte) {
	salts := randomBytes(16)
	entry = append(hashRevision6(password, salts[:8], user), salts...)
	encrypted = make([]byte, len(key))
	var zero [aes.BlockSize]byte // the standard says so: this key encrypts nothing else
	encryptCBC(hashRevision6(password, salts[8:], user), zero[:], encrypted, key)
	return entry, encrypted
}

// permissionsEntry is algorithm 10.
func permissionsEntry(block cipher.Block) []byte {
	permits := int32(pdfPermitsAll)
	entry := binary.LittleEndian.AppendUint32(nil, uint32(permits)) //nolint:gosec // the bits, whatever they count
	entry = append(entry, 0xFF, 0xFF, 0xFF, 0xFF, 'T', 'a', 'd', 'b')
	entry = append(entry, randomBytes(4)...)
	block.Encrypt(entry, entry)
	return entry
}

// hashRevision6 is algorithm 2.B, which makes guessing slow: 64 rounds or more.
func hashRevision6(password, salt, user []byte) []byte {
	const repeated, rounds = 64, 64
	sum := sha256.Sum256(slices.Concat(password, salt, user))
	k := sum[:]
	last := 0
	for round := 0; round < rounds || last > round-32; round++ {
		once := slices.Concat(password, k, user)
		input := make([]byte, 0, repeated*len(once))
		for range repeated {
			input = append(input, once...)
		}
		encryptCBC(k[:16], k[16:32], input, input)
		last = int(input[len(input)-1])
		k = hashOfRemainder(input)
	}
	return k[:32]
}

// hashOfRemainder takes the hash that the first 16 bytes, as a number modulo 3, choose.
func hashOfRemainder(encrypted []byte) []byte {
	sum := 0
	for _, b := range encrypted[:16] {
		sum += int(b) // 256 is 1 modulo 3
	}
	switch sum % 3 {
	case 0:
		h := sha256.Sum256(encrypted)
		return h[:]
	case 1:
		h := sha512.Sum384(encrypted)
		return h[:]
	default:
		h := sha512.Sum512(encrypted)
		return h[:]
	}
}

func encryptCBC(key, iv, dst, src []byte) {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // keys here are cut to their length
	}
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(dst, src)
}

// dictionary is the Encrypt dictionary.
func (l *pdfLock) dictionary() string {
	return fmt.Sprintf("<< /Filter /Standard /V 5 /R %d /Length 256 /P %d /EncryptMetadata true\n"+
		"/CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF\n"+
		"/U <%x>\n/UE <%x>\n/O <%x>\n/OE <%x>\n/Perms <%x> >>",
		lockRevision, pdfPermitsAll, l.user, l.userKey, l.owner, l.ownerKey, l.permissions)
}

// text is an encrypted string, as PDF writes it.
func (l *pdfLock) text(s string) string {
	iv := randomBytes(aes.BlockSize)
	padding := aes.BlockSize - len(s)%aes.BlockSize
	padded := []byte(s)
	for range padding {
		padded = append(padded, byte(padding))
	}
	cipher.NewCBCEncrypter(l.block, iv).CryptBlocks(padded, padded)
	return fmt.Sprintf("<%x%x>", iv, padded)
}

// stream encrypts what is written, to be closed at its end.
func (l *pdfLock) stream(dst io.Writer) (io.WriteCloser, error) {
	iv := randomBytes(aes.BlockSize)
	_, err := dst.Write(iv)
	return &cbcWriter{mode: cipher.NewCBCEncrypter(l.block, iv), out: dst}, err
}

// cbcWriter encrypts and pads.
type cbcWriter struct {
	mode cipher.BlockMode
	out  io.Writer
	rest []byte // less than a block
}

// Write encrypts the whole blocks there are.
func (w *cbcWriter) Write(p []byte) (int, error) {
	w.rest = append(w.rest, p...)
	whole := len(w.rest) / aes.BlockSize * aes.BlockSize
	w.mode.CryptBlocks(w.rest[:whole], w.rest[:whole])
	if _, err := w.out.Write(w.rest[:whole]); err != nil {
		return 0, err
	}
	w.rest = append(w.rest[:0], w.rest[whole:]...)
	return len(p), nil
}

// Close writes the last block.
func (w *cbcWriter) Close() error {
	padding := aes.BlockSize - len(w.rest)
	for range padding {
		w.rest = append(w.rest, byte(padding))
	}
	w.mode.CryptBlocks(w.rest, w.rest)
	_, err := w.out.Write(w.rest)
	return err
}
