package keydiscovery

import (
	"context"
	"net/url"
	"strings"
)

// keyserver is the host that lets only confirmed addresses be searched. It learns whom the clinic writes
// to: a person agrees to that each time.
const keyserver = "keys.openpgp.org"

func (f *Finder) byAddress(ctx context.Context, address string) ([]byte, error) {
	return f.get(ctx, keyserver, "vks/v1/by-email/"+url.PathEscape(address), nil)
}

func (f *Finder) byFingerprint(ctx context.Context, fingerprint string) ([]byte, error) {
	hexadecimal := strings.ToUpper(fingerprint)
	if strings.Trim(hexadecimal, "0123456789ABCDEF") != "" || len(hexadecimal) != 40 {
		return nil, invalid("key_source_fingerprint", "fingerprint")
	}
	return f.get(ctx, keyserver, "vks/v1/by-fingerprint/"+hexadecimal, nil)
}
