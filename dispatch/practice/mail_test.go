package practice_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
)

const (
	mailUser     = "exercice"
	mailPassword = "mot de passe"
	letter       = "Subject: Essai\r\n\r\nBonjour\r\n.point\r\n"
)

func startMail(t *testing.T, ca *dispatchtest.CA, config practice.MailConfig) *practice.Mail {
	t.Helper()
	config.User, config.Password = mailUser, []byte(mailPassword)
	config.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Server().TLS}}
	m, err := practice.StartMail(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

func dialMail(t *testing.T, ca *dispatchtest.CA, m *practice.Mail) *smtp.Client {
	t.Helper()
	client, err := smtp.DialStartTLS(m.Addr(), &tls.Config{RootCAs: ca.Pool, MinVersion: tls.VersionTLS12, ServerName: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// mailOnce sends one message as a client would.
func mailOnce(client *smtp.Client, envelope, body string) error {
	if err := client.Auth(sasl.NewPlainClient("", mailUser, mailPassword)); err != nil {
		return err
	}
	return mailAgain(client, envelope, body)
}

func mailAgain(client *smtp.Client, envelope, body string) error {
	if err := client.Mail("a@clinique.example", &smtp.MailOptions{EnvelopeID: envelope, Return: smtp.DSNReturnHeaders}); err != nil {
		return err
	}
	if err := client.Rcpt("b@pharmacie.example", nil); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, body); err != nil {
		return err
	}
	return w.Close()
}

func TestMailKeepsMessages(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	dir := filepath.Join(t.TempDir(), "mail")
	id := string(dispatch.NewID(strings.NewReader("0123456789abcdef")))
	m := startMail(t, ca, practice.MailConfig{Dir: dir})
	client := dialMail(t, ca, m)
	if err := mailOnce(client, id, letter); err != nil {
		t.Fatal(err)
	}
	for _, envelope := range []string{id, "../../evasion", ""} {
		if err := mailAgain(client, envelope, letter); err != nil {
			t.Fatal(err)
		}
	}
	list := requireListed(t, m, "1 "+id, "3 ", "4 ")
	data, err := os.ReadFile(list[0].Path)
	want := "Return-Path: <a@clinique.example>\r\nDelivered-To: b@pharmacie.example\r\n" + letter
	if err != nil || string(data) != want {
		t.Errorf("kept %q, %v", data, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 4 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}

	again := startMail(t, ca, practice.MailConfig{Dir: dir})
	if err := mailOnce(dialMail(t, ca, again), "", letter); err != nil {
		t.Fatal(err)
	}
	requireListed(t, again, "1 "+id, "3 ", "4 ", "5 ")
}

// requireListed compares numbers and envelope identifiers; a repeated identifier stands once.
func requireListed(t *testing.T, m *practice.Mail, want ...string) []practice.Message {
	t.Helper()
	list, err := m.Messages()
	var got []string
	for _, message := range list {
		got = append(got, fmt.Sprint(message.Number, " ", message.Envelope))
	}
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("listed %q, %v; want %q", got, err, want)
	}
	return list
}

func TestMailRefusesStrangers(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	tests := map[string]func(c *smtp.Client) error{
		"no password":    func(c *smtp.Client) error { return mailAgain(c, "", letter) },
		"wrong password": func(c *smtp.Client) error { return c.Auth(sasl.NewPlainClient("", mailUser, "autre")) },
		"wrong user":     func(c *smtp.Client) error { return c.Auth(sasl.NewPlainClient("", "autre", mailPassword)) },
		"LOGIN, wrong":   func(c *smtp.Client) error { return c.Auth(sasl.NewLoginClient(mailUser, "autre")) },
		"other mechanism": func(c *smtp.Client) error {
			return c.Auth(sasl.NewExternalClient(""))
		},
		"two recipients": func(c *smtp.Client) error {
			if err := c.Auth(sasl.NewLoginClient(mailUser, mailPassword)); err != nil {
				t.Errorf("LOGIN: %v", err)
			}
			return errors.Join(c.Mail("a@b.example", nil), c.Rcpt("c@d.example", nil), c.Rcpt("e@f.example", nil))
		},
	}
	for name, try := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := startMail(t, ca, practice.MailConfig{Dir: t.TempDir()})
			if err := try(dialMail(t, ca, m)); err == nil {
				t.Error("accepted")
			}
			if list, err := m.Messages(); len(list) != 0 || err != nil {
				t.Errorf("kept %+v, %v", list, err)
			}
		})
	}
	t.Run("no TLS", func(t *testing.T) {
		t.Parallel()
		m := startMail(t, ca, practice.MailConfig{Dir: t.TempDir()})
		client, err := smtp.Dial(m.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		if err := client.Auth(sasl.NewPlainClient("", mailUser, mailPassword)); err == nil {
			t.Error("takes a password in clear")
		}
	})
}

func TestMailScript(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	tests := map[string]struct {
		step  practice.MailStep
		fault practice.MailFault
		code  int // of the reply; 0: none
		kept  int
	}{
		"busy at hello":       {practice.MailHello, practice.MailBusy, 451, 0},
		"refused at auth":     {practice.MailAuth, practice.MailRefuse, 535, 0},
		"busy at rcpt":        {practice.MailRcpt, practice.MailBusy, 451, 0},
		"refused at rcpt":     {practice.MailRcpt, practice.MailRefuse, 550, 0},
		"hang up midway":      {practice.MailMidway, practice.MailHangUp, 0, 0},
		"refused midway":      {practice.MailMidway, practice.MailRefuse, 550, 0},
		"hang up once kept":   {practice.MailKept, practice.MailHangUp, 0, 1},
		"babble once kept":    {practice.MailKept, practice.MailBabble, 0, 1},
		"hang up at hello":    {practice.MailHello, practice.MailHangUp, 0, 0},
		"babble at recipient": {practice.MailRcpt, practice.MailBabble, 0, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := startMail(t, ca, practice.MailConfig{Dir: t.TempDir(), Script: practice.AlwaysAt(test.step, test.fault)})
			err := mailOnce(dialMail(t, ca, m), "", letter)
			reply, _ := errors.AsType[*smtp.SMTPError](err)
			if err == nil || (reply != nil) != (test.code != 0) || reply != nil && reply.Code != test.code {
				t.Errorf("answered %v, want %d", err, test.code)
			}
			if list, err := m.Messages(); len(list) != test.kept || err != nil {
				t.Errorf("kept %+v, %v", list, err)
			}
		})
	}
}

func TestMailCutIsNoMessage(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	m := startMail(t, ca, practice.MailConfig{Dir: t.TempDir()})
	client := dialMail(t, ca, m)
	if err := client.Auth(sasl.NewPlainClient("", mailUser, mailPassword)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(client.Mail("a@b.example", nil), client.Rcpt("c@d.example", nil)); err != nil {
		t.Fatal(err)
	}
	w, err := client.Data()
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(bytes.Repeat([]byte("une ligne\r\n"), 10_000))
	_ = client.Close()
	_ = m.Close()
	if list, err := m.Messages(); len(list) != 0 || err != nil {
		t.Errorf("kept %+v, %v", list, err)
	}
}

func TestMailEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	ctx, cancel := context.WithCancel(t.Context())
	m, err := practice.StartMail(ctx, practice.MailConfig{
		Dir: t.TempDir(), User: mailUser, Password: []byte(mailPassword),
		TLS: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Server().TLS}},
	})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if _, err := smtp.Dial(m.Addr()); err == nil {
		t.Error("still listens")
	}
}
