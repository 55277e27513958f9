package oauth

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

const opBackend = "oauth.backend"

// assertionKind says that a client signs in with an assertion (RFC 7523, 2.2).
const assertionKind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// BackendConfig is a program that signs in by itself, with a key of its own (SMART Backend Services).
type BackendConfig struct {
	TokenURL string // https
	ClientID string
	Key      SigningKey
	Scopes   []string
	Roots    *x509.CertPool // nil: the system's
	Random   io.Reader
	Now      func() time.Time
	Patience time.Duration    // ends an exchange in which nothing moves; 0: a minute
	Reach    webservice.Reach // where TokenURL may lead, when a service told it
}

// Backend signs in to one service. It is safe for concurrent use.
type Backend struct {
	config BackendConfig
	token  *webservice.Client
}

// NewBackend validates c without connecting. Its errors are KindInvalid and name the Field: url, client_id,
// key, scopes.
func NewBackend(c BackendConfig) (*Backend, error) {
	odd := func(scope string) bool { return scope == "" || !visible(scope) }
	switch {
	case !identifier(c.ClientID):
		return nil, invalid("client_id")
	case c.Key.signer == nil:
		return nil, invalid("key")
	case len(c.Scopes) == 0 || slices.ContainsFunc(c.Scopes, odd):
		return nil, invalid("scopes")
	}
	service, err := webservice.New(webservice.Config{
		Base: c.TokenURL, Roots: c.Roots, Patience: c.Patience, Family: family, Reach: c.Reach,
		Header: http.Header{"Accept": {"application/json"}},
	})
	if err != nil {
		return nil, err
	}
	return &Backend{config: c, token: service}, nil
}

// Token asks for a token with a fresh assertion. Whatever goes wrong is Unsent: no document is near.
//
//	the service does not know the client or its key, or refuses the assertion  signin_key_refused
//	the service does not grant what is asked for                               signin_scope_refused
func (b *Backend) Token(ctx context.Context) (Token, error) {
	assertion, err := b.config.Key.assertion(b.config.ClientID, b.config.TokenURL, b.config.Now(), b.config.Random)
	if err != nil {
		return Token{}, err
	}
	body, refusal, err := ask(ctx, opBackend, b.token, url.Values{
		"grant_type": {"client_credentials"}, "scope": {strings.Join(b.config.Scopes, " ")},
		"client_assertion_type": {assertionKind}, "client_assertion": {assertion},
	})
	if err != nil {
		return Token{}, b.explain(refusal, err)
	}
	var t tokens
	if json.Unmarshal(body, &t) != nil {
		return Token{}, failed(opBackend, dispatch.KindRejected, "signin_malformed_answer")
	}
	token, err := t.token(b.config.Now())
	if err != nil {
		return Token{}, failed(opBackend, dispatch.KindRejected, "signin_malformed_answer")
	}
	token.scope = grantedScope(body)
	return token, nil
}

// grantedScope is what a service says that it granted. A telling that is not of the standard's form is none.
func grantedScope(body []byte) string {
	var told struct {
		Scope string `json:"scope"`
	}
	if json.Unmarshal(body, &told) != nil {
		return ""
	}
	return told.Scope
}

// backendCodes are the refusals that an administrator can act on (RFC 6749, 5.2).
var backendCodes = map[string]string{
	"invalid_client": "signin_key_refused", "invalid_grant": "signin_key_refused",
	"unauthorized_client": "signin_key_refused", "invalid_request": "signin_key_refused",
	"invalid_scope": "signin_scope_refused", "access_denied": "signin_scope_refused",
}

// explain names the refusal of a program, which no person can sign in for.
func (b *Backend) explain(r refusal, err error) error {
	if code := backendCodes[r.Error]; code != "" {
		return failed(opBackend, dispatch.KindCredentials, code)
	}
	return err
}
