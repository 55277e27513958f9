package webdav_test

import (
	"crypto/x509"
	"errors"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := webdav.Config{
		URL: "https://portail.example/depot", User: "clinique", Password: []byte("secret"),
		Roots: x509.NewCertPool(), Now: dispatchtest.Epoch,
	}
	if _, err := webdav.New(good); err != nil {
		t.Fatalf("a good account: %v", err)
	}
	for _, test := range []struct {
		name, field, code string
		change            func(*webdav.Config)
	}{
		{"clear text", "url", "portal_url_not_https", func(c *webdav.Config) { c.URL = "http://127.0.0.1/" }},
		{"clear text of WebDAV", "url", "portal_url_not_https", func(c *webdav.Config) { c.URL = "dav://portail.example/" }},
		{"no scheme", "url", "portal_url_invalid", func(c *webdav.Config) { c.URL = "portail.example/depot" }},
		{"nothing", "url", "portal_url_invalid", func(c *webdav.Config) { c.URL = "" }},
		{"no host", "url", "portal_url_invalid", func(c *webdav.Config) { c.URL = "https:///depot" }},
		{"a password in the URL", "url", "portal_url_invalid", func(c *webdav.Config) { c.URL = "https://a:b@portail.example/" }},
		{"a query", "url", "portal_url_invalid", func(c *webdav.Config) { c.URL = "https://portail.example/?a=b" }},
		{"a fragment", "url", "portal_url_invalid", func(c *webdav.Config) { c.URL = "https://portail.example/#a" }},
		{"a line break", "url", "portal_url_invalid", func(c *webdav.Config) { c.URL = "https://portail.example/\r\nX: y" }},
		{"no user", "user", "portal_credentials_missing", func(c *webdav.Config) { c.User = "" }},
		{"a colon in the user", "user", "portal_credentials_missing", func(c *webdav.Config) { c.User = "a:b" }},
		{"no password", "password", "portal_credentials_missing", func(c *webdav.Config) { c.Password = nil }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			config := good
			test.change(&config)
			_, err := webdav.New(config)
			requireInvalid(t, err, test.field, test.code)
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	channel := newChannel(t, "https://portail.example/", dispatchtest.NewCA(t), "secret")
	for _, test := range []struct {
		name, field, code string
		change            func(*dispatch.Parcel)
	}{
		{"no attempt", "attempt", "portal_attempt_invalid", func(p *dispatch.Parcel) { p.Attempt = "" }},
		{"an attempt that is a path", "attempt", "portal_attempt_invalid", func(p *dispatch.Parcel) { p.Attempt = "../../other" }},
		{"a line break in the identity", "address", "portal_address_invalid", func(p *dispatch.Parcel) { p.Route.Address = "a\nb" }},
		{"nothing to send", "documents", "portal_nothing_to_send", func(p *dispatch.Parcel) { p.Documents, p.Message = nil, "" }},
		{"an empty document", "documents", "portal_document_empty", func(p *dispatch.Parcel) { p.Documents[0].Size = 0 }},
		{"a document without a hash", "documents", "portal_document_empty", func(p *dispatch.Parcel) { p.Documents[0].SHA256 = "" }},
		{"a document that cannot be opened", "documents", "portal_document_empty", func(p *dispatch.Parcel) { p.Documents[0].Open = nil }},
		{"too many documents", "documents", "portal_too_many_documents", func(p *dispatch.Parcel) {
			p.Documents = append(p.Documents, make([]dispatch.Content, 500)...)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parcel := sampleParcel(t)
			test.change(&parcel)
			requireInvalid(t, channel.Check(t.Context(), parcel), test.field, test.code)
		})
	}
}

func requireInvalid(t *testing.T, err error, field, code string) {
	t.Helper()
	e, ok := errors.AsType[*dispatch.Error](err)
	if !ok || e.Kind != dispatch.KindInvalid || e.Field != field || e.Code != code {
		t.Errorf("want invalid %s, %s; got %v", field, code, err)
	}
}
