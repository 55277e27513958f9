package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// notice is the place of a screen where errors are told, in the page and without a dialog.
type notice struct {
	u       *UI
	content *fyne.Container
	words   *text
	icon    *widget.Icon
}

func newNotice(u *UI) *notice {
	n := &notice{u: u, words: body(""), icon: widget.NewIcon(nil)}
	n.content = card(newTopRow(gap, []track{own, share(1)}, sized(fyne.NewSquareSize(18), n.icon), n.words))
	n.content.Hide()
	return n
}

// fail tells an error.
func (n *notice) fail(err error) { n.show("stop", colorRed, n.u.texts.Error(err)) }

// ask tells what to correct.
func (n *notice) ask(sentence string) { n.show("warning", colorAmber, sentence) }

// tell tells that something is done.
func (n *notice) tell(sentence string) { n.show("done", colorGreen, sentence) }

func (n *notice) show(name iconName, color fyne.ThemeColorName, sentence string) {
	n.icon.SetResource(icon{name, color})
	n.words.set(sentence)
	n.content.Show()
	n.content.Refresh()
}

func (n *notice) clear() {
	if n.content.Visible() {
		n.content.Hide()
	}
}
