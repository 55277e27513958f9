package portaltest

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// Through puts a proxy with TLS of its own between a channel and the server, for the folder at address,
// and what is made by wrap before the proxy: a real server that fails as scripted.
func (a *Apache) Through(t testing.TB, address string, wrap func(http.Handler) http.Handler) string {
	t.Helper()
	target, err := url.Parse(address)
	requireNoError(t, err)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.ca.Pool, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	server := httptest.NewUnstartedServer(wrap(&httputil.ReverseProxy{
		Transport: transport,
		ErrorLog:  log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = target.Scheme, target.Host, target.Host
			if destination := r.In.Header.Get("Destination"); destination != "" {
				r.Out.Header.Set("Destination", strings.Replace(destination, "//"+r.In.Host, "//"+target.Host, 1))
			}
		},
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{a.ca.Server().TLS}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL + target.Path
}
