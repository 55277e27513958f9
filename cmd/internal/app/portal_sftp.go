package app

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/sftp"
)

func openSFTP(c *channels, a portalAccount) (dispatch.Channel, error) {
	channel, err := sftp.New(sftp.Config{
		URL: a.URL, User: a.User, Secret: a.secret, HostKey: a.Settings[sftp.SettingHostKey], Now: c.app.config.Now,
		Patience: c.app.config.Patience,
	})
	if err != nil {
		return nil, err
	}
	return channel, nil
}

// hostKeyed is a channel whose server has a key that a person confirms.
type hostKeyed interface {
	HostKey(ctx context.Context) (string, error)
	PinnedKey() string
}

// hostKey asks the server behind an account for its key's fingerprint, and tells the one that is pinned.
func (c *channels) hostKey(ctx context.Context, account dispatch.Account, secret []byte) (shown, pinned string, err error) {
	channel, err := c.open(ctx, account, secret)
	if err != nil {
		return "", "", err
	}
	asked, ok := channel.(hostKeyed)
	if !ok {
		return "", "", &dispatch.Error{Op: "app.host_key", Kind: dispatch.KindRefused, Code: "account_no_host_key", Certainty: dispatch.Unsent}
	}
	shown, err = asked.HostKey(ctx)
	return shown, asked.PinnedKey(), err
}
