package ui

import (
	"context"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
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
}

func newLogPane(u *UI) *logPane {
	p := &logPane{u: u, signed: newColumn(0), outcome: newColumn(0), notice: newNotice(u)}
	verify := newButton(u.t("log_verify"), p.verify)
	verify.Importance = widget.HighImportance
	page := newColumn(gapTriple,
		newColumn(gap+gapHalf, heading(u.t("log_title")), body(u.t("log_explained")), leading(verify), p.outcome),
		newColumn(gap+gapHalf, strong(u.t("log_signed")), body(u.t("log_signed_explained")), p.signed,
			leading(newButton(u.t("log_witness"), p.witness)), p.notice.content),
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
	p.show(p.outcome, caption(u.t("log_verifying")))
	act(u, &p.slot, func(ctx context.Context) (dispatch.Proven, error) {
		return u.desk.Verify(ctx, nil, func(done, total int64) {
			u.onMain(func() {
				if p.slot.busy && done < total {
					p.show(p.outcome, caption(u.t("log_progress", "done", u.texts.Number(done), "total", u.texts.Number(total))))
				}
			})
		})
	}, p.proven)
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
