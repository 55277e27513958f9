package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// bookSecret is the phrase agreed with the recipient in sight: drawn, told, changed and forgotten.
type bookSecret struct {
	b          *bookScreen
	of         dispatch.ID // whom standing is about
	standing   desk.SecretStanding
	dictation  dictation
	forgetOpen bool
	read, acts slot
}

func newBookSecret(b *bookScreen) *bookSecret {
	return &bookSecret{b: b, dictation: dictation{u: b.u, changed: b.render}}
}

// close takes the words away, and asks nobody any more.
func (s *bookSecret) close() {
	s.read.drop()
	s.of, s.forgetOpen = "", false
	s.dictation.begin("")
}

// hide takes the words away.
func (s *bookSecret) hide() { s.dictation.begin("") }

// look reads how far it is with a recipient.
func (s *bookSecret) look(r dispatch.Recipient) {
	if !mayHaveSecret(r) {
		return
	}
	run(s.b.u, &s.read, func(ctx context.Context) (desk.SecretStanding, error) {
		return s.b.u.desk.SecretStanding(ctx, r.ID)
	}, func(standing desk.SecretStanding, err error) {
		if err != nil {
			s.b.notice.fail(err)
			return
		}
		s.of, s.standing = r.ID, standing
		if s.b.shown.ID == r.ID && s.b.form == nil && s.b.chooser == nil && s.b.upkeep.page == nil {
			s.b.render()
		}
	})
}

// mayHaveSecret reports whether something that opens with a passphrase can be sent to a recipient.
func mayHaveSecret(r dispatch.Recipient) bool {
	return r.ID != "" && (r.Email() != "" || len(r.RoutesOver(dispatch.Portal)) > 0)
}

// content is nil where no secret can serve, or before it is read.
func (s *bookSecret) content(r dispatch.Recipient) fyne.CanvasObject {
	u := s.b.u
	if s.of != r.ID || !mayHaveSecret(r) {
		return nil
	}
	parts := newColumn(gap+gapHalf, strong(u.t("agreed")))
	for _, told := range s.sentences() {
		parts.Add(caption(told))
	}
	if s.dictation.words != "" {
		parts.Add(card(newColumn(gap+gapHalf, u.reachLine(r), body(u.t("agreed_say")), s.dictation.content(r))))
	}
	if steps := s.steps(r); len(steps) > 0 {
		parts.Add(newFlow(gap, steps...))
	}
	if s.standing != (desk.SecretStanding{}) {
		parts.Add(s.forgetting(r))
	}
	return parts
}

// sentences tell how far it is.
func (s *bookSecret) sentences() []string {
	u := s.b.u
	var told []string
	if !s.standing.Agreed.IsZero() {
		told = append(told, u.t("agreed_since", "date", u.texts.Date(s.standing.Agreed, u.location())))
	}
	if !s.standing.Drawn.IsZero() {
		told = append(told, u.t("agreed_waits", "date", u.texts.Date(s.standing.Drawn, u.location())))
	}
	if told == nil {
		told = []string{u.t("agreed_explained")}
	}
	return told
}

// steps are what can be done next, in its order.
func (s *bookSecret) steps(r dispatch.Recipient) []fyne.CanvasObject {
	u, desk := s.b.u, s.b.u.desk
	var steps []fyne.CanvasObject
	if s.standing.Agreed.IsZero() && s.standing.Drawn.IsZero() {
		return append(steps, newButton(u.t("agreed_draw"), func() { s.words(r, desk.DrawSecret) }))
	}
	if s.dictation.words == "" {
		steps = append(steps, newButton(u.t("agreed_show"), func() { s.words(r, desk.Secret) }))
	}
	if s.standing.Drawn.IsZero() {
		return append(steps, lowButton(u.t("agreed_rotate"), func() { s.words(r, desk.DrawSecret) }))
	}
	drawn := s.standing.Drawn
	told := newButton(u.t("agreed_told"), func() {
		s.do(r, func(ctx context.Context, id dispatch.ID) error { return desk.SecretTold(ctx, id, drawn) })
	})
	if s.dictation.words != "" {
		told.Importance = widget.HighImportance
	}
	return append(steps, told)
}

// forgetting asks twice, in the page.
func (s *bookSecret) forgetting(r dispatch.Recipient) fyne.CanvasObject {
	u := s.b.u
	forget := newButton(u.t("agreed_forget"), func() { s.do(r, u.desk.ForgetSecret) })
	forget.Importance = widget.DangerImportance
	return newDisclosure(u.t("agreed_forget"), &s.forgetOpen,
		newColumn(gap, caption(u.t("agreed_forget_explained")), leading(forget)), s.b.right.Refresh)
}

// words shows what get answers. The showing is logged.
func (s *bookSecret) words(r dispatch.Recipient, get func(context.Context, dispatch.ID) (string, error)) {
	act(s.b.u, &s.acts, func(ctx context.Context) (string, error) { return get(ctx, r.ID) }, func(words string, err error) {
		if err == nil && s.b.shown.ID == r.ID {
			s.dictation.begin(words)
		}
		s.done(r, err)
	})
}

// do ends what is in sight.
func (s *bookSecret) do(r dispatch.Recipient, step func(context.Context, dispatch.ID) error) {
	act(s.b.u, &s.acts, noValue(func(ctx context.Context) error { return step(ctx, r.ID) }), func(_ nothing, err error) {
		if err == nil {
			s.dictation.begin("")
			s.forgetOpen = false
		}
		s.done(r, err)
	})
}

func (s *bookSecret) done(r dispatch.Recipient, err error) {
	s.b.notice.clear()
	if err != nil {
		s.b.notice.fail(err)
	}
	if s.b.shown.ID == r.ID {
		s.look(r)
	}
}
