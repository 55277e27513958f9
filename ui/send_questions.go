package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// questions are what only the person knows. Each stands in the page once its answer matters.
type questions struct {
	s         *sendScreen
	content   *fyne.Container
	consent   *fyne.Container
	reference *fyne.Container
	signature *fyne.Container
	reason    *fyne.Container
	why       *text // what the reason is for
	patient   *fyne.Container
	purpose   *fyne.Container
	message   *fyne.Container
}

func newQuestions(s *sendScreen) *questions {
	q := &questions{s: s}
	q.consent, q.signature, q.reason = q.newConsent(), q.newSignature(), q.newReason()
	q.purpose, q.message, q.patient = q.newPurpose(), q.newMessage(), q.newPatient()
	q.content = newColumn(gapDouble, q.consent, q.signature, q.reason, q.patient, q.purpose, q.message)
	q.show(desk.Suggestion{Chosen: -1})
	return q
}

// entry binds a field to a place in the draft.
func (q *questions) entry(placeholder string, to *string, f *field) *field {
	f.PlaceHolder, f.Text = placeholder, *to
	f.OnChanged = func(words string) { *to = words; q.s.suggest() }
	return f
}

func (q *questions) newConsent() *fyne.Container {
	u, d := q.s.u, q.s.draft()
	reference := q.entry(u.t("authorisation_hint"), &d.authorisation, u.field(""))
	q.reference = labelled(u.t("authorisation"), reference)
	choose := newRadioLine([]option[consent]{
		{consentGiven, u.t("yes")}, {consentRefused, u.t("no")},
	}, d.consent, func(c consent) {
		d.consent = c
		q.showReference()
		q.s.suggest()
		if c == consentGiven {
			u.focus(reference)
		}
	})
	return newColumn(gapHalf, strong(u.t("authorised_question")), choose.content, q.reference)
}

func (q *questions) showReference() {
	setVisible(q.reference, q.s.draft().consent == consentGiven)
	q.content.Refresh()
}

func (q *questions) newSignature() *fyne.Container {
	u, d := q.s.u, q.s.draft()
	choose := newRadio([]option[dispatch.Signature]{
		{dispatch.SignedByHand, u.t("signed_by_hand")},
		{dispatch.SignedElectronically, u.t("signed_electronically")},
	}, d.signature, func(signature dispatch.Signature) {
		d.signature = signature
		q.s.suggest()
	})
	return newColumn(gapHalf, strong(u.t("signature_question")), choose.content, caption(u.t("signature_explained")))
}

func (q *questions) newReason() *fyne.Container {
	u, d := q.s.u, q.s.draft()
	q.why = strong("")
	return newColumn(gap, q.why, q.entry(u.t("reason_hint"), &d.reason, u.area("", 2)))
}

// newPatient asks whom the document should be about. The check runs once the name is written: half a name is
// nobody's.
func (q *questions) newPatient() *fyne.Container {
	u, d := q.s.u, q.s.draft()
	f := u.field(u.t("patient_hint"))
	f.Text = d.patient
	asked := d.patient
	check := func() {
		if now := strings.TrimSpace(d.patient); now != asked {
			asked = now
			d.confirm(desk.ConcernWrongPatient, false)
			q.s.suggest()
		}
	}
	f.OnChanged = func(words string) { d.patient = words }
	f.OnSubmitted = func(string) { check() }
	f.left = check
	return newColumn(gapHalf, labelled(u.t("patient"), f), caption(u.t("patient_explained")))
}

func (q *questions) newPurpose() *fyne.Container {
	u, d := q.s.u, q.s.draft()
	return labelled(u.t("purpose"), q.entry(u.t("purpose_hint"), &d.purpose, u.field("")))
}

func (q *questions) newMessage() *fyne.Container {
	u, d := q.s.u, q.s.draft()
	return labelled(u.t("message"), q.entry("", &d.message, u.area("", 2)))
}

// show opens the questions that the answer needs, and those already answered.
func (q *questions) show(answer desk.Suggestion) {
	d, needs := q.s.draft(), answer.Needs
	option, chosen := answer.Option()
	if chosen {
		needs = slices.Concat(needs, option.Needs)
	}
	setVisible(q.consent, slices.Contains(needs, desk.NeedAuthorisation) || d.consent != consentUnsaid)
	setVisible(q.reference, d.consent == consentGiven)
	setVisible(q.signature, slices.Contains(needs, desk.NeedSignature) || d.signature != "" && answer.Kind == dispatch.Prescription)
	q.showReason(answer, slices.Contains(needs, desk.NeedReason))
	setVisible(q.patient, chosen && !private(d.recipient.Class) && answer.Kind != dispatch.GeneralInfo)
	setVisible(q.purpose, chosen)
	// Around a locked PDF a message would travel in clear: it is only shown to be taken out.
	setVisible(q.message, chosen && option.Carried && (option.Form == "" || option.Form.HidesWords() || d.message != ""))
	q.content.Refresh()
}

// showReason asks why, for the channel or for what looks wrong.
func (q *questions) showReason(answer desk.Suggestion, needed bool) {
	option, chosen := answer.Option()
	byChannel := chosen && option.Standing == desk.WithReason
	justified := slices.ContainsFunc(answer.Concerns, func(c desk.Concern) bool { return c.Weight == desk.Justify })
	if q.why.set(q.s.u.t("reason_question")); !byChannel {
		q.why.set(q.s.u.t("reason_despite"))
	}
	setVisible(q.reason, needed || byChannel || justified && chosen)
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
