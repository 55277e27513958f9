package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// dictation is a passphrase being told by telephone: one word after the other, in large letters with its spelling.
type dictation struct {
	u        *UI
	words    string // separated by hyphens; empty: none in sight
	revealed int    // words that stand there to be read
	changed  func() // draws the page anew
}

// begin takes words, all hidden. Empty words end it.
func (d *dictation) begin(words string) { d.words, d.revealed = words, 0 }

// content spells in the language that is spoken with the recipient.
func (d *dictation) content(r dispatch.Recipient) fyne.CanvasObject {
	parts := newColumn(gap)
	words, spoken := strings.Split(d.words, "-"), d.u.spokenWith(r)
	for _, word := range words[:d.revealed] {
		parts.Add(told(word, spoken))
	}
	if d.revealed < len(words) {
		parts.Add(leading(newButton(d.u.t("call_word_hidden", "n", d.revealed+1), d.reveal)))
	}
	parts.Add(leading(lowButton(d.u.t("call_copy"), func() { d.u.lend(d.words) })))
	return parts
}

// reveal shows the next word.
func (d *dictation) reveal() {
	d.revealed++
	d.changed()
}

// told is a word in sight. What is said of a letter stays on one line.
func told(word string, spoken *wording.Catalogue) fyne.CanvasObject {
	letters := strings.Split(spoken.Spell(word), ", ")
	for i, letter := range letters {
		letters[i] = unbroken(letter)
	}
	large := newText(word, theme.SizeNameHeadingText, theme.ColorNameForeground, wrapped)
	large.style.Monospace = true
	return newColumn(2, large, caption(strings.Join(letters, ", ")))
}

// spokenWith are the sentences in the language that is spoken with a recipient.
func (u *UI) spokenWith(r dispatch.Recipient) *wording.Catalogue {
	if language, ok := wording.ParseLanguage(r.Language); ok {
		return wording.For(language)
	}
	return u.texts
}

func lowButton(words string, do func()) *button {
	button := newButton(words, do)
	button.Importance = widget.LowImportance
	return button
}
