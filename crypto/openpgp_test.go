package crypto

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
	"pgregory.net/rapid"
)

const (
	clinicAddress   = "clinique@exemple.ca"
	pharmacyAddress = "pharmacie@exemple.ca"
)

// gnupg is a home of GnuPG 2.2, the oldest reader that matters.
type gnupg struct {
	t    testing.TB
	home string
}

func newGnupg(t testing.TB) gnupg {
	t.Helper()
	home, err := os.MkdirTemp("", "gpg") // t.TempDir() is too long a path for the agent's socket
	ok(t, err)
	g := gnupg{t, home}
	t.Cleanup(func() {
		_ = exec.Command("gpgconf", "--homedir", home, "--kill", "all").Run()
		_ = os.RemoveAll(home)
	})
	return g
}

// try runs GnuPG at a clock that stands still: what it signs after another signature, on a slow machine, is never before it.
func (g gnupg) try(stdin []byte, args ...string) (string, error) {
	g.t.Helper()
	common := []string{
		"--homedir", g.home, "--batch", "--yes", "--no-tty", "--pinentry-mode", "loopback",
		"--passphrase", "", "--trust-model", "always", "--faked-system-time", now.Format("20060102T150405!"),
	}
	return run(g.t, bytes.NewReader(stdin), "gpg", append(common, args...)...)
}

func (g gnupg) do(stdin []byte, args ...string) string {
	g.t.Helper()
	out, err := g.try(stdin, args...)
	if err != nil {
		g.t.Fatalf("gpg %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// key makes a key by the lines of a parameter file and exports it.
func (g gnupg) key(address string, lines ...string) []byte {
	g.t.Helper()
	parameters := append([]string{"%no-protection"}, lines...)
	parameters = append(parameters, "Name-Real: Essai", "Name-Email: "+address, "%commit", "")
	g.do([]byte(strings.Join(parameters, "\n")), "--generate-key")
	return g.export(address)
}

func (g gnupg) export(address string, options ...string) []byte {
	g.t.Helper()
	path := filepath.Join(g.t.TempDir(), "key")
	g.do(nil, append(options, "--output", path, "--export", address)...)
	return readFile(g.t, path)
}

// decrypt opens a sealed message and returns the content and what GnuPG says of it.
func (g gnupg) decrypt(sealed []byte) ([]byte, string, error) {
	g.t.Helper()
	path := filepath.Join(g.t.TempDir(), "opened")
	said, err := g.try(nil, "--status-fd", "2", "--output", path, "--decrypt", writeFile(g.t, "sealed", sealed))
	if err != nil {
		return nil, said, err
	}
	opened, err := os.ReadFile(path) // a message without content ends well, with no file
	return opened, said, err
}

var (
	rsa3072 = []string{
		"Key-Type: RSA", "Key-Length: 3072", "Key-Usage: cert,sign", "Subkey-Type: RSA",
		"Subkey-Length: 3072", "Subkey-Usage: encrypt", "Creation-Date: 20260101T000000", "Expire-Date: 2y",
	}
	curve25519 = []string{
		"Key-Type: EDDSA", "Key-Curve: Ed25519", "Key-Usage: cert,sign", "Subkey-Type: ECDH",
		"Subkey-Curve: Curve25519", "Subkey-Usage: encrypt", "Creation-Date: 20260101T000000", "Expire-Date: 0",
	}
)

func replaced(lines []string, old, new string) []string {
	changed := slices.Clone(lines)
	for i, line := range changed {
		changed[i] = strings.ReplaceAll(line, old, new)
	}
	return changed
}

func seal(t testing.TB, plaintext []byte, o SealOptions) []byte {
	t.Helper()
	var sealed bytes.Buffer
	w, err := Seal(&sealed, o)
	ok(t, err)
	_, err = w.Write(plaintext)
	ok(t, err)
	ok(t, w.Close())
	return sealed.Bytes()
}

// TestArmorOfEveryLengthOpensInGnuPG tries lengths that end an armor with no, one and two padding signs:
// GnuPG 2.2 misreads an armor that has neither padding nor checksum.
func TestArmorOfEveryLengthOpensInGnuPG(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	gpg := newGnupg(t)
	recipient := gpg.key(pharmacyAddress, curve25519...)
	gpg.do(certificate(t, identity), "--import")
	for length := range 6 {
		plaintext := bytes.Repeat([]byte("x"), length)
		sealed := seal(t, plaintext, SealOptions{identity, [][]byte{recipient}, now, true})
		if opened, said, err := gpg.decrypt(sealed); err != nil || !bytes.Equal(opened, plaintext) {
			t.Errorf("%d bytes: %v\n%s", length, err, said)
		}
	}
}

func TestSealedMessageOpensInGnuPG(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	large := make([]byte, 300_000)
	_, _ = rand.Read(large)
	for name, test := range map[string]struct {
		key       []string
		armor     bool
		plaintext []byte
	}{
		"RSA-3072, armored":   {rsa3072, true, []byte("Document fictif\r\n")},
		"RSA-3072, binary":    {rsa3072, false, large},
		"Curve25519, armored": {curve25519, true, large},
		"empty document":      {curve25519, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gpg := newGnupg(t)
			recipient := gpg.key(pharmacyAddress, test.key...)
			ok(t, CheckRecipient(recipient, pharmacyAddress, now))
			gpg.do(certificate(t, identity), "--import")
			sealed := seal(t, test.plaintext, SealOptions{identity, [][]byte{recipient}, now, test.armor})
			opened, said, err := gpg.decrypt(sealed)
			if err != nil || !bytes.Equal(opened, test.plaintext) {
				t.Fatalf("%v: %d bytes\n%s", err, len(opened), said)
			}
			if !strings.Contains(said, "GOODSIG") || !strings.Contains(said, "DECRYPTION_INFO 2 9") {
				t.Errorf("not a good signature in SEIPD version 1 with MDC and AES-256:\n%s", said)
			}
		})
	}
}

func TestGnuPGMessageOpensHere(t *testing.T) {
	t.Parallel()
	gpg, identity := newGnupg(t), newIdentity(t)
	signer := gpg.key(pharmacyAddress, curve25519...)
	gpg.do(certificate(t, identity), "--import")
	sealed := filepath.Join(t.TempDir(), "sealed")
	gpg.do([]byte("Bien reçu"), "--armor", "--sign", "--encrypt", "-u", pharmacyAddress, "-r", clinicAddress, "-o", sealed)
	var opened bytes.Buffer
	ok(t, OpenSealed(&opened, bytes.NewReader(readFile(t, sealed)), identity, [][]byte{signer}))
	if opened.String() != "Bien reçu" {
		t.Errorf("%q", opened.String())
	}
}

func TestTamperedMessageIsRefused(t *testing.T) {
	t.Parallel()
	gpg, identity := newGnupg(t), newIdentity(t)
	recipient := gpg.key(pharmacyAddress, curve25519...)
	gpg.do(certificate(t, identity), "--import")
	sealed := seal(t, bytes.Repeat([]byte("fictif "), 40_000), SealOptions{identity, [][]byte{recipient}, now, false})
	signers := [][]byte{certificate(t, identity)}
	for name, tampered := range map[string][]byte{
		"a bit of the content":     flipped(sealed, len(sealed)/2),
		"a bit of the integrity":   flipped(sealed, len(sealed)-3),
		"a bit of the session key": flipped(sealed, 40),
		"the end cut off":          sealed[:len(sealed)-1],
		"cut in the middle":        sealed[:len(sealed)/2],
		"only the session keys":    sealed[:150],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := OpenSealed(io.Discard, bytes.NewReader(tampered), identity, signers); err == nil {
				t.Error("opened here")
			}
			if name == "a bit of the session key" {
				return // that of the other reader
			}
			if _, said, err := (gnupg{t, gpg.home}).decrypt(tampered); err == nil {
				t.Errorf("opened in GnuPG:\n%s", said)
			}
		})
	}
}

func TestOpenSealedSaysWhy(t *testing.T) {
	t.Parallel()
	identity, stranger := newIdentity(t), newIdentity(t)
	own, other := certificate(t, identity), certificate(t, stranger)
	sealed := seal(t, []byte("fictif"), SealOptions{identity, [][]byte{own}, now, true})
	full := errors.New("disk full")
	tests := map[string]struct {
		dst     io.Writer
		src     []byte
		reader  *Identity
		signers [][]byte
		want    error
	}{
		"readable":                 {io.Discard, sealed, identity, [][]byte{own}, nil},
		"for somebody else":        {io.Discard, sealed, stranger, [][]byte{own}, ErrNotForUs},
		"signed by a stranger":     {io.Discard, sealed, identity, [][]byte{other}, ErrSignatureUnverified},
		"no signer known":          {io.Discard, sealed, identity, nil, ErrSignatureUnverified},
		"empty":                    {io.Discard, nil, identity, [][]byte{own}, ErrMessageDamaged},
		"text":                     {io.Discard, []byte("Bonjour"), identity, [][]byte{own}, ErrMessageDamaged},
		"a certificate":            {io.Discard, own, identity, [][]byte{own}, ErrMessageDamaged},
		"nowhere to write":         {iotestWriter{full}, sealed, identity, [][]byte{own}, full},
		"encrypted but not signed": {io.Discard, unsigned(t, own), identity, [][]byte{own}, ErrSignatureUnverified},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := OpenSealed(test.dst, bytes.NewReader(test.src), test.reader, test.signers)
			if !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

type iotestWriter struct{ err error }

func (w iotestWriter) Write([]byte) (int, error) { return 0, w.err }

func unsigned(t *testing.T, recipient []byte) []byte {
	t.Helper()
	reader, err := readerOf(recipient, now)
	ok(t, err)
	var sealed bytes.Buffer
	w, err := openpgp.Encrypt(&sealed, []*openpgp.Entity{reader}, nil, nil, nil, openPGP(now))
	ok(t, err)
	_, err = w.Write([]byte("fictif"))
	ok(t, err)
	ok(t, w.Close())
	return sealed.Bytes()
}

// TestSealStaysReadable is for the reader that advertises more than most can read. The library would
// follow it, and without a configuration it would panic.
func TestSealStaysReadable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ identity, recipient *Identity }{
		"version 4 key that asks for SEIPD 2":       {newIdentity(t), advertisingV2(t, false)},
		"everybody asks for it, the signer as well": {advertisingV2(t, false), advertisingV2(t, false)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			identity, recipient := test.identity, certificate(t, test.recipient)
			ok(t, CheckRecipient(recipient, pharmacyAddress, now))
			sealed := seal(t, []byte("fictif"), SealOptions{identity, [][]byte{recipient}, now, false})
			said, _ := newGnupg(t).try(sealed, "--list-packets")
			if strings.Count(said, ":pubkey enc packet: version 3") != 2 || !strings.Contains(said, "mdc_method: 2") {
				t.Errorf("not PKESK version 3 and SEIPD version 1:\n%s", said)
			}
			if err := OpenSealed(io.Discard, bytes.NewReader(sealed), identity, [][]byte{certificate(t, identity)}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSealRefuses(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	own := certificate(t, identity)
	secret, err := identity.Secret()
	ok(t, err)
	revoked, err := identity.Revocation(now)
	ok(t, err)
	for name, test := range map[string]struct {
		o    SealOptions
		want error
	}{
		"no time":              {SealOptions{Signer: identity, Recipients: [][]byte{own}}, ErrNoTime},
		"nobody signs":         {SealOptions{Recipients: [][]byte{own}, At: now}, ErrNoSigner},
		"for nobody":           {SealOptions{Signer: identity, At: now}, ErrNoRecipient},
		"a secret key":         {SealOptions{Signer: identity, Recipients: [][]byte{secret}, At: now}, ErrSecretKey},
		"a revoked key":        {SealOptions{Signer: identity, Recipients: [][]byte{revoked}, At: now}, ErrKeyRevoked},
		"two keys in one":      {SealOptions{Signer: identity, Recipients: [][]byte{slices.Concat(own, revoked)}, At: now}, ErrTooMany},
		"not a key":            {SealOptions{Signer: identity, Recipients: [][]byte{{1, 2, 3}}, At: now}, ErrCertificateDamaged},
		"our key has expired":  {SealOptions{Signer: identity, Recipients: [][]byte{own}, At: now.AddDate(3, 0, 0)}, ErrKeyExpired},
		"our key is too young": {SealOptions{Signer: identity, Recipients: [][]byte{own}, At: now.AddDate(-1, 0, 0)}, ErrKeyNotYetValid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if _, err := Seal(&out, test.o); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
			if out.Len() > 0 {
				t.Errorf("%d bytes were written", out.Len())
			}
		})
	}
}

func TestArmorHasNothingToSay(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	sealed := seal(t, []byte("fictif"), SealOptions{identity, [][]byte{certificate(t, identity)}, now, true})
	lines := strings.Split(string(sealed), "\n")
	if lines[0] != "-----BEGIN PGP MESSAGE-----" || lines[1] != "" || lines[len(lines)-2] != "-----END PGP MESSAGE-----" {
		t.Errorf("headers, or an open last line:\n%s", sealed)
	}
}

func TestSealedRoundTrip(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	own := certificate(t, identity)
	rapid.Check(t, func(t *rapid.T) {
		plaintext := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "plaintext")
		armored := rapid.Bool().Draw(t, "armor")
		var sealed, opened bytes.Buffer
		w, err := Seal(&sealed, SealOptions{identity, [][]byte{own}, now, armored})
		if err == nil {
			_, err = io.Copy(w, iotest.OneByteReader(bytes.NewReader(plaintext)))
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		if err := OpenSealed(&opened, &sealed, identity, [][]byte{own}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(opened.Bytes(), plaintext) {
			t.Fatal("what was opened is not what was sealed")
		}
	})
}
