package sftp

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// families are the kinds of host keys that are asked for, the best first. A server shows one key a
// connection, so whoever knows a fingerprint alone must ask for each.
var families = [][]string{
	{ssh.KeyAlgoED25519},
	{ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521},
	{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256},
}

const fingerprintPrefix = "SHA256:"

// pin is the host key that a person confirmed: its fingerprint, and its family where the whole key is known.
type pin struct {
	fingerprint string // empty: none yet
	families    [][]string
}

// parsePin reads a fingerprint, or a key with or without the host's name before it.
func parsePin(text string) (pin, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return pin{families: families}, nil
	}
	if sum, ok := strings.CutPrefix(text, fingerprintPrefix); ok {
		if b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(sum, "=")); err == nil && len(b) == 32 {
			return pin{fingerprintPrefix + base64.RawStdEncoding.EncodeToString(b), families}, nil
		}
		return pin{}, portal.Invalid("sftp.new", SettingHostKey, "sftp_host_key_invalid")
	}
	key, ok := parseKeyLine(text)
	if !ok {
		return pin{}, portal.Invalid("sftp.new", SettingHostKey, "sftp_host_key_invalid")
	}
	return pin{ssh.FingerprintSHA256(key), [][]string{familyOf(key.Type())}}, nil
}

func parseKeyLine(text string) (ssh.PublicKey, bool) {
	if key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(text)); err == nil {
		return key, true
	}
	_, rest, _ := strings.Cut(text, " ") // as known_hosts has it
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	return key, err == nil
}

func familyOf(keyType string) []string {
	if keyType == ssh.KeyAlgoRSA {
		return families[2]
	}
	for _, family := range families {
		if slices.Contains(family, keyType) {
			return family
		}
	}
	return []string{keyType}
}

// witness is what one handshake saw.
type witness struct {
	pin   pin
	shown string // fingerprint
}

var errUnpinned = errors.New("another host key")

// judge lets only the pinned key pass, before anything is given to the server.
func (w *witness) judge(_ string, _ net.Addr, key ssh.PublicKey) error {
	w.shown = ssh.FingerprintSHA256(key)
	if w.pin.fingerprint != "" && bytes.Equal([]byte(w.shown), []byte(w.pin.fingerprint)) {
		return nil
	}
	return errUnpinned
}

// distrusted is the error of a server whose keys are none of those that were confirmed. The fingerprint that
// it showed says nothing of anybody.
func distrusted(p pin, shown string) error {
	code := "sftp_host_key_changed"
	if p.fingerprint == "" {
		code = "sftp_host_key_missing"
	}
	return &dispatch.Error{Op: "sftp.connect", Kind: dispatch.KindRejected, Code: code, Detail: shown, Certainty: dispatch.Unsent}
}
