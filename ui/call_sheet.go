package ui

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
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
	default:
		d.callSteps(parts)
	}
	parts.Add(leading(lowButton(u.t("call_card_save"), d.saveCard)))
	return card(parts)
}

// callSteps are those of the call, up to the one that it has come to.
func (d *detail) callSteps(parts *fyne.Container) {
	u, r := d.u, d.call.Recipient
	parts.Add(u.reachLine(r))
	if d.call.Given.IsZero() {
		parts.Add(body(u.texts.Text(identityQuestion(r))))
	}
	if !d.call.Arrived.IsZero() {
		parts.Add(caption(u.texts.Text("call_arrived", "date", u.texts.DateTime(d.call.Arrived, u.config.Location))))
		parts.Add(d.callWords())
		return
	}
	parts.Add(body(u.texts.Text("call_ask_arrival")))
	if d.dictation.words != "" {
		parts.Add(d.dictation.content(r))
	}
	parts.Add(leading(newButton(u.t("call_step_arrived"), d.confirmArrival)))
	if d.dictation.words == "" {
		parts.Add(d.anyway())
	}
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
	if d.dictation.words == "" {
		parts.Add(caption(u.t("call_explained")))
		parts.Add(leading(newButton(u.t("show_passphrase"), func() { d.showPassphrase("") })))
		parts.Add(caption(u.t("show_logged")))
		return parts
	}
	parts.Add(d.dictation.content(d.call.Recipient))
	if d.call.Given.IsZero() {
		given := newButton(u.t("call_step_given"), d.passphraseGiven)
		given.Importance = widget.HighImportance
		parts.Add(leading(given))
	}
	return parts
}

// anyway shows the words before the recipient answered, once a reason stands there.
func (d *detail) anyway() fyne.CanvasObject {
	u := d.u
	inside := newColumn(gap, caption(u.t("call_anyway_explained")), labelled(u.t("call_anyway_reason"), d.reason),
		leading(newButton(u.t("call_anyway"), d.showAnyway)))
	return newDisclosure(u.t("call_anyway_open"), &d.anywayOpen, inside, func() { d.content.Refresh() })
}

func (d *detail) showAnyway() {
	reason := strings.TrimSpace(d.reason.Text)
	if reason == "" {
		d.notice.ask(d.u.t("call_anyway_missing"))
		d.content.Refresh()
		d.u.focus(d.reason)
		return
	}
	d.showPassphrase(reason)
}

func (d *detail) confirmArrival() { d.callStep(d.u.desk.ConfirmArrival) }

func (d *detail) passphraseGiven() { d.callStep(d.u.desk.PassphraseGiven) }

func (d *detail) callStep(step func(context.Context, dispatch.ID) error) {
	id := d.id
	act(d.u, &d.acts, noValue(func(ctx context.Context) error { return step(ctx, id) }),
		func(_ nothing, err error) { d.finished(err) })
}

func (d *detail) showPassphrase(reason string) {
	id := d.id
	act(d.u, &d.acts, func(ctx context.Context) (string, error) { return d.u.desk.RevealPassphrase(ctx, id, reason) },
		func(passphrase string, err error) {
			if err == nil && d.id == id {
				d.dictation.begin(passphrase)
			}
			d.finished(err)
		})
}

// saveCard saves the page that tells the recipient how to open the document, where documents are looked for first.
func (d *detail) saveCard() {
	u, id := d.u, d.id
	act(u, &d.acts, func(ctx context.Context) (string, error) {
		path := freePath(u.startFolder(), u.t("call_card_file"), ".pdf")
		return filepath.Base(path), writePage(path, func(w io.Writer) error { return u.desk.PrintOpeningCard(ctx, w, id) })
	}, func(name string, err error) {
		if err == nil && d.id == id {
			d.notice.tell(u.t("call_card_saved", "file", name))
			d.content.Refresh()
			return
		}
		d.finished(err)
	})
}

// freePath is a name in a folder that no file has yet: "Name.pdf", "Name 2.pdf" and on.
func freePath(folder, name, extension string) string {
	path := filepath.Join(folder, name+extension)
	for n := 2; n < 100; n++ {
		if _, err := os.Lstat(path); err != nil {
			break
		}
		path = filepath.Join(folder, fmt.Sprintf("%s %d%s", name, n, extension))
	}
	return path
}
