package keydiscovery

import (
	"context"
	"crypto/x509"
	"net"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"github.com/souspli/souspli/dispatch"
)

const (
	patience    = 5 * time.Second // of one look-up, its name resolution and redirects included
	mostBytes   = 1 << 20         // of one answer
	mostEntries = 10              // certificates of one directory answer
	mostFollows = 3               // redirects, all on the same host
	mostAddress = 254             // octets that SMTP can carry (RFC 5321, 4.5.3.1.3)
)

// Directory looks up entries of the network's directory by their e-mail address.
type Directory interface {
	// Attributes returns the values of the named attributes of the entries that bear the address. Names
	// in its answer are those asked for.
	Attributes(ctx context.Context, address string, names []string) (map[string][][]byte, error)
}

// Config is what a Finder works with. The zero value asks the public network, and no directory.
type Config struct {
	Roots     *x509.CertPool // nil: the system's
	Directory Directory      // nil: none
	// Resolve looks a host's addresses up; nil: the system does.
	Resolve func(ctx context.Context, host string) ([]string, error)
	// Base is the URL of a host; nil: https:// and its name.
	Base func(host string) string
	// Inside lets hosts lie inside the network: those of a test do.
	Inside bool
	// Patience is how long one look-up may take; 0: five seconds.
	Patience time.Duration
}

// Finder asks one source at a time. It is safe for concurrent use.
type Finder struct{ config Config }

// New makes a finder without connecting.
func New(c Config) *Finder {
	if c.Resolve == nil {
		c.Resolve = net.DefaultResolver.LookupHost
	}
	if c.Base == nil {
		c.Base = func(host string) string { return "https://" + host }
	}
	if c.Patience == 0 {
		c.Patience = patience
	}
	return &Finder{c}
}

// Find asks one source, dispatch.KeyFromWKD, KeyFromLDAP or KeyFromKeyserver, for the certificates of an
// address: OpenPGP ones as they came, several after another, and X.509 ones in DER. Both are empty when it
// has none. A source that is none of these, or that this home does not have, is KindInvalid.
func (f *Finder) Find(ctx context.Context, source, address string) (openPGP []byte, smime [][]byte, err error) {
	local, domain, err := split(address)
	if err != nil {
		return nil, nil, err
	}
	limited, cancel := context.WithTimeout(ctx, f.config.Patience)
	defer cancel()
	switch source {
	case dispatch.KeyFromWKD:
		openPGP, err = f.domain(limited, local, domain)
	case dispatch.KeyFromKeyserver:
		openPGP, err = f.byAddress(limited, local+"@"+domain)
	case dispatch.KeyFromLDAP:
		openPGP, smime, err = f.directory(limited, address)
	default:
		err = invalid("key_source_unknown", "source")
	}
	return openPGP, smime, slow(ctx, limited, err)
}

// ByFingerprint asks keys.openpgp.org for the present state of a certificate that is known: it may answer
// without user ids, and with a revocation.
func (f *Finder) ByFingerprint(ctx context.Context, fingerprint string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, f.config.Patience)
	defer cancel()
	found, err := f.byFingerprint(limited, fingerprint)
	return found, slow(ctx, limited, err)
}

// slow tells our own impatience from the person's.
func slow(asked, limited context.Context, err error) error {
	if err == nil || asked.Err() != nil || limited.Err() == nil {
		return err
	}
	return failed("key_source_stalled", dispatch.KindUnreachable, true)
}

// split parts an address, its domain in ASCII as DNS knows it.
func split(address string) (local, domain string, err error) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || len(address) > mostAddress {
		return "", "", invalid("key_source_address", "address")
	}
	domain, err = idna.Lookup.ToASCII(address[at+1:])
	if err != nil || !named(domain) || net.ParseIP(domain) != nil {
		return "", "", invalid("key_source_address", "address")
	}
	return address[:at], domain, nil
}

// named reports whether a domain has at least two labels, none of them empty.
func named(domain string) bool {
	labels := strings.Split(domain, ".")
	return len(labels) > 1 && !slices.Contains(labels, "")
}

func invalid(code, field string) error {
	return &dispatch.Error{Op: "keydiscovery", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}

func failed(code string, kind dispatch.Kind, retry bool) error {
	return &dispatch.Error{Op: "keydiscovery", Kind: kind, Code: code, Certainty: dispatch.Unsent, Retry: retry}
}
