package ui

import (
	"slices"

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
	purpose   *fyne.Container
	message   *fyne.Container
}

func newQuestions(s *sendScreen) *questions {
	q := &questions{s: s}
	q.consent, q.signature, q.reason = q.newConsent(), q.newSignature(), q.newReason()
	q.purpose, q.message = q.newPurpose(), q.newMessage()
	q.content = newColumn(gapDouble, q.consent, q.signature, q.reason, q.purpose, q.message)
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
	choose := newRadio([]option[consent]{
		{consentGiven, u.t("yes")}, {consentRefused, u.t("no")},
	}, d.consent, func(c consent) {
		d.consent = c
		q.showReference()
		q.s.suggest()
		if c == consentGiven {
			u.focus(reference)
		}
	})
	choose.Horizontal = true
	return newColumn(gapHalf, strong(u.t("authorised_question")), choose, q.reference)
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
	return newColumn(gapHalf, strong(u.t("signature_question")), choose, caption(u.t("signature_explained")))
}

func (q *questions) newReason() *fyne.Container {
	u, d := q.s.u, q.s.draft()
	return newColumn(gap, strong(u.t("reason_question")), q.entry(u.t("reason_hint"), &d.reason, u.area("", 2)))
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
	setVisible(q.signature, slices.Contains(needs, desk.NeedSignature) || d.signature != "" && d.kind == dispatch.Prescription)
	setVisible(q.reason, slices.Contains(needs, desk.NeedReason) || chosen && option.Standing == desk.WithReason)
	setVisible(q.purpose, chosen)
	// Around a locked PDF a message would travel in clear: it is only shown to be taken out.
	setVisible(q.message, chosen && option.Carried && (option.Form != dispatch.LockedPDF || d.message != ""))
	q.content.Refresh()
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
