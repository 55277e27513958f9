package email_test

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch/email/emailtest"
)

var autocryptLines = regexp.MustCompile(`Autocrypt: [^\r]*\r\n(?: [^\r]*\r\n)+`)

func withoutAutocrypt(head string) string { return autocryptLines.ReplaceAllString(head, "") }

// TestAutocrypt reads the header as a recipient's program does, and finds our certificate there and nowhere else.
func TestAutocrypt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.sealedParcel(t)
	data := o.received(t, p)
	fields := emailtest.Parse(t, data).Header["Autocrypt"]
	if len(fields) != 1 {
		t.Fatalf("%d headers", len(fields))
	}
	rest, found := strings.CutPrefix(fields[0], "addr="+from+"; prefer-encrypt=mutual; keydata=")
	certificate, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(rest, " ", ""))
	if !found || err != nil {
		t.Fatalf("%v: %s", err, fields[0])
	}
	keys, err := crypto.ParseCertificates(certificate, p.At)
	if err != nil || len(keys) != 1 || !slices.Contains(keys[0].Addresses, from) || len(certificate) > 10<<10 {
		t.Errorf("%+v, %v", keys, err)
	}
	if inside := o.opened(t, data).Header["Autocrypt"]; inside != nil {
		t.Errorf("it stands inside as well: %q", inside)
	}
}
