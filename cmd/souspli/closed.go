package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/ui"
)

// showClosed explains why the home stays shut, and asks for its passphrase when that opens it.
func showClosed(p *program, c app.Config, why error) {
	words := wording.For(p.args.language)
	p.desktop.Settings().SetTheme(ui.NewTheme())
	window := p.desktop.NewWindow("Souspli")
	message := widget.NewLabel(words.Error(why))
	message.Wrapping = fyne.TextWrapWord
	rows := container.NewVBox(message)
	entry := passphraseEntry(words)
	if needsPassphrase(why) {
		rows.Add(passphraseForm(words, entry, func(typed string) {
			c.Passphrase = typed
			p.open(c)
			window.Close() // after the next one is there: the program ends with its last window
		}))
	}
	window.SetContent(container.New(layout.NewCustomPaddedLayout(32, 32, 32, 32), rows))
	window.Resize(fyne.NewSize(560, 240))
	window.CenterOnScreen()
	window.Show()
	window.Canvas().Focus(entry)
}

func needsPassphrase(why error) bool {
	code := dispatch.CodeOf(why)
	return code == "passphrase_required" || code == "wrong_passphrase"
}

func passphraseEntry(words *wording.Catalogue) *widget.Entry {
	entry := widget.NewPasswordEntry()
	entry.SetPlaceHolder(words.Text("app_passphrase"))
	return entry
}

func passphraseForm(words *wording.Catalogue, entry *widget.Entry, open func(typed string)) fyne.CanvasObject {
	entry.OnSubmitted = open
	button := widget.NewButton(words.Text("app_open"), func() { open(entry.Text) })
	button.Importance = widget.HighImportance
	return container.NewBorder(nil, nil, nil, button, entry)
}
