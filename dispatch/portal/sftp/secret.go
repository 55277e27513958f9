package sftp

import (
	"bytes"
	"crypto/ed25519"
	"encoding/pem"
	"io"

	"golang.org/x/crypto/ssh"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// NewKey makes a key of our own, as OpenSSH writes it: the secret for the account, and the public line for
// whoever runs the server.
func NewKey(random io.Reader) (secret []byte, public string, err error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, "", &dispatch.Error{Op: "sftp.key", Kind: dispatch.KindInternal, Code: "sftp_key_unreadable", Err: err}
	}
	key := ed25519.NewKeyFromSeed(seed)
	clear(seed)
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		return nil, "", unreadableKey()
	}
	secret = pem.EncodeToMemory(block)
	public, err = PublicKey(secret)
	return secret, public, err
}

// PublicKey is the public line of a private key. It fails with KindInvalid when secret is none.
func PublicKey(secret []byte) (string, error) {
	signer, err := ssh.ParsePrivateKey(secret)
	if err != nil {
		return "", unreadableKey()
	}
	line := bytes.TrimSpace(ssh.MarshalAuthorizedKey(signer.PublicKey()))
	return string(line) + " souspli", nil
}

func unreadableKey() error { return portal.Invalid("sftp.key", "secret", "sftp_key_unreadable") }

// auth makes of a secret all ways to sign in with it. A password also answers the one hidden question that
// many servers ask instead.
func auth(secret []byte) ([]ssh.AuthMethod, error) {
	if bytes.HasPrefix(bytes.TrimSpace(secret), []byte("-----BEGIN ")) {
		signer, err := ssh.ParsePrivateKey(secret)
		if err != nil {
			return nil, unreadableKey()
		}
		return []ssh.AuthMethod{ssh.PublicKeys(signer)}, nil
	}
	password := string(secret)
	return []ssh.AuthMethod{ssh.Password(password), ssh.KeyboardInteractive(
		func(_, _ string, questions []string, shown []bool) ([]string, error) {
			if len(questions) == 1 && !shown[0] {
				return []string{password}, nil
			}
			return make([]string, len(questions)), nil
		},
	)}, nil
}
