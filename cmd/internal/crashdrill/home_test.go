package crashdrill_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
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
	b.must(os.WriteFile(b.letter, drilltest.OnePage(t, "Compte rendu TREJ58531417"), 0o600))
	return b
}

func (b *base) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// serve adds the account of a service and its recipient.
func (b *base) serve(s service) {
	b.t.Helper()
	s.Add(b.t, b.Desk, "a", s.URL)
	if s.Furnish != nil {
		s.Furnish(b.t, b.Desk)
	}
	_, err := b.Desk.SaveRecipient(b.t.Context(), s.Recipient(recipientName))
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
	_, err = b.Desk.Send(ctx, s.Draft(report, to))
	b.must(err)
}

// close lets go of the home, so that it can be copied.
func (b *base) close() string {
	b.t.Helper()
	b.must(b.Close())
	return b.home
}
