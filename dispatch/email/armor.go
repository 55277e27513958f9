package email

import (
	"bufio"
	"io"

	"github.com/ProtonMail/go-crypto/openpgp/armor"

	"github.com/souspli/souspli/crypto"
)

// armored seals into ASCII armor with lines that end as mail's do.
//
// The armor carries its checksum, which RFC 9580 allows to leave out: GnuPG 2.2 reads past the end of an
// armor that has neither checksum nor padding, and then calls the message manipulated.
type armored struct {
	message, armor io.WriteCloser
	out            *bufio.Writer
}

func newArmored(w io.Writer, o crypto.SealOptions) (*armored, error) {
	a := &armored{out: bufio.NewWriterSize(&crlfWriter{w: w}, 64<<10)} // armor makes tiny writes
	var err error
	if a.armor, err = armor.Encode(a.out, "PGP MESSAGE", nil); err != nil {
		return nil, err
	}
	o.Armor = false
	a.message, err = crypto.Seal(a.armor, o)
	return a, err
}

// Write seals p.
func (a *armored) Write(p []byte) (int, error) { return a.message.Write(p) }

// Close completes every layer, innermost first. Without it the message cannot be opened.
func (a *armored) Close() error {
	for _, end := range []func() error{a.message.Close, a.armor.Close, a.endLine, a.out.Flush} {
		if err := end(); err != nil {
			return err
		}
	}
	return nil
}

// endLine ends the armor's last line, which its encoder leaves open.
func (a *armored) endLine() error { return a.out.WriteByte('\n') }
