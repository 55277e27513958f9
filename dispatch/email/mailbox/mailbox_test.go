package mailbox_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/email/mailbox"
	"github.com/souspli/souspli/dispatch/wording"
)

func notification(n int) []byte {
	return fmt.Appendf(nil, "Subject: avis %d\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n boundary=b\r\n\r\n--b--\r\n", n)
}

var letter = []byte("Subject: Mme Gagnon\r\nContent-Type: text/plain\r\n\r\nmultipart/report\r\n")

func config(d *emailtest.Dovecot) mailbox.Config {
	return mailbox.Config{
		URL: d.URL, User: d.User, Password: d.Password, Settings: map[string]string{"folder": d.Folder},
		Roots: d.CA.Pool, Now: dispatchtest.Epoch,
	}
}

func open(t *testing.T, c mailbox.Config) *mailbox.Mailbox {
	t.Helper()
	m, err := mailbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// read returns the subjects of what is handed over.
func read(t *testing.T, m *mailbox.Mailbox, since dispatch.MailboxMark) ([]string, dispatch.MailboxMark) {
	t.Helper()
	var subjects []string
	mark, err := m.Read(t.Context(), since, func(message io.Reader) error {
		subjects = append(subjects, subject(t, message))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return subjects, mark
}

func subject(t *testing.T, message io.Reader) string {
	t.Helper()
	content, err := io.ReadAll(message)
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(content), "\r\n")
	return strings.TrimPrefix(line, "Subject: ")
}

// TestDovecot reads a real mailbox.
func TestDovecot(t *testing.T) {
	t.Parallel()
	d := emailtest.StartDovecot(t, dispatchtest.NewCA(t))
	m := open(t, config(d))
	if got, mark := read(t, m, dispatch.MailboxMark{}); len(got) > 0 || mark.Validity == 0 {
		t.Errorf("an empty folder: %q, %v", got, mark)
	}
	d.DeliverToInbox(t, notification(9))
	for _, message := range [][]byte{notification(1), letter, notification(2), letter} {
		d.Deliver(t, message)
	}
	got, mark := read(t, m, dispatch.MailboxMark{})
	if !slices.Equal(got, []string{"avis 1", "avis 2"}) || mark.UID != 4 {
		t.Errorf("%q up to %v", got, mark)
	}
	if got, again := read(t, m, mark); len(got) > 0 || again != mark {
		t.Errorf("what was read before: %q up to %v", got, again)
	}
	d.Deliver(t, notification(3))
	got, last := read(t, m, mark)
	if !slices.Equal(got, []string{"avis 3"}) || last.UID != 5 {
		t.Errorf("%q up to %v", got, last)
	}
	if got, _ := read(t, m, dispatch.MailboxMark{Validity: mark.Validity + 1, UID: 99}); len(got) != 3 {
		t.Errorf("a folder made anew: %q", got)
	}
	if !d.Untouched(t) {
		t.Error("messages were marked as seen")
	}
	t.Run("what could not be taken in is offered again", func(t *testing.T) { offersAgain(t, m) })
	t.Run("refusals", func(t *testing.T) { refusals(t, d) })
}

func offersAgain(t *testing.T, m *mailbox.Mailbox) {
	full := errors.New("disk full")
	taken := 0
	mark, err := m.Read(t.Context(), dispatch.MailboxMark{}, func(io.Reader) error {
		if taken++; taken == 2 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || mark.UID != 2 {
		t.Errorf("%v up to %v", err, mark)
	}
	if got, _ := read(t, m, mark); !slices.Equal(got, []string{"avis 2", "avis 3"}) {
		t.Errorf("%q", got)
	}
}

func refusals(t *testing.T, d *emailtest.Dovecot) {
	tests := map[string]struct {
		change func(*mailbox.Config)
		kind   dispatch.Kind
		code   string
	}{
		"nothing wrong":      {func(*mailbox.Config) {}, dispatch.KindInternal, ""},
		"STARTTLS":           {func(c *mailbox.Config) { c.URL = d.StartTLS }, dispatch.KindInternal, ""},
		"password":           {func(c *mailbox.Config) { c.Password = []byte("x") }, dispatch.KindCredentials, "imap_auth_failed"},
		"folder":             {func(c *mailbox.Config) { c.Settings = map[string]string{"folder": "Aucun"} }, dispatch.KindNotFound, "imap_folder_unknown"},
		"certificate":        {func(c *mailbox.Config) { c.Roots = dispatchtest.NewCA(t).Pool }, dispatch.KindUnreachable, "imap_certificate"},
		"certificate, later": {func(c *mailbox.Config) { c.URL, c.Roots = d.StartTLS, dispatchtest.NewCA(t).Pool }, dispatch.KindUnreachable, "imap_certificate"},
		"TLS where none is":  {func(c *mailbox.Config) { c.URL = strings.Replace(d.StartTLS, "imap:", "imaps:", 1) }, dispatch.KindUnreachable, "imap_unreachable"},
		"a token it does not know": {func(c *mailbox.Config) {
			c.Token = func(context.Context) (string, error) { return "t", nil }
		}, dispatch.KindCredentials, "imap_auth_failed"},
		"nobody there": {func(c *mailbox.Config) { c.URL = "imaps://127.0.0.1:1" }, dispatch.KindUnreachable, "imap_unreachable"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := config(d)
			test.change(&c)
			err := open(t, c).Test(t.Context())
			if dispatch.CodeOf(err) != test.code || dispatch.KindOf(err) != test.kind {
				t.Errorf("%v, want %s; Dovecot says\n%s", err, test.code, d.Log())
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	folder := map[string]string{"folder": "Avis"}
	tests := map[string]struct {
		config mailbox.Config
		code   string
	}{
		"no TLS":            {mailbox.Config{URL: "http://h", User: "u", Settings: folder}, "imap_url_invalid"},
		"a path":            {mailbox.Config{URL: "imaps://h/x", User: "u", Settings: folder}, "imap_url_invalid"},
		"a password inside": {mailbox.Config{URL: "imaps://u:p@h", User: "u", Settings: folder}, "imap_url_invalid"},
		"no folder":         {mailbox.Config{URL: "imaps://h", User: "u"}, "imap_folder_missing"},
		"nobody":            {mailbox.Config{URL: "imaps://h", Settings: folder}, "imap_user_missing"},
		"another setting":   {mailbox.Config{URL: "imaps://h", User: "u", Settings: map[string]string{"folder": "A", "x": ""}}, "imap_setting_unknown"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := mailbox.New(test.config); dispatch.CodeOf(err) != test.code || dispatch.KindOf(err) != dispatch.KindInvalid {
				t.Errorf("%v, want %s", err, test.code)
			}
		})
	}
}

func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, language := range wording.Languages() {
		for _, code := range []string{
			"imap_url_invalid", "imap_folder_missing", "imap_setting_unknown", "imap_user_missing", "imap_unreachable",
			"imap_certificate", "imap_no_tls", "imap_auth_failed", "imap_folder_unknown", "imap_malformed",
		} {
			if !wording.For(language).Has("error_" + code) {
				t.Errorf("%s: no sentence for %s", language, code)
			}
		}
	}
}

// TestToken signs in with a token where a server wants one, which Dovecot here does not.
func TestToken(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	address, said := scriptedServer(t, ca)
	m := open(t, mailbox.Config{
		URL: "imaps://" + address, User: "a@b.example", Settings: map[string]string{"folder": "Avis"}, Roots: ca.Pool,
		Now: dispatchtest.Epoch, Token: func(context.Context) (string, error) { return "token", nil },
	})
	if err := m.Test(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"AUTHENTICATE XOAUTH2 " + base64.StdEncoding.EncodeToString([]byte("user=a@b.example\x01auth=Bearer token\x01\x01")), `EXAMINE "Avis"`}
	for _, command := range want {
		if got := <-said; got != command {
			t.Errorf("said %q, want %q", got, command)
		}
	}
}

// scriptedServer accepts whatever one visitor says, and repeats it without its tag.
func scriptedServer(t *testing.T, ca *dispatchtest.CA) (address string, said <-chan string) {
	t.Helper()
	certificate := ca.Server()
	pair, err := tls.X509KeyPair(certificate.CertPEM, certificate.KeyPEM)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	commands := make(chan string, 10)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n")
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			tag, command, _ := strings.Cut(lines.Text(), " ")
			commands <- command
			_, _ = io.WriteString(conn, tag+" OK [CAPABILITY IMAP4rev1] done\r\n")
		}
	}()
	return listener.Addr().String(), commands
}
