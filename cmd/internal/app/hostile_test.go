package app_test

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/keydiscovery"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/fhir"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/sendsecure"
	"github.com/souspli/souspli/dispatch/portal/sharepoint"
	"github.com/souspli/souspli/dispatch/portal/webdav"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/documo"
	"github.com/souspli/souspli/fax/sinch"
	"github.com/souspli/souspli/fax/srfax"
	"github.com/souspli/souspli/fax/xmfax"
)

// tester is a channel or provider that can be tried.
type tester interface {
	Test(ctx context.Context) error
}

// visit makes a client of a service and makes its first exchange.
type visit func(ctx context.Context, base string, roots *x509.CertPool) error

// trying tries what made makes.
func trying[T tester](made func(base string, roots *x509.CertPool) (T, error)) visit {
	return func(ctx context.Context, base string, roots *x509.CertPool) error {
		client, err := made(base, roots)
		if err != nil {
			return err
		}
		return client.Test(ctx)
	}
}

func faxService[T tester](made func(fax.ServiceConfig) (T, error), settings map[string]string) visit {
	return trying(func(base string, roots *x509.CertPool) (T, error) {
		return made(fax.ServiceConfig{
			URL: base, User: "12345", Secret: []byte("secret"), Settings: settings, Roots: roots,
			Now: dispatchtest.Epoch, Patience: dispatchtest.HostilePatience,
		})
	})
}

// TestHostileServices has every client of a web service visit services that mean harm: one that is not in the table is
// not known to bound what it reads.
func TestHostileServices(t *testing.T) {
	key, err := oauth.NewSigningKey(oauth.ES384, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	clients := []struct {
		name  string
		web   dispatchtest.Web
		visit visit
	}{
		{"srfax", dispatchtest.Web{Most: 8 << 20}, faxService(srfax.New, map[string]string{"caller_id": "4185550100", "sender_email": "a@b.example"})},
		{"sinch", dispatchtest.Web{Most: 4 << 20}, faxService(sinch.New, map[string]string{"project": "p"})},
		{"documo", dispatchtest.Web{Most: 4 << 20}, faxService(documo.New, nil)},
		{"xmfax", dispatchtest.Web{}, faxService(xmfax.New, map[string]string{"user_id": "envoi"})},
		{"webdav", dispatchtest.Web{}, trying(func(base string, roots *x509.CertPool) (*webdav.Channel, error) {
			return webdav.New(webdav.Config{
				URL: base + "/d", User: "u", Password: []byte("p"), Roots: roots, Now: dispatchtest.Epoch, Patience: dispatchtest.HostilePatience,
			})
		})},
		{"nextcloud", dispatchtest.Web{}, trying(func(base string, roots *x509.CertPool) (*nextcloud.Channel, error) {
			return nextcloud.New(nextcloud.Config{
				URL: base, User: "u", Password: []byte("p"), Roots: roots, Now: dispatchtest.Epoch, Patience: dispatchtest.HostilePatience,
			})
		})},
		{"nextcloud, signing in", dispatchtest.Web{}, signingIn},
		{"sendsecure", dispatchtest.Web{}, trying(func(base string, roots *x509.CertPool) (*sendsecure.Channel, error) {
			return sendsecure.New(sendsecure.Config{
				URL: base, Enterprise: "clinique", User: "a@b.example", Password: []byte("p"), Device: "essai", Roots: roots,
				Words: func(_, key string, _ ...any) string { return key }, Now: dispatchtest.Epoch, Patience: dispatchtest.HostilePatience,
			})
		})},
		{"sharepoint", dispatchtest.Web{}, trying(func(base string, roots *x509.CertPool) (*sharepoint.Channel, error) {
			return sharepoint.New(sharepoint.Config{
				URL: base, Tokens: anyToken{}, Scope: "s", Roots: roots, Words: func(_, key string, _ ...any) string { return key },
				Now: dispatchtest.Epoch, After: time.After, Patience: dispatchtest.HostilePatience,
			})
		})},
		{"fhir", dispatchtest.Web{Most: 4 << 20}, trying(func(base string, roots *x509.CertPool) (*fhir.Channel, error) {
			return fhir.New(fhir.Config{
				URL: base, User: "clinique", Secret: key.Marshal(), Settings: map[string]string{fhir.SettingSystem: "https://a.example"},
				Source: dispatch.NewID(rand.Reader), Roots: roots, Titles: func(string, dispatch.DocumentKind) string { return "Demande" },
				Now: dispatchtest.Epoch, Random: rand.Reader, Patience: dispatchtest.HostilePatience,
			})
		})},
		{"oauth, a program", dispatchtest.Web{}, asProgram(key)},
		{"oauth, a person again", dispatchtest.Web{}, withOAuth(func(ctx context.Context, c *oauth.Client) error {
			_, _, err := c.Refresh(ctx, oauth.Grant{Refresh: "r"}, []string{"s"})
			return err
		})},
		{"oauth, another screen", dispatchtest.Web{}, withOAuth(func(ctx context.Context, c *oauth.Client) error {
			_, err := c.Device(ctx, func(oauth.Page) error { return nil })
			return err
		})},
		{"key directory", dispatchtest.Web{Content: true}, discovering(dispatch.KeyFromWKD)},
		{"key server", dispatchtest.Web{Content: true}, discovering(dispatch.KeyFromKeyserver)},
	}
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			c.web.Visit = c.visit
			dispatchtest.RunHostileWeb(t, c.web)
		})
	}
}

// anyToken is a token that no service is asked for.
type anyToken struct{}

func (anyToken) Token(context.Context, ...string) (oauth.Token, error) { return oauth.Token{}, nil }
func (anyToken) Forget(oauth.Token)                                    {}

func signingIn(ctx context.Context, base string, roots *x509.CertPool) error {
	_, err := nextcloud.SignIn(ctx, nextcloud.Login{
		URL: base, Roots: roots, After: time.After, Patience: dispatchtest.HostilePatience,
	}, func(string) error { return nil })
	return err
}

func asProgram(key oauth.SigningKey) visit {
	return func(ctx context.Context, base string, roots *x509.CertPool) error {
		b, err := oauth.NewBackend(oauth.BackendConfig{
			TokenURL: base + "/token", ClientID: "clinique", Key: key, Scopes: []string{"s"}, Roots: roots, Random: rand.Reader,
			Now: dispatchtest.Epoch, Patience: dispatchtest.HostilePatience,
		})
		if err == nil {
			_, err = b.Token(ctx)
		}
		return err
	}
}

func withOAuth(do func(context.Context, *oauth.Client) error) visit {
	return func(ctx context.Context, base string, roots *x509.CertPool) error {
		c, err := oauth.New(oauth.Config{
			Server:   oauth.Server{Authorize: base + "/authorize", Token: base + "/token", Device: base + "/device"},
			ClientID: "clinique", Scopes: []string{"s"}, Roots: roots, Words: func(_, key string, _ ...any) string { return key },
			Random: rand.Reader, Clock: dispatchtest.NewClock(dispatchtest.Epoch()), Patience: dispatchtest.HostilePatience,
		})
		if err != nil {
			return err
		}
		return do(ctx, c)
	}
}

func discovering(source string) visit {
	return func(ctx context.Context, base string, roots *x509.CertPool) error {
		finder := keydiscovery.New(keydiscovery.Config{
			Roots: roots, Inside: true, Patience: dispatchtest.HostilePatience, Base: func(string) string { return base },
			Resolve: func(context.Context, string) ([]string, error) { return []string{"192.0.2.1"}, nil },
		})
		_, _, err := finder.Find(ctx, source, "joe@example.org")
		return err
	}
}
