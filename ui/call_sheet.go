package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// callSheet is what to say on the telephone, in its order: who answers, whether it arrived, then the words.
func (d *detail) callSheet() fyne.CanvasObject {
	u, r := d.u, d.call.Recipient
	parts := newColumn(gap+gapHalf, strong(u.t("call_title", "name", r.Name)))
	switch {
	case !d.call.Forgotten.IsZero():
		parts.Add(caption(u.texts.Text("error_passphrase_forgotten")))
		return card(parts)
	case d.call.Agreed:
		parts.Add(caption(u.texts.Text("call_agreed", "name", r.Name)))
		return card(parts)
	}
	parts.Add(u.reachLine(r))
	parts.Add(body(u.texts.Text(identityQuestion(r))))
	if d.call.Arrived.IsZero() {
		parts.Add(body(u.texts.Text("call_ask_arrival")))
		parts.Add(leading(widget.NewButton(u.t("call_step_arrived"), d.confirmArrival)))
		return card(parts)
	}
	parts.Add(caption(u.texts.Text("call_arrived", "date", u.texts.DateTime(d.call.Arrived, u.config.Location))))
	parts.Add(d.callWords())
	return card(parts)
}

// mayOpenByCall reports whether a dispatch may have a passphrase.
func mayOpenByCall(x dispatch.Dispatch) bool {
	return x.Form.NeedsPassphrase() || x.Channel == dispatch.Portal
}

// identityQuestion is the key of what to ask first.
func identityQuestion(r dispatch.Recipient) string {
	if r.Class == dispatch.Patient || r.Class == dispatch.Caregiver {
		return "call_identity_person"
	}
	return "call_identity_professional"
}

// callWords are the words, each behind its own button, and the end of the call.
func (d *detail) callWords() fyne.CanvasObject {
	u := d.u
	parts := newColumn(gap + gapHalf)
	if !d.call.Given.IsZero() {
		parts.Add(caption(u.texts.Text("call_given", "date", u.texts.DateTime(d.call.Given, u.config.Location))))
	}
	if d.passphrase == "" {
		parts.Add(caption(u.t("call_explained")))
		parts.Add(leading(widget.NewButton(u.t("show_passphrase"), d.showPassphrase)))
		parts.Add(caption(u.t("show_logged")))
		return parts
	}
	for i, word := range strings.Split(d.passphrase, "-") {
		parts.Add(d.callWord(i, word))
	}
	if d.call.Given.IsZero() {
		parts.Add(leading(widget.NewButton(u.t("call_step_given"), d.passphraseGiven)))
	}
	return parts
}

// callWord is one word in large letters with its spelling, once the person asks for it.
func (d *detail) callWord(i int, word string) fyne.CanvasObject {
	if i >= d.revealed {
		button := widget.NewButton(d.u.t("call_word_hidden", "n", i+1), func() {
			d.revealed = i + 1
			d.render()
		})
		if i > d.revealed {
			button.Disable()
		}
		return leading(button)
	}
	large := newText(word, theme.SizeNameHeadingText, theme.ColorNameForeground, wrapped)
	large.style.Monospace = true
	return newColumn(2, large, caption(d.spoken().Spell(word)))
}

// spoken are the sentences in the language that is spoken with the recipient.
func (d *detail) spoken() *wording.Catalogue {
	if language, ok := wording.ParseLanguage(d.call.Recipient.Language); ok {
		return wording.For(language)
	}
	return d.u.texts
}

func (d *detail) confirmArrival() { d.callStep(d.u.desk.ConfirmArrival) }

func (d *detail) passphraseGiven() { d.callStep(d.u.desk.PassphraseGiven) }

func (d *detail) callStep(step func(context.Context, dispatch.ID) error) {
	id := d.id
	act(d.u, &d.acts, func(ctx context.Context) (time.Time, error) { return time.Time{}, step(ctx, id) },
		func(_ time.Time, err error) { d.finished(err) })
}

func (d *detail) showPassphrase() {
	id := d.id
	act(d.u, &d.acts, func(ctx context.Context) (string, error) { return d.u.desk.RevealPassphrase(ctx, id, "") },
		func(passphrase string, err error) {
			if err == nil && d.id == id {
				d.passphrase, d.revealed = passphrase, 0
			}
			d.finished(err)
		})
}
