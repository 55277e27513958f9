package networkdrill_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
)

// patience is the program's own time limit in the drill. It must be long enough for an honest answer on a busy
// machine: a fault lasts longer than any.
const patience = 3 * time.Second

// What must never be readable on a line or at rest.
const (
	recipientName = "Marguerite Tremblay-Essai"
	letterText    = "Compte rendu TREJ58531417"
	subject       = "Rapport de la cardiologie"
)

// home is the program with a home of its own, and a clock that the drill moves.
type home struct {
	*app.App
	t      *testing.T
	folder string
	start  time.Time
	ahead  atomic.Int64 // nanoseconds since the start, of a clock that stands still unless the drill moves it
	letter string
}

func newHome(t *testing.T) *home {
	t.Helper()
	h := &home{t: t, folder: t.TempDir(), start: time.Now()}
	c := app.Config{
		Home: filepath.Join(h.folder, "home"), Passphrase: "correct horse battery", Patience: patience,
		Now: h.now,
	}
	planted.Home(t, h.folder, planted.Word{Kind: "name", Text: recipientName}, planted.Word{Kind: "title", Text: subject})
	made, err := app.Init(t.Context(), c, app.InitOptions{Vault: app.PassphraseVault})
	h.must(err)
	c.Passphrase, c.RecoveryCode = "", made.RecoveryCode
	h.App, err = app.Open(t.Context(), c)
	h.must(err)
	t.Cleanup(func() { _ = h.Close() })
	h.must(h.Desk.SaveSender(t.Context(), dispatch.Sender{Organisation: "Clinique Essai", Phone: "514 555-0100", Role: dispatch.Clerk, Language: "fr"}))
	h.letter = filepath.Join(t.TempDir(), "lettre.pdf")
	h.must(os.WriteFile(h.letter, drilltest.OnePage(t, letterText), 0o600))
	return h
}

func (h *home) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// send queues the letter by an account.
func (h *home) send(s service, account string) dispatch.ID {
	h.t.Helper()
	ctx := h.t.Context()
	report, err := h.Desk.Inspect(ctx, h.letter, "")
	h.must(err)
	draft := s.Draft(report, h.recipient(s))
	draft.Account = account
	if s.Account.Channel == dispatch.EmailEncrypted {
		draft.Subject = subject
	}
	sent, err := h.Desk.Send(ctx, draft)
	h.must(err)
	return sent.ID
}

// recipient is the one of a service; it is stored when it is first asked for.
func (h *home) recipient(s service) dispatch.Recipient {
	h.t.Helper()
	known, err := h.Desk.Recipients(h.t.Context(), "", 2)
	h.must(err)
	if len(known) > 0 {
		return known[0]
	}
	saved, err := h.Desk.SaveRecipient(h.t.Context(), s.Recipient(recipientName))
	h.must(err)
	return saved
}

func (h *home) now() time.Time { return h.start.Add(time.Duration(h.ahead.Load())) }

// settle sends all that is due now.
func (h *home) settle() {
	h.t.Helper()
	_, err := h.Settle(h.t.Context())
	h.must(err)
}

// waits lets so much time pass in the program.
func (h *home) waits(by time.Duration) { h.ahead.Add(int64(by)) }

// restful settles again and again, over the hours and days that the program would take, until all is at rest.
func (h *home) restful(cells []*cell) {
	h.t.Helper()
	for _, by := range []time.Duration{
		time.Minute, 4 * time.Minute, 15 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 14 * time.Hour, 25 * time.Hour,
	} {
		h.waits(by)
		h.settle()
		if h.atRest(cells) {
			return
		}
	}
}

func (h *home) atRest(cells []*cell) bool {
	for _, c := range cells {
		switch d := h.shown(c.id); {
		case d.State == dispatch.Queued && !d.AwaitsPerson(), d.State == dispatch.Uncertain && !d.NextAt.IsZero():
			return false
		}
	}
	return true
}

func (h *home) shown(id dispatch.ID) dispatch.Dispatch {
	h.t.Helper()
	d, err := h.Desk.Show(context.WithoutCancel(h.t.Context()), id)
	h.must(err)
	return d
}
