package nextcloud

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

const (
	loginLife = 20 * time.Minute // that the server waits for a person

	// Between questions: a person who is signed in already needs seconds, another looks for a telephone first.
	loginPause     = 2 * time.Second
	loginSoon      = time.Minute
	loginLatePause = 15 * time.Second
)

// Login is a server to sign in to.
type Login struct {
	URL   string // https; the server itself
	Roots *x509.CertPool
	After func(time.Duration) <-chan time.Time
	// Patience is how long an exchange may stand still; zero: a minute.
	Patience time.Duration
}

// Granted is what a person granted in the browser.
type Granted struct {
	Server   string // https; where the account is, without a slash at its end
	User     string // what to sign in with
	Password []byte // an app password, told once
}

// SignIn asks for a page on which a person signs in, hands it to show, and waits until access is granted
// there (login flow version 2). It fails with KindCredentials when nobody does within twenty minutes, and
// refuses pages and accounts of another server than the one asked.
func SignIn(ctx context.Context, l Login, show func(page string) error) (Granted, error) {
	service, err := l.service(l.URL)
	if err != nil {
		return Granted{}, err
	}
	var asked struct {
		Login string
		Poll  struct{ Token, Endpoint string }
	}
	if err := exchange(ctx, service, webservice.Request{Method: http.MethodPost, Path: "index.php/login/v2"}, &asked); err != nil {
		return Granted{}, err
	}
	if asked.Poll.Token == "" || !l.same(asked.Login) || !l.same(asked.Poll.Endpoint) {
		return Granted{}, otherServer()
	}
	if err := show(asked.Login); err != nil {
		return Granted{}, err
	}
	endpoint, err := l.service(asked.Poll.Endpoint)
	if err != nil {
		return Granted{}, err
	}
	return l.poll(ctx, endpoint, asked.Poll.Token)
}

func (l Login) service(address string) (*webservice.Client, error) {
	return webservice.New(webservice.Config{Base: address, Roots: l.Roots, Family: "portal", Patience: l.Patience})
}

// same reports whether an address is one of https of the server itself.
func (l Login) same(address string) bool {
	own, err := url.Parse(l.URL)
	other, otherErr := url.Parse(address)
	return err == nil && otherErr == nil && other.Scheme == "https" && other.Host == own.Host && other.User == nil
}

// poll asks until access is granted.
func (l Login) poll(ctx context.Context, endpoint *webservice.Client, token string) (Granted, error) {
	form := webservice.Text(formType, url.Values{"token": {token}}.Encode())
	pause := loginPause
	for waited := time.Duration(0); waited < loginLife; waited += pause {
		if waited >= loginSoon {
			pause = loginLatePause
		}
		select {
		case <-l.After(pause):
		case <-ctx.Done():
			return Granted{}, &dispatch.Error{
				Op: "nextcloud.login", Kind: dispatch.KindCredentials, Code: "nextcloud_login_stopped", Certainty: dispatch.Unsent, Err: ctx.Err(),
			}
		}
		var told struct{ Server, LoginName, AppPassword string }
		err := exchange(ctx, endpoint, webservice.Request{Method: http.MethodPost, Body: form}, &told)
		switch {
		case err == nil && told.LoginName != "" && told.AppPassword != "" && l.same(told.Server):
			return Granted{Server: told.Server, User: told.LoginName, Password: []byte(told.AppPassword)}, nil
		case err == nil:
			return Granted{}, otherServer()
		case !dispatch.RetryOf(err):
			return Granted{}, err
		}
	}
	return Granted{}, &dispatch.Error{
		Op: "nextcloud.login", Kind: dispatch.KindCredentials, Code: "nextcloud_login_late", Certainty: dispatch.Unsent,
	}
}

// exchange makes a request of the login flow, which needs no account. 404 means: not yet.
func exchange(ctx context.Context, service *webservice.Client, r webservice.Request, data any) error {
	answer, err := service.Do(ctx, r)
	if err != nil {
		return err
	}
	if !answer.OK() {
		return &dispatch.Error{
			Op: "nextcloud.login", Kind: dispatch.KindRejected, Code: "nextcloud_no_login", Certainty: dispatch.Unsent,
			Retry: answer.Status == http.StatusNotFound && r.Path == "" || answer.Status >= 500,
		}
	}
	if json.Unmarshal(answer.Body, data) != nil {
		return malformed("nextcloud.login")
	}
	return nil
}

func otherServer() error {
	return &dispatch.Error{
		Op: "nextcloud.login", Kind: dispatch.KindRejected, Code: "nextcloud_other_server", Certainty: dispatch.Unsent,
	}
}

// Revoke gives the account's app password back, so that it opens nothing any more.
func (c *Channel) Revoke(ctx context.Context) error {
	_, err := c.ocs.do(ctx, request{method: http.MethodDelete, path: "core/apppassword"}, nil)
	return err
}
