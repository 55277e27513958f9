package mailbox_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/mailbox"
)

const greeting = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n"

// honest is what a server with one message says to a command.
func honest(line string) string {
	tag, command, _ := strings.Cut(line, " ")
	said := map[string]string{
		"EXAMINE":    "* 1 EXISTS\r\n* OK [UIDVALIDITY 1] UIDs valid\r\n",
		"UID SEARCH": "* SEARCH 7\r\n",
		"UID FETCH":  "* 1 FETCH (UID 7 RFC822.SIZE 100 BODY[HEADER.FIELDS (\"Content-Type\")] {37}\r\nContent-Type: multipart/report; a=b\r\n)\r\n",
	}
	for name, untagged := range said {
		if strings.HasPrefix(command, name) {
			return untagged + tag + " OK done\r\n"
		}
	}
	return tag + " OK [CAPABILITY IMAP4rev1] done\r\n"
}

func visitor(scheme string) func(context.Context, string, *x509.CertPool) error {
	return func(ctx context.Context, address string, roots *x509.CertPool) error {
		m, err := mailbox.New(mailbox.Config{
			URL: scheme + "://" + address, User: "u", Password: []byte("p"), Settings: map[string]string{"folder": "Avis"},
			Roots: roots, Now: dispatchtest.Epoch, Patience: 500 * time.Millisecond,
		})
		if err != nil {
			return err
		}
		_, err = m.Read(ctx, dispatch.MailboxMark{}, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
		return err
	}
}

// TestHostileServers visits servers that mean harm at every turn of a visit.
func TestHostileServers(t *testing.T) {
	t.Parallel()
	t.Run("TLS", func(t *testing.T) {
		t.Parallel()
		dispatchtest.RunHostileTalk(t, dispatchtest.Talk{
			Visit: visitor("imaps"), TLS: true, Greeting: greeting, Answer: honest, Turns: 4, More: "* OK ", Most: 65 << 20, Step: 20 * time.Millisecond,
		})
	})
	t.Run("before STARTTLS", func(t *testing.T) {
		t.Parallel()
		dispatchtest.RunHostileTalk(t, dispatchtest.Talk{
			Visit: visitor("imap"), Greeting: "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n", Answer: honest, Turns: 1,
			More: "* OK ", Most: 65 << 20, Step: 20 * time.Millisecond,
		})
	})
}

// answering serves one visitor: what answer says to a command, or else what an honest server does.
func answering(t testing.TB, answer func(tag, command string) string) (address string, roots *x509.CertPool) {
	t.Helper()
	ca := dispatchtest.NewCA(t)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		converse(conn, answer)
	}()
	return listener.Addr().String(), ca.Pool
}

func converse(conn net.Conn, answer func(tag, command string) string) {
	_, _ = io.WriteString(conn, greeting)
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		said := answer(strings.SplitN(lines.Text(), " ", 2)[0], lines.Text())
		if said == "" {
			said = honest(lines.Text())
		}
		if _, err := io.WriteString(conn, said); err != nil {
			return
		}
	}
}

// TestAnswersThatWouldFillTheMemory are short, and stand for what no memory holds.
func TestAnswersThatWouldFillTheMemory(t *testing.T) {
	const most = 200 << 20
	cases := map[string]struct{ command, answer string }{
		"every number there is":              {"UID SEARCH", "* ESEARCH (TAG \"%s\") UID ALL 1:4294967295\r\n%[1]s OK done\r\n"},
		"every number there is, as it comes": {"UID SEARCH", "* ESEARCH UID ALL 2:4294967294,1:4294967295\r\n%s OK done\r\n"},
		"numbers up to any":                  {"UID SEARCH", "* ESEARCH (TAG \"%s\") UID ALL 1:*\r\n%[1]s OK done\r\n"},
		"a letter of four gibibytes":         {"UID FETCH", "* 1 FETCH (UID 7 BODY[] {4294967295}\r\n"},
		"a letter of eight exbibytes":        {"UID FETCH", "* 1 FETCH (UID 7 BODY[] {9223372036854775807}\r\n"},
		"parts in parts":                     {"UID FETCH", "* 1 FETCH (UID 7 BODYSTRUCTURE " + strings.Repeat("(", 8<<20) + "\r\n"},
		"lists in lists":                     {"EXAMINE", "* LIST (" + strings.Repeat("(", 8<<20) + "\r\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			address, roots := answering(t, func(tag, command string) string {
				if strings.Contains(command, c.command) && strings.Contains(c.answer, "%") {
					return fmt.Sprintf(c.answer, tag)
				}
				if strings.Contains(command, c.command) {
					return c.answer
				}
				return ""
			})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := visitor("imaps")(t.Context(), address, roots)
			runtime.ReadMemStats(&after)
			if err != nil && dispatch.CodeOf(err) == "" {
				t.Errorf("an error without a code: %v", err)
			}
			if taken := after.TotalAlloc - before.TotalAlloc; taken > most {
				t.Errorf("took %d MiB of memory", taken>>20)
			}
		})
	}
}
