package oauth

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"net/url"

	"golang.org/x/oauth2"

	"github.com/souspli/souspli/dispatch"
)

// Page is what a person opens to sign in.
type Page struct {
	URL  string
	Code string // to type there; empty: none
}

// Browser signs in with the authorisation code flow. It shows the page, waits for the browser to come back,
// and returns the grant. It ends with the person's answer, with ctx, or after the limit: signin_timeout.
func (c *Client) Browser(ctx context.Context, show func(Page) error) (Grant, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Limit)
	defer cancel()
	state, verifier := c.secret(), c.secret()
	back, err := listen(ctx, state, c.config.Words)
	if err != nil {
		return Grant{}, err
	}
	defer back.close()
	if err := show(Page{URL: c.page(back.redirect(), state, verifier)}); err != nil {
		return Grant{}, err
	}
	code, err := back.wait(ctx)
	if err != nil {
		return Grant{}, err
	}
	_, grant, _, err := c.exchange(ctx, opSignIn, url.Values{
		"grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {back.redirect()}, "code_verifier": {verifier},
	}, Grant{})
	return grant, err
}

// secretBytes of randomness in a state and in a proof key (RFC 7636, 7.1).
const secretBytes = 32

func (c *Client) secret() string {
	var b [secretBytes]byte
	if _, err := io.ReadFull(c.config.Random, b[:]); err != nil {
		panic("oauth: no randomness: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (c *Client) page(redirect, state, verifier string) string {
	config := oauth2.Config{
		ClientID: c.config.ClientID, RedirectURL: redirect, Scopes: c.config.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: c.config.Server.Authorize},
	}
	options := []oauth2.AuthCodeOption{
		oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("response_mode", "query"),
	}
	if c.config.Hint != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", c.config.Hint))
	}
	return config.AuthCodeURL(state, options...)
}

// arrival is how the browser came back.
type arrival struct {
	code string
	err  error
}

// maxCode bounds a code, in bytes.
const maxCode = 8 << 10

// arrivalOf reads a callback, and reports whether it answers the sign-in with that state.
func arrivalOf(query url.Values, state string) (arrival, bool) {
	if len(query["state"]) != 1 || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(state)) != 1 {
		return arrival{}, false
	}
	code := query.Get("code")
	switch {
	case query.Get("error") != "":
		r := refusal{Error: query.Get("error"), Sub: query.Get("error_subcode"), Description: query.Get("error_description")}
		return arrival{err: r.failure(opSignIn)}, true
	case len(query["code"]) == 1 && code != "" && len(code) <= maxCode && visible(code):
		return arrival{code: code}, true
	}
	return arrival{err: failed(opSignIn, dispatch.KindRejected, "signin_malformed_answer")}, true
}

// unfinished is a sign-in that nobody answered.
func unfinished(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return failed(opSignIn, dispatch.KindCredentials, "signin_timeout")
	}
	e := failed(opSignIn, dispatch.KindCredentials, "signin_interrupted")
	e.Err = ctx.Err()
	return e
}
