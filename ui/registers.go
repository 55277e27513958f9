package ui

import (
	"context"
	"io"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// registersScreen holds what the law wants kept: the register of confidentiality incidents and that of
// communications.
type registersScreen struct {
	u      *UI
	root   *fyne.Container
	notice *notice

	at             registerTab
	incidents      *incidentList
	incident       *incidentPage // open; nil: none
	communications *communicationsPane
	profile        *registerProfileForm // open; nil: not

	slot, act slot
}

// registerTab is one of the registers.
type registerTab int

const (
	tabIncidents registerTab = iota
	tabCommunications
)

func newRegistersScreen(u *UI) *registersScreen {
	r := &registersScreen{u: u, root: container.NewStack(), notice: newNotice(u)}
	r.incidents, r.communications = newIncidentList(r), newCommunicationsPane(r)
	r.render()
	return r
}

// begun reports whether an entry or the details are being written.
func (r *registersScreen) begun() bool {
	return r.profile != nil || r.incident != nil && r.incident.incident.State != dispatch.IncidentClosed
}

func (r *registersScreen) content() fyne.CanvasObject { return r.root }

func (r *registersScreen) enter() {
	r.notice.clear()
	r.render()
	r.reload()
}

// changed reads the list again; an entry that is being written stays under the hands.
func (r *registersScreen) changed() { r.reload() }

func (r *registersScreen) search() { r.show(tabCommunications) }

// back closes what is open. What was written in an entry and not saved is kept until the entry is opened again.
func (r *registersScreen) back() {
	r.incident, r.profile = nil, nil
	r.enter()
}

func (r *registersScreen) submit() {
	switch {
	case r.profile != nil:
		r.profile.save()
	case r.incident != nil:
		r.incident.save()
	case r.at == tabCommunications:
		r.communications.submit()
	}
}

func (r *registersScreen) reload() {
	run(r.u, &r.slot, r.u.desk.Incidents, func(all []dispatch.Incident, err error) {
		if err != nil {
			r.notice.fail(err)
			return
		}
		r.incidents.fill(all)
	})
}

func (r *registersScreen) show(tab registerTab) {
	r.at, r.incident, r.profile = tab, nil, nil
	r.notice.clear()
	r.render()
	if tab == tabCommunications {
		r.u.focus(r.communications.query)
	}
}

// render draws the register chosen, or what is open of it.
func (r *registersScreen) render() {
	var shown fyne.CanvasObject
	switch {
	case r.profile != nil:
		shown = r.profile.content
	case r.incident != nil:
		shown = r.incident.content
	case r.at == tabCommunications:
		shown = filled(r.head(), r.notice.content, r.communications.content)
	default:
		shown = filled(r.head(), r.notice.content, r.incidents.content)
	}
	r.root.Objects = []fyne.CanvasObject{shown}
	r.root.Refresh()
}

// head is the title, the two registers, and what is told of the clinic in both.
func (r *registersScreen) head() fyne.CanvasObject {
	u := r.u
	profile := lowButton(u.t("registers_profile"), r.openProfile)
	title := newTopRow(gap, []track{share(1)}, heading(u.t("room_registers")), profile)
	return padded(0, 0, newColumn(gap+gapHalf, title, newRow(gap, nil, r.tab(tabIncidents, "registers_incidents"),
		r.tab(tabCommunications, "registers_communications")), spacer(0)))
}

func (r *registersScreen) tab(tab registerTab, key string) fyne.CanvasObject {
	words := r.u.t(key)
	name := newText(words, "text", "foreground", whole)
	if r.at == tab {
		name.bold()
	}
	p := newPress(words, padded(gapHalf+2, gap+gapHalf, name), func() { r.show(tab) })
	p.setChosen(r.at == tab)
	return p
}

// open shows an entry.
func (r *registersScreen) open(i dispatch.Incident) {
	r.at, r.profile = tabIncidents, nil
	r.incident = newIncidentPage(r, i)
	r.render()
	r.incident.begin()
}

// begin opens an entry that nobody has saved yet.
func (r *registersScreen) begin(start desk.IncidentStart) {
	run(r.u, &r.act, func(ctx context.Context) (dispatch.Incident, error) { return r.u.desk.DraftIncident(ctx, start) },
		func(i dispatch.Incident, err error) {
			if err != nil {
				r.notice.fail(err)
				return
			}
			r.open(i)
		})
}

// find opens an entry by its id.
func (r *registersScreen) find(id dispatch.ID) {
	run(r.u, &r.act, func(ctx context.Context) (dispatch.Incident, error) { return r.u.desk.Incident(ctx, id) },
		func(i dispatch.Incident, err error) {
			if err != nil {
				r.notice.fail(err)
				return
			}
			r.open(i)
		})
}

func (r *registersScreen) openProfile() {
	r.profile = newRegisterProfileForm(r)
	r.render()
	r.profile.load()
}

// export writes the whole register where documents are looked for first.
func (r *registersScreen) export(format desk.RegisterFormat) {
	u := r.u
	u.writeFile(&r.act, r.notice, u.t("registers_file"), "."+string(format), func(ctx context.Context, w io.Writer) error {
		return u.desk.ExportIncidents(ctx, w, format, string(u.texts.Language()))
	}, nil)
}

// writeFile writes a page where documents are looked for first, never over another, and tells its name. then may be nil.
func (u *UI) writeFile(
	s *slot, told *notice, name, ending string, write func(context.Context, io.Writer) error, then func(),
) {
	act(u, s, func(ctx context.Context) (string, error) {
		path := freePath(u.startFolder(), name, ending)
		return filepath.Base(path), writePage(path, func(w io.Writer) error { return write(ctx, w) })
	}, func(file string, err error) {
		if err != nil {
			told.fail(err)
			return
		}
		told.tell(u.t("page_written", "file", file))
		if then != nil {
			then()
		}
	})
}

// primaryButton is the one button that a screen leads to.
func primaryButton(words string, do func()) *button {
	b := newButton(words, do)
	b.Importance = widget.HighImportance
	return b
}
