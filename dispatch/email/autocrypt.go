package email

import (
	"encoding/base64"
	"strings"

	"github.com/souspli/souspli/crypto"
)

// maxAutocrypt is the largest certificate that travels in a header, in bytes: Autocrypt Level 1, 2.1, has
// readers ignore more.
const maxAutocrypt = 10 << 10

// autocryptField hands our certificate to the recipient's program, so that an answer can be encrypted. It stands
// outside the encryption: programs look for it there. It is left out when the certificate is not for the address
// of the sender, which programs would refuse, or too large.
func (l letter) autocryptField() []field {
	if l.identity == nil {
		return nil
	}
	certificate, err := l.identity.Certificate()
	if err != nil || len(certificate) > maxAutocrypt || crypto.CheckRecipient(certificate, l.from, l.at) != nil {
		return nil
	}
	value := "addr=" + l.from + "; prefer-encrypt=mutual;\r\n keydata="
	var lines []string
	for data := base64.StdEncoding.EncodeToString(certificate); data != ""; {
		n := min(softLine-1, len(data))
		lines, data = append(lines, data[:n]), data[n:]
	}
	return []field{{"Autocrypt", value + "\r\n " + strings.Join(lines, "\r\n ")}}
}
