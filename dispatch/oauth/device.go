package oauth

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

const (
	usualInterval = 5 * time.Second // RFC 8628, 3.2
	maxInterval   = time.Minute
	slowDown      = 5 * time.Second // RFC 8628, 3.5
	maxDeviceLife = time.Hour
	maxUserCode   = 64
)

// Device signs in with a code that the person types on a page, on this screen or another (RFC 8628). Whoever
// talks a person into typing a code signs in as that person, so the caller offers it only where an
// administrator allows it.
func (c *Client) Device(ctx context.Context, show func(Page) error) (Grant, error) {
	if c.device == nil {
		return Grant{}, failed(opSignIn, dispatch.KindInvalid, "signin_no_device_code")
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Limit)
	defer cancel()
	asked, err := c.askDevice(ctx)
	if err != nil {
		return Grant{}, err
	}
	if err := show(Page{URL: asked.Page, Code: asked.UserCode}); err != nil {
		return Grant{}, err
	}
	return c.poll(ctx, asked)
}

// deviceAnswer is RFC 8628, 3.2.
type deviceAnswer struct {
	DeviceCode string      `json:"device_code"`
	UserCode   string      `json:"user_code"`
	Page       string      `json:"verification_uri"`
	ExpiresIn  json.Number `json:"expires_in"`
	Interval   json.Number `json:"interval"`
}

func (c *Client) askDevice(ctx context.Context) (deviceAnswer, error) {
	var asked deviceAnswer
	body, _, err := ask(ctx, opSignIn, c.device, url.Values{
		"client_id": {c.config.ClientID}, "scope": {strings.Join(c.config.Scopes, " ")},
	})
	if err != nil {
		return asked, err
	}
	if err := json.Unmarshal(body, &asked); err != nil || !asked.usable() {
		return deviceAnswer{}, failed(opSignIn, dispatch.KindRejected, "signin_malformed_answer")
	}
	return asked, nil
}

func (a deviceAnswer) usable() bool {
	page, err := url.Parse(a.Page)
	return err == nil && page.Scheme == "https" && page.Hostname() != "" && page.User == nil && visible(a.Page) &&
		a.DeviceCode != "" && len(a.DeviceCode) <= maxCode && a.UserCode != "" && len(a.UserCode) <= maxUserCode && visible(a.UserCode)
}

// poll asks until the person has answered.
func (c *Client) poll(ctx context.Context, asked deviceAnswer) (Grant, error) {
	interval := lifetime(asked.Interval, usualInterval, maxInterval)
	end := c.config.Clock.Now().Add(lifetime(asked.ExpiresIn, c.config.Limit, maxDeviceLife))
	for c.config.Clock.Now().Before(end) {
		select {
		case <-c.config.Clock.After(interval):
		case <-ctx.Done():
			return Grant{}, unfinished(ctx)
		}
		_, grant, r, err := c.exchange(ctx, opSignIn, url.Values{
			"grant_type": {deviceGrant}, "device_code": {asked.DeviceCode},
		}, Grant{})
		switch {
		case err == nil:
			return grant, nil
		case ctx.Err() != nil:
			return Grant{}, unfinished(ctx)
		case r.Error == "slow_down":
			interval = min(interval+slowDown, maxInterval)
		case r.Error == "authorization_pending":
		case dispatch.RetryOf(err):
			interval = min(2*interval, maxInterval) // RFC 8628, 3.5
		default:
			return Grant{}, err
		}
	}
	return Grant{}, failed(opSignIn, dispatch.KindCredentials, "signin_code_expired")
}
