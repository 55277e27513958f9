package ui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// concernsPane shows what looks wrong, each with its way out. Its boxes outlive a new answer, so that the
// keyboard stays where it is.
type concernsPane struct {
	s     *sendScreen
	boxes map[string]*check
	slot  slot
}

func newConcernsPane(s *sendScreen) *concernsPane {
	return &concernsPane{s: s, boxes: map[string]*check{}}
}

// content is nil when nothing looks wrong.
func (p *concernsPane) content(concerns []desk.Concern) fyne.CanvasObject {
	if len(concerns) == 0 {
		return nil
	}
	cards := newColumn(gap, strong(p.s.u.t("look_closely")))
	for _, c := range concerns {
		cards.Add(p.card(c))
	}
	return cards
}

func (p *concernsPane) card(c desk.Concern) fyne.CanvasObject {
	lines := newColumn(gapHalf, body(p.s.u.texts.Concern(c.Code, c.Count)))
	if name := p.document(c); name != "" {
		lines.Add(captionLine(name))
	}
	if !c.Confirmed {
		lines.Add(caption(p.s.u.wayOut(c)))
	}
	if ways := p.ways(c); len(ways) > 0 && !c.Confirmed {
		lines.Add(container.New(layout.NewCustomPaddedLayout(gapHalf, 0, 0, 0), newFlow(gap, ways...)))
	}
	if c.Weight != desk.Stop {
		lines.Add(p.box(c))
	}
	look, edge := concernLook(c), fyne.ThemeColorName("")
	if c.Weight == desk.Stop {
		edge = colorRed
	}
	return container.NewStack(newSurface(colorSurface, edge, 6), padded(gap+gapHalf, gap+gapHalf, newTopRow(gap, []track{own, share(1)}, picture(look.icon, look.color, 18), lines)))
}

// wayOut says what to do about a concern. What nothing lifts has no word of confirming.
func (u *UI) wayOut(c desk.Concern) string {
	if key := "error_" + c.Code; c.Weight == desk.Stop && u.texts.Has(key) {
		return u.texts.Text(key)
	}
	return u.texts.ConcernWay(c.Code)
}

func concernLook(c desk.Concern) look {
	switch {
	case c.Weight == desk.Stop:
		return look{"stop", colorRed}
	case c.Confirmed:
		return look{"done", colorGreen}
	default:
		return look{"warning", colorAmber}
	}
}

// document names the document that a concern is about, where there are several.
func (p *concernsPane) document(c desk.Concern) string {
	if f := p.file(c); f != nil && len(p.s.draft().files) > 1 {
		return f.name()
	}
	return ""
}

// file is the document that a concern is about; nil: all of them.
func (p *concernsPane) file(c desk.Concern) *file {
	n := 0
	for _, f := range p.s.draft().files {
		if !f.ready() {
			continue
		}
		if n == c.Document {
			return f
		}
		n++
	}
	return nil
}

// box is where the person says to have looked.
func (p *concernsPane) box(c desk.Concern) fyne.CanvasObject {
	key := c.Code + " " + strconv.Itoa(c.Document)
	box := p.boxes[key]
	if box == nil {
		box = newCheck(p.s.u.t("i_checked"), c.Confirmed, func(on bool) {
			p.s.draft().confirm(c.Code, on)
			p.s.suggest()
		})
		p.boxes[key] = box
	}
	box.show(c.Confirmed)
	return box.content
}

// ways are the buttons that lead out of a concern.
func (p *concernsPane) ways(c desk.Concern) []fyne.CanvasObject {
	u, d := p.s.u, p.s.draft()
	way := func(key string, do func()) fyne.CanvasObject { return newButton(u.t(key), do) }
	change := way("change_recipient", func() { p.s.recipient.clear() })
	switch c.Code {
	case desk.ConcernPrescriptionPlace:
		if d.recipient.Facility == "" {
			return []fyne.CanvasObject{way("is_pharmacy", p.isPharmacy), change}
		}
		return []fyne.CanvasObject{change}
	case desk.ConcernRequisitionPlace:
		return []fyne.CanvasObject{change}
	case desk.ConcernPersonalFound:
		return []fyne.CanvasObject{way("untick_personal", p.untick)}
	case desk.ConcernKindContradicted:
		return []fyne.CanvasObject{way("follow_reading", p.followReading)}
	case desk.ConcernWrongPatient:
		return append(p.takeOut(c), change)
	case desk.ConcernExceptionDrugByFax:
		return nil
	case desk.ConcernSeveralPersons:
		return append(p.choosePages(c), p.takeOut(c)...)
	default:
		return p.takeOut(c)
	}
}

// choosePages offers to leave pages of the document out, when it is one with several.
func (p *concernsPane) choosePages(c desk.Concern) []fyne.CanvasObject {
	f := p.file(c)
	if f == nil || f.original().Pages < 2 {
		return nil
	}
	return []fyne.CanvasObject{newButton(p.s.u.t("arrange_open"), func() { p.s.arrange(f) })}
}

// takeOut offers to take out the document, when it is one.
func (p *concernsPane) takeOut(c desk.Concern) []fyne.CanvasObject {
	f := p.file(c)
	if f == nil {
		return nil
	}
	return []fyne.CanvasObject{newButton(p.s.u.t("take_out"), func() { p.s.documents.remove(f) })}
}

// isPharmacy keeps in the address book what the name does not say.
func (p *concernsPane) isPharmacy() {
	r := p.s.draft().recipient
	r.Facility = dispatch.Pharmacy
	act(p.s.u, &p.slot, func(ctx context.Context) (dispatch.Recipient, error) {
		return p.s.u.desk.SaveRecipient(ctx, r)
	}, func(saved dispatch.Recipient, err error) {
		if err != nil {
			p.s.notice.fail(err)
			return
		}
		if p.s.draft().recipient.ID == saved.ID {
			p.s.recipient.reload(saved)
			p.s.suggest()
		}
	})
}

// untick takes back the declaration that nothing personal is inside.
func (p *concernsPane) untick() { p.s.documents.kind.plain.SetChecked(false) }

// followReading takes the kind as it was read.
func (p *concernsPane) followReading() {
	d := p.s.draft()
	d.kind, d.channel = "", ""
	d.doubt()
	p.s.documents.render()
	p.s.suggest()
}
