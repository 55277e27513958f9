package crashdrill_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

const recipientName = "Marguerite Tremblay-Essai"

// base is a home that is being prepared: every cell works on a copy of it.
type base struct {
	*app.App
	t      *testing.T
	home   string
	letter string
}

// newBase makes a home with a clinic's profile and a letter to send.
func newBase(t *testing.T) *base {
	t.Helper()
	folder := t.TempDir()
	b := &base{t: t, home: filepath.Join(folder, "home"), letter: filepath.Join(folder, "lettre.pdf")}
	c := app.Config{Home: b.home, Passphrase: "correct horse battery"}
	made, err := app.Init(t.Context(), c, app.InitOptions{Vault: app.PassphraseVault})
	b.must(err)
	b.must(os.WriteFile(b.home+".recovery", []byte(made.RecoveryCode), 0o600))
	c.Passphrase, c.RecoveryCode = "", made.RecoveryCode
	b.App, err = app.Open(t.Context(), c)
	b.must(err)
	b.must(b.Desk.SaveSender(t.Context(), dispatch.Sender{Organisation: "Clinique Essai", Phone: "514 555-0100", Email: "clinique@example.org", Role: dispatch.Clerk, Language: "fr"}))
	b.must(os.WriteFile(b.letter, onePage("Compte rendu TREJ58531417"), 0o600))
	return b
}

func (b *base) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// onePage is a PDF with a line of text.
func onePage(text string) []byte {
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 14)
	pdf.Cell(0, 10, text)
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		panic(err) // nothing of it comes from outside
	}
	return out.Bytes()
}

// serve adds the account of a service and its recipient.
func (b *base) serve(s service) {
	b.t.Helper()
	ctx := b.t.Context()
	a := s.account
	a.Name, a.Channel, a.URL = "a", s.channel, s.url
	if s.ca != nil {
		a.TrustedCA = s.ca.PEM
	}
	_, err := b.Desk.AddAccount(ctx, a, s.secret, true)
	b.must(err)
	if s.passport != nil {
		_, err := b.Desk.SavePassport(ctx, "a", *s.passport)
		b.must(err)
	}
	if s.furnish != nil {
		s.furnish(b)
	}
	_, err = b.Desk.SaveRecipient(ctx, dispatch.Recipient{
		Name: recipientName, Class: s.class, PortalAvailable: dispatch.True, Routes: []dispatch.Route{{
			Channel: s.channel, Address: s.to,
			Verification: &dispatch.Verification{By: "essai", How: "called them", At: time.Now()},
		}},
	})
	b.must(err)
}

// queue stores a dispatch that is due at once.
func (b *base) queue(s service) {
	b.t.Helper()
	ctx := b.t.Context()
	report, err := b.Desk.Inspect(ctx, b.letter, "")
	b.must(err)
	to, err := b.Desk.FindRecipient(ctx, recipientName)
	b.must(err)
	now := time.Duration(0)
	_, err = b.Desk.Send(ctx, desk.Draft{
		Recipient: to, Documents: []inspect.Report{report}, Kind: s.kind, Channel: s.channel,
		Authorisation: "consentement 7", Hold: &now, Signature: s.signature, Confirmed: desk.ConcernCodes(),
	})
	b.must(err)
}

// close lets go of the home, so that it can be copied.
func (b *base) close() string {
	b.t.Helper()
	b.must(b.Close())
	return b.home
}
