package uitest

import (
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// AccountsInUse are those that were chosen, or else the first of each channel.
func (d *Desk) AccountsInUse(context.Context) (map[dispatch.ChannelKind]dispatch.Account, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inUse(), d.called("AccountsInUse")
}

func (d *Desk) inUse() map[dispatch.ChannelKind]dispatch.Account {
	used := map[dispatch.ChannelKind]dispatch.Account{}
	for _, a := range d.accounts {
		if _, found := used[a.Channel]; !found || slices.Contains(d.used, a.ID) {
			used[a.Channel] = a
		}
	}
	return used
}

// UseAccount chooses an account of its channel.
func (d *Desk) UseAccount(_ context.Context, name string) (dispatch.Account, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("UseAccount"); err != nil {
		return dispatch.Account{}, err
	}
	i := slices.IndexFunc(d.accounts, func(a dispatch.Account) bool { return string(a.ID) == name })
	if i < 0 {
		return dispatch.Account{}, &dispatch.Error{Op: "desk", Kind: dispatch.KindNotFound, Code: "account_not_found"}
	}
	chosen := d.accounts[i]
	d.used = slices.DeleteFunc(d.used, func(id dispatch.ID) bool {
		return slices.ContainsFunc(d.accounts, func(a dispatch.Account) bool { return a.ID == id && a.Channel == chosen.Channel })
	})
	d.used = append(d.used, chosen.ID)
	d.version++
	return chosen, nil
}
