package ui

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// look is how a state shows: a drawing and a colour, always beside its word.
type look struct {
	icon  iconName
	color fyne.ThemeColorName
}

var stateLooks = map[dispatch.State]look{
	dispatch.Draft:     {"document", colorGrey},
	dispatch.Held:      {"clock", colorBlue},
	dispatch.Queued:    {"clock", colorBlue},
	dispatch.Sending:   {"sending", colorBlue},
	dispatch.Accepted:  {"sending", colorBlue},
	dispatch.Delivered: {"done", colorGreen},
	dispatch.Partial:   {"partial", colorAmber},
	dispatch.Failed:    {"stop", colorRed},
	dispatch.Uncertain: {"question", colorViolet},
	dispatch.Cancelled: {"forbidden", colorGrey},
	dispatch.ByHand:    {"by_hand", colorGreen},
}

// heldLook is that of what waits in the outbox for a person.
var heldLook = look{"warning", colorAmber}

// mark is a drawing and a word on one line.
type mark struct {
	content *fyne.Container
	icon    *widget.Icon
	word    *text
}

func newMark() *mark {
	m := &mark{icon: widget.NewIcon(nil), word: line("")}
	m.content = newRow(gapHalf+2, []track{own, share(1)}, sized(fyne.NewSquareSize(18), m.icon), m.word)
	return m
}

func (m *mark) set(name iconName, color fyne.ThemeColorName, word string) {
	m.icon.SetResource(icon{name, color})
	if m.word.color != color {
		m.word.color = color
		m.word.words = word
		m.word.Refresh()
		return
	}
	m.word.set(word)
}

// state shows where a dispatch stands.
func (m *mark) state(u *UI, d dispatch.Dispatch) {
	if heldBack(d) {
		m.set(heldLook.icon, heldLook.color, u.t("held_back"))
		return
	}
	l := stateLooks[d.State]
	m.set(l.icon, l.color, capital(u.texts.State(d.State)))
}

// way shows how a dispatch travels.
func (m *mark) way(u *UI, d dispatch.Dispatch) {
	m.set(wayIcon(d), theme.ColorNameForeground, capital(u.texts.Way(d)))
}

// sign is a sentence with a drawing before its first line.
func sign(name iconName, color fyne.ThemeColorName, sentence *text) *fyne.Container {
	return newTopRow(gap, []track{own, share(1)}, picture(name, color, 18), sentence)
}

// capital begins a word as a sentence begins.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
