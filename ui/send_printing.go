package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/desk"
)

// printing is where a person chooses the folder that other programs print into, over the three columns.
type printing struct {
	s       *sendScreen
	content *fyne.Container
	notice  *notice
	folder  *field
	remove  *check
	end     *button
	slot    slot
}

func newPrinting(s *sendScreen) *printing {
	u := s.u
	p := &printing{s: s, notice: newNotice(u), folder: u.field("")}
	p.remove = newCheck(u.t("printing_remove"), false, nil)
	p.end = newButton(u.t("printing_end"), func() { p.save(desk.PrintFolder{}) })
	p.end.Hide()
	keep := newButton(u.t("printing_keep"), func() {
		p.save(desk.PrintFolder{Path: strings.TrimSpace(p.folder.Text), Remove: p.remove.Checked})
	})
	keep.Importance = widget.HighImportance
	steps := newColumn(gap, body(u.t("printing_step_1")), body(u.t("printing_step_2")), body(u.t("printing_step_3")))
	form := newColumn(gapDouble, steps, labelled(u.t("printing_folder"), p.folder), p.remove.content,
		sign("warning", colorAmber, body(u.t("printing_clear"))))
	foot := newColumn(gap, p.notice.content, buttonBar(p.end, newButton(u.t("cancel"), s.uncover), keep))
	p.content = filled(newColumn(gapDouble, heading(u.t("printing_title")), spacer(0)), foot,
		newPanes(gapTriple, []track{share(70), share(30)}, scrolled(form), spacer(0)))
	p.load()
	return p
}

// load shows what is set, or proposes a folder.
func (p *printing) load() {
	run(p.s.u, &p.slot, p.s.u.desk.PrintFolder, func(f desk.PrintFolder, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		setVisible(p.end, f.Path != "")
		p.remove.SetChecked(f.Remove || f.Path == "")
		p.folder.SetText(f.Path)
		if home, err := os.UserHomeDir(); f.Path == "" && err == nil {
			p.folder.SetText(filepath.Join(home, p.s.u.t("printing_name")))
		}
		p.content.Refresh()
	})
}

func (p *printing) save(f desk.PrintFolder) {
	u, said := p.s.u, "printing_kept"
	if f.Path == "" {
		said = "printing_ended"
	}
	act(u, &p.slot, noValue(func(ctx context.Context) error { return u.desk.SavePrintFolder(ctx, f) }),
		func(_ nothing, err error) {
			if err != nil {
				p.notice.fail(err)
				return
			}
			u.sending().uncover()
			u.frame.say(u.t(said))
		})
}

func (p *printing) body() fyne.CanvasObject { return p.content }

func (p *printing) begin() { p.s.u.focus(p.folder) }

func (p *printing) close() { p.slot.drop() }
