package ui

import (
	"context"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// logPane tells what proves the log: what was verified, what was signed, and the key to be read over the telephone.
type logPane struct {
	u       *UI
	root    *fyne.Container
	signed  *fyne.Container
	outcome *fyne.Container
	notice  *notice
	reading slot
	slot    slot
	saving  slot
	sending slot
}

func newLogPane(u *UI) *logPane {
	p := &logPane{u: u, signed: newColumn(0), outcome: newColumn(0), notice: newNotice(u)}
	verify := newButton(u.t("log_verify"), p.verify)
	verify.Importance = widget.HighImportance
	page := newColumn(gapTriple,
		newColumn(gap+gapHalf, heading(u.t("log_title")), body(u.t("log_explained")), leading(verify), p.outcome),
		newColumn(gap+gapHalf, strong(u.t("log_signed")), body(u.t("log_signed_explained")), p.signed,
			newFlow(gap, newButton(u.t("log_witness"), p.witness), newButton(u.t("witness_send"), p.send)), p.notice.content),
		newColumn(gap, strong(u.t("log_key")), body(u.t("log_key_explained")), strong(u.desk.Fingerprint())))
	p.root = scrolled(page)
	return p
}

func (p *logPane) content() fyne.CanvasObject { return p.root }

func (p *logPane) enter() {
	run(p.u, &p.reading, p.u.desk.Checkpoints, func(all []dispatch.Checkpoint, err error) {
		switch {
		case err != nil:
			p.notice.fail(err)
		case len(all) == 0:
			p.show(p.signed, caption(p.u.t("log_unsigned")))
		default:
			p.show(p.signed, p.last(all[len(all)-1]))
		}
	})
}

// changed reads what was signed meanwhile; an outcome on the screen stays as it was told.
func (p *logPane) changed() { p.enter() }

func (p *logPane) last(c dispatch.Checkpoint) fyne.CanvasObject {
	u := p.u
	return caption(u.t("log_last", "when", u.texts.DateTime(c.At, u.config.Location), "n", u.texts.Number(c.Size)))
}

func (p *logPane) show(into *fyne.Container, what fyne.CanvasObject) {
	into.Objects = []fyne.CanvasObject{what}
	p.root.Refresh()
}

// verify proves the whole log; of a long one it tells how far it is.
func (p *logPane) verify() {
	u := p.u
	p.proving(u.t("log_verifying"))
	act(u, &p.slot, func(ctx context.Context) (dispatch.Proven, error) {
		return u.desk.Verify(ctx, nil, func(done, total int64) {
			u.onMain(func() {
				if p.slot.busy && done < total {
					p.proving(u.t("log_progress", "done", u.texts.Number(done), "total", u.texts.Number(total)))
				}
			})
		})
	}, p.proven)
}

// proving tells how far the verification is, with a way out of it.
func (p *logPane) proving(words string) {
	p.show(p.outcome, newRow(gap, nil, newMiddle(caption(words)), lowButton(p.u.t("log_stop"), p.stop)))
}

// stop ends the verification. It changes nothing, and proves nothing.
func (p *logPane) stop() {
	p.slot.drop()
	p.show(p.outcome, caption(p.u.t("log_stopped")))
}

func (p *logPane) proven(proven dispatch.Proven, err error) {
	u := p.u
	if err != nil {
		p.show(p.outcome, sign("stop", colorRed, body(u.texts.Error(err))))
		return
	}
	p.show(p.outcome, sign("done", colorGreen, body(u.t("log_proven", "n", u.texts.Number(proven.Events),
		"when", u.texts.DateTime(u.config.Now(), u.config.Location)))))
}

// send signs the log, and begins a draft with the page of it: it leaves as every document does.
func (p *logPane) send() {
	u := p.u
	act(u, &p.sending, func(ctx context.Context) (desk.Draft, error) {
		return u.desk.WitnessDraft(ctx, dispatch.Recipient{}, string(u.texts.Language()))
	}, func(made desk.Draft, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		made.Purpose = u.texts.Text("witness_purpose")
		began := u.fill(func(d *draft) {
			d.again(made)
			d.channel, d.consent, d.authorisation = made.Channel, consentGiven, u.texts.Text("witness_authorisation")
		})
		if began {
			u.sending().suggest()
		}
	})
}

// witness signs the log and writes the page that somebody outside keeps.
func (p *logPane) witness() {
	u := p.u
	u.writeFile(&p.saving, p.notice, u.t("log_witness_file"), ".pdf", func(ctx context.Context, w io.Writer) error {
		made, err := u.desk.Checkpoint(ctx, dispatch.CheckpointAsked)
		if err != nil {
			return err
		}
		return u.desk.PrintCheckpoint(ctx, w, made, string(u.texts.Language()))
	}, p.enter)
}
