package email_test

import (
	"bytes"
	"net/mail"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/email/emailtest"
)

// TestPostfix sends through a real mail server, and lets programs that are not ours judge what arrives.
func TestPostfix(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := emailtest.StartPostfix(t, o.ca)
	config := o.config(t, server.URL)
	config.User, config.Password = server.User, server.Password
	channel := newChannel(t, config)

	t.Run("GnuPG opens a sealed message and knows who signed", func(t *testing.T) {
		gnupg := emailtest.NewGnuPG(t, dispatchtest.Epoch())
		gnupg.Import(t, certificate(t, o.clinic))
		certificate := gnupg.NewKey(t, to)
		for _, message := range []string{"a", "aa", "aaa"} { // every remainder of the armor's base64
			p := o.sealedParcel(t)
			p.Message, p.Key.Certificate = message, certificate
			receipt := send(t, channel, p)
			delivery, notice := deliveries(t, server)
			requireSealed(t, gnupg, delivery.Data, p)
			requireNotice(t, notice, p.Attempt)
			if !strings.Contains(string(notice.Data), receipt.Reference) {
				t.Errorf("the receipt's reference %q is not Postfix's queue id", receipt.Reference)
			}
		}
	})
	t.Run("qpdf opens a locked PDF", func(t *testing.T) {
		p := lockedParcel(t)
		send(t, channel, p)
		delivery, notice := deliveries(t, server)
		m := emailtest.Parse(t, delivery.Data)
		if len(m.Parts) != 2 || !qpdfOpens(t, m.Parts[1].Body) {
			t.Errorf("qpdf does not open the attachment with the passphrase alone")
		}
		requireNotice(t, notice, p.Attempt)
	})
	t.Run("implicit TLS", func(t *testing.T) {
		config := config
		config.URL = server.ImplicitURL
		send(t, newChannel(t, config), o.sealedParcel(t))
		deliveries(t, server)
	})
	t.Run("the account can be tested without sending", func(t *testing.T) {
		if err := channel.Test(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("refusals", func(t *testing.T) { refusedByPostfix(t, o, config) })
}

func refusedByPostfix(t *testing.T, o office, config email.Config) {
	stranger := o.sealedParcel(t)
	stranger.Route.Address = "inconnu@pharmacie.example"
	stranger.Key.Certificate = certificate(t, newIdentity(t, stranger.Route.Address, dispatchtest.Epoch()))
	large := o.sealedParcel(t)
	large.Documents[0] = dispatchtest.SampleContent("grand.pdf", 1, make([]byte, emailtest.PostfixMaxSize))
	wrong := config
	wrong.Password = []byte("un autre mot de passe")
	distrusting := config
	distrusting.Roots = dispatchtest.NewCA(t).Pool
	tests := map[string]struct {
		config email.Config
		parcel dispatch.Parcel
		code   string
		kind   dispatch.Kind
	}{
		"recipient":   {config, stranger, "smtp_recipient_refused", dispatch.KindRejected},
		"size":        {config, large, "smtp_too_large", dispatch.KindRejected},
		"password":    {wrong, o.sealedParcel(t), "smtp_auth_failed", dispatch.KindCredentials},
		"certificate": {distrusting, o.sealedParcel(t), "smtp_certificate", dispatch.KindUnreachable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := newChannel(t, test.config).Send(t.Context(), test.parcel, nil)
			requireError(t, err, test.code, test.kind, dispatch.Unsent)
			if dispatch.RetryOf(err) {
				t.Errorf("a final refusal is to be retried: %v", err)
			}
			for _, private := range []string{"inconnu", "officine", "pharmacie"} {
				if strings.Contains(err.Error(), private) {
					t.Errorf("the error repeats %q: %v", private, err)
				}
			}
		})
	}
}

func send(t *testing.T, channel *email.Channel, p dispatch.Parcel) dispatch.Receipt {
	t.Helper()
	if err := channel.Check(t.Context(), p); err != nil {
		t.Fatalf("check: %v", err)
	}
	receipt, err := channel.Send(t.Context(), p, nil)
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	return receipt
}

// deliveries waits for the message and the notice of its delivery, in whatever order they come.
func deliveries(t *testing.T, server *emailtest.Postfix) (message, notice emailtest.Delivery) {
	t.Helper()
	for range 2 {
		if d := server.Next(t); d.From == "" {
			notice = d
		} else {
			message = d
		}
	}
	if message.From != from || message.To != to || notice.To != from {
		t.Fatalf("delivered to %q from %q, notice to %q", message.To, message.From, notice.To)
	}
	return message, notice
}

func requireSealed(t *testing.T, gnupg *emailtest.GnuPG, data []byte, p dispatch.Parcel) {
	t.Helper()
	outer := emailtest.Parse(t, data)
	plain, status, err := gnupg.Decrypt(t, outer.Parts[1].Body)
	if err != nil || !strings.Contains(status, "GOODSIG") || !strings.Contains(status, "DECRYPTION_OKAY") {
		t.Fatalf("GnuPG says: %v\n%s", err, status)
	}
	inner := emailtest.Parse(t, plain)
	if got := inner.Subject(t); got != p.Subject {
		t.Errorf("inner subject %q, want %q", got, p.Subject)
	}
	if len(inner.Parts) != 2 || sha(inner.Parts[1].Body) != p.Documents[0].SHA256 {
		t.Errorf("the document is not what was sent")
	}
	if inner.Parts[1].FileName != p.Documents[0].Name {
		t.Errorf("file name %q", inner.Parts[1].FileName)
	}
}

// requireNotice checks that the notice names the attempt and carries no content back.
func requireNotice(t *testing.T, notice emailtest.Delivery, attempt dispatch.ID) {
	t.Helper()
	m := emailtest.Parse(t, notice.Data)
	if m.Type != "multipart/report" || len(m.Parts) != 3 {
		t.Fatalf("the notice is %s of %d parts", m.Type, len(m.Parts))
	}
	status, err := mail.ReadMessage(bytes.NewReader(m.Parts[1].Body))
	if err != nil {
		t.Fatal(err)
	}
	if got := status.Header.Get("Original-Envelope-Id"); got != string(attempt) {
		t.Errorf("the notice is about %q, want %q", got, attempt)
	}
	if bytes.Contains(notice.Data, []byte("BEGIN PGP")) || m.Parts[2].Type != "text/rfc822-headers" {
		t.Errorf("the notice carries the message back, as %s", m.Parts[2].Type)
	}
}

func requireError(t *testing.T, err error, code string, kind dispatch.Kind, certainty dispatch.Certainty) {
	t.Helper()
	if got := dispatch.CodeOf(err); got != code {
		t.Errorf("code %q, want %q: %v", got, code, err)
	}
	if got := dispatch.KindOf(err); got != kind {
		t.Errorf("kind %v, want %v: %v", got, kind, err)
	}
	if got := dispatch.CertaintyOf(err); got != certainty {
		t.Errorf("certainty %v, want %v: %v", got, certainty, err)
	}
}
