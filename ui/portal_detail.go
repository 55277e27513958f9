package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// extension is by how much a person prolongs access at once.
const extension = 14 // days

// atPortal reports whether a portal took d, and may still have it.
func atPortal(d dispatch.Dispatch) bool {
	taken := []dispatch.State{dispatch.Accepted, dispatch.Delivered, dispatch.Partial}
	return d.Channel == dispatch.Portal && slices.Contains(taken, d.State)
}

// receipt is the last that the portal gave; nil: none.
func (d *detail) receipt() *dispatch.Receipt {
	for _, a := range slices.Backward(d.dispatch.Attempts) {
		if a.Certainty == dispatch.Sent && a.Receipt != nil {
			return a.Receipt
		}
	}
	return nil
}

// deposited reports whether something can be done about what a portal has.
func (d *detail) deposited() bool {
	return atPortal(d.dispatch) && (d.access() || desk.Unfetched(d.dispatch))
}

func (d *detail) access() bool { return desk.AccessLasts(d.dispatch, d.u.now()) }

// portal is what can still be done about a deposit: call, prolong, give the passphrase, and end the access.
func (d *detail) portal() fyne.CanvasObject {
	able := dispatch.Capabilities{}
	if d.able != nil {
		able = *d.able
	}
	parts := newColumn(gapDouble)
	if desk.Unfetched(d.dispatch) {
		parts.Add(d.reach())
	}
	if link := d.link(); link != nil {
		parts.Add(link)
	}
	if able.Password {
		parts.Add(d.callSheet())
	}
	if able.Extend && d.access() {
		parts.Add(leading(newButton(d.u.n("extend_access", extension), d.extend)))
	}
	if able.Revoke && d.access() {
		parts.Add(d.revocation())
	}
	if len(parts.Objects) == 0 {
		return nil
	}
	return parts
}

// reach asks to call who has not fetched it, and takes a note of it.
func (d *detail) reach() fyne.CanvasObject {
	u := d.u
	return card(newColumn(gap+gapHalf,
		strong(u.unfetchedWords(d.dispatch)),
		caption(u.t("reach_explained")),
		u.reachLine(d.dispatch.Recipient),
		labelled(u.t("note"), d.note),
		leading(newButton(u.t("reached"), d.reached))))
}

// reached needs a note: it is what a reviewer reads years later.
func (d *detail) reached() {
	id, note := d.id, strings.TrimSpace(d.note.Text)
	if note == "" {
		d.notice.ask(d.u.t("note_missing"))
		d.content.Refresh()
		d.u.focus(d.note)
		return
	}
	act(d.u, &d.acts, func(ctx context.Context) (dispatch.Dispatch, error) {
		return d.u.desk.Reached(ctx, id, note)
	}, func(_ dispatch.Dispatch, err error) {
		if err == nil {
			d.note.SetText("")
		}
		d.finished(err)
	})
}

// unfetchedWords tell since when nobody fetches a deposit, or the portal says nothing of it.
func (u *UI) unfetchedWords(d dispatch.Dispatch) string {
	task, _ := desk.TaskOf(d)
	task.Kind = desk.TaskUnfetched
	return u.taskWords(task)
}

// extend prolongs from today, or from the end that is known when that lies later.
func (d *detail) extend() {
	id, until := d.id, d.u.now()
	if r := d.receipt(); r != nil && r.Expires.After(until) {
		until = r.Expires
	}
	until = until.AddDate(0, 0, extension)
	act(d.u, &d.acts, func(ctx context.Context) (dispatch.Dispatch, error) { return d.u.desk.Extend(ctx, id, until) },
		func(_ dispatch.Dispatch, err error) { d.finished(err) })
}

// revocation asks twice, in the page.
func (d *detail) revocation() fyne.CanvasObject {
	u := d.u
	end := newButton(u.t("revoke"), d.revoke)
	end.Importance = widget.DangerImportance
	return newDisclosure(u.t("revoke_title"), &d.revokeOpen,
		newColumn(gap, caption(u.t("revoke_explained")), leading(end)), func() { d.content.Refresh() })
}

func (d *detail) revoke() {
	id := d.id
	act(d.u, &d.acts, func(ctx context.Context) (dispatch.Dispatch, error) { return d.u.desk.Recall(ctx, id) },
		func(_ dispatch.Dispatch, err error) {
			d.revokeOpen = false
			d.finished(err)
		})
}

// link is what opens the deposit, to be handed over; nil when there is none or it opens nothing any more. It never
// stands beside the passphrase.
func (d *detail) link() fyne.CanvasObject {
	r := d.receipt()
	if r == nil || r.Link == "" || !d.access() || d.dictation.words != "" {
		return nil
	}
	u, address := d.u, r.Link
	words := newColumn(0, line(strings.TrimPrefix(address, "https://")), caption(u.t("link_explained")))
	return newTopRow(gap, []track{own, share(1)}, picture("portal", colorSecondary, 18), words,
		newButton(u.t("copy_link"), func() { u.copy(address) }))
}

// milestoneEvent reports whether an event only carries what the milestones tell.
func (d *detail) milestoneEvent(e dispatch.Event) bool {
	return d.dispatch.Channel == dispatch.Portal && e.Type == dispatch.EventFollowed && e.Details["outcome"] == "news"
}

// milestones are what the portal told of a deposit, each at its own time.
func (d *detail) milestones() []moment {
	r := d.receipt()
	if d.dispatch.Channel != dispatch.Portal || r == nil {
		return nil
	}
	u := d.u
	var told []moment
	add := func(at time.Time, words string, l look) {
		if !at.IsZero() {
			told = append(told, moment{at: at, words: words, look: l})
		}
	}
	add(r.Notified, u.t("moment_notified"), look{"mail", colorBlue})
	add(r.Fetched, u.fetchedWords(*r), stateLooks[dispatch.Delivered])
	switch {
	case !r.Revoked.IsZero():
		add(r.Revoked, u.t("moment_revoked"), look{"forbidden", colorGrey})
	case r.Expires.After(u.now()):
		add(r.Expires, u.t("moment_expires"), look{"clock", colorBlue})
	default:
		add(r.Expires, u.t("moment_expired"), look{"forbidden", colorGrey})
	}
	return told
}

func (u *UI) fetchedWords(r dispatch.Receipt) string {
	if r.Fetches > 1 {
		return u.n("moment_fetched_times", r.Fetches)
	}
	return u.t("moment_fetched")
}

// answered tells what came of asking to stop a dispatch, or to end the access to it. A portal's own milestone
// tells that it did.
func (d *detail) answered(e dispatch.Event, words string) (said, why string) {
	answer := e.Details["answer"]
	if d.dispatch.Channel == dispatch.Portal && answer == "stopped" {
		return d.u.t("moment_revoke_answered"), ""
	}
	return words, d.u.answer(answer)
}
