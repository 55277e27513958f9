package oauth_test

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth"
)

// backend is a program that signs in to a token service made of handler.
func backend(t *testing.T, key oauth.SigningKey, handler http.HandlerFunc) (*oauth.Backend, string) {
	t.Helper()
	ca := dispatchtest.NewCA(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // who hangs up before the whole request is there may cut off the answer
		handler(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	b, err := oauth.NewBackend(oauth.BackendConfig{
		TokenURL: server.URL + "/token", ClientID: "clinique", Key: key, Scopes: []string{"system/DocumentReference.cs", "system/List.c"},
		Roots: ca.Pool, Random: rand.Reader, Now: dispatchtest.Epoch, Patience: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, server.URL + "/token"
}

const goodToken = `{"access_token":"opaque","token_type":"Bearer","expires_in":300}`

// Every request carries an assertion of its own that says all that SMART asks for.
func TestAssertion(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []string{oauth.ES384, oauth.RS384} {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			key := signingKey(t, algorithm)
			public, _ := publicKey(t, key.JWKS())
			forms := make(chan map[string][]string, 2)
			b, address := backend(t, key, func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				forms <- r.PostForm
				_, _ = io.WriteString(w, goodToken)
			})
			seen := map[any]bool{}
			for range 2 {
				token, err := b.Token(t.Context())
				if err != nil || token.Bearer() != "opaque" {
					t.Fatalf("%v, %v", token, err)
				}
				form := <-forms
				if form["grant_type"][0] != "client_credentials" || form["scope"][0] != "system/DocumentReference.cs system/List.c" ||
					form["client_assertion_type"][0] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
					t.Errorf("asked for %v", form)
				}
				jwt := form["client_assertion"][0]
				if !verified(t, public, jwt) {
					t.Error("the signature is not the key's")
				}
				seen[requireClaims(t, jwt, key, address)] = true
			}
			if len(seen) != 2 {
				t.Error("two assertions have the same number")
			}
		})
	}
}

// requireClaims checks what an assertion says, and returns its number.
func requireClaims(t *testing.T, jwt string, key oauth.SigningKey, address string) any {
	t.Helper()
	header, body, _ := strings.Cut(jwt, ".")
	body, _, _ = strings.Cut(body, ".")
	read := func(part string) (members map[string]any) {
		content, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || json.Unmarshal(content, &members) != nil {
			t.Fatalf("%q is no JSON: %v", part, err)
		}
		return members
	}
	if h := read(header); h["alg"] != key.Algorithm() || h["kid"] != key.KeyID() || h["typ"] != "JWT" || len(h) != 3 {
		t.Errorf("the header is %v", h)
	}
	said, now := read(body), float64(dispatchtest.Epoch().Unix())
	if said["iss"] != "clinique" || said["sub"] != "clinique" || said["aud"] != address || said["iat"] != now {
		t.Errorf("the assertion says %v", said)
	}
	if life := said["exp"].(float64) - now; life <= 0 || life > 300 {
		t.Errorf("the assertion lives for %v s", life)
	}
	return said["jti"]
}

func TestBackendRefusals(t *testing.T) {
	t.Parallel()
	key := signingKey(t, oauth.ES384)
	no := func(reason string) string { return `{"error":"` + reason + `","error_description":"Tremblay"}` }
	for _, test := range []struct {
		name   string
		status int
		body   string
		code   string
		kind   dispatch.Kind
		retry  bool
	}{
		{"a client or key that nobody knows", 401, no("invalid_client"), "signin_key_refused", dispatch.KindCredentials, false},
		{"an assertion that is refused", 400, no("invalid_grant"), "signin_key_refused", dispatch.KindCredentials, false},
		{"rights that are not granted", 400, no("invalid_scope"), "signin_scope_refused", dispatch.KindCredentials, false},
		{"busy", 503, "", "signin_later", dispatch.KindUnreachable, true},
		{"a page", 200, "<html>Tremblay</html>", "signin_malformed_answer", dispatch.KindRejected, false},
		{"no token", 200, `{"token_type":"Bearer"}`, "signin_malformed_answer", dispatch.KindRejected, false},
		{"a token of another kind", 200, `{"access_token":"x","token_type":"mac"}`, "signin_malformed_answer", dispatch.KindRejected, false},
		{"a token that ends a line", 200, `{"access_token":"x\r\ny","token_type":"Bearer"}`, "signin_malformed_answer", dispatch.KindRejected, false},
		{"an answer without end", 200, strings.Repeat(" ", 300<<10), "signin_malformed_answer", dispatch.KindRejected, false},
		{"elsewhere", 307, "", "signin_malformed_answer", dispatch.KindRejected, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b, _ := backend(t, key, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "https://elsewhere.example/")
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			_, err := b.Token(t.Context())
			if dispatch.CodeOf(err) != test.code || dispatch.KindOf(err) != test.kind || dispatch.RetryOf(err) != test.retry {
				t.Errorf("got %v", err)
			}
			if dispatch.CertaintyOf(err) != dispatch.Unsent || strings.Contains(err.Error(), "Tremblay") {
				t.Errorf("certainty is %s: %v", dispatch.CertaintyOf(err), err)
			}
		})
	}
}

// A service tells what it granted, and nothing where that is what was asked for.
func TestGrantedScopes(t *testing.T) {
	t.Parallel()
	key := signingKey(t, oauth.ES384)
	for _, test := range []struct {
		name, told string
		want       []string
	}{
		{"nothing", ``, nil},
		{"less", `,"scope":"system/List.c"`, []string{"system/List.c"}},
		{"several, apart", `,"scope":" system/List.c  system/Binary.c"`, []string{"system/List.c", "system/Binary.c"}},
		{"another form", `,"scope":["system/List.c"]`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b, _ := backend(t, key, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, strings.Replace(goodToken, "}", test.told+"}", 1))
			})
			token, err := b.Token(t.Context())
			if err != nil || !slices.Equal(token.Scopes(), test.want) {
				t.Errorf("got %q, %v", token.Scopes(), err)
			}
		})
	}
}

func TestBackendConfig(t *testing.T) {
	t.Parallel()
	good := oauth.BackendConfig{TokenURL: "https://service.example/token", ClientID: "clinique", Key: signingKey(t, oauth.ES384), Scopes: []string{"a"}}
	for _, test := range []struct {
		name, field string
		change      func(*oauth.BackendConfig)
	}{
		{"in clear", "url", func(c *oauth.BackendConfig) { c.TokenURL = "http://service.example/token" }},
		{"no client", "client_id", func(c *oauth.BackendConfig) { c.ClientID = "" }},
		{"no key", "key", func(c *oauth.BackendConfig) { c.Key = oauth.SigningKey{} }},
		{"no scope", "scopes", func(c *oauth.BackendConfig) { c.Scopes = nil }},
		{"a scope of two", "scopes", func(c *oauth.BackendConfig) { c.Scopes = []string{"a b"} }},
	} {
		c := good
		test.change(&c)
		_, err := oauth.NewBackend(c)
		if e, ok := err.(*dispatch.Error); !ok || e.Kind != dispatch.KindInvalid || e.Field != test.field { //nolint:errorlint // itself
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := oauth.NewBackend(good); err != nil {
		t.Error(err)
	}
}
