package ui

import (
	"context"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// communicationsPane finds what was communicated about one person, and makes the page that this person reads. Words of a
// name may be somebody else's: what they alone found is chosen by hand.
type communicationsPane struct {
	r       *registersScreen
	content *fyne.Container
	middle  *fyne.Container
	query   *field
	produce *button
	foot    *fyne.Container

	explained fyne.CanvasObject // until something is found: then the list needs the room

	patient  string // whom the list is about
	found    []desk.FoundCommunication
	chosen   map[dispatch.ID]bool
	language wording.Language
	slot     slot
}

func newCommunicationsPane(r *registersScreen) *communicationsPane {
	u := r.u
	p := &communicationsPane{r: r, middle: container.NewStack(), query: u.field(u.t("communications_search")), language: u.texts.Language()}
	p.query.Icon = icon{"search", colorSecondary}
	p.query.keys[fyne.KeyReturn] = func() bool { p.seek(); return true }
	p.query.keys[fyne.KeyEnter] = func() bool { p.seek(); return true }
	find := newButton(u.t("communications_find"), p.seek)
	p.produce = primaryButton("", p.write)
	language := newSelect([]option[wording.Language]{{wording.French, u.t("page_in_french")}, {wording.English, u.t("page_in_english")}},
		p.language, func(l wording.Language) { p.language = l })
	p.foot = buttonBar(sized(fyne.NewSize(176, 0), outlined(language)), p.produce)
	p.explained = caption(u.t("communications_explained"))
	top := newColumn(gap, newRow(gap, []track{share(1), own}, p.query, find), p.explained)
	p.content = filled(top, p.foot, padded(gapDouble, 0, p.middle))
	p.render()
	return p
}

// submit searches, or makes the page of what is chosen.
func (p *communicationsPane) submit() {
	if p.count() > 0 {
		p.write()
		return
	}
	p.seek()
}

func (p *communicationsPane) seek() {
	patient := strings.TrimSpace(p.query.Text)
	if patient == "" {
		p.r.u.focus(p.query)
		return
	}
	run(p.r.u, &p.slot, func(ctx context.Context) ([]desk.FoundCommunication, error) {
		return p.r.u.desk.Communications(ctx, patient)
	}, func(found []desk.FoundCommunication, err error) {
		if err != nil {
			p.r.notice.fail(err)
			return
		}
		p.r.notice.clear()
		p.patient, p.found, p.chosen = patient, found, map[dispatch.ID]bool{}
		for _, one := range found {
			p.chosen[one.Dispatch] = one.Because == desk.ByPatient
		}
		p.render()
	})
}

func (p *communicationsPane) count() int {
	n := 0
	for _, chosen := range p.chosen {
		if chosen {
			n++
		}
	}
	return n
}

func (p *communicationsPane) render() {
	u := p.r.u
	setVisible(p.foot, len(p.found) > 0)
	setVisible(p.explained, len(p.found) == 0)
	p.label()
	switch {
	case p.patient == "":
		p.middle.Objects = nil
	case len(p.found) == 0:
		p.middle.Objects = []fyne.CanvasObject{container.New(column{gap}, body(u.t("communications_none", "patient", p.patient)),
			caption(u.t("communications_none_hint")))}
	default:
		p.middle.Objects = []fyne.CanvasObject{p.table()}
	}
	p.content.Refresh()
}

// label tells how many lines the page will have.
func (p *communicationsPane) label() {
	n := p.count()
	p.produce.SetText(p.r.u.n("communications_make", n))
	if n == 0 {
		p.produce.Disable()
		return
	}
	p.produce.Enable()
}

// communicationTracks are the columns: chosen, when, what, to whom, how and with what end, what for.
var communicationTracks = []track{fixed(36), fixed(96), share(26), share(26), share(22), share(26)}

func (p *communicationsPane) table() fyne.CanvasObject {
	u := p.r.u
	head := clearOfBar(newTopRow(gap+gapHalf, communicationTracks, spacer(0), caption(u.texts.Text("communications_date")),
		caption(u.texts.Text("communications_nature")), caption(u.texts.Text("communications_recipient")),
		caption(u.texts.Text("communications_way")), caption(u.texts.Text("communications_why"))))
	rows, unsure := newColumn(0), 0
	for i, one := range p.found {
		if i > 0 {
			rows.Add(rule())
		}
		if one.Because != desk.ByPatient {
			unsure++
		}
		rows.Add(p.row(one))
	}
	top := newColumn(gap)
	if unsure > 0 {
		all := lowButton(u.t("communications_choose_all"), p.chooseAll)
		top.Add(newRow(gap, []track{share(1), own}, sign("warning", colorAmber, body(u.n("communications_unsure", unsure))), all))
	}
	top.Add(head)
	return filled(top, nil, scrolled(rows))
}

func (p *communicationsPane) chooseAll() {
	for _, one := range p.found {
		p.chosen[one.Dispatch] = true
	}
	p.render()
}

func (p *communicationsPane) row(one desk.FoundCommunication) fyne.CanvasObject {
	u, x := p.r.u, dispatch.Dispatch{Channel: one.Channel, Form: one.Form, State: one.Outcome}
	tick := newCheck("", p.chosen[one.Dispatch], func(on bool) { p.chosen[one.Dispatch] = on; p.label() })
	way, outcome := newMark(), newMark()
	way.way(u, x)
	outcome.state(u, x)
	purpose := one.Purpose
	if purpose == "" {
		purpose = capital(u.texts.Text("communications_no_purpose"))
	}
	cells := newRow(gap+gapHalf, communicationTracks, tick.content,
		newColumn(0, captionLine(u.texts.Date(one.At, u.location())), captionLine(u.texts.Time(one.At, u.location()))),
		line(capital(u.texts.Nature(one.Communication))),
		newColumn(0, line(one.Recipient), captionLine(one.Organisation)),
		newColumn(0, way.content, outcome.content),
		newColumn(0, line(purpose), captionLine(one.Authorisation)))
	return sized(fyne.NewSize(0, rowHeight+gap), cells)
}

// write makes the page of what is chosen.
func (p *communicationsPane) write() {
	u, patient, language := p.r.u, p.patient, string(p.language)
	var chosen []dispatch.ID
	for _, one := range p.found {
		if p.chosen[one.Dispatch] {
			chosen = append(chosen, one.Dispatch)
		}
	}
	if len(chosen) == 0 {
		return
	}
	u.writeFile(&p.slot, p.r.notice, u.t("communications_file"), ".pdf", func(ctx context.Context, w io.Writer) error {
		return u.desk.PrintCommunications(ctx, w, patient, chosen, language)
	}, nil)
}
