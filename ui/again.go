package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// startFor begins a draft for a recipient, unless another one is under way.
func (u *UI) startFor(r dispatch.Recipient) {
	u.fill(func(d *draft) { d.recipient = r })
}

// fill begins an empty draft and shows it; one under way is left as it is.
func (u *UI) fill(with func(*draft)) bool {
	if !u.draft.empty() {
		u.enter(roomSend)
		u.frame.say(u.t("draft_under_way"))
		return false
	}
	with(u.draft)
	u.rooms[roomSend] = newSendScreen(u)
	u.enter(roomSend)
	return true
}

// another is a draft that stands for x once more. Where its documents are not kept any more, they are the person's to
// bring again.
func (u *UI) another(ctx context.Context, x dispatch.Dispatch) (desk.Draft, error) {
	draft, err := u.desk.Again(ctx, x.ID)
	if dispatch.CodeOf(err) != "again_documents_gone" {
		return draft, err
	}
	r, err := u.stored(ctx, x.Recipient.ID)
	bare := desk.Draft{Recipient: r, Purpose: x.Purpose, Message: x.Message}
	if len(x.Documents) > 0 {
		bare.Kind = x.Documents[0].Kind
	}
	return bare, err
}

// sendAgain shows the draft that another made of x. next takes the channel that comes after the one that failed, with
// its reason.
func (u *UI) sendAgain(from desk.Draft, x dispatch.Dispatch, next bool) {
	began := u.fill(func(d *draft) {
		d.again(from)
		if next {
			d.channel, d.reason = nextChannel(x, from.Recipient), u.failedReason(x)
		}
	})
	switch {
	case !began:
		for _, r := range from.Documents {
			u.desk.Forget(r)
		}
	case len(from.Documents) > 0:
		u.sending().suggest()
	case len(x.Documents) > 0:
		u.frame.say(u.n("drop_again", len(x.Documents)))
	}
}

// again takes over what a draft that was read already says.
func (d *draft) again(from desk.Draft) {
	d.recipient, d.kind, d.purpose, d.message = from.Recipient, from.Kind, from.Purpose, from.Message
	d.sentBefore = from.SentBefore
	for _, r := range from.Documents {
		d.files = append(d.files, &file{report: r, read: true})
	}
}

// nextChannel is what comes after the channel of x for the recipient of today; empty: none.
func nextChannel(x dispatch.Dispatch, today dispatch.Recipient) dispatch.ChannelKind {
	if today.ID != "" {
		x.Recipient = today
	}
	return desk.NextChannel(x)
}

func (u *UI) failedReason(x dispatch.Dispatch) string {
	key := "again_reason"
	if bounced(x) {
		key = "returned_reason"
	}
	return u.t(key, "date", u.texts.Date(x.Updated, u.location()))
}

// bounced reports whether a mail server took d and sent it back.
func bounced(d dispatch.Dispatch) bool {
	task, waits := desk.TaskOf(d)
	return waits && task.Kind == desk.TaskBounced
}

// sentBeforeLine tells quietly that the recipient has documents of the draft already; nil: nothing to tell.
func (u *UI) sentBeforeLine() fyne.CanvasObject {
	if !u.draft.wasSent() {
		return nil
	}
	when := u.texts.Date(u.draft.sentBefore, u.location())
	return sign("warning", colorAmber, caption(u.t("again_sent_before", "date", when)).tint(theme.ColorNameForeground))
}
