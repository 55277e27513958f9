package ui

import (
	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/wording"
)

// languagePane chooses the language of the window, which draws every screen anew. A form that was begun would be lost:
// it asks first.
type languagePane struct {
	u       *UI
	root    *fyne.Container
	notice  *notice
	answers *fyne.Container
}

func newLanguagePane(u *UI) *languagePane {
	l := &languagePane{u: u, root: newColumn(gap), notice: newNotice(u)}
	l.render()
	return l
}

// render stands the present language chosen.
func (l *languagePane) render() {
	choose := newRadioLine([]option[wording.Language]{
		{wording.French, l.u.t("french")}, {wording.English, l.u.t("english")},
	}, l.u.texts.Language(), l.choose)
	l.answers = newFlow(gap)
	l.answers.Hide()
	l.notice.clear()
	l.root.Objects = []fyne.CanvasObject{strong(l.u.t("language")), choose.content, l.notice.content, l.answers}
	l.root.Refresh()
}

func (l *languagePane) choose(language wording.Language) {
	where, begun := l.u.formBegun()
	if !begun {
		l.u.choose(language)
		return
	}
	l.notice.ask(l.u.t("language_loses", "room", l.u.t("room_"+string(where))))
	stay := newButton(l.u.t("language_stay"), l.render)
	l.answers.Objects = []fyne.CanvasObject{stay, lowButton(l.u.t("language_anyway"), func() { l.u.choose(language) })}
	l.answers.Show()
	l.root.Refresh()
	l.u.focus(stay)
}

func (l *languagePane) content() fyne.CanvasObject { return l.root }

func (l *languagePane) enter() { l.render() }

func (l *languagePane) changed() {}
