package oauth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// maxAnswer bounds what a service may answer, in bytes.
const maxAnswer = 256 << 10

// ask posts a form and returns the answer's body if it is a success. The refusal is what a service that said
// no said.
func ask(ctx context.Context, op string, service *webservice.Client, form url.Values) ([]byte, refusal, error) {
	answer, err := service.Do(ctx, webservice.Request{
		Body: webservice.Text("application/x-www-form-urlencoded", form.Encode()), Limit: maxAnswer,
	})
	if err != nil {
		return nil, refusal{}, unmoved(op, err)
	}
	if answer.Status != 200 {
		r, failure := refused(op, answer)
		return nil, r, failure
	}
	return answer.Body, refusal{}, nil
}

// exchange makes a token, and a grant that follows before.
func (c *Client) exchange(ctx context.Context, op string, form url.Values, before Grant) (Token, Grant, refusal, error) {
	form.Set("client_id", c.config.ClientID)
	body, r, err := ask(ctx, op, c.token, form)
	if err != nil {
		return Token{}, before, r, err
	}
	token, grant, err := c.read(body, before)
	switch {
	case errors.Is(err, errNoRefresh):
		return Token{}, before, r, failed(op, dispatch.KindCredentials, "signin_not_lasting")
	case err != nil:
		return Token{}, before, r, failed(op, dispatch.KindRejected, "signin_malformed_answer")
	}
	return token, grant, r, nil
}

func (c *Client) read(body []byte, before Grant) (Token, Grant, error) {
	var t tokens
	if err := json.Unmarshal(body, &t); err != nil {
		return Token{}, before, errNoToken
	}
	now := c.config.Clock.Now()
	token, err := t.token(now)
	if err != nil {
		return Token{}, before, err
	}
	grant, err := t.grant(before, now)
	if who := signedInAs(t.Identity); who != "" {
		grant.Who = who
	}
	return token, grant, err
}

// Refresh makes a token for scopes out of a grant, and returns the grant that follows: whoever calls must keep
// it before using the token, since the one before may be worth nothing any more.
func (c *Client) Refresh(ctx context.Context, g Grant, scopes []string) (Token, Grant, error) {
	token, after, _, err := c.exchange(ctx, opRefresh, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {g.Refresh}, "scope": {strings.Join(scopes, " ")},
	}, g)
	return token, after, err
}

// maxName bounds an account's name, in bytes.
const maxName = 254

// signedInAs reads who signed in from an identity token. It came over TLS straight from the service that made
// it, which stands for its signature (OpenID Connect Core, 3.1.3.7, 6).
func signedInAs(identity string) string {
	parts := strings.Split(identity, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claims struct {
		Name string `json:"preferred_username"`
	}
	if json.Unmarshal(payload, &claims) != nil || len(claims.Name) > maxName || !visible(claims.Name) {
		return ""
	}
	return claims.Name
}
