package emailtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Neomutt opens a PGP/MIME message as a person does in that program, and returns the message as it then
// stands in a mailbox, decrypted.
func (g *GnuPG) Neomutt(t testing.TB, message []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	decrypted := filepath.Join(dir, "decrypted")
	inbox := keep(t, dir, "inbox", append([]byte("From essai@clinique.example Mon Jan  5 10:00:00 2026\n"), bytes.ReplaceAll(message, []byte("\r\n"), []byte("\n"))...))
	rc := keep(t, dir, "rc", fmt.Appendf(nil, `set folder=%[1]s spoolfile=%[2]s mbox_type=mbox record="" header_cache=""
set crypt_use_gpgme=yes confirm_append=no confirm_create=no quit=yes mbox="" move=no sleep_time=0 wait_key=no
push "<decrypt-copy>%[3]s<enter><quit>"
`, dir, inbox, decrypted))
	// It wants a terminal; script gives it one.
	cmd := exec.CommandContext(t.Context(), tool(t, "script", "bsdutils"), "-qec", tool(t, "neomutt", "neomutt")+" -F "+rc+" -f "+inbox, "/dev/null")
	cmd.Env = append(os.Environ(), "GNUPGHOME="+g.home, "TERM=xterm", "HOME="+dir)
	if out, err := run(t.Context(), cmd); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	data, err := os.ReadFile(decrypted)
	if err != nil {
		t.Fatalf("neomutt decrypted nothing: %v", err)
	}
	_, data, _ = bytes.Cut(data, []byte("\n")) // the mailbox's own first line
	return data
}
