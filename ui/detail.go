package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// detail is one dispatch: where it stands, what it still allows, what was decided, and its timeline.
type detail struct {
	u       *UI
	content *fyne.Container
	empty   string // said while nothing is chosen

	id         dispatch.ID
	dispatch   dispatch.Dispatch
	events     []dispatch.Event
	known      []dispatch.Incident // that it belongs to
	call       desk.Call           // of what opens with a passphrase
	dictation  dictation
	reason     *field // of showing the words before the message arrived
	anywayOpen bool
	note       *field
	current    dispatch.Recipient // as the address book has it now; only of what is held back
	verify     *verification
	able       *dispatch.Capabilities // what the portal that carries it can keep; nil: it does not say
	revokeOpen bool
	techOpen   bool
	held       *dispatch.LegalHold // on this dispatch; nil: none
	holdOpen   bool
	holdReason *field
	notice     *notice
	slot, acts slot
}

func newDetail(u *UI, empty string) *detail {
	d := &detail{u: u, empty: empty, content: container.NewStack()}
	d.dictation = dictation{u: u, changed: d.render}
	d.close()
	return d
}

// story is a dispatch with its events.
type story struct {
	dispatch dispatch.Dispatch
	events   []dispatch.Event
	current  dispatch.Recipient
	able     *dispatch.Capabilities
	known    []dispatch.Incident
	held     *dispatch.LegalHold
	call     desk.Call
}

// open shows a dispatch. What was typed for another one goes.
func (d *detail) open(id dispatch.ID) {
	if id != d.id {
		d.able, d.revokeOpen = nil, false
		d.techOpen, d.verify = false, newVerification(d.u, func(dispatch.Recipient) { d.finished(nil) }, func(err error) { d.finished(err) })
		d.note, d.notice = d.u.area(d.u.t("note_hint"), 2), newNotice(d.u)
		d.reason, d.anywayOpen = d.u.field(""), false
		d.holdReason, d.holdOpen = d.u.field(""), false
		d.dictation.begin("")
	}
	d.id = id
	run(d.u, &d.slot, func(ctx context.Context) (story, error) {
		shown, err := d.u.desk.Show(ctx, id)
		if err != nil {
			return story{}, err
		}
		s := story{dispatch: shown}
		if heldBack(shown) {
			if s.current, err = d.u.stored(ctx, shown.Recipient.ID); err != nil {
				return story{}, err
			}
		}
		if s.events, err = d.u.desk.Events(ctx, id); err != nil {
			return story{}, err
		}
		if s.known, err = d.u.desk.IncidentsOf(ctx, id); err != nil {
			return story{}, err
		}
		if s.held, err = d.u.holdOf(ctx, id); err != nil {
			return story{}, err
		}
		s.able = d.u.abilities(ctx, shown)
		if mayOpenByCall(shown) {
			s.call, err = d.u.desk.Call(ctx, id)
		}
		return s, err
	}, func(s story, err error) {
		if err != nil {
			d.content.Objects = []fyne.CanvasObject{container.New(column{}, sign("stop", colorRed, body(d.u.texts.Error(err))))}
			d.content.Refresh()
			return
		}
		d.dispatch, d.events, d.current = s.dispatch, s.events, s.current
		d.able, d.call, d.known, d.held = s.able, s.call, s.known, s.held
		d.render()
	})
}

// again reads the dispatch once more.
func (d *detail) again() {
	if d.id != "" {
		d.open(d.id)
	}
}

func (d *detail) close() {
	d.id = ""
	d.dictation.begin("")
	d.content.Objects = []fyne.CanvasObject{container.New(column{}, body(d.empty).tint(colorSecondary))}
	d.content.Refresh()
}

func (d *detail) render() {
	parts := newColumn(gapDouble, d.head())
	if actions := d.actions(); actions != nil {
		parts.Add(actions)
	}
	if again := d.onceMore(); again != nil {
		parts.Add(again)
	}
	parts.Add(d.notice.content)
	parts.Add(d.facts())
	parts.Add(d.timeline())
	parts.Add(d.proof())
	parts.Add(d.incidents())
	parts.Add(d.hold())
	parts.Add(d.technical())
	d.content.Objects = []fyne.CanvasObject{scrolled(parts)}
	d.content.Refresh()
}

func (d *detail) head() fyne.CanvasObject {
	u := d.u
	state := newMark()
	state.state(u, d.dispatch)
	channel := newMark()
	channel.way(u, d.dispatch)
	title := heading(d.dispatch.Recipient.Name).fit(wrapped)
	parts := newColumn(gap, newColumn(2, title, caption(u.belonging(d.dispatch.Recipient))), state.content, channel.content)
	if far := u.howFar(d.id); far != "" && d.dispatch.State == dispatch.Sending {
		parts.Add(caption(far))
	}
	if again := u.whenAgain(d.dispatch, "next_try"); again != "" {
		parts.Add(caption(again))
	}
	return parts
}

// facts are what was asked, suggested and chosen.
func (d *detail) facts() fyne.CanvasObject {
	u, s := d.u, d.dispatch
	facts := newColumn(gap + gapHalf)
	for _, document := range s.Documents {
		facts.Add(newTopRow(gap, []track{own, share(1)}, picture("document", colorSecondary, 18),
			newColumn(0, line(document.Name), captionLine(u.n("kind_pages", document.Pages, "kind", capital(u.texts.Kind(document.Kind)))))))
	}
	if s.Route.Address != "" {
		facts.Add(u.wayLine(s))
	}
	facts.Add(caption(d.choice()))
	for _, f := range []struct{ label, value string }{
		{"reason_recorded", s.Reason},
		{"purpose", s.Purpose},
		{"authorisation", s.Authorisation},
	} {
		if f.value != "" {
			facts.Add(fact(u.t(f.label), f.value))
		}
	}
	return facts
}

// choice tells what the rules suggested beside what was chosen.
func (d *detail) choice() string {
	u, s := d.u, d.dispatch
	rules := strings.Join(s.Rules, ", ")
	if s.Suggested == s.Channel || s.Suggested == "" {
		return u.t("choice_followed", "rules", rules)
	}
	return u.t("choice_other", "suggested", u.texts.Channel(s.Suggested), "rules", rules)
}

func (d *detail) timeline() fyne.CanvasObject {
	rows := newColumn(gap+gapHalf, strong(d.u.t("timeline")))
	for _, m := range d.moments() {
		words := newColumn(0, captionLine(d.u.texts.DateTime(m.at, d.u.location())), body(m.words))
		if m.detail != "" {
			words.Add(caption(m.detail))
		}
		rows.Add(newTopRow(gap, []track{own, share(1)}, picture(m.look.icon, m.look.color, 18), words))
	}
	return rows
}
