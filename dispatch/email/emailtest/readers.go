package emailtest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Correspondent is the recipient of sealed messages as other programs know them: GnuPG made the key.
type Correspondent struct {
	GnuPG       *GnuPG
	Certificate []byte
	secret      []byte
	passphrase  string
	signer      []byte // certificate of who writes to them
}

// NewCorrespondent makes somebody who reads mail at an address, knows who writes, and was told a passphrase.
func NewCorrespondent(t testing.TB, g *GnuPG, address string, signer []byte, passphrase string) Correspondent {
	t.Helper()
	if _, err := run(t.Context(), g.command(t, "--quick-generate-key", "Officine <"+address+">", "ed25519", "default", "1y")); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t.Context(), g.command(t, "--quick-add-key", g.fingerprint(t, address), "cv25519", "encr", "1y")); err != nil {
		t.Fatal(err)
	}
	c := Correspondent{GnuPG: g, signer: signer, passphrase: passphrase}
	c.Certificate = output(t, g.command(t, "--export", address))
	c.secret = output(t, g.command(t, "--export-secret-keys", address))
	g.Import(t, signer)
	return c
}

func output(t testing.TB, cmd *exec.Cmd) []byte {
	t.Helper()
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		t.Fatalf("%s gave nothing: %v", cmd.Path, err)
	}
	return out
}

// Reader opens an OpenPGP message, or refuses it. A message that must be signed and is not verified is
// refused.
type Reader struct {
	Name string
	Open func(t testing.TB, message []byte) ([]byte, error)
}

var errUnsigned = errors.New("the signature was not verified")

// KeyReaders are the programs that open with the correspondent's key and verify who signed.
func (c Correspondent) KeyReaders(t testing.TB) []Reader {
	t.Helper()
	dir := t.TempDir()
	key, signer := keep(t, dir, "key.pgp", c.secret), keep(t, dir, "signer.pgp", c.signer)
	return []Reader{
		{"GnuPG", c.gnuPG(true)},
		{"Sequoia", sequoia(t, dir, true, "--verify-with", signer, key)},
		{"RNP", rnp(t, dir, "", key, signer)},
		{"OpenPGP.js", openPGPJS(t, key, signer, "")},
	}
}

// PassphraseReaders are the programs that open with a passphrase, without any key.
func (c Correspondent) PassphraseReaders(t testing.TB) []Reader {
	t.Helper()
	dir := t.TempDir()
	word := keep(t, dir, "passphrase", []byte(c.passphrase))
	return []Reader{
		{"GnuPG", c.gnuPG(false)},
		{"Sequoia", sequoia(t, dir, false, "--with-password", word)},
		{"RNP", rnp(t, dir, c.passphrase)},
		{"OpenPGP.js", openPGPJS(t, "", "", c.passphrase)},
	}
}

func keep(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (c Correspondent) gnuPG(signed bool) func(testing.TB, []byte) ([]byte, error) {
	return func(t testing.TB, message []byte) ([]byte, error) {
		t.Helper()
		args := []string{"--status-fd", "2", "--decrypt"}
		if !signed {
			args = append([]string{"--passphrase", c.passphrase}, args...)
		}
		cmd := c.GnuPG.command(t, args...)
		cmd.Stdin = bytes.NewReader(message)
		var said bytes.Buffer
		cmd.Stderr = &said
		content, err := cmd.Output()
		if err == nil && signed && !strings.Contains(said.String(), "GOODSIG") {
			err = errUnsigned
		}
		return content, err
	}
}

// sequoia is its stateless command line, sqop.
func sequoia(t testing.TB, dir string, signed bool, args ...string) func(testing.TB, []byte) ([]byte, error) {
	t.Helper()
	program, verified := tool(t, "sqop", "sqop"), filepath.Join(dir, "verified")
	return func(t testing.TB, message []byte) ([]byte, error) {
		t.Helper()
		_ = os.Remove(verified) // it refuses to overwrite
		command := []string{"decrypt"}
		if signed {
			command = append(command, "--verifications-out", verified)
		}
		// What takes several values ends where the keys begin.
		if n := len(args); signed {
			command = append(append(append(command, args[:n-1]...), "--"), args[n-1])
		} else {
			command = append(command, args...)
		}
		cmd := exec.CommandContext(t.Context(), program, command...)
		cmd.Stdin = bytes.NewReader(message)
		content, err := cmd.Output()
		if err != nil || !signed {
			return content, err
		}
		if proof, err := os.ReadFile(verified); err != nil || len(proof) == 0 {
			return content, errUnsigned
		}
		return content, nil
	}
}

func rnp(t testing.TB, dir, passphrase string, keys ...string) func(testing.TB, []byte) ([]byte, error) {
	t.Helper()
	program, keyring := tool(t, "rnp", "rnp"), filepath.Join(dir, "rnp")
	if err := os.Mkdir(keyring, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if _, err := run(t.Context(), exec.CommandContext(t.Context(), tool(t, "rnpkeys", "rnp"), "--homedir", keyring, "--import-keys", key)); err != nil {
			t.Fatal(err)
		}
	}
	return func(t testing.TB, message []byte) ([]byte, error) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, "--homedir", keyring, "--notty", "--password", passphrase, "--decrypt", "--output", "-")
		cmd.Stdin = bytes.NewReader(message)
		var said bytes.Buffer
		cmd.Stderr = &said
		content, err := cmd.Output()
		if err == nil && len(keys) > 0 && !strings.Contains(said.String(), "Good signature") && !strings.Contains(said.String(), "verified successfully") {
			err = errUnsigned
		}
		return content, err
	}
}
