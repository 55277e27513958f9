package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// card is a recipient to read: routes with their verification, keys, and the way to change them.
func (b *bookScreen) card(r dispatch.Recipient) fyne.CanvasObject {
	u := b.u
	edit := widget.NewButton(u.t("edit"), func() { b.edit(r) })
	write := widget.NewButton(u.t("write_to"), func() { u.startFor(r, nil) })
	head := newTopRow(gap, []track{share(1)},
		newColumn(2, heading(r.Name).fit(wrapped), caption(u.belonging(r))), edit, write)
	parts := newColumn(gapTriple, head, b.routes(r))
	if r.Email() != "" {
		parts.Add(b.keyring.of(r))
	}
	remove := widget.NewButton(u.t("remove_recipient"), func() { b.upkeep.remove(r) })
	remove.Importance = widget.LowImportance
	parts.Add(leading(remove))
	return scrolled(parts)
}

func (b *bookScreen) routes(r dispatch.Recipient) fyne.CanvasObject {
	u := b.u
	lines := newColumn(gapDouble, strong(u.t("routes")))
	if len(r.Routes) == 0 {
		lines.Add(body(u.t("no_route")).tint(colorSecondary))
	}
	for _, route := range r.Routes {
		lines.Add(u.routeLine(route))
		if route.Channel == dispatch.CloudFax {
			lines.Add(b.number(r, route))
		}
	}
	if r.Phone != "" {
		lines.Add(u.addressLine("phone", u.texts.PhoneNumber(r.Phone), caption(u.t("for_calls"))))
	}
	return lines
}

// number asks for the verification of a fax number that should not be used, and lets a person say that the
// recipient is not there.
func (b *bookScreen) number(r dispatch.Recipient, route dispatch.Route) fyne.CanvasObject {
	if route.Verification == nil || route.InDoubt() {
		verify := newVerification(b.u, b.saved, b.notice.fail)
		question := newColumn(gap)
		if route.InDoubt() {
			question.Add(caption(b.u.doubtWords(*route.Doubtful)))
		}
		question.Add(verify.ask(r, route.Channel))
		return card(question)
	}
	wrong := widget.NewButton(b.u.t("not_here"), func() { b.doubt(r) })
	wrong.Importance = widget.LowImportance
	return indented(leading(wrong))
}

// doubt records that the recipient is not at the number: nothing is sent there any more.
func (b *bookScreen) doubt(r dispatch.Recipient) {
	act(b.u, &b.doubtSlot, func(ctx context.Context) (dispatch.Recipient, error) {
		return b.u.desk.DoubtRoute(ctx, r.ID)
	}, func(doubted dispatch.Recipient, err error) {
		if err != nil {
			b.notice.fail(err)
			return
		}
		b.saved(doubted)
	})
}

// grouped writes a fingerprint in fours, to be read aloud.
func grouped(fingerprint string) string {
	var groups []string
	for group := range slices.Chunk([]rune(strings.ToUpper(fingerprint)), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}
