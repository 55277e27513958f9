package ui

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// keyring is what the address book shows and does of certificates.
type keyring struct {
	b        *bookScreen
	shown    bool                // the page of all keys
	standing desk.OwnKeyStanding // of the clinic's own
	call     *desk.KeyCall       // under way: the fingerprint is being compared
	search   *desk.KeySearch     // for the recipient shown
	question bool                // whether keys.openpgp.org may be asked
	own      *ownKeys
	news     *keyNews
	binding  *keyBinding

	otherwise *keyOtherwise
	slot      slot
}

func newKeyring(b *bookScreen) *keyring {
	k := &keyring{b: b}
	k.own, k.news = newOwnKeys(k), &keyNews{k: k}
	k.otherwise = newKeyOtherwise(k)
	k.binding = &keyBinding{k: k, reason: b.u.field(b.u.t("key_bind_reason_hint"))}
	return k
}

// open shows the page of all keys.
func (k *keyring) open() {
	k.forget()
	k.b.form, k.b.chooser, k.b.upkeep.page, k.shown = nil, nil, nil, true
	k.b.render()
	k.b.seek()
}

func (k *keyring) close() {
	k.shown = false
	k.own.forget()
}

// forget ends what was begun for one recipient.
func (k *keyring) forget() {
	k.call, k.search, k.question = nil, nil, false
	k.own.forget()
	k.news.forget()
	k.binding.forget()
	k.otherwise.forget()
	k.slot.drop()
}

// again reads the keys anew, and draws what is open.
func (k *keyring) again() {
	b := k.b
	run(b.u, &b.slot, func(ctx context.Context) (listing, error) {
		keys, err := b.u.desk.Keys(ctx)
		if err != nil {
			return listing{}, err
		}
		own, err := b.u.desk.OwnKeyStanding(ctx)
		return listing{keys: keys, own: own}, err
	}, func(l listing, err error) {
		if err != nil {
			b.notice.fail(err)
			return
		}
		b.keys, k.standing = l.keys, l.own
		b.render()
	})
}

// change does something about a key, then shows what it became.
func (k *keyring) change(work func(context.Context) (dispatch.Key, error), sentence string) {
	act(k.b.u, &k.slot, work, func(_ dispatch.Key, err error) {
		if err != nil {
			k.b.notice.fail(err)
			return
		}
		k.call = nil
		k.b.notice.tell(sentence)
		k.again()
	})
}

// begin tells the number to call about a key.
func (k *keyring) begin(key dispatch.Key) {
	act(k.b.u, &k.slot, func(ctx context.Context) (desk.KeyCall, error) {
		return k.b.u.desk.KeyCall(ctx, key.Fingerprint)
	}, func(call desk.KeyCall, err error) {
		if err != nil {
			k.b.notice.fail(err)
			return
		}
		k.call = &call
		k.b.notice.clear()
		k.b.render()
	})
}

func (k *keyring) confirm(key dispatch.Key) {
	k.change(func(ctx context.Context) (dispatch.Key, error) {
		return k.b.u.desk.VerifyKeyByPhone(ctx, key.Fingerprint)
	}, k.b.u.t("key_is_verified"))
}

func (k *keyring) block(key dispatch.Key) {
	k.change(func(ctx context.Context) (dispatch.Key, error) {
		return k.b.u.desk.BlockKey(ctx, key.Fingerprint)
	}, k.b.u.t("key_is_blocked"))
}

func (k *keyring) renew() {
	k.change(func(ctx context.Context) (dispatch.Key, error) {
		return k.b.u.desk.RenewOwnKey(ctx, false)
	}, k.b.u.t("key_is_renewed"))
}

// find looks for the recipient's key. With consent, keys.openpgp.org is asked too, this once.
func (k *keyring) find(r dispatch.Recipient, consent bool) {
	k.question = false
	act(k.b.u, &k.slot, func(ctx context.Context) (desk.KeySearch, error) {
		return k.b.u.desk.FindKeys(ctx, r.Email(), consent)
	}, func(search desk.KeySearch, err error) {
		if err != nil {
			k.b.notice.fail(err)
			return
		}
		k.search = &search
		k.b.notice.clear()
		k.b.render()
	})
}

func (k *keyring) ask() {
	k.question = true
	k.b.render()
}

// take imports a key that was found.
func (k *keyring) take(key dispatch.Key) {
	act(k.b.u, &k.slot, func(ctx context.Context) ([]dispatch.Key, error) {
		return k.b.u.desk.ImportFound(ctx, []dispatch.Key{key})
	}, k.imported)
}

// paste imports the keys that the clipboard holds.
func (k *keyring) paste() {
	text := k.b.u.config.App.Clipboard().Content()
	act(k.b.u, &k.slot, func(ctx context.Context) ([]dispatch.Key, error) {
		return k.b.u.desk.ImportKey(ctx, []byte(text))
	}, k.imported)
}

func (k *keyring) imported(keys []dispatch.Key, err error) {
	if err != nil {
		k.b.notice.fail(err)
		return
	}
	k.search = nil
	k.b.notice.tell(k.b.u.n("keys_imported", len(keys)))
	k.again()
}

// print saves the page that revokes the clinic's own key where documents are looked for first.
func (k *keyring) print() {
	u := k.b.u
	name := u.t("revocation_file") + ".pdf"
	act(u, &k.slot, func(ctx context.Context) (string, error) {
		return name, writePage(filepath.Join(u.startFolder(), name), func(w io.Writer) error {
			return u.desk.PrintRevocation(ctx, w, string(u.texts.Language()))
		})
	}, func(name string, err error) {
		if err != nil {
			k.b.notice.fail(err)
			return
		}
		k.b.notice.tell(u.t("revocation_saved", "file", name))
	})
}

// writePage makes a file that only its owner reads, never over another, and leaves none half-written.
func writePage(path string, write func(io.Writer) error) error {
	failed := &dispatch.Error{Op: "ui.print", Kind: dispatch.KindStorage, Code: "page_not_written", Certainty: dispatch.Unsent}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // where the person keeps documents
	if err != nil {
		return failed
	}
	if err := write(file); err != nil {
		_ = file.Close()
		_ = os.Remove(path)
		return err
	}
	if file.Sync() != nil || file.Close() != nil {
		_ = os.Remove(path)
		return failed
	}
	return nil
}
