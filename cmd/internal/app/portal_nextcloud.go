package app

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
)

// The ways in which a Nextcloud account hands a link over.
const (
	shareByMail = "mail"
	shareByLink = "link"
)

func openNextcloud(c *channels, a portalAccount) (dispatch.Channel, error) {
	channel, err := c.nextcloud(a)
	if err != nil {
		return nil, err
	}
	return channel, nil
}

// nextcloud is the channel of an account. The practice portal writes to nobody, and its folder is the portal's.
func (c *channels) nextcloud(a portalAccount) (*nextcloud.Channel, error) {
	folder, how := a.Settings[nextcloud.FolderSetting], a.Settings[nextcloud.ShareSetting]
	if a.Provider == desk.PracticeProvider {
		folder, how = "/", shareByLink
	}
	if how != "" && how != shareByMail && how != shareByLink {
		return nil, &dispatch.Error{
			Op: "app.channel", Kind: dispatch.KindInvalid, Code: "nextcloud_share_setting", Field: nextcloud.ShareSetting, Certainty: dispatch.Unsent,
		}
	}
	return nextcloud.New(nextcloud.Config{
		URL: a.URL, User: a.User, Password: a.secret, Roots: a.roots, Folder: folder, LinkOnly: how == shareByLink,
		Simulated: a.Provider == desk.PracticeProvider,
		Now:       c.app.config.Now, After: time.After, Patience: c.app.config.Patience,
	})
}

// signInNextcloud lets a person grant an app password in the browser. The account keeps its address.
func (c *channels) signInNextcloud(
	ctx context.Context, account dispatch.Account, show func(desk.SignInPage) error,
) (dispatch.Account, []byte, error) {
	roots, err := trust(account.TrustedCA)
	if err != nil {
		return account, nil, err
	}
	granted, err := nextcloud.SignIn(ctx, nextcloud.Login{URL: account.URL, Roots: roots, After: time.After}, func(page string) error {
		return show(desk.SignInPage{URL: page})
	})
	if err != nil {
		return account, nil, err
	}
	account.User = granted.User
	return account, granted.Password, nil
}

// signOut gives back what a service granted to an account that is about to be forgotten, if it can.
func (c *channels) signOut(ctx context.Context, account dispatch.Account, secret []byte) error {
	if account.Provider != nextcloud.Provider || len(secret) == 0 {
		return nil
	}
	channel, err := c.open(ctx, account, secret)
	if err != nil {
		return err
	}
	return channel.(*nextcloud.Channel).Revoke(ctx)
}
