package emailtest

import (
	"bytes"
	"encoding/base64"
	"io"
	"testing"
)

// Body is the body of a message in base64, decoded.
func Body(t testing.TB, message []byte) []byte {
	t.Helper()
	_, text, found := bytes.Cut(message, []byte("\r\n\r\n"))
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(text)))
	if err != nil || !found {
		t.Fatalf("no body in base64: %v", err)
	}
	return body
}

// Signed takes a multipart/signed entity apart (RFC 1847): the bytes that were signed, and the signature.
func Signed(t testing.TB, entity []byte) (content, signature []byte) {
	t.Helper()
	m := Parse(t, entity)
	delimiter := []byte("--" + m.Params["boundary"] + "\r\n")
	if m.Type != "multipart/signed" || len(m.Parts) != 2 {
		t.Fatalf("%s of %d parts", m.Type, len(m.Parts))
	}
	parts := bytes.SplitN(entity, delimiter, 3)
	return bytes.TrimSuffix(parts[1], []byte("\r\n")), m.Parts[1].Body
}

// Dearmor is a message in binary.
func Dearmor(t testing.TB, g *GnuPG, armored []byte) []byte {
	t.Helper()
	cmd := g.command(t, "--dearmor")
	cmd.Stdin = bytes.NewReader(armored)
	return output(t, cmd)
}

// Packets describes the packets of a message.
func (g *GnuPG) Packets(t testing.TB, message []byte) string {
	t.Helper()
	cmd := g.command(t, "--passphrase", "", "--list-packets", "--verbose")
	cmd.Stdin = bytes.NewReader(message)
	out, _ := cmd.Output() // it fails where a passphrase is missing, after what is asked here
	return string(out)
}
