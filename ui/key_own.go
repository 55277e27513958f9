package ui

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// ownKeys is what the window does about the clinic's own key and certificate.
type ownKeys struct {
	k        *keyring
	fresh    bool   // the question whether to make another key is open
	file     string // chosen, and waiting for its password
	password *field
}

func newOwnKeys(k *keyring) *ownKeys {
	o := &ownKeys{k: k, password: k.b.u.field("")}
	o.password.Password = true
	o.password.keys[fyne.KeyReturn] = func() bool { o.importFile(); return true }
	return o
}

// forget leaves no password behind.
func (o *ownKeys) forget() {
	o.fresh, o.file = false, ""
	o.password.SetText("")
}

// openPGP is the clinic's key: until when it is good, and what there is to do about it.
func (o *ownKeys) openPGP() fyne.CanvasObject {
	u, standing := o.k.b.u, o.k.standing
	if standing.Key == nil {
		return body(u.t("key_own_none")).tint(colorSecondary)
	}
	l, sentence := keyLooks[dispatch.KeyVerified], "key_own_expires"
	switch {
	case standing.Expired:
		l, sentence = keyLooks[dispatch.KeyBlocked], "key_own_expired"
	case standing.Renew:
		l, sentence = look{"warning", colorAmber}, "key_own_renew"
	}
	renew := newButton(u.t("key_renew"), o.k.renew)
	if standing.Renew && o.file == "" {
		renew.Importance = widget.HighImportance
	}
	revocation := newButton(u.t("key_print_revocation"), o.k.print)
	another := newDisclosure(u.t("key_another"), &o.fresh, newColumn(gap, body(u.t("key_another_explained")),
		leading(newButton(u.t("key_make_another"), o.makeAnother))), o.k.b.right.Refresh)
	return newColumn(gap, strong(u.t("key_own")),
		o.k.line(l, u.texts.Text(sentence, "date", u.texts.Date(standing.Key.Expires, u.location())), standing.Key.Fingerprint, ""),
		indented(newColumn(gap, caption(u.keyFacts(*standing.Key)),
			newFlow(gap, renew, newButton(u.t("key_save"), func() { o.k.save(*standing.Key) }), revocation), another)))
}

// makeAnother replaces the key: every recipient must verify the new fingerprint.
func (o *ownKeys) makeAnother() {
	o.fresh = false
	o.k.change(func(ctx context.Context) (dispatch.Key, error) {
		return o.k.b.u.desk.RenewOwnKey(ctx, true)
	}, o.k.b.u.t("key_another_made"))
}

// certificate is the clinic's own X.509 certificate, which signs what leaves as S/MIME.
func (o *ownKeys) certificate() fyne.CanvasObject {
	u := o.k.b.u
	parts := newColumn(gap, strong(u.t("certificate_own")))
	known := false
	for _, key := range o.k.b.keys {
		if !key.Own || key.Kind != dispatch.SMIMEKey {
			continue
		}
		known = true
		l, words := keyLooks[dispatch.KeyVerified], "certificate_expires"
		if key.Expires.Before(u.now()) {
			l, words = keyLooks[dispatch.KeyBlocked], "certificate_over"
		}
		parts.Add(o.k.line(l, u.t(words, "address", addressesOf(key), "date", u.texts.Date(key.Expires, u.location())), key.Fingerprint, ""))
	}
	if !known {
		parts.Add(body(u.t("certificate_none")).tint(colorSecondary))
	}
	if o.file != "" {
		parts.Add(o.opening())
		return parts
	}
	parts.Add(leading(newButton(u.t("certificate_import"), o.choose)))
	return parts
}

// opening asks for the password of the file.
func (o *ownKeys) opening() fyne.CanvasObject {
	u := o.k.b.u
	take := newButton(u.t("certificate_take"), o.importFile)
	take.Importance = widget.HighImportance
	leave := newButton(u.t("certificate_leave"), func() { o.forget(); o.k.b.render() })
	return card(newColumn(gap,
		labelled(u.t("certificate_password", "file", shorten(filepath.Base(o.file), 48)), o.password),
		newFlow(gap, take, leave),
		caption(u.t("certificate_password_explained"))))
}

func (o *ownKeys) choose() {
	b := o.k.b
	b.chooser = newChooser(b.u, []string{".p12", ".pfx"}, func(path string) {
		b.chooser, o.file = nil, path
		b.notice.clear()
		b.render()
		b.u.focus(o.password)
	}, func() { b.chooser = nil; b.render() })
	b.render()
	b.u.focus(b.chooser.list)
}

// importFile keeps the certificate and its key. A password that was wrong is asked again.
func (o *ownKeys) importFile() {
	u, path, password := o.k.b.u, o.file, o.password.Text
	o.password.SetText("")
	act(u, &o.k.slot, func(ctx context.Context) (dispatch.Key, error) {
		data, err := readKey(path)
		if err != nil {
			return dispatch.Key{}, keyFileNotRead()
		}
		defer clear(data)
		return u.desk.ImportOwnCertificate(ctx, data, password)
	}, func(_ dispatch.Key, err error) {
		if err != nil {
			o.k.b.notice.fail(err)
			u.focus(o.password)
			return
		}
		o.forget()
		o.k.b.notice.tell(u.t("certificate_imported"))
		o.k.again()
	})
}
