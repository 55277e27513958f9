package crypto

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority is an S/MIME authority that OpenSSL plays, in a folder.
type authority struct {
	t   testing.TB
	dir string
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	a := &authority{t, t.TempDir()}
	a.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "3",
		"-subj", "/CN=Essai", "-addext", "basicConstraints=critical,CA:true")
	return a
}

func (a *authority) openssl(args ...string) {
	a.t.Helper()
	for i, arg := range args {
		switch filepath.Ext(arg) {
		case ".key", ".pem", ".csr", ".der", ".p7b", ".p12", ".ext", ".bin", ".out":
			args[i] = filepath.Join(a.dir, arg)
		}
	}
	must(a.t, "openssl", args...)
}

func (a *authority) file(name string) []byte {
	a.t.Helper()
	return readFile(a.t, filepath.Join(a.dir, name))
}

// certify makes name.pem, name.key and name.p12, the last under the password "essai".
func (a *authority) certify(name, key, extensions string, days string) {
	a.t.Helper()
	ok(a.t, os.WriteFile(filepath.Join(a.dir, name+".ext"), []byte(extensions), 0o600))
	request := []string{"req", "-new", "-newkey", key, "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=essai"}
	if key == "ec" {
		request = append(request, "-pkeyopt", "ec_paramgen_curve:P-256")
	}
	a.openssl(request...)
	a.openssl("x509", "-req", "-in", name+".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", days, "-extfile", name+".ext", "-out", name+".pem")
	a.openssl("pkcs12", "-export", "-in", name+".pem", "-inkey", name+".key", "-certfile", "ca.pem", "-passout", "pass:essai", "-out", name+".p12")
}

const mailExtensions = "extendedKeyUsage=emailProtection\nsubjectAltName=email:" + pharmacyAddress + "\n"

func TestSMIMECertificates(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	const noTime = 1000
	for _, test := range []struct {
		name, key, extensions string
		days                  int // after it was made; noTime: none is told
		address               string
		want                  error
	}{
		{"good", "rsa:2048", mailExtensions, 0, pharmacyAddress, nil},
		{"domain in capitals", "rsa:2048", mailExtensions, 0, strings.Replace(pharmacyAddress, "example", "EXAMPLE", 1), nil},
		{"elliptic curve", "ec", mailExtensions, 0, pharmacyAddress, ErrNotRSA},
		{"short key", "rsa:1024", mailExtensions, 0, pharmacyAddress, ErrKeyWeak},
		{"of a web server", "rsa:2048", "extendedKeyUsage=serverAuth\nsubjectAltName=email:" + pharmacyAddress, 0, pharmacyAddress, ErrNotForMail},
		{"without a usage", "rsa:2048", "subjectAltName=email:" + pharmacyAddress, 0, pharmacyAddress, ErrNotForMail},
		{"without an address", "rsa:2048", "extendedKeyUsage=emailProtection", 0, pharmacyAddress, ErrNoUserID},
		{"that only signs", "rsa:2048", mailExtensions + "keyUsage=digitalSignature", 0, pharmacyAddress, ErrNoEncryptionKey},
		{"expired", "rsa:2048", mailExtensions, 3, pharmacyAddress, ErrKeyExpired},
		{"of tomorrow", "rsa:2048", mailExtensions, -1, pharmacyAddress, ErrKeyNotYetValid},
		{"of another address", "rsa:2048", mailExtensions, 0, "autre@pharmacie.example", ErrNoMatchingAddress},
		{"without a time", "rsa:2048", mailExtensions, noTime, pharmacyAddress, ErrNoTime},
	} {
		t.Run(test.name, func(t *testing.T) {
			a.certify("one", test.key, test.extensions, "2")
			a.openssl("x509", "-in", "one.pem", "-outform", "DER", "-out", "one.der")
			der := a.file("one.der")
			at := time.Now().AddDate(0, 0, test.days)
			if test.days == noTime {
				at = time.Time{}
			}
			if err := CheckSMIMERecipient(der, test.address, at); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
			if _, err := EnvelopeCMS(io.Discard, [][]byte{der}, at); test.want != nil && !errors.Is(test.want, ErrNoMatchingAddress) && !errors.Is(err, test.want) {
				t.Errorf("sealed for it: %v", err)
			}
		})
	}
}

// A certificate comes in any of the wrappings that programs export; its authority is not taken for somebody.
func TestSMIMEFiles(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.certify("one", "rsa:2048", mailExtensions, "2")
	a.openssl("x509", "-in", "one.pem", "-outform", "DER", "-out", "one.der")
	a.openssl("crl2pkcs7", "-nocrl", "-certfile", "one.pem", "-certfile", "ca.pem", "-outform", "DER", "-out", "one.p7b")
	a.openssl("crl2pkcs7", "-nocrl", "-certfile", "one.pem", "-out", "armored.p7b")
	for name, test := range map[string]struct {
		data []byte
		err  error
	}{
		"PEM":                    {a.file("one.pem"), nil},
		"PEM with its authority": {append(a.file("ca.pem"), a.file("one.pem")...), nil},
		"DER":                    {a.file("one.der"), nil},
		"PKCS #7":                {a.file("one.p7b"), nil},
		"PKCS #7 in PEM":         {a.file("armored.p7b"), nil},
		"authority alone":        {a.file("ca.pem"), ErrCertificateDamaged},
		"with the private key":   {append(a.file("one.pem"), a.file("one.key")...), ErrSecretKey},
		"cut":                    {a.file("one.der")[:300], ErrCertificateDamaged},
		"too large":              {bytes.Repeat(a.file("one.pem"), 1000), ErrTooMany},
		"too many":               {bytes.Repeat(a.file("one.pem"), maxKeys+1), ErrTooMany},
		"nothing":                {nil, ErrCertificateDamaged},
	} {
		got, err := ParseSMIMECertificates(test.data, time.Now())
		if !errors.Is(err, test.err) {
			t.Errorf("%s: %v, want %v", name, err, test.err)
			continue
		}
		if err == nil && (len(got) != 1 || got[0].Problem != nil || got[0].Addresses[0] != pharmacyAddress || len(got[0].Fingerprint) != 64) {
			t.Errorf("%s: %+v", name, got)
		}
		if err == nil && !LooksLikeX509(test.data) {
			t.Errorf("%s does not look like a certificate", name)
		}
	}
}

func TestPKCS12(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.certify("one", "rsa:2048", mailExtensions, "2")
	a.certify("curve", "ec", mailExtensions, "2")
	a.certify("web", "rsa:2048", "extendedKeyUsage=serverAuth", "2")
	a.certify("sealing", "rsa:2048", mailExtensions+"keyUsage=keyEncipherment", "2")
	good := a.file("one.p12")
	for name, test := range map[string]struct {
		file     []byte
		password string
		want     error
	}{
		"right password":        {good, "essai", nil},
		"wrong password":        {good, "autre", ErrWrongPassword},
		"cut":                   {good[:len(good)/2], "essai", ErrIdentityDamaged},
		"certificate alone":     {a.file("one.pem"), "essai", ErrIdentityDamaged},
		"elliptic curve":        {a.file("curve.p12"), "essai", ErrNotRSA},
		"of a web server":       {a.file("web.p12"), "essai", ErrNotForMail},
		"that signs nothing":    {a.file("sealing.p12"), "essai", ErrNoSigner},
		"larger than any other": {make([]byte, maxPKCS12+1), "essai", ErrTooMany},
	} {
		identity, err := OpenPKCS12(test.file, test.password, time.Now())
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if err == nil {
			requireSameIdentity(t, identity)
		}
	}
}

// requireSameIdentity holds that what the vault keeps is the same identity again.
func requireSameIdentity(t *testing.T, identity *SMIMEIdentity) {
	t.Helper()
	secret, err := identity.Secret()
	ok(t, err)
	again, err := ParseSMIMEIdentity(secret)
	ok(t, err)
	if again.Certificate(time.Now()).Fingerprint != identity.Certificate(time.Now()).Fingerprint || !again.key.Equal(identity.key) {
		t.Error("another identity came back")
	}
	if _, err := ParseSMIMEIdentity(flipped(secret, len(secret)/3)); err == nil {
		t.Error("a damaged secret was taken")
	}
}

// OpenSSL opens what was enveloped in any size and verifies what was signed.
func TestCMS(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	a.certify("one", "rsa:3072", mailExtensions, "2")
	identity, err := OpenPKCS12(a.file("one.p12"), "essai", time.Now())
	ok(t, err)
	recipient := identity.Certificate(time.Now()).Binary
	for _, size := range []int{0, 1, 15, 16, envelopeChunk - 1, envelopeChunk, envelopeChunk + 1, 5*envelopeChunk + 7} {
		content := bytes.Repeat([]byte("Sous pli. "), size/10+1)[:size]
		var sealed bytes.Buffer
		w, err := EnvelopeCMS(&sealed, [][]byte{recipient}, time.Now())
		ok(t, err)
		_, err = io.Copy(w, io.LimitReader(bytes.NewReader(content), int64(size)))
		ok(t, err)
		ok(t, w.Close())
		ok(t, os.WriteFile(filepath.Join(a.dir, "sealed.bin"), sealed.Bytes(), 0o600))
		a.openssl("cms", "-decrypt", "-binary", "-inform", "DER", "-in", "sealed.bin", "-recip", "one.pem", "-inkey", "one.key", "-out", "content.out")
		if !bytes.Equal(a.file("content.out"), content) {
			t.Errorf("%d bytes came back otherwise", size)
		}
		digest := sha256.New()
		digest.Write(content)
		signature, err := SignCMS(digest, identity, time.Now())
		ok(t, err)
		ok(t, os.WriteFile(filepath.Join(a.dir, "signature.bin"), signature, 0o600))
		ok(t, os.WriteFile(filepath.Join(a.dir, "content.bin"), content, 0o600))
		a.openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", "signature.bin", "-content", "content.bin", "-CAfile", "ca.pem", "-out", "verified.out")
	}
}

func TestCMSRefuses(t *testing.T) {
	t.Parallel()
	if _, err := EnvelopeCMS(io.Discard, nil, now); !errors.Is(err, ErrNoRecipient) {
		t.Errorf("for nobody: %v", err)
	}
	if _, err := EnvelopeCMS(io.Discard, [][]byte{{1}}, now); !errors.Is(err, ErrCertificateDamaged) {
		t.Errorf("for nothing: %v", err)
	}
	if _, err := SignCMS(sha256.New(), nil, now); !errors.Is(err, ErrNoSigner) {
		t.Errorf("by nobody: %v", err)
	}
}

// FuzzSMIMECertificates holds that no stranger's file crashes the reading.
func FuzzSMIMECertificates(f *testing.F) {
	a := newAuthority(f)
	a.certify("one", "rsa:2048", mailExtensions, "2")
	a.openssl("x509", "-in", "one.pem", "-outform", "DER", "-out", "one.der")
	a.openssl("crl2pkcs7", "-nocrl", "-certfile", "one.pem", "-outform", "DER", "-out", "one.p7b")
	for _, seed := range [][]byte{a.file("one.pem"), a.file("one.der"), a.file("one.p7b"), a.file("one.p12"), []byte("-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		certificates, err := ParseSMIMECertificates(data, now)
		if err == nil && len(certificates) == 0 {
			t.Error("no certificate and no error")
		}
		for _, c := range certificates {
			if err := CheckSMIMERecipient(c.Binary, pharmacyAddress, now); err == nil && c.Problem != nil {
				t.Errorf("taken in spite of %v", c.Problem)
			}
		}
		_, _ = OpenPKCS12(data, "essai", now)
		_, _ = ParseSMIMEIdentity(data)
	})
}
