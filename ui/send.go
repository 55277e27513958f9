package ui

import (
	"context"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// sendScreen is the main job: documents, a recipient, the suggestion, one button.
type sendScreen struct {
	u          *UI
	root       *fyne.Container
	middle     *fyne.Container // the columns, or the page in sight over them
	panes      *fyne.Container
	zoomed     *zoomed           // not nil while a page is shown large
	over       cover             // not nil while another page stands over the columns
	foot       fyne.CanvasObject // the bar
	documents  *documentsPane
	recipient  *recipientPane
	suggestion *suggestionPane
	answer     desk.Suggestion
	all        desk.Several // beside answer, when there are several recipients
	answered   bool
	notice     *notice
	summary    *text
	missing    *text
	primary    *button
	row        *fyne.Container // of the bar

	suggestSlot slot
}

func newSendScreen(u *UI) *sendScreen {
	s := &sendScreen{u: u, notice: newNotice(u)}
	s.documents = newDocumentsPane(s)
	s.recipient = newRecipientPane(s)
	s.suggestion = newSuggestionPane(s)
	s.panes = newPanes(gapTriple, []track{share(32), share(33), share(35)},
		s.documents.content, s.recipient.content, s.suggestion.content)
	s.middle = container.NewStack(s.panes)
	s.foot = s.bar()
	s.root = filled(nil, s.foot, s.middle)
	return s
}

// bar holds the summary and the one primary button.
func (s *sendScreen) bar() fyne.CanvasObject {
	s.summary, s.missing = line(""), caption("")
	s.primary = newButton("", s.submit)
	s.primary.Importance = widget.HighImportance
	words := newColumn(0, s.summary, s.missing)
	s.row = newRow(gapDouble, []track{share(1)}, words, sized(fyne.NewSize(200, 40), s.primary))
	return newColumn(gap, s.notice.content, container.New(layout.NewCustomPaddedLayout(gap, 0, 0, gap), s.row))
}

func (s *sendScreen) content() fyne.CanvasObject { return s.root }

func (s *sendScreen) draft() *draft { return s.u.draft }

func (s *sendScreen) enter() {
	s.documents.render()
	s.recipient.render()
	s.show()
	s.suggest()
	s.focusNext()
}

// changed is nothing here: what is being written does not move under the hands.
func (s *sendScreen) changed() {}

// back leaves what is open inside the screen.
func (s *sendScreen) back() {
	switch {
	case s.over != nil:
		s.uncover()
	case s.zoomed != nil:
		s.unzoom()
	case s.documents.chooser != nil:
		s.documents.close()
	case s.documents.kind.correcting:
		s.documents.kind.leave()
		s.u.focus(nil)
	default:
		s.recipient.back()
	}
}

// search goes to the recipient.
func (s *sendScreen) search() {
	s.uncover()
	s.unzoom()
	s.recipient.seek()
}

// focusNext puts the keyboard on the next thing that is missing.
func (s *sendScreen) focusNext() {
	d := s.draft()
	locked := slices.IndexFunc(d.files, (*file).locked)
	switch {
	case s.documents.chooser != nil || s.recipient.form != nil || s.recipient.adding || s.zoomed != nil || s.over != nil: // the keyboard is busy there
	case locked >= 0:
		s.u.focus(s.documents.passwords[d.files[locked]])
	case d.asksKind():
		s.u.focus(s.documents.kind.finder.field)
	case d.recipient.ID == "" && len(d.files) > 0:
		s.u.focus(s.recipient.finder.field)
	case d.recipient.ID != "":
		s.u.focus(s.recipient.more)
	}
}

// suggest asks the desk again. What it said before stays until it answers.
func (s *sendScreen) suggest() { s.suggestAfter(nil) }

// suggestAfter asks the desk again, and tells beside the answer what failed before.
func (s *sendScreen) suggestAfter(failed error) {
	draft, to := s.draft().desk(), s.draft().addressees()
	run(s.u, &s.suggestSlot, func(ctx context.Context) (answers, error) {
		return s.u.ask(ctx, draft, to)
	}, func(told answers, err error) {
		if err != nil {
			s.notice.fail(err)
			return
		}
		s.notice.clear()
		if failed != nil {
			s.notice.fail(failed)
		}
		if s.answered && reflect.DeepEqual(answers{s.answer, s.all}, told) {
			s.showBar()
			return
		}
		several := len(s.all.Suggestions) > 0 || len(told.all.Suggestions) > 0
		s.suggestion.follow(s.answer, told.one)
		s.answer, s.all, s.answered = told.one, told.all, true
		if several {
			s.recipient.render()
		}
		s.show()
	})
}

// show draws the answer.
func (s *sendScreen) show() {
	s.documents.answered(s.answer.Concerns)
	s.recipient.ask(s.answer)
	s.suggestion.render(s.answer)
	s.showBar()
}

func (s *sendScreen) showBar() {
	option, ok := s.answer.Option()
	s.summary.set(s.summaryWords(option))
	setVisible(s.primary, s.recipient.form == nil) // the form has its own primary button
	s.primary.SetText(s.primaryWords(option, ok))
	if s.ready() {
		s.primary.Enable()
	} else {
		s.primary.Disable()
	}
	s.row.Refresh()
	if missing := s.missingWords(); missing != s.missing.words {
		s.missing.set(missing)
		s.root.Refresh() // the bar may need another line
	}
}

func (s *sendScreen) ready() bool {
	return s.answered && s.answer.Ready() && s.everybodyReady() && s.draft().settled() && !s.u.sendSlot.busy && !s.suggestSlot.busy
}

// missingWords names the first thing that is missing, as something to do.
func (s *sendScreen) missingWords() string {
	if s.draft().empty() || !s.answered {
		return ""
	}
	if len(s.answer.Concerns) > 0 && s.answer.Concerns[0].Weight == desk.Stop {
		return s.u.wayOut(s.answer.Concerns[0])
	}
	if words := s.unreadWords(); words != "" {
		return words
	}
	if needs := s.answer.Needs; len(needs) > 0 {
		return s.u.texts.Need(string(needs[0]))
	}
	if option, ok := s.answer.Option(); ok && len(option.Needs) > 0 {
		return s.u.need(option.Needs[0], option)
	}
	return s.severalMissing()
}

// unreadWords say which document holds the others up.
func (s *sendScreen) unreadWords() string {
	for _, f := range s.draft().files {
		switch {
		case !f.read:
			return s.u.t("missing_reading")
		case f.locked():
			return s.u.t("missing_password")
		case f.err != nil:
			return s.u.t("missing_readable")
		}
	}
	return ""
}

func (s *sendScreen) primaryWords(option desk.Option, ok bool) string {
	name := shorten(s.draft().recipient.Name, 36)
	switch {
	case !ok || name == "":
		return s.u.t("send")
	case len(s.draft().others) > 0:
		return s.u.n("send_several", len(s.draft().addressees()))
	case !option.Carried:
		return s.u.t("guide_show")
	case option.Form == dispatch.Gateway:
		return s.u.t("send_gateway", "name", name)
	default:
		return s.u.t("send_"+string(option.Channel), "name", name)
	}
}

// begun reports whether a recipient is being added. The dispatch itself is kept apart from its screen.
func (s *sendScreen) begun() bool { return s.recipient.form != nil }

// submit sends, or leads to what a person does by hand. The channel and form are those in sight: what the desk
// would suggest by now may be another.
func (s *sendScreen) submit() {
	if g, guided := s.over.(*guide); guided {
		g.submit()
		return
	}
	if !s.ready() || s.over != nil {
		return
	}
	if len(s.draft().others) > 0 {
		s.submitAll()
		return
	}
	option, _ := s.answer.Option()
	if !option.Carried {
		s.coverWith(newGuide(s, option))
		return
	}
	draft, sent := s.draft().desk(), s.draft()
	draft.Channel, draft.Form = option.Channel, option.Form
	act(s.u, &s.u.sendSlot, func(ctx context.Context) (dispatch.Dispatch, error) { return s.u.desk.Send(ctx, draft) },
		func(d dispatch.Dispatch, err error) { s.submitted(sent, d, err) })
	s.showBar()
}

// submitted empties the screen for the next document.
func (s *sendScreen) submitted(sent *draft, d dispatch.Dispatch, err error) {
	if err != nil {
		s.u.sending().refused(sent, err)
		return
	}
	if s.u.draft == sent {
		s.u.draft, s.u.sent, s.u.sentID = newDraft(), sent, d.ID
		for _, f := range sent.files {
			s.u.letGo(f)
		}
		s.u.rooms[roomSend] = newSendScreen(s.u)
	}
	if s.u.here == roomSend {
		s.u.enter(roomSend)
	}
	if d.State == dispatch.ByHand {
		s.u.frame.say(s.u.t("recorded"))
	}
	s.u.refresh()
}

// refused tells why nothing left. A recipient that is no longer what the person saw is read again first.
func (s *sendScreen) refused(sent *draft, err error) {
	s.showBar()
	s.notice.fail(err)
	if dispatch.KindOf(err) == dispatch.KindHeld && s.u.draft == sent {
		s.suggestAfter(err) // what it waits for stands beside
	}
	code := dispatch.CodeOf(err)
	if s.u.draft != sent || code != "recipient_changed" && code != "recipient_not_found" {
		return
	}
	id := sent.recipient.ID
	run(s.u, &s.u.sendSlot, func(ctx context.Context) (dispatch.Recipient, error) {
		return s.u.stored(ctx, id)
	}, func(r dispatch.Recipient, failed error) {
		shown := s.u.sending() // another one when the language changed
		switch {
		case failed != nil:
			shown.notice.fail(failed)
		case s.u.draft == sent && sent.recipient.ID == id:
			shown.recipient.reload(r)
			shown.suggestAfter(err)
		}
		shown.showBar()
	})
}
