package email_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/practice"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	sealed, locked := o.sealedParcel, lockedParcel
	tests := map[string]struct {
		parcel func(testing.TB) dispatch.Parcel
		change func(p *dispatch.Parcel)
		code   string
	}{
		"sealed":                {sealed, func(*dispatch.Parcel) {}, ""},
		"locked":                {locked, func(*dispatch.Parcel) {}, ""},
		"message alone, sealed": {sealed, func(p *dispatch.Parcel) { p.Documents = nil }, ""},
		"address in capitals":   {sealed, func(p *dispatch.Parcel) { p.Route.Address = "officine@PHARMACIE.example" }, ""},

		"no attempt":                 {sealed, func(p *dispatch.Parcel) { p.Attempt = "" }, "mail_attempt_missing"},
		"no address":                 {sealed, func(p *dispatch.Parcel) { p.Route.Address = "" }, "mail_address_invalid"},
		"two recipients":             {sealed, func(p *dispatch.Parcel) { p.Route.Address = to + "," + to }, "mail_address_invalid"},
		"no form":                    {sealed, func(p *dispatch.Parcel) { p.Form = "" }, "mail_form_unknown"},
		"other form":                 {sealed, func(p *dispatch.Parcel) { p.Form = "zip" }, "mail_form_unknown"},
		"line break in the subject":  {sealed, func(p *dispatch.Parcel) { p.Subject = "a\r\nBcc: b@c.example" }, "mail_subject_invalid"},
		"direction in the subject":   {sealed, func(p *dispatch.Parcel) { p.Subject = "a\u202eb" }, "mail_subject_invalid"},
		"long subject":               {sealed, func(p *dispatch.Parcel) { p.Subject = strings.Repeat("a", 401) }, "mail_subject_invalid"},
		"escape in the message":      {sealed, func(p *dispatch.Parcel) { p.Message = "a\x1b[0m" }, "mail_message_invalid"},
		"bare CR in the message":     {sealed, func(p *dispatch.Parcel) { p.Message = "a\rb" }, "mail_message_invalid"},
		"lines in the message":       {sealed, func(p *dispatch.Parcel) { p.Message = "a\nb\r\n\tc" }, ""},
		"line break in the clinic":   {sealed, func(p *dispatch.Parcel) { p.Sender.Organisation = "a\nb" }, "mail_sender_invalid"},
		"line break in the person":   {sealed, func(p *dispatch.Parcel) { p.Sender.Name = "a\nb" }, "mail_sender_invalid"},
		"nothing at all":             {sealed, func(p *dispatch.Parcel) { p.Documents, p.Message = nil, "" }, "mail_nothing_to_send"},
		"locked without documents":   {locked, func(p *dispatch.Parcel) { p.Documents = nil }, "mail_nothing_to_send"},
		"document without size":      {sealed, func(p *dispatch.Parcel) { p.Documents[0].Size = 0 }, "mail_document_unreadable"},
		"document without hash":      {sealed, func(p *dispatch.Parcel) { p.Documents[0].SHA256 = "" }, "mail_document_unreadable"},
		"document too large, sealed": {sealed, func(p *dispatch.Parcel) { p.Documents[0].Size = 14 << 20 }, "mail_too_large"},
		"document too large, locked": {locked, func(p *dispatch.Parcel) { p.Documents[0].Size = 20 << 20 }, "mail_too_large"},
		"no key":                     {sealed, func(p *dispatch.Parcel) { p.Key = nil }, "mail_key_missing"},
		"blocked key":                {sealed, func(p *dispatch.Parcel) { p.Key.State = dispatch.KeyBlocked }, "mail_key_blocked"},
		"key that is no key":         {sealed, func(p *dispatch.Parcel) { p.Key.Certificate = []byte("x") }, "mail_key_unusable"},
		"key of another address":     {sealed, func(p *dispatch.Parcel) { p.Route.Address = "autre@pharmacie.example" }, "mail_key_other_address"},
		"expired key": {sealed, func(p *dispatch.Parcel) {
			p.Key.Certificate = certificate(t, newIdentity(t, to, dispatchtest.Epoch().AddDate(-3, 0, 0)))
		}, "mail_key_expired"},
		"key of tomorrow": {sealed, func(p *dispatch.Parcel) {
			p.Key.Certificate = certificate(t, newIdentity(t, to, dispatchtest.Epoch().Add(24*time.Hour)))
		}, "mail_key_not_yet_valid"},
		"locked with a subject":    {locked, func(p *dispatch.Parcel) { p.Subject = "Suivi" }, "mail_subject_needs_encryption"},
		"locked with a message":    {locked, func(p *dispatch.Parcel) { p.Message = "Bonjour" }, "mail_message_needs_encryption"},
		"locked, no passphrase":    {locked, func(p *dispatch.Parcel) { p.Passphrase = "" }, "mail_passphrase_missing"},
		"locked, short passphrase": {locked, func(p *dispatch.Parcel) { p.Passphrase = "19800101" }, "mail_passphrase_missing"},
		"locked, not a PDF":        {locked, func(p *dispatch.Parcel) { p.Documents[0].MediaType = "image/png" }, ""},
	}
	channel := newChannel(t, o.config(t, "smtp://mail.clinique.example"))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := test.parcel(t)
			test.change(&p)
			requireCheck(t, channel, p, test.code)
		})
	}
	t.Run("no key of our own", func(t *testing.T) {
		t.Parallel()
		config := o.config(t, "smtp://mail.clinique.example")
		config.Identity = nil
		requireCheck(t, newChannel(t, config), sealed(t), "mail_own_key_missing")
		requireCheck(t, newChannel(t, config), locked(t), "")
	})
}

func requireCheck(t *testing.T, channel *email.Channel, p dispatch.Parcel, code string) {
	t.Helper()
	err := channel.Check(t.Context(), p)
	if got := dispatch.CodeOf(err); got != code || (err == nil) != (code == "") {
		t.Fatalf("code %q, want %q: %v", got, code, err)
	}
	if err != nil && (dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.RetryOf(err)) {
		t.Errorf("a refusal beforehand is final and unsent: %v", err)
	}
}

// TestUnlockable holds that a PDF which cannot be locked never makes a connection.
func TestUnlockable(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	tests := map[string]struct {
		data []byte
		code string
	}{
		"not a PDF":   {[]byte("ceci n'est pas un PDF"), "mail_pdf_damaged"},
		"damaged PDF": {dispatchtest.SamplePDF(t, 1, "x")[:200], "mail_pdf_damaged"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := lockedParcel(t)
			p.Documents[0] = dispatchtest.SampleContent("a.pdf", 1, test.data)
			_, err := newChannel(t, o.config(t, gone(t))).Send(t.Context(), p, nil)
			requireError(t, err, test.code, dispatch.KindInvalid, dispatch.Unsent)
		})
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	tests := map[string]struct {
		change func(c *email.Config)
		field  string
	}{
		"STARTTLS":             {func(c *email.Config) { c.URL = "smtp://mail.example:587" }, ""},
		"implicit TLS":         {func(c *email.Config) { c.URL = "smtps://mail.example" }, ""},
		"IPv6":                 {func(c *email.Config) { c.URL = "smtps://[::1]:465/" }, ""},
		"http":                 {func(c *email.Config) { c.URL = "http://mail.example" }, "url"},
		"no scheme":            {func(c *email.Config) { c.URL = "mail.example:587" }, "url"},
		"no host":              {func(c *email.Config) { c.URL = "smtp://:587" }, "url"},
		"password in the URL":  {func(c *email.Config) { c.URL = "smtp://u:p@mail.example" }, "url"},
		"path":                 {func(c *email.Config) { c.URL = "smtp://mail.example/x" }, "url"},
		"option":               {func(c *email.Config) { c.URL = "smtp://mail.example?tls=off" }, "url"},
		"no sender":            {func(c *email.Config) { c.From = "" }, "from"},
		"sender with a name":   {func(c *email.Config) { c.From = "Clinique <a@b.example>" }, "from"},
		"no user":              {func(c *email.Config) { c.User = "" }, "user"},
		"line break in user":   {func(c *email.Config) { c.User = "a\r\nb" }, "user"},
		"no password":          {func(c *email.Config) { c.Password = nil }, "password"},
		"line break in hello":  {func(c *email.Config) { c.Hello = "a\r\nMAIL" }, "hello"},
		"no sentences":         {func(c *email.Config) { c.Words = nil }, "words, random, now"},
		"no source of chances": {func(c *email.Config) { c.Random = nil }, "words, random, now"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := o.config(t, "smtp://mail.example")
			test.change(&config)
			channel, err := email.New(config)
			if test.field == "" {
				if err != nil || channel.Kind() != dispatch.EmailEncrypted {
					t.Errorf("refused: %v", err)
				}
				return
			}
			requireError(t, err, "mail_account_invalid", dispatch.KindInvalid, dispatch.Unsent)
			if e, ok := err.(*dispatch.Error); !ok || e.Field != test.field { //nolint:errorlint // the outermost
				t.Errorf("field of %v, want %s", err, test.field)
			}
		})
	}
}

// TestCertificates holds that no certificate but the right one is accepted, over both transports.
func TestCertificates(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	certificates := map[string]dispatchtest.Certificate{
		"expired": o.ca.Expired(), "of another name": o.ca.WrongName(), "of another authority": o.ca.Untrusted(),
	}
	for name, certificate := range certificates {
		for _, implicit := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				server := o.startMail(t, practice.MailConfig{TLS: serverTLS(certificate), Implicit: implicit})
				err := newChannel(t, o.config(t, server.URL())).Test(t.Context())
				requireError(t, err, "smtp_certificate", dispatch.KindUnreachable, dispatch.Unsent)
			})
		}
	}
}

// TestServerLimit holds that a server's own limit is respected before anything is said of the message.
func TestServerLimit(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := startScripted(t, o, scriptedServer{caps: "AUTH PLAIN,SIZE 20000"})
	p := o.sealedParcel(t)
	p.Documents[0].Open = func(context.Context) (io.ReadCloser, error) {
		t.Error("the document was opened")
		return nil, io.ErrUnexpectedEOF
	}
	_, err := newChannel(t, o.config(t, server.url)).Send(t.Context(), p, nil)
	requireError(t, err, "smtp_too_large", dispatch.KindRejected, dispatch.Unsent)
	if said := server.said(); strings.Contains(said, "MAIL") {
		t.Errorf("said %q", said)
	}
}
