package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// bookRemoval tells whom somebody took out of the address book, with the way back.
type bookRemoval struct {
	b       *bookScreen
	content *fyne.Container
	words   *text
	last    dispatch.Recipient
	slot    slot
}

func newBookRemoval(b *bookScreen) *bookRemoval {
	r := &bookRemoval{b: b, words: body("")}
	r.content = card(newColumn(gap, r.words, leading(newButton(b.u.t("recipient_restore"), r.back))))
	r.content.Hide()
	return r
}

func (r *bookRemoval) clear() { setVisible(r.content, false) }

// told says that a recipient is gone; secret, that words agreed with it went too.
func (r *bookRemoval) told(gone dispatch.Recipient, secret bool) {
	key := "recipient_removed"
	if secret {
		key = "recipient_removed_secret"
	}
	r.last = gone
	r.words.set(r.b.u.t(key, "name", gone.Name))
	setVisible(r.content, true)
	r.b.root.Refresh()
}

// back takes the removal back.
func (r *bookRemoval) back() {
	gone := r.last
	act(r.b.u, &r.slot, func(ctx context.Context) (dispatch.Recipient, error) {
		return r.b.u.desk.RestoreRecipient(ctx, gone)
	}, func(restored dispatch.Recipient, err error) {
		if err != nil {
			r.b.notice.fail(err)
			return
		}
		r.clear()
		r.b.show(restored)
		r.b.notice.tell(r.b.u.t("recipient_restored", "name", restored.Name))
		r.b.seek()
	})
}
