package ui

import (
	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/wording"
)

// languagePane chooses the language of the window.
type languagePane struct{ root *fyne.Container }

func newLanguagePane(u *UI) *languagePane {
	choose := newRadioLine([]option[wording.Language]{
		{wording.French, u.t("french")}, {wording.English, u.t("english")},
	}, u.texts.Language(), u.choose)
	return &languagePane{newColumn(gap, strong(u.t("language")), choose.content)}
}

func (l *languagePane) content() fyne.CanvasObject { return l.root }

func (l *languagePane) enter() {}

func (l *languagePane) changed() {}
