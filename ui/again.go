package ui

import (
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// startFor begins a draft for a recipient, unless another one is under way. failed is the dispatch that it stands
// for; none: its zero value. What came back begins with the next channel and its reason. The documents
// are the person's to bring again: what left is kept sealed, and not taken from one dispatch into another.
func (u *UI) startFor(r dispatch.Recipient, failed dispatch.Dispatch) {
	if !u.draft.empty() {
		u.enter(roomSend)
		u.frame.say(u.t("draft_under_way"))
		return
	}
	u.draft.again(r, failed)
	if bounced(failed) {
		u.draft.reason = u.t("returned_reason", "date", u.texts.Date(failed.Updated, u.location()))
	}
	u.rooms[roomSend] = newSendScreen(u)
	u.enter(roomSend)
	if n := len(failed.Documents); n > 0 {
		u.frame.say(u.n("drop_again", n))
	}
}

// again takes from a failed dispatch what its documents and its recipient still share with the next one.
func (d *draft) again(r dispatch.Recipient, failed dispatch.Dispatch) {
	d.recipient, d.purpose = r, failed.Purpose
	if len(failed.Documents) > 0 {
		d.kind = failed.Documents[0].Kind
	}
	if bounced(failed) {
		failed.Recipient = r
		d.channel = desk.NextChannel(failed)
	}
}

// bounced reports whether a mail server took d and sent it back.
func bounced(d dispatch.Dispatch) bool {
	task, waits := desk.TaskOf(d)
	return waits && task.Kind == desk.TaskBounced
}
