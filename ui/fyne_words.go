package ui

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// fyneWords are those that Fyne says by itself, in the menus of fields, by the keys of their words of ours.
var fyneWords = map[string]string{
	"Cut": "fyne_cut", "Copy": "fyne_copy", "Paste": "fyne_paste", "Select all": "fyne_select_all",
	"Undo": "fyne_undo", "Redo": "fyne_redo", "Quit": "tray_quit",
}

// speakFyne lets Fyne speak the window's language. Fyne knows only that of the system, so the words are given to it
// under the system's name, and under that of the language it falls back on.
func (u *UI) speakFyne() {
	words, same := map[string]string{}, true
	for key, ours := range fyneWords {
		words[key] = u.t(ours)
		same = same && lang.L(key) == words[key]
	}
	if same {
		return
	}
	data, err := json.Marshal(words)
	for _, locale := range []fyne.Locale{"en", lang.SystemLocale()} {
		if err == nil {
			err = lang.AddTranslationsForLocale(data, locale)
		}
	}
	if err != nil {
		u.log.WarnContext(u.ctx, "the menus of fields keep their language", "error", err)
	}
}
