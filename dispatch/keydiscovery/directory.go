package keydiscovery

import (
	"bytes"
	"context"
)

// The attributes that hold certificates: armored OpenPGP keys as PGP's schema keeps them, and X.509 ones
// (RFC 2798, 2.8: a PKCS #7 message that carries certificates; RFC 4523, 2.1: a certificate).
var (
	openPGPAttributes = []string{"pgpKey", "pgpKeyV2"}
	smimeAttributes   = []string{"userSMIMECertificate", "userCertificate;binary", "userCertificate"}
)

// directory asks the network's own directory.
func (f *Finder) directory(ctx context.Context, address string) (openPGP []byte, smime [][]byte, err error) {
	if f.config.Directory == nil {
		return nil, nil, invalid("key_source_no_directory", "source")
	}
	names := append(append([]string{}, openPGPAttributes...), smimeAttributes...)
	values, err := f.config.Directory.Attributes(ctx, address, names)
	if err != nil {
		return nil, nil, err
	}
	openPGP = bytes.Join(bounded(values, openPGPAttributes), []byte("\n"))
	return openPGP, bounded(values, smimeAttributes), nil
}

// bounded is the values of some attributes: at most ten, and a mebibyte of them.
func bounded(values map[string][][]byte, names []string) [][]byte {
	var kept [][]byte
	size := 0
	for _, name := range names {
		for _, value := range values[name] {
			if size += len(value); size > mostBytes || len(kept) == mostEntries {
				return kept
			}
			kept = append(kept, value)
		}
	}
	return kept
}
