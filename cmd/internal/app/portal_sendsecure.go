package app

import (
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/sendsecure"
)

func openSendSecure(c *channels, a portalAccount) (dispatch.Channel, error) {
	channel, err := sendsecure.New(sendsecure.Config{
		URL: a.URL, Enterprise: a.Settings[sendsecure.SettingEnterprise], User: a.User, Password: a.secret,
		Profile: a.Settings[sendsecure.SettingProfile], Device: string(a.ID), Roots: a.roots, Words: sentence,
		Now: c.app.config.Now, Patience: c.app.config.Patience,
	})
	if err != nil {
		return nil, err
	}
	return channel, nil
}
