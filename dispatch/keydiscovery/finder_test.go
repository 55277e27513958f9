package keydiscovery_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/keydiscovery"
)

const (
	address = "Joe.Doe@Example.ORG"
	// The file's name is the draft's own example (draft-koch-openpgp-webkey-service, 3.1).
	file        = "iy9q119eutrkn8s1mk4r39qejnbu3n5q"
	fingerprint = "abcdef0123456789abcdef0123456789abcdef01"
)

// network is a few hosts on this machine, each with its own server.
type network struct {
	t     *testing.T
	ca    *dispatchtest.CA
	hosts map[string]string
	asked []string
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	return &network{t: t, ca: dispatchtest.NewCA(t), hosts: map[string]string{}}
}

func (n *network) host(name string, answer http.HandlerFunc) *network {
	n.t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.asked = append(n.asked, name+r.URL.RequestURI())
		answer(w, r)
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{n.ca.Server().TLS}}
	server.StartTLS()
	n.t.Cleanup(server.Close)
	n.hosts[name] = server.URL
	return n
}

func (n *network) finder(d keydiscovery.Directory) *keydiscovery.Finder {
	return keydiscovery.New(keydiscovery.Config{
		Roots: n.ca.Pool, Directory: d, Inside: true, Base: func(host string) string { return n.hosts[host] },
		Resolve: func(_ context.Context, host string) ([]string, error) {
			switch n.hosts[host] {
			case "":
				return nil, &net.DNSError{IsNotFound: true}
			case "broken":
				return nil, &net.DNSError{IsTimeout: true}
			}
			return []string{"127.0.0.1"}, nil
		},
	})
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func leads(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

const (
	advanced = "openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/" + file + "?l=Joe.Doe"
	direct   = "example.org/.well-known/openpgpkey/hu/" + file + "?l=Joe.Doe"
)

func TestWebKeyDirectory(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		build func(n *network)
		found string
		code  string
		asked []string
	}{
		{"advanced", func(n *network) { n.host("openpgpkey.example.org", says(200, "key")) }, "key", "", []string{advanced}},
		{"direct, without the other host", func(n *network) { n.host("example.org", says(200, "key")) }, "key", "", []string{direct}},
		{
			"no direct try where the advanced host has spoken",
			func(n *network) {
				n.host("openpgpkey.example.org", says(404, "")).host("example.org", says(200, "key"))
			}, "", "",
			[]string{advanced},
		},
		{"no host at all", func(*network) {}, "", "", nil},
		{"the names cannot be looked up", func(n *network) { n.hosts["openpgpkey.example.org"] = "broken" }, "", "key_source_unreachable", nil},
		{"forbidden", func(n *network) { n.host("example.org", says(403, "x")) }, "", "", []string{direct}},
		{"a broken server", func(n *network) { n.host("example.org", says(503, "x")) }, "", "key_source_unreachable", []string{direct}},
		{"asked too often", func(n *network) { n.host("example.org", says(429, "x")) }, "", "key_source_busy", []string{direct}},
		{
			"beyond a mebibyte",
			func(n *network) { n.host("example.org", says(200, strings.Repeat("x", 1<<20+1))) },
			"", "key_source_malformed_answer",
			[]string{direct},
		},
		{
			"a redirect on the same host",
			func(n *network) {
				n.host("example.org", func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path == "/keys/joe" {
						_, _ = w.Write([]byte("key " + r.URL.RawQuery))
						return
					}
					leads("/keys/joe?v=1")(w, r)
				})
			}, "key v=1", "",
			[]string{direct, "example.org/keys/joe?v=1"},
		},
		{
			"a redirect to another host",
			func(n *network) { n.host("example.org", leads("https://elsewhere.example/key")) },
			"", "key_source_redirect",
			[]string{direct},
		},
		{
			"a redirect to plain HTTP",
			func(n *network) { n.host("example.org", leads("http://example.org/key")) },
			"", "key_source_redirect",
			[]string{direct},
		},
		{
			"redirects without an end",
			func(n *network) { n.host("example.org", leads("/again")) },
			"", "key_source_redirect",
			[]string{direct, "example.org/again", "example.org/again", "example.org/again"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := newNetwork(t)
			c.build(n)
			found, _, err := n.finder(nil).Find(t.Context(), dispatch.KeyFromWKD, address)
			if string(found) != c.found || dispatch.CodeOf(err) != c.code || (err == nil) != (c.code == "") {
				t.Errorf("found %q, %v", found, err)
			}
			if strings.Join(n.asked, " ") != strings.Join(c.asked, " ") {
				t.Errorf("asked %v, want %v", n.asked, c.asked)
			}
			if err != nil && (dispatch.CertaintyOf(err) != dispatch.Unsent && c.code != "key_source_malformed_answer" || quotes(err)) {
				t.Errorf("%v", err)
			}
		})
	}
}

func quotes(err error) bool {
	return strings.Contains(err.Error(), "Joe") || strings.Contains(err.Error(), "example.org")
}

func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	n := newNetwork(t).host("example.org", says(200, "key"))
	n.ca = dispatchtest.NewCA(t)
	_, _, err := n.finder(nil).Find(t.Context(), dispatch.KeyFromWKD, address)
	if dispatch.CodeOf(err) != "key_source_certificate" {
		t.Errorf("%v", err)
	}
}

func TestAddressesThatAreNotAskedFor(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "joe", "@example.org", "joe@", "joe@localhost", "joe@127.0.0.1", "joe@a b.org", "joe@" + strings.Repeat("x", 300) + ".org", "joe@example..org",
	} {
		n := newNetwork(t)
		if _, _, err := n.finder(nil).Find(t.Context(), dispatch.KeyFromWKD, bad); dispatch.CodeOf(err) != "key_source_address" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestKeyserver(t *testing.T) {
	t.Parallel()
	n := newNetwork(t).host("keys.openpgp.org", says(200, "key"))
	found, _, err := n.finder(nil).Find(t.Context(), dispatch.KeyFromKeyserver, "a/b@example.org")
	if err != nil || string(found) != "key" {
		t.Fatalf("%q %v", found, err)
	}
	if found, err = n.finder(nil).ByFingerprint(t.Context(), fingerprint); err != nil || string(found) != "key" {
		t.Fatalf("%q %v", found, err)
	}
	want := "keys.openpgp.org/vks/v1/by-email/a%2Fb@example.org keys.openpgp.org/vks/v1/by-fingerprint/" + strings.ToUpper(fingerprint)
	if got := strings.Join(n.asked, " "); got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	if _, err := n.finder(nil).ByFingerprint(t.Context(), "../../x"); dispatch.CodeOf(err) != "key_source_fingerprint" {
		t.Errorf("%v", err)
	}
	if _, _, err := n.finder(nil).Find(t.Context(), "elsewhere", address); dispatch.CodeOf(err) != "key_source_unknown" {
		t.Errorf("%v", err)
	}
}

// entries is a directory with one entry.
type entries map[string][][]byte

func (e entries) Attributes(_ context.Context, _ string, names []string) (map[string][][]byte, error) {
	if e == nil {
		return nil, &dispatch.Error{Kind: dispatch.KindUnreachable, Code: "ldap_unreachable"}
	}
	asked := map[string][][]byte{}
	for _, name := range names {
		asked[name] = e[name]
	}
	return asked, nil
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	many := make([][]byte, 30)
	for _, c := range []struct {
		name    string
		entries keydiscovery.Directory
		openPGP string
		smime   int
		code    string
	}{
		{"none", nil, "", 0, "key_source_no_directory"},
		{"unreachable", entries(nil), "", 0, "ldap_unreachable"},
		{"empty", entries{}, "", 0, ""},
		{"both kinds", entries{"pgpKey": {[]byte("a"), []byte("b")}, "userCertificate;binary": {[]byte("c")}}, "a\nb", 1, ""},
		{"too many", entries{"userSMIMECertificate": many}, "", 10, ""},
		{"too large", entries{"pgpKey": {[]byte("a"), bytes.Repeat([]byte("x"), 1<<20)}}, "a", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			openPGP, smime, err := newNetwork(t).finder(c.entries).Find(t.Context(), dispatch.KeyFromLDAP, address)
			if string(openPGP) != c.openPGP || len(smime) != c.smime || dispatch.CodeOf(err) != c.code {
				t.Errorf("%d bytes, %d certificates, %v", len(openPGP), len(smime), err)
			}
		})
	}
}

// TestGivingUp tells a person's interruption from a place that is too slow.
func TestGivingUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	n := newNetwork(t).host("example.org", func(_ http.ResponseWriter, r *http.Request) {
		cancel(errors.New("the person left"))
		<-r.Context().Done()
	})
	if _, _, err := n.finder(nil).Find(ctx, dispatch.KeyFromWKD, address); dispatch.CodeOf(err) != "key_source_interrupted" {
		t.Errorf("%v", err)
	}
}

// TestStaysOutOfTheNetwork asks domains whose owners made them lead into the clinic.
func TestStaysOutOfTheNetwork(t *testing.T) {
	t.Parallel()
	inside := newNetwork(t).host("inside", says(http.StatusOK, "a certificate"))
	for name, base := range map[string]string{
		"this machine": inside.hosts["inside"], "its name": strings.Replace(inside.hosts["inside"], "127.0.0.1", "localhost", 1),
		"the secrets of a cloud": "https://169.254.169.254", "IPv6": "https://[::1]:9", "the clinic": "https://10.0.0.1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			finder := keydiscovery.New(keydiscovery.Config{
				Roots: inside.ca.Pool, Base: func(string) string { return base },
				Resolve: func(context.Context, string) ([]string, error) { return []string{"192.0.2.1"}, nil },
			})
			for _, source := range []string{dispatch.KeyFromWKD, dispatch.KeyFromKeyserver} {
				found, _, err := finder.Find(t.Context(), source, "Joe.Doe@example.org")
				if dispatch.CodeOf(err) != "key_source_internal_address" || found != nil {
					t.Errorf("%s: %q, %v", source, found, err)
				}
			}
		})
	}
	t.Cleanup(func() {
		if len(inside.asked) > 0 {
			t.Errorf("the machine was asked: %q", inside.asked)
		}
	})
}
