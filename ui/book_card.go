package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// card is a recipient to read: routes with their verification, keys, and the way to change them.
func (b *bookScreen) card(r dispatch.Recipient) fyne.CanvasObject {
	u := b.u
	edit := newButton(u.t("edit"), func() { b.edit(r) })
	write := newButton(u.t("write_to"), func() { u.startFor(r) })
	head := newBeside(leastTitle, newColumn(2, heading(r.Name).fit(wrapped), caption(u.belonging(r))), edit, write)
	parts := newColumn(gapTriple, head)
	if r.Restricted {
		write.Disable()
		parts.Add(newColumn(gapHalf, sign("forbidden", colorRed, body(u.texts.Concern(desk.ConcernRestricted, 0))), indented(caption(u.t("restricted_way")))))
	}
	for _, caution := range b.cautions {
		parts.Add(sign("warning", colorAmber, body(u.texts.Text("caution_"+string(caution)))))
	}
	parts.Add(b.routes.content(r))
	if secret := b.secret.content(r); secret != nil {
		parts.Add(secret)
	}
	if r.Email() != "" {
		parts.Add(b.keyring.of(r))
	}
	if story := b.story.content(); story != nil {
		parts.Add(story)
	}
	remove := newButton(u.t("remove_recipient"), func() { b.upkeep.remove(r) })
	remove.Importance = widget.LowImportance
	parts.Add(leading(remove))
	return scrolled(parts)
}

// grouped writes a fingerprint in fours, to be read aloud.
func grouped(fingerprint string) string {
	var groups []string
	for group := range slices.Chunk([]rune(strings.ToUpper(fingerprint)), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}
