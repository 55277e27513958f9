package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// mostPairs bounds the duplicates in sight: more are found once these are settled.
const mostPairs = 50

// leastHalf is the width of one of a pair below which they stand below one another.
const leastHalf = 224

// duplicates looks for recipients that may be the same.
func (k *bookUpkeep) duplicates() {
	run(k.b.u, &k.slot, k.b.u.desk.Duplicates, func(pairs []desk.Duplicate, err error) {
		if err != nil {
			k.notice.fail(err)
			return
		}
		k.show(k.pairs(pairs))
	})
}

func (k *bookUpkeep) pairs(pairs []desk.Duplicate) fyne.CanvasObject {
	u := k.b.u
	page := newColumn(gapDouble, heading(u.t("duplicates_title")), k.notice.content)
	if len(pairs) == 0 {
		page.Add(body(u.t("duplicates_none")).tint(colorSecondary))
	}
	for _, pair := range pairs[:min(len(pairs), mostPairs)] {
		page.Add(k.pair(pair))
	}
	page.Add(leading(newButton(u.t("leave"), k.open)))
	return scrolled(page)
}

// pair shows both beside each other; the button under one keeps it and gives it what the other has.
func (k *bookUpkeep) pair(pair desk.Duplicate) fyne.CanvasObject {
	u := k.b.u
	return card(newColumn(gap, caption(capital(u.texts.Text("alike_"+string(pair.Why)))),
		newEven(leastHalf, k.half(pair.A, pair.B), k.half(pair.B, pair.A))))
}

func (k *bookUpkeep) half(kept, gone dispatch.Recipient) fyne.CanvasObject {
	u := k.b.u
	keep := newButton(u.t("merge_keep"), func() { k.merge(kept, gone) })
	return newColumn(gap, newColumn(2, body(kept.Name).bold(), caption(u.belonging(kept))), u.routeLines(kept), leading(keep))
}

// merge makes one of two, and looks for more.
func (k *bookUpkeep) merge(kept, gone dispatch.Recipient) {
	act(k.b.u, &k.slot, func(ctx context.Context) (dispatch.Recipient, error) {
		return k.b.u.desk.MergeRecipients(ctx, kept.ID, gone.ID)
	}, func(merged dispatch.Recipient, err error) {
		if err != nil {
			k.notice.fail(err)
			return
		}
		k.notice.tell(k.b.u.t("merged", "name", merged.Name))
		k.b.seek()
		k.duplicates()
	})
}

// remove takes a recipient out of the address book.
func (k *bookUpkeep) remove(r dispatch.Recipient) {
	secret := k.b.secret.of == r.ID && k.b.secret.standing != (desk.SecretStanding{})
	act(k.b.u, &k.slot, noValue(func(ctx context.Context) error {
		return k.b.u.desk.RemoveRecipient(ctx, r.ID)
	}), func(_ nothing, err error) {
		if err != nil {
			k.b.notice.fail(err)
			return
		}
		k.b.show(dispatch.Recipient{})
		k.b.removal.told(r, secret)
		k.b.seek()
	})
}
