package ui

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// hostKey shows the key of an account's server, for a person to compare and confirm.
type hostKey struct {
	u       *UI
	account dispatch.Account
	content *fyne.Container
	shown   string // what the server has just shown
	slot    slot
	changed func() // its height
	done    func(dispatch.Account)
	failed  func(error)
}

func newHostKey(u *UI, a dispatch.Account, changed func(), done func(dispatch.Account), failed func(error)) *hostKey {
	h := &hostKey{u: u, account: a, content: newColumn(gap), changed: func() {}, done: done, failed: failed}
	h.render()
	h.changed = changed
	return h
}

func (h *hostKey) render() {
	u, pinned := h.u, h.account.Settings[desk.SettingHostKey]
	h.content.Objects = []fyne.CanvasObject{strong(u.t("host_key_title"))}
	ask := leading(newButton(u.t("host_key_ask"), h.ask))
	switch {
	case h.shown == "" && pinned == "":
		h.content.Add(sign("warning", colorAmber, body(u.t("host_key_missing"))))
		h.content.Add(ask)
	case h.shown == "" || h.shown == pinned:
		h.content.Add(sign("done", colorGreen, body(u.t("host_key_pinned"))))
		h.content.Add(indented(fingerprint(pinned)))
		h.content.Add(ask)
	default:
		h.content.Add(h.comparison(pinned != ""))
	}
	h.changed()
}

// comparison asks a person to compare; changed says that another key was confirmed before.
func (h *hostKey) comparison(changed bool) fyne.CanvasObject {
	u := h.u
	parts := newColumn(gap)
	if changed {
		parts.Add(sign("stop", colorRed, body(u.t("host_key_changed"))))
	}
	parts.Add(body(u.t("host_key_compare")))
	parts.Add(fingerprint(h.shown))
	parts.Add(newFlow(gap,
		newButton(u.t("host_key_same"), h.confirm), newButton(u.t("host_key_differs"), h.forget)))
	return card(parts)
}

func fingerprint(words string) *text {
	f := newText(words, theme.SizeNameCaptionText, theme.ColorNameForeground, wrapped)
	f.style.Monospace = true
	return f
}

func (h *hostKey) ask() {
	id := string(h.account.ID)
	act(h.u, &h.slot, func(ctx context.Context) (string, error) {
		shown, _, err := h.u.desk.HostKey(ctx, id)
		return shown, err
	}, func(shown string, err error) {
		if err != nil {
			h.failed(err)
			return
		}
		h.shown = shown
		h.render()
	})
}

func (h *hostKey) confirm() {
	id, shown := string(h.account.ID), h.shown
	act(h.u, &h.slot, func(ctx context.Context) (dispatch.Account, error) {
		return h.u.desk.PinHostKey(ctx, id, shown)
	}, func(a dispatch.Account, err error) {
		h.shown = ""
		if err == nil {
			h.account = a
		}
		h.render()
		if err != nil {
			h.failed(err)
			return
		}
		h.done(a)
	})
}

func (h *hostKey) forget() {
	h.shown = ""
	h.render()
}

// keyPart hands out the public part of the key that the account signs in with.
func (p *accountPage) keyPart() fyne.CanvasObject {
	u := p.u
	explained := "public_key_ssh"
	if p.service.MakesKey {
		explained = "public_key_jwks"
	}
	renew := newColumn(gap, body(u.t("renew_key_explained")),
		leading(newButton(u.t("renew_key"), func() { p.public(u.desk.RenewAccountKey, p.copyKey) })))
	return newColumn(gap, strong(u.t("public_key")), caption(u.t(explained)),
		newFlow(gap,
			newButton(u.t("copy_key"), func() { p.public(u.desk.PublicKeys, p.copyKey) }),
			newButton(u.t("save_key"), func() { p.public(u.desk.PublicKeys, p.saveKey) })),
		newDisclosure(u.t("renew_key_title"), &p.renewal, renew, func() { p.content.Refresh() }))
}

func (p *accountPage) public(read func(context.Context, string) ([]byte, error), use func([]byte)) {
	id := string(p.account.ID)
	act(p.u, &p.slot, func(ctx context.Context) ([]byte, error) { return read(ctx, id) },
		func(key []byte, err error) {
			if err != nil {
				p.fail(err)
				return
			}
			use(key)
		})
}

func (p *accountPage) copyKey(key []byte) {
	p.u.config.App.Clipboard().SetContent(strings.TrimSpace(string(key)))
	p.told(nil, "key_copied")
}

// saveKey writes the public part where the person keeps documents.
func (p *accountPage) saveKey(key []byte) {
	name := "souspli-cle-publique.pub"
	if p.service.MakesKey {
		name = "souspli-jwks.json"
	}
	path := filepath.Join(p.u.startFolder(), name)
	act(p.u, &p.slot, noValue(func(context.Context) error {
		return writePage(path, func(w io.Writer) error {
			_, err := w.Write(key)
			return err
		})
	}), func(_ nothing, err error) {
		if err != nil {
			p.fail(err)
			return
		}
		p.notice.tell(p.u.t("key_saved", "file", name))
		p.refresh()
	})
}
