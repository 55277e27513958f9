package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
)

// heldBack reports whether d waits for a person before it begins to leave.
func heldBack(d dispatch.Dispatch) bool { return d.State == dispatch.Queued && d.AwaitsPerson() }

// heldBack asks for the verification of the number, then lets the dispatch go; or cancels it.
func (d *detail) heldBack() fyne.CanvasObject {
	u := d.u
	cancel := newButton(u.t("cancel_dispatch"), func() { d.u.cancel(d.id) })
	now, _ := d.current.Route(d.dispatch.Channel)
	parts := newColumn(gap + gapHalf)
	switch {
	case d.heldAtRestore():
		parts.Add(strong(u.t("held_restored")))
		parts.Add(caption(u.t("held_restored_explained")))
		parts.Add(leading(newButton(u.t("held_restored_go"), d.letGo)))
	case now.Address != d.dispatch.Route.Address: // what was prepared would still go to the old number
		parts.Add(strong(u.t("held_elsewhere")))
		parts.Add(caption(u.t("held_elsewhere_explained")))
	case now.InDoubt():
		parts.Add(strong(u.t("held_title")))
		parts.Add(caption(u.doubtWords(*now.Doubtful)))
		parts.Add(d.verify.ask(d.current, d.dispatch.Route))
		parts.Add(leading(newButton(u.t("another_number"), func() { u.openCard(d.current) })))
	default:
		parts.Add(strong(u.t("held_verified")))
		parts.Add(caption(u.verifiedWords(now.Verification)))
		parts.Add(leading(newButton(u.t("let_go"), d.letGo)))
	}
	return newColumn(gap+gapHalf, card(parts), leading(cancel))
}

// heldAtRestore reports whether the dispatch may have left after the copy that the home was restored from: nothing but a
// person's word lets it go since.
func (d *detail) heldAtRestore() bool {
	for _, e := range slices.Backward(d.events) {
		switch e.Type {
		case dispatch.EventHeldAtRestore:
			return true
		case dispatch.EventLetGo:
			return false
		}
	}
	return false
}

func (d *detail) letGo() {
	id := d.id
	act(d.u, &d.acts, func(ctx context.Context) (dispatch.Dispatch, error) { return d.u.desk.LetGo(ctx, id) },
		func(_ dispatch.Dispatch, err error) { d.finished(err) })
}

// overdue tells what a person does about a fax without an end: ask who receives, and note what they say. The
// service may still have it.
func (d *detail) overdue() fyne.CanvasObject {
	return newColumn(gap+gapHalf, d.settle("overdue_explained", "overdue_lost"), d.stop())
}

// recallable reports whether a service has d and is still asked after it: it may stop it.
func recallable(d dispatch.Dispatch) bool {
	return d.State == dispatch.Accepted && d.Channel == dispatch.CloudFax && !d.NextAt.IsZero()
}

// stop offers to ask the service that has the fax to stop it.
func (d *detail) stop() fyne.CanvasObject {
	return leading(newButton(d.u.t("stop_dispatch"), d.recall))
}

// recall shows what the service answers, and where the fax stands then: an answer that stops nothing may
// tell its end all the same.
func (d *detail) recall() {
	id, told := d.id, d.notice
	act(d.u, &d.acts, func(ctx context.Context) (dispatch.Dispatch, error) { return d.u.desk.Recall(ctx, id) },
		func(after dispatch.Dispatch, err error) {
			d.recalled(after, err, told)
			d.u.refresh()
			d.again()
		})
}

// recalled tells the answer where it was asked, though another dispatch may be open by now.
func (d *detail) recalled(after dispatch.Dispatch, err error, told *notice) {
	switch {
	case err != nil:
		told.fail(err)
	case after.State == dispatch.Cancelled:
		told.tell(d.u.t("cancelled"))
	case after.State == dispatch.Delivered:
		told.ask(d.u.texts.Text("error_fax_too_late"))
	default:
		told.tell(d.u.t("stopped"))
	}
}

// whenAgain tells when the outbox tries what did not get through again, or an empty string. key names the
// sentence; that of a fax ends in _fax.
func (u *UI) whenAgain(d dispatch.Dispatch, key string) string {
	if d.State != dispatch.Queued || len(d.Attempts) == 0 || !d.NextAt.After(u.now()) {
		return ""
	}
	if d.Channel == dispatch.CloudFax {
		key += "_fax"
	}
	return u.t(key, "when", u.when(d.NextAt))
}

// technical is what a reviewer compares: identifiers and hashes.
func (d *detail) technical() fyne.CanvasObject {
	u := d.u
	facts := newColumn(gap, d.hash("technical_id", string(d.dispatch.ID)),
		leading(lowButton(u.t("reference_copy"), d.copyReference)))
	for _, document := range d.dispatch.Documents {
		facts.Add(d.hash("technical_document", document.SHA256))
	}
	for _, a := range d.dispatch.Attempts {
		if a.Receipt != nil {
			facts.Add(d.hash("technical_cover", a.Receipt.Cover))
			facts.Add(d.hash("technical_prepared", a.Receipt.Prepared))
		}
	}
	return newDisclosure(u.t("technical"), &d.techOpen, facts, func() { d.content.Refresh() })
}

// hash is a long number under its name, in groups that break at the end of a line. Without one, nothing.
func (d *detail) hash(key, value string) fyne.CanvasObject {
	if value == "" {
		return spacer(0)
	}
	digits := newText(grouped(value), theme.SizeNameCaptionText, colorSecondary, wrapped)
	digits.style.Monospace = true
	return newColumn(2, caption(d.u.t(key)), digits)
}

// account finds an account by its ID.
func (u *UI) account(id dispatch.ID) (dispatch.Account, bool) {
	for _, a := range u.live.accounts {
		if a.ID == id {
			return a, true
		}
	}
	return dispatch.Account{}, false
}
