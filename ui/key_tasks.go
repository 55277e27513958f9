package ui

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// openKeys shows the page of all keys.
func (u *UI) openKeys() {
	u.enter(roomBook)
	u.rooms[roomBook].(*bookScreen).keyring.open()
}

// callAbout shows a recipient with the number to call about a key.
func (u *UI) callAbout(r dispatch.Recipient, key dispatch.Key) {
	u.openCard(r)
	u.rooms[roomBook].(*bookScreen).keyring.begin(key)
}

// openStored shows a recipient as the address book has it now.
func (u *UI) openStored(id dispatch.ID) {
	u.enter(roomBook)
	b := u.rooms[roomBook].(*bookScreen)
	run(u, &b.openSlot, func(ctx context.Context) (dispatch.Recipient, error) { return u.stored(ctx, id) },
		func(r dispatch.Recipient, err error) {
			if err != nil {
				b.notice.fail(err)
				return
			}
			b.show(r)
		})
}
