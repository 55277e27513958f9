package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

var keyLooks = map[dispatch.KeyState]look{
	dispatch.KeyVerified:   {"done", colorGreen},
	dispatch.KeyUnverified: {"question", colorAmber},
	dispatch.KeyBlocked:    {"forbidden", colorRed},
}

// page is what the clinic signs with, then everybody's keys.
func (k *keyring) page() fyne.CanvasObject {
	u := k.b.u
	close := newButton(u.t("leave"), k.b.back)
	head := newTopRow(gap, []track{share(1)}, heading(u.t("keys_and_certificates")), close)
	others := newColumn(gapDouble, strong(u.t("keys_of_recipients")), newFlow(gap,
		newButton(u.t("import_key"), k.b.importKey), newButton(u.t("paste_key"), k.paste),
		newButton(u.t("key_ask_news"), func() { k.news.refresh(false) })))
	if news := k.news.content(); news != nil {
		others.Add(news)
	}
	for _, key := range k.b.keys {
		if !key.Own {
			others.Add(k.entry(key))
		}
	}
	return scrolled(newColumn(gapTriple, newColumn(gapDouble, head, k.own.openPGP()), k.own.certificate(), others))
}

// of are the keys of one recipient's address, and the way to find one.
func (k *keyring) of(r dispatch.Recipient) fyne.CanvasObject {
	lines := newColumn(gapDouble, strong(k.b.u.t("keys")))
	for _, key := range k.b.keys {
		if !key.Own && key.UserIDFor(r.Email()) != "" {
			lines.Add(k.entry(key))
			if words := k.b.u.bound(key, r.Email()); words != "" {
				lines.Add(indented(caption(words)))
			}
		}
	}
	lines.Add(k.finding(r))
	if others := k.binding.content(r); others != nil {
		lines.Add(others)
	}
	return lines
}

// entry is one recipient's key with what can be done about it.
func (k *keyring) entry(key dispatch.Key) fyne.CanvasObject {
	u, state := k.b.u, key.Standing()
	words, why := u.t("key_"+string(state)), ""
	if key.Problem != "" {
		words, why = u.t("key_stopped"), u.texts.Text("error_"+key.Problem)
	}
	compared := k.call != nil && k.call.Key.Fingerprint == key.Fingerprint
	if compared {
		why = "" // what it asks for is under way
	}
	if k.shown {
		words = addressesOf(key) + "\n" + words
	}
	entry := newColumn(gap, k.line(keyLooks[state], words, key.Fingerprint, why), indented(caption(u.keyFacts(key))))
	if compared {
		entry.Add(indented(k.comparing(*k.call)))
		return entry
	}
	if buttons := k.buttons(key); len(buttons) > 0 {
		entry.Add(indented(newFlow(gap, buttons...)))
	}
	return entry
}

// line is a key to read: the drawing and the words of its state, and its fingerprint in groups.
func (k *keyring) line(l look, words, fingerprint, why string) fyne.CanvasObject {
	print := newText(grouped(fingerprint), theme.SizeNameCaptionText, colorSecondary, wrapped)
	print.style.Monospace = true
	column := newColumn(0, body(words), print)
	if why != "" {
		column = newColumn(2, body(words), caption(why), print)
	}
	return newTopRow(gap, []track{own, share(1)}, picture(l.icon, l.color, 18), column)
}

// buttons are what a person can decide about a key. What the key itself rules out, nobody can allow.
func (k *keyring) buttons(key dispatch.Key) []fyne.CanvasObject {
	u := k.b.u
	verify := newButton(u.t("key_verify"), func() { k.begin(key) })
	block := newButton(u.t("key_block"), func() { k.block(key) })
	block.Importance = widget.LowImportance
	switch key.Problem {
	case "":
		if key.State == dispatch.KeyVerified {
			return []fyne.CanvasObject{block}
		}
		return []fyne.CanvasObject{verify, block}
	case dispatch.KeyChanged:
		return []fyne.CanvasObject{verify, block}
	case dispatch.KeySuperseded, dispatch.KeyRefused:
		return []fyne.CanvasObject{verify}
	}
	return nil
}

// comparing is the call: the number of the address book, and the two ways in which it ends.
func (k *keyring) comparing(call desk.KeyCall) fyne.CanvasObject {
	u := k.b.u
	same := newButton(u.t("key_same"), func() { k.confirm(call.Key) })
	same.Importance = widget.HighImportance
	differs := newButton(u.t("key_differs"), func() { k.block(call.Key) })
	return card(newColumn(gap,
		body(u.texts.Text("key_call", "name", call.Recipient.Name, "phone", unbroken(u.texts.PhoneNumber(call.Recipient.Phone)))),
		newFlow(gap, same, differs), k.otherwise.content(call.Key)))
}

// finding looks for the recipient's key, and shows what was found, where.
func (k *keyring) finding(r dispatch.Recipient) fyne.CanvasObject {
	u := k.b.u
	find := newButton(u.t("key_find"), func() { k.find(r, false) })
	if k.question {
		agree := newButton(u.t("key_ask_keyserver_once"), func() { k.find(r, true) })
		return card(newColumn(gap, body(u.t("key_keyserver_question", "address", unbroken(r.Email()))), leading(agree)))
	}
	if k.search == nil {
		return leading(find)
	}
	lines := newColumn(gapDouble)
	for _, key := range k.search.Found {
		lines.Add(k.found(key))
	}
	if len(k.search.Found) == 0 {
		lines.Add(body(u.texts.Text("key_none_found")).tint(colorSecondary))
	}
	for _, f := range k.search.Failed {
		lines.Add(caption(u.texts.Text("key_source_failed", "source", u.texts.Text("key_source_"+f.Source), "reason", u.texts.Text("error_"+f.Code))))
	}
	lines.Add(leading(newButton(u.t("key_ask_keyserver"), k.ask)))
	return card(lines)
}

// found is a key that some place told, to be taken or left.
func (k *keyring) found(key dispatch.Key) fyne.CanvasObject {
	u := k.b.u
	l, words := keyLooks[key.Standing()], u.t("key_found", "source", u.texts.Text("key_source_"+key.Source))
	if key.Problem != "" {
		return k.line(l, words, key.Fingerprint, u.texts.Text("error_"+key.Problem))
	}
	return newColumn(gap, k.line(l, words, key.Fingerprint, ""), indented(leading(newButton(u.t("key_take"), func() { k.take(key) }))))
}
