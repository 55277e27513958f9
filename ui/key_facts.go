package ui

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// keyFacts is when a key was made and ends, where it comes from, and who verified it, how.
func (u *UI) keyFacts(key dispatch.Key) string {
	expires := u.t("key_endless")
	if !key.Expires.IsZero() {
		expires = u.t("key_until", "date", u.texts.Date(key.Expires, u.location()))
	}
	facts := []string{u.t("key_since", "date", u.texts.Date(key.Created, u.location())), expires}
	if source := "key_source_" + key.Source; key.Source != "" && u.texts.Has(source) {
		facts = append(facts, capital(u.texts.Text(source)))
	}
	if v := key.Verification; v != nil {
		facts = append(facts, u.t("key_verified_by", "date", u.texts.Date(v.At, u.location()), "by", v.By, "how", v.How))
	}
	return strings.Join(facts, " · ")
}

// save writes a public key as text where documents are looked for first, to be handed out.
func (k *keyring) save(key dispatch.Key) {
	u := k.b.u
	act(u, &k.slot, func(ctx context.Context) (string, error) {
		text, err := u.desk.ArmoredKey(ctx, key.Fingerprint)
		if err != nil {
			return "", err
		}
		path := freePath(u.startFolder(), u.t("public_key_file"), ".asc")
		return filepath.Base(path), writePage(path, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
	}, func(name string, err error) {
		if err != nil {
			k.b.notice.fail(err)
			return
		}
		k.b.notice.tell(u.t("key_saved", "file", name))
	})
}

// keyOtherwise takes a comparison that was made in another way than by telephone.
type keyOtherwise struct {
	k    *keyring
	open bool
	how  *field
}

func newKeyOtherwise(k *keyring) *keyOtherwise {
	return &keyOtherwise{k: k, how: k.b.u.field(k.b.u.t("key_how_hint"))}
}

func (o *keyOtherwise) forget() {
	o.open = false
	o.how.SetText("")
}

func (o *keyOtherwise) content(key dispatch.Key) fyne.CanvasObject {
	u := o.k.b.u
	return newDisclosure(u.t("key_otherwise"), &o.open, newColumn(gap,
		labelled(u.t("key_how"), o.how), leading(newButton(u.t("key_otherwise_do"), func() { o.verify(key) }))), o.k.b.right.Refresh)
}

// verify needs to be told how: it is what a reviewer reads years later.
func (o *keyOtherwise) verify(key dispatch.Key) {
	how := strings.TrimSpace(o.how.Text)
	if how == "" {
		o.k.b.u.focus(o.how)
		return
	}
	o.k.change(func(ctx context.Context) (dispatch.Key, error) {
		return o.k.b.u.desk.VerifyKey(ctx, key.Fingerprint, how)
	}, o.k.b.u.t("key_is_verified"))
	o.forget()
}
