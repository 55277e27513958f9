package keydiscovery

import (
	"context"
	"crypto/sha1" //nolint:gosec // names a file (draft-koch-openpgp-webkey-service, 3.1), protects nothing
	"errors"
	"net"
	"net/url"
	"strings"
)

// domain asks the Web Key Directory of the address's own domain: by the advanced method if the host
// openpgpkey exists there, else by the direct one (draft-koch-openpgp-webkey-service, 3.1). A host that
// exists and has no certificate has spoken: the other method is not tried.
func (f *Finder) domain(ctx context.Context, local, domain string) ([]byte, error) {
	name := hashed(local)
	query := url.Values{"l": {local}}
	exists, err := f.exists(ctx, "openpgpkey."+domain)
	if err != nil {
		return nil, err
	}
	if exists {
		return f.get(ctx, "openpgpkey."+domain, ".well-known/openpgpkey/"+domain+"/hu/"+name, query)
	}
	if exists, err = f.exists(ctx, domain); err != nil || !exists {
		return nil, err // most domains of mail have no web server of their name
	}
	return f.get(ctx, domain, ".well-known/openpgpkey/hu/"+name, query)
}

func (f *Finder) exists(ctx context.Context, host string) (bool, error) {
	addresses, err := f.config.Resolve(ctx, host)
	if err == nil {
		return len(addresses) > 0, nil
	}
	if failure, ok := errors.AsType[*net.DNSError](err); ok && failure.IsNotFound {
		return false, nil
	}
	return false, unreachable()
}

// hashed is the name of an address's file: z-base-32 of the SHA-1 of its local part, of which only ASCII
// letters are put in lower case.
func hashed(local string) string {
	lower := strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, local)
	sum := sha1.Sum([]byte(lower)) //nolint:gosec // see above
	return zBase32(sum[:])
}

const zAlphabet = "ybndrfg8ejkmcpqxot1uwisza345h769"

// zBase32 writes bytes in five-bit letters (RFC 6189, 5.1.6).
func zBase32(data []byte) string {
	var text strings.Builder
	var bits, held uint
	for _, b := range data {
		held, bits = held<<8|uint(b), bits+8
		for bits >= 5 {
			bits -= 5
			text.WriteByte(zAlphabet[held>>bits&31])
		}
	}
	if bits > 0 {
		text.WriteByte(zAlphabet[held<<(5-bits)&31])
	}
	return text.String()
}
