package oauth

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Grant is what a service granted to a person who signed in. It is a secret: whoever holds it acts for that
// person.
type Grant struct {
	Refresh string    `json:"refresh_token"`
	Expires time.Time `json:"expires,omitzero"` // of the refresh token, when the service tells; zero: not told
	Since   time.Time `json:"since"`            // when it was given
	Who     string    `json:"who,omitempty"`    // the account that signed in, when the service tells
}

// ParseGrant reads what Marshal made. Nothing is KindCredentials with the code signin_needed; anything else
// that is no grant is signin_damaged.
func ParseGrant(secret []byte) (Grant, error) {
	if len(secret) == 0 {
		return Grant{}, failed(opRefresh, dispatch.KindCredentials, "signin_needed")
	}
	var g Grant
	if err := json.Unmarshal(secret, &g); err != nil || g.Refresh == "" {
		return Grant{}, failed(opRefresh, dispatch.KindCredentials, "signin_damaged")
	}
	return g, nil
}

// Marshal is the grant as it is sealed.
func (g Grant) Marshal() []byte {
	content, err := json.Marshal(g) //nolint:gosec // it is sealed at once
	if err != nil {
		panic("oauth: grant: " + err.Error()) // its times come from our clock
	}
	return content
}

// String keeps a grant out of logs.
func (g Grant) String() string { return "grant" }

// GoString keeps it out of them in every notation.
func (g Grant) GoString() string { return "grant" }

// Token opens a service for a while. It stays in memory.
type Token struct {
	access  string
	expires time.Time
	scope   string
}

// Bearer is the token as services want it.
func (t Token) Bearer() string { return t.access }

// Scopes are the rights that came with the token, by the service's own telling. None means that it told
// nothing: it granted what was asked for (RFC 6749, 5.1).
func (t Token) Scopes() []string { return strings.Fields(t.scope) }

// String keeps a token out of logs.
func (t Token) String() string { return "token" }

// GoString keeps it out of them in every notation.
func (t Token) GoString() string { return "token" }

// maxToken bounds a token, in bytes: AUTH takes no line over 12288 (RFC 4954, 4).
const maxToken = 8 << 10

const (
	// margin is how long before its end a token is replaced, so that it lasts for the exchange it is meant for.
	margin = 2 * time.Minute
	// usualLife is what is assumed of a token whose life is not told, and maxLife of one that is told to live
	// very long.
	usualLife = 5 * time.Minute
	maxLife   = 24 * time.Hour
)

func (t Token) fresh(at time.Time) bool { return t.access != "" && at.Before(t.expires.Add(-margin)) }

// tokens is a service's good answer (RFC 6749, 5.1).
type tokens struct {
	Access         string      `json:"access_token"`
	Kind           string      `json:"token_type"`
	Refresh        string      `json:"refresh_token"`
	ExpiresIn      json.Number `json:"expires_in"`
	RefreshExpires json.Number `json:"refresh_token_expires_in"`
	Identity       string      `json:"id_token"`
}

var (
	errNoToken   = errors.New("an answer without a usable token")
	errNoRefresh = errors.New("an answer without a refresh token")
)

func (t tokens) token(now time.Time) (Token, error) {
	if t.Access == "" || len(t.Access) > maxToken || !visible(t.Access) || !bearer(t.Kind) {
		return Token{}, errNoToken
	}
	return Token{access: t.Access, expires: now.Add(lifetime(t.ExpiresIn, usualLife, maxLife))}, nil
}

// grant is what is kept of t: its refresh token, or the one before where the service kept it.
func (t tokens) grant(before Grant, now time.Time) (Grant, error) {
	after := before
	if t.Refresh != "" {
		after = Grant{Refresh: t.Refresh, Since: now, Who: before.Who}
		if life := lifetime(t.RefreshExpires, 0, maxRefreshLife); life > 0 {
			after.Expires = now.Add(life)
		}
	}
	if after.Refresh == "" {
		return Grant{}, errNoRefresh
	}
	if len(after.Refresh) > maxToken || !visible(after.Refresh) {
		return Grant{}, errNoToken
	}
	return after, nil
}

const maxRefreshLife = 10 * 365 * 24 * time.Hour

func lifetime(told json.Number, otherwise, limit time.Duration) time.Duration {
	seconds, err := told.Int64()
	switch {
	case err != nil || seconds <= 0:
		return otherwise
	case seconds > int64(limit/time.Second):
		return limit
	}
	return time.Duration(seconds) * time.Second
}

// bearer reports the one kind of token taken, in any letters (RFC 6749, 5.1).
func bearer(kind string) bool { return strings.EqualFold(kind, "bearer") }

// visible reports whether s has only printable ASCII, which neither ends a line nor an answer.
func visible(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
