package emailtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Authority gives S/MIME certificates, made by OpenSSL.
type Authority struct{ dir string }

// Certified is somebody with a certificate.
type Certified struct {
	PEM      []byte // certificate
	PKCS12   []byte // certificate, key and authority, under Password
	Password string
	name     string
}

// NewAuthority makes a root that signs for a day.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	a := &Authority{t.TempDir()}
	a.openssl(t, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
		"-subj", "/CN=Autorite d'essai", "-addext", "basicConstraints=critical,CA:true", "-addext", "keyUsage=critical,keyCertSign")
	return a
}

func (a *Authority) openssl(t testing.TB, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), tool(t, "openssl", "openssl"), args...)
	cmd.Dir = a.dir
	out, err := run(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Certify gives a certificate for an address. key is what openssl calls it: rsa:2048, or ec; usage is
// extendedKeyUsage.
func (a *Authority) Certify(t testing.TB, address, key, usage string) Certified {
	t.Helper()
	c := Certified{Password: "mot de passe", name: strings.NewReplacer("@", "-", ":", "-").Replace(address + key + usage)}
	request := []string{"req", "-new", "-newkey", key, "-nodes", "-keyout", c.name + ".key", "-out", c.name + ".csr", "-subj", "/CN=" + c.name[:8]}
	if key == "ec" {
		request = append(request, "-pkeyopt", "ec_paramgen_curve:P-256")
	}
	a.openssl(t, request...)
	keep(t, a.dir, "extensions", []byte("extendedKeyUsage="+usage+"\nsubjectAltName=email:"+address+"\n"+
		"keyUsage=critical,digitalSignature,keyEncipherment\nbasicConstraints=CA:false\nauthorityKeyIdentifier=keyid\n"))
	a.openssl(t, "x509", "-req", "-in", c.name+".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "10",
		"-extfile", "extensions", "-out", c.name+".pem")
	a.openssl(t, "pkcs12", "-export", "-in", c.name+".pem", "-inkey", c.name+".key", "-certfile", "ca.pem",
		"-passout", "pass:"+c.Password, "-out", c.name+".p12")
	c.PEM, c.PKCS12 = a.file(t, c.name+".pem"), a.file(t, c.name+".p12")
	return c
}

func (a *Authority) file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(a.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// OpenSSL decrypts a whole S/MIME message for somebody, verifies the signature inside under the authority,
// and returns what was signed.
func (a *Authority) OpenSSL(t testing.TB, c Certified, message []byte) ([]byte, error) {
	t.Helper()
	dir, program := t.TempDir(), tool(t, "openssl", "openssl")
	inner := filepath.Join(dir, "inner")
	decrypt := exec.CommandContext(t.Context(), program, "cms", "-decrypt", "-in", keep(t, dir, "message", message), "-out", inner,
		"-recip", filepath.Join(a.dir, c.name+".pem"), "-inkey", filepath.Join(a.dir, c.name+".key"))
	if _, err := run(t.Context(), decrypt); err != nil {
		return nil, err
	}
	verify := exec.CommandContext(t.Context(), program, "cms", "-verify", "-in", inner, "-CAfile", filepath.Join(a.dir, "ca.pem"), "-out", filepath.Join(dir, "content"))
	if _, err := run(t.Context(), verify); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "content"))
}

// GPGSM is GnuPG's S/MIME.
type GPGSM struct{ program, home string }

// NewGPGSM makes a keyring that trusts the authority and holds somebody's key.
func NewGPGSM(t testing.TB, a *Authority, c Certified) *GPGSM {
	t.Helper()
	pgp := NewGnuPG(t, time.Time{})
	g := &GPGSM{program: tool(t, "gpgsm", "gpgsm"), home: pgp.home}
	fingerprint := strings.TrimSpace(strings.SplitN(string(a.openssl(t, "x509", "-in", "ca.pem", "-noout", "-fingerprint", "-sha1")), "=", 2)[1])
	keep(t, g.home, "trustlist.txt", []byte(fingerprint+" S relax\n"))
	keep(t, g.home, "gpgsm.conf", []byte("disable-crl-checks\ndisable-dirmngr\nno-secmem-warning\n"))
	keep(t, g.home, "gpg-agent.conf", []byte("allow-loopback-pinentry\n"))
	// gpg-agent keeps its keys under a passphrase of its own: none.
	legacy := filepath.Join(a.dir, "gpgsm.p12")
	a.openssl(t, "pkcs12", "-export", "-in", c.name+".pem", "-inkey", c.name+".key", "-certfile", "ca.pem", "-passout", "pass:",
		"-legacy", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-out", legacy)
	if _, err := run(t.Context(), g.command(t, "--import", legacy)); err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *GPGSM) command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), g.program, append([]string{
		"--homedir", g.home, "--batch", "--pinentry-mode", "loopback", "--passphrase-fd", "0",
	}, args...)...)
	cmd.Stdin = strings.NewReader("\n")
	return cmd
}

// Open decrypts an enveloped message, in DER or BER. Its status decides: the exit code complains of any
// other recipient whose certificate is not at hand.
func (g *GPGSM) Open(t testing.TB, enveloped []byte) ([]byte, error) {
	t.Helper()
	cmd := g.command(t, "--status-fd", "2", "--decrypt", keep(t, t.TempDir(), "smime.p7m", enveloped))
	var content, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &content, &said
	if err := cmd.Run(); !strings.Contains(said.String(), "DECRYPTION_OKAY") {
		return nil, fmt.Errorf("gpgsm: %w: %s", err, said.String())
	}
	return content.Bytes(), nil
}

// Verify verifies a detached signature.
func (g *GPGSM) Verify(t testing.TB, content, signature []byte) error {
	t.Helper()
	dir := t.TempDir()
	_, err := run(t.Context(), g.command(t, "--verify", keep(t, dir, "smime.p7s", signature), keep(t, dir, "content", content)))
	return err
}
