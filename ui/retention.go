package ui

import (
	"context"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// newRetentionPane is how long things are kept, what must not be destroyed, the copies, and the way out of the log.
func newRetentionPane(u *UI) screen {
	periods := newPeriods(u)
	return newStacked(u.t("settings_retention"), periods, newHolds(u, periods.look), newCopies(u), newExport(u))
}

// periods is how long things are kept, what is over, and its destruction.
type periods struct {
	u                    *UI
	root                 *fyne.Container
	over                 *fyne.Container // what is over, and the question before it is destroyed
	days, log, incidents *field
	notice               *notice
	keep                 *button // says no to the destruction
	plan                 desk.RetentionPlan
	ran                  bool // something was destroyed once
	asking               bool // whether to destroy
	reading, saving      slot
	destroying           slot
}

// planned is what the pane reads at once.
type planned struct {
	plan desk.RetentionPlan
	runs []dispatch.Destruction
}

func newPeriods(u *UI) *periods {
	p := &periods{u: u, days: u.field(""), log: u.field(""), incidents: u.field(""), notice: newNotice(u), over: newColumn(gap)}
	for _, entry := range []*field{p.days, p.log, p.incidents} {
		entry.keys[fyne.KeyReturn] = func() bool { p.save(); return true }
	}
	p.root = newColumn(gap+gapHalf, strong(u.t("retention_periods")), caption(u.t("retention_periods_explained")),
		newTopRow(gap, []track{share(1), share(1), share(1)}, labelled(u.t("retention_days"), p.days),
			labelled(u.t("retention_log_years"), p.log), labelled(u.t("retention_incident_years"), p.incidents)),
		leading(newButton(u.t("retention_save"), p.save)), p.over, p.notice.content)
	return p
}

func (p *periods) content() fyne.CanvasObject { return p.root }

func (p *periods) enter() { p.read(true) }

// changed leaves what is over as it was read: to plan reads all of it, and dispatches change all day.
func (p *periods) changed() {}

// look reads what is over again; what is being written does not change under the hands.
func (p *periods) look() {
	if !p.destroying.busy {
		p.read(false)
	}
}

func (p *periods) read(fill bool) {
	run(p.u, &p.reading, func(ctx context.Context) (planned, error) {
		plan, err := p.u.desk.PlanRetention(ctx)
		if err != nil {
			return planned{}, err
		}
		runs, err := p.u.desk.Destructions(ctx)
		return planned{plan, runs}, err
	}, func(read planned, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		if p.plan, p.ran = read.plan, ended(read.runs); fill {
			p.fill(read.plan.Retention)
		}
		p.render()
	})
}

func ended(runs []dispatch.Destruction) bool {
	return len(runs) > 0 && !runs[len(runs)-1].Ended.IsZero()
}

func (p *periods) fill(r dispatch.Retention) {
	p.days.SetText(strconv.Itoa(r.DocumentDays))
	p.log.SetText(strconv.Itoa(r.LogYears))
	p.incidents.SetText(strconv.Itoa(r.IncidentYears))
}

func (p *periods) save() {
	var r dispatch.Retention
	for entry, value := range map[*field]*int{p.days: &r.DocumentDays, p.log: &r.LogYears, p.incidents: &r.IncidentYears} {
		n, err := strconv.Atoi(strings.TrimSpace(entry.Text))
		if err != nil {
			p.notice.ask(p.u.t("retention_whole_number"))
			return
		}
		*value = n
	}
	act(p.u, &p.saving, noValue(func(ctx context.Context) error { return p.u.desk.SaveRetention(ctx, r) }),
		func(_ nothing, err error) {
			if err != nil {
				p.notice.fail(err)
				return
			}
			p.notice.tell(p.u.t("retention_saved"))
			p.read(false)
		})
}

// render draws what is over and what can be done about it.
func (p *periods) render() {
	u := p.u
	p.over.RemoveAll()
	p.over.Add(strong(u.t("retention_over")))
	for _, words := range p.lines() {
		p.over.Add(body(words))
	}
	switch {
	case p.destroying.busy:
		p.over.Add(caption(u.t("retention_destroying")))
	case p.asking:
		p.over.Add(p.question())
	default:
		p.over.Add(p.actions())
	}
	p.root.Refresh()
}

// lines say what is over.
func (p *periods) lines() []string {
	u, e := p.u, p.plan.Expired
	var lines []string
	for _, sort := range []struct {
		key    string
		amount dispatch.Amount
	}{
		{"retention_documents", e.Documents},
		{"retention_dispatches", e.Dispatches},
		{"retention_incidents", e.Incidents},
		{"retention_lines", e.Lines},
	} {
		if sort.amount.Count > 0 {
			lines = append(lines, u.t("retention_line", "what", u.texts.Text(sort.key), "n", u.texts.Number(int64(sort.amount.Count)),
				"oldest", u.texts.Date(sort.amount.Oldest, u.config.Location), "newest", u.texts.Date(sort.amount.Newest, u.config.Location)))
		}
	}
	switch {
	case p.plan.Open:
		lines = append(lines, u.t("retention_unfinished"))
	case len(lines) == 0:
		lines = append(lines, u.t("retention_none"))
	}
	if e.Held > 0 {
		lines = append(lines, u.t("retention_held", "n", u.texts.Number(int64(e.Held))))
	}
	return lines
}

func (p *periods) actions() fyne.CanvasObject {
	u := p.u
	row := newRow(gap, nil)
	if p.plan.Open || !p.plan.Expired.Nothing() {
		words := u.t("retention_destroy")
		if p.plan.Open {
			words = u.t("retention_resume")
		}
		row.Add(newButton(words, func() { p.ask(true) }))
	}
	if p.ran {
		row.Add(lowButton(u.t("retention_certificate"), p.saveCertificate))
	}
	return row
}

func (p *periods) question() fyne.CanvasObject {
	u := p.u
	destroy := newButton(u.t("retention_destroy_now"), p.destroy)
	destroy.Importance = widget.DangerImportance
	p.keep = newButton(u.t("retention_keep"), func() { p.ask(false) })
	return card(newColumn(gap+gapHalf, body(u.t("retention_sure")), newRow(gap, nil, destroy, p.keep)))
}

func (p *periods) ask(asking bool) {
	p.asking = asking
	p.notice.clear()
	p.render()
	if asking {
		p.u.focus(p.keep) // which brings the question into sight
	}
}

// destroy destroys what is over, and saves the certificate where documents are looked for first.
func (p *periods) destroy() {
	p.asking = false
	act(p.u, &p.destroying, func(ctx context.Context) (string, error) {
		certificate, destroyed, err := p.u.desk.DestroyExpired(ctx)
		if err != nil || !destroyed {
			return "", err
		}
		return p.certificate(ctx, certificate.Destruction.ID)
	}, func(name string, err error) {
		switch {
		case err != nil:
			p.notice.fail(err)
		case name != "":
			p.notice.tell(p.u.t("retention_destroyed", "file", name))
		}
		p.read(false)
	})
	p.render()
}

func (p *periods) certificate(ctx context.Context, id dispatch.ID) (name string, err error) {
	u := p.u
	path := freePath(u.startFolder(), u.t("retention_certificate_file"), ".pdf")
	return filepath.Base(path), writePage(path, func(w io.Writer) error {
		return u.desk.PrintCertificate(ctx, w, id, string(u.texts.Language()))
	})
}

func (p *periods) saveCertificate() {
	act(p.u, &p.saving, func(ctx context.Context) (string, error) { return p.certificate(ctx, "") }, func(name string, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		p.notice.tell(p.u.t("retention_certificate_saved", "file", name))
	})
}
