package uitest

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// HostKeyShown is the fingerprint that every server shows.
const HostKeyShown = "SHA256:7Zq0bWJ0mTgkz9CUfXcQvO3m8rQ1kH2sYtLxE5uRn4A"

// Portal is what the portals of every account keep: all of what a share by link can.
var Portal = dispatch.Capabilities{
	Resume: true, ServerHash: true, Expiry: true, Password: true, Link: true, Receipts: dispatch.ReceiptsCount, Revoke: true, Extend: true,
}

// Keep makes the portals keep other promises.
func (d *Desk) Keep(c *dispatch.Capabilities) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.portal = c
}

// portalOption tells what the portal can keep, and until when it would give access.
func (d *Desk) portalOption(o *desk.Option, draft desk.Draft) {
	o.Capabilities = d.portal
	if d.portal == nil || !d.portal.Expiry {
		return
	}
	if o.Expires = draft.Expires; o.Expires.IsZero() {
		o.Expires = d.Now().AddDate(0, 0, d.days.Expiry)
	}
}

// deposit makes what a portal took look as one that was opened with a link.
func (d *Desk) deposit(x *dispatch.Dispatch) {
	for i := range x.Attempts {
		if r := x.Attempts[i].Receipt; r != nil && x.Channel == dispatch.Portal {
			*r = dispatch.Receipt{
				Provider: "nextcloud", Reference: "8f2c", At: r.At, Bytes: 183_000, Link: "https://nuage.example/s/oW4mX9tBq2LzRcK",
				Expires: r.At.AddDate(0, 0, 14),
			}
		}
	}
}

// unfetched is what a portal took six days ago, and nobody fetched.
func (d *Desk) unfetched() dispatch.Dispatch {
	x := d.past(what{6*24*time.Hour + time.Hour, 3, dispatch.Portal, dispatch.RecordCopy, 12, dispatch.Accepted})
	x.Attempts[0].Error = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: desk.CodeNotFetched}
	d.followed(x, "overdue", x.Created.Add(5*24*time.Hour))
	return x
}

// Extend moves the end of the access.
func (d *Desk) Extend(_ context.Context, id dispatch.ID, until time.Time) (dispatch.Dispatch, error) {
	return d.attend("Extend", id, dispatch.EventExtended, nil, func(a *dispatch.Attempt) { a.Receipt.Expires = until })
}

// Reached takes what a person says of a call.
func (d *Desk) Reached(_ context.Context, id dispatch.ID, note string) (dispatch.Dispatch, error) {
	details := map[string]string{"as": "reached", "note": note}
	return d.attend("Reached", id, dispatch.EventResolved, details, func(*dispatch.Attempt) {})
}

// revoke ends the access as Recall does of a portal.
func (d *Desk) revoke(id dispatch.ID) (dispatch.Dispatch, error) {
	return d.attend("Recall", id, dispatch.EventRecallAnswered, map[string]string{"answer": "stopped"}, func(a *dispatch.Attempt) {
		a.Receipt.Revoked = d.Now()
	})
}

func (d *Desk) attend(
	method string, id dispatch.ID, event dispatch.EventType, details map[string]string, change func(*dispatch.Attempt),
) (dispatch.Dispatch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := &d.dispatches[d.index(id)]
	if err := d.called(method); err != nil {
		return *x, err
	}
	x.Attempts = slices.Clone(x.Attempts)
	last := &x.Attempts[len(x.Attempts)-1]
	receipt := *last.Receipt
	last.Receipt, last.Error, x.Updated = &receipt, nil, d.Now()
	change(last)
	d.tell(id, event, d.Now())
	told := d.events[id]
	told[len(told)-1].Details = details
	return *x, nil
}

// Capabilities are the same for every portal.
func (d *Desk) Capabilities(_ context.Context, a dispatch.Account) (*dispatch.Capabilities, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a.Channel != dispatch.Portal {
		return nil, d.called("Capabilities")
	}
	return d.portal, d.called("Capabilities")
}

// DispatchCapabilities are those of every portal.
func (d *Desk) DispatchCapabilities(context.Context, dispatch.ID) (*dispatch.Capabilities, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.portal, d.called("DispatchCapabilities")
}

// PortalDays are 14 and 5 until they are changed.
func (d *Desk) PortalDays(context.Context) (desk.PortalDays, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.days, d.called("PortalDays")
}

// SavePortalDays keeps them.
func (d *Desk) SavePortalDays(_ context.Context, days desk.PortalDays) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("SavePortalDays"); err != nil {
		return err
	}
	d.days = days
	return nil
}

// SignIn shows a page, and ends once it is let go.
func (d *Desk) SignIn(ctx context.Context, name string, show func(desk.SignInPage) error) (dispatch.Account, error) {
	if err := d.failure("SignIn"); err != nil {
		return dispatch.Account{}, err
	}
	if err := show(desk.SignInPage{URL: "https://nuage.example/index.php/login/v2/flow/8f2c"}); err != nil {
		return dispatch.Account{}, err
	}
	if err := d.wait(ctx, "SignIn"); err != nil {
		return dispatch.Account{}, err
	}
	return d.changeAccount(name, func(a *dispatch.Account) { a.User = "accueil" })
}

// ChangeAccount takes the values of an account; an empty one takes a setting away.
func (d *Desk) ChangeAccount(_ context.Context, name string, values map[string]string) (dispatch.Account, error) {
	if err := d.failure("ChangeAccount"); err != nil {
		return dispatch.Account{}, err
	}
	return d.changeAccount(name, func(a *dispatch.Account) {
		settings := maps.Clone(a.Settings)
		for name, value := range values {
			switch name {
			case "name":
				a.Name = value
			case "url":
				a.URL = value
			case "user":
				a.User = value
			case "from":
				a.From = value
			default:
				settings[name] = value
			}
		}
		maps.DeleteFunc(settings, func(_, value string) bool { return value == "" })
		a.Settings = settings
	})
}

// HostKey shows the key of every server.
func (d *Desk) HostKey(_ context.Context, name string) (shown, pinned string, err error) {
	a, err := d.changeAccount(name, func(*dispatch.Account) {})
	if err == nil {
		err = d.failure("HostKey")
	}
	return HostKeyShown, a.Settings[desk.SettingHostKey], err
}

// PinHostKey keeps a fingerprint.
func (d *Desk) PinHostKey(_ context.Context, name, fingerprint string) (dispatch.Account, error) {
	if err := d.failure("PinHostKey"); err != nil {
		return dispatch.Account{}, err
	}
	return d.changeAccount(name, func(a *dispatch.Account) {
		a.Settings = map[string]string{desk.SettingHostKey: fingerprint}
	})
}

// PublicKeys are those of no real key.
func (d *Desk) PublicKeys(context.Context, string) ([]byte, error) {
	return []byte("{\"keys\":[{\"kid\":\"one\"}]}\n"), d.failure("PublicKeys")
}

// RenewAccountKey gives another one.
func (d *Desk) RenewAccountKey(context.Context, string) ([]byte, error) {
	return []byte("{\"keys\":[{\"kid\":\"two\"}]}\n"), d.failure("RenewAccountKey")
}

func (d *Desk) changeAccount(name string, change func(*dispatch.Account)) (dispatch.Account, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.accounts, func(a dispatch.Account) bool { return string(a.ID) == name })
	if i < 0 {
		return dispatch.Account{}, &dispatch.Error{Op: "desk", Kind: dispatch.KindNotFound, Code: "account_not_found"}
	}
	change(&d.accounts[i])
	return d.accounts[i], nil
}

func (d *Desk) atPortal(id dispatch.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.dispatches[d.index(id)].Channel == dispatch.Portal
}
