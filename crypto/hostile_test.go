package crypto

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// pkcs12Seed is a key and a certificate as OpenSSL packs them.
func pkcs12Seed(f testing.TB, args ...string) []byte {
	f.Helper()
	dir := f.TempDir()
	run := func(args ...string) []byte {
		command := exec.CommandContext(f.Context(), "openssl", args...)
		command.Dir = dir
		out, err := command.Output()
		if err != nil {
			f.Fatalf("openssl %v: %v", args[0], err)
		}
		return out
	}
	run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Essai", "-addext", "extendedKeyUsage=emailProtection",
		"-addext", "subjectAltName=email:envoi@clinique.example", "-keyout", filepath.Join(dir, "key.pem"), "-out", filepath.Join(dir, "one.pem"))
	return run(append([]string{"pkcs12", "-export", "-inkey", "key.pem", "-in", "one.pem", "-passout", "pass:p"}, args...)...)
}

// TestIterations: a file that asks for hours of work is refused at once, and one that asks for much is not.
func TestIterations(t *testing.T) {
	t.Parallel()
	file := pkcs12Seed(t, "-iter", "2")
	var pfx struct {
		Version int
		Content asn1.RawValue
		Seal    struct {
			Digest     asn1.RawValue
			Salt       []byte
			Iterations int
		}
	}
	if _, err := asn1.Unmarshal(file, &pfx); err != nil {
		t.Fatal(err)
	}
	for iterations, want := range map[int]error{2_000_000_000: ErrTooMany, mostIterations + 1: ErrTooMany, 3: ErrWrongPassword} {
		pfx.Seal.Iterations = iterations
		changed, err := asn1.Marshal(pfx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenPKCS12(changed, "p", time.Now()); !errors.Is(err, want) {
			t.Errorf("%d iterations: %v, want %v", iterations, err, want)
		}
	}
}

// FuzzOpenPKCS12: whatever a file holds, an identity comes out of it or a reason, before anybody grows tired.
func FuzzOpenPKCS12(f *testing.F) {
	f.Add(pkcs12Seed(f, "-iter", "1"))
	f.Add(pkcs12Seed(f, "-iter", "1", "-legacy"))
	f.Add([]byte("\x30\x03\x02\x01\x03"))
	f.Add([]byte("\x30\x80\x02\x01\x03\x00\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		identity, err := OpenPKCS12(file, "p", time.Now())
		if (identity == nil) == (err == nil) {
			t.Errorf("%v, %v", identity, err)
		}
	})
}

// FuzzOpenSealed: whatever a message holds, nothing of it is believed that no known key signed.
func FuzzOpenSealed(f *testing.F) {
	made := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	identity, err := GenerateIdentity("Essai", "envoi@clinique.example", made)
	if err != nil {
		f.Fatal(err)
	}
	certificate, err := identity.Certificate()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"", "-----BEGIN PGP MESSAGE-----\n\n=twTO\n-----END PGP MESSAGE-----\n", "\xc1\xc0\x4c\x03", "\xd2\x01\x01", "\xa3\x02\x78\x9c\x03\x00",
		"\xc3\x0d\x04\x09\x03\x02abcdefgh\xff", "\xcb\x0bb\x00\x00\x00\x00\x00hello", "\x85\x01\x0c\x03",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		if OpenSealed(io.Discard, bytes.NewReader(message), identity, [][]byte{certificate}) == nil {
			t.Error("nobody who was known sealed it, and it is believed")
		}
	})
}
