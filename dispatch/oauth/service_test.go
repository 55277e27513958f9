package oauth_test

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/oauth/oauthtest"
)

const who = oauthtest.Who

// service is a token service that says whatever a test wants.
type service struct {
	url string
	ca  *dispatchtest.CA
}

func startService(t testing.TB, handler http.HandlerFunc) service {
	t.Helper()
	ca := dispatchtest.NewCA(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // the whole request is read before anything is said
		handler(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Server().TLS}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return service{server.URL, ca}
}

func (s service) settings(t testing.TB) oauth.Config {
	t.Helper()
	config := settings(t, s.url, s.ca)
	config.Patience = 2 * time.Second
	return config
}

func answerJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

func goodTokens(refresh string) map[string]any {
	return map[string]any{"access_token": "access-" + refresh, "token_type": "Bearer", "expires_in": 3600, "refresh_token": refresh}
}
