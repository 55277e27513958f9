package oauthtest

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth"
)

// Service is a token service like Microsoft's, as far as its documentation tells: one refresh token gives tokens
// for any service that was consented to. Nobody signs in there; for that there is Peer.
type Service struct {
	Authority string

	mu      sync.Mutex
	refused []string // scopes without consent
	given   int
}

// StartService starts a token service that refuses the scopes that nobody consented to.
func StartService(t testing.TB, ca *dispatchtest.CA, refused ...string) *Service {
	t.Helper()
	s := &Service{refused: refused}
	server := httptest.NewUnstartedServer(s)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Server().TLS}}
	server.StartTLS()
	t.Cleanup(server.Close)
	s.Authority = server.URL
	return s
}

// ServeHTTP gives tokens named after the last part of their scope, with a number: SMTP.Send-1.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	scope := r.PostFormValue("scope")
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if slices.Contains(s.refused, scope) {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]any{"error": "invalid_grant", "suberror": "consent_required", "error_codes": []int{65001}})
		return
	}
	s.given++
	_ = json.NewEncoder(w).Encode(map[string]any{
		"access_token": fmt.Sprintf("%s-%d", scope[strings.LastIndexByte(scope, '/')+1:], s.given),
		"token_type":   "Bearer", "expires_in": 3600,
	})
}

// Source gives the service's tokens.
func (s *Service) Source(t testing.TB, ca *dispatchtest.CA) *oauth.Source {
	t.Helper()
	server, err := oauth.Microsoft(s.Authority, Tenant)
	must(t, err)
	client, err := oauth.New(oauth.Config{
		Server: server, ClientID: Client, Scopes: []string{"offline_access"}, Roots: ca.Pool, Random: rand.Reader, Clock: clock{},
	})
	must(t, err)
	return oauth.NewSource(client, memory{})
}

type clock struct{}

func (clock) Now() time.Time                         { return time.Now() }
func (clock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// memory keeps a grant that never changes.
type memory struct{}

func (memory) Load(context.Context) (oauth.Grant, error) { return oauth.Grant{Refresh: "granted"}, nil }
func (memory) Save(context.Context, oauth.Grant) error   { return nil }
func (memory) Hold(context.Context) (func(), error)      { return func() {}, nil }
