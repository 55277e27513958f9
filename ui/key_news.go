package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// keyNews asks where keys were published whether they changed, and shows what was told.
type keyNews struct {
	k        *keyring
	told     []desk.RefreshedKey
	asked    bool
	question bool // whether keys.openpgp.org may be asked
}

// ask is the way to the news, or the news.
func (n *keyNews) content() fyne.CanvasObject {
	u := n.k.b.u
	switch {
	case n.question:
		agree := newButton(u.t("key_ask_keyserver_once"), func() { n.refresh(true) })
		return card(newColumn(gap, body(u.t("key_news_question")), leading(agree)))
	case !n.asked:
		return nil
	}
	lines := newColumn(gap)
	quiet := 0
	for _, r := range n.told {
		if r.News == desk.KeyUnchanged {
			quiet++
			continue
		}
		l := newsLooks[r.News]
		lines.Add(sign(l.icon, l.color, body(u.t("key_news_line", "address", addressesOf(r.Key), "news", u.texts.Text("key_news_"+string(r.News))))))
	}
	if quiet > 0 || len(n.told) == 0 {
		lines.Add(sign("done", colorGreen, body(u.n("key_news_none", quiet))))
	}
	lines.Add(leading(newButton(u.t("key_news_keyserver"), func() { n.question = true; n.k.b.render() })))
	return card(lines)
}

var newsLooks = map[desk.KeyNews]look{
	desk.KeyUpdated:   {"done", colorGreen},
	desk.KeyRevokedBy: {"forbidden", colorRed},
	desk.KeyReplaced:  {"warning", colorAmber},
	desk.KeyUnasked:   {"question", colorAmber},
}

func (n *keyNews) forget() { n.told, n.asked, n.question = nil, false, false }

// refresh asks for all keys; with consent, keys.openpgp.org too, this once.
func (n *keyNews) refresh(consent bool) {
	b := n.k.b
	n.question = false
	act(b.u, &n.k.slot, func(ctx context.Context) ([]desk.RefreshedKey, error) {
		return b.u.desk.RefreshKeys(ctx, nil, consent)
	}, func(told []desk.RefreshedKey, err error) {
		if err != nil {
			b.notice.fail(err)
			return
		}
		n.told, n.asked = told, true
		b.notice.clear()
		n.k.again()
	})
}

// keyBinding has a key used for a recipient whose address it does not bear: an organisation's key.
type keyBinding struct {
	k      *keyring
	open   bool
	chosen string // fingerprint
	reason *field
}

func (f *keyBinding) forget() {
	f.open, f.chosen = false, ""
	f.reason.SetText("")
}

// content offers the keys that a recipient could use; nil when there is none, or for a person without an
// organisation.
func (f *keyBinding) content(r dispatch.Recipient) fyne.CanvasObject {
	u := f.k.b.u
	if private(r.Class) {
		return nil
	}
	var keys []option[string]
	for _, key := range f.others(r) {
		keys = append(keys, option[string]{key.Fingerprint, addressesOf(key)})
	}
	if len(keys) == 0 {
		return nil
	}
	if f.chosen == "" {
		f.chosen = keys[0].value
	}
	choose := newSelect(keys, f.chosen, func(fingerprint string) { f.chosen = fingerprint })
	bind := newButton(u.t("key_bind_do"), func() { f.bind(r) })
	return newDisclosure(u.t("key_bind"), &f.open, newColumn(gap,
		body(u.t("key_bind_explained", "address", unbroken(r.Email()))),
		labelled(u.t("key_bind_which"), outlined(choose)),
		labelled(u.t("key_bind_reason"), f.reason),
		leading(bind)), f.k.b.right.Refresh)
}

// others are the usable keys of other addresses, those of the recipient's own domain first.
func (f *keyBinding) others(r dispatch.Recipient) []dispatch.Key {
	var all []dispatch.Key
	for _, key := range f.k.b.keys {
		if !key.Own && key.Problem == "" && len(key.Addresses) > 0 && key.UserIDFor(r.Email()) == "" {
			all = append(all, key)
		}
	}
	far := func(key dispatch.Key) int {
		if domain(key.Addresses[0]) == domain(r.Email()) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b dispatch.Key) int { return far(a) - far(b) })
	return all
}

func domain(address string) string {
	_, after, _ := strings.Cut(strings.ToLower(address), "@")
	return after
}

// bind needs a reason: it is what a reviewer reads years later.
func (f *keyBinding) bind(r dispatch.Recipient) {
	reason, chosen := strings.TrimSpace(f.reason.Text), f.chosen
	if reason == "" {
		f.k.b.u.focus(f.reason)
		return
	}
	f.k.change(func(ctx context.Context) (dispatch.Key, error) {
		return f.k.b.u.desk.BindKey(ctx, chosen, r.Email(), reason)
	}, f.k.b.u.t("key_is_bound"))
	f.forget()
}

// bound says who bound a key to an address, and why; empty when it bears the address itself.
func (u *UI) bound(key dispatch.Key, address string) string {
	for _, b := range key.Bindings {
		if strings.EqualFold(b.Address, address) {
			return u.t("key_bound", "address", addressesOf(key), "name", b.By, "date", u.texts.Date(b.At, u.location()), "reason", b.Reason)
		}
	}
	return ""
}

func addressesOf(key dispatch.Key) string { return strings.Join(key.Addresses, ", ") }
