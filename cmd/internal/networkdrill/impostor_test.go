package networkdrill_test

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
)

// page is what a captive portal answers to everything.
const page = "<!doctype html><html><title>Bienvenue</title><p>Acceptez les conditions du réseau.</p></html>"

// closedPort is host:port where nobody listens.
func closedPort(t testing.TB) string {
	t.Helper()
	listener := listen(t)
	_ = listener.Close()
	return listener.Addr().String()
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

// captive answers whatever it is told, or nothing for a while, with a page over plain HTTP.
func captive(t testing.TB) string {
	t.Helper()
	listener := listen(t)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_ = conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
				_, _ = conn.Read(make([]byte, 4<<10))
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"+page)
			}()
		}
	}()
	return listener.Addr().String()
}

// badCertificates are those that no channel may accept.
func badCertificates(ca *dispatchtest.CA) map[string]dispatchtest.Certificate {
	return map[string]dispatchtest.Certificate{
		"a certificate that has expired":            ca.Expired(),
		"a certificate of another name":             ca.WrongName(),
		"a certificate of an authority of nobody's": ca.Untrusted(),
	}
}

// mailImpostors stand where Postfix should.
func mailImpostors(t testing.TB, s service) []fault {
	t.Helper()
	all := []fault{
		{row: "STARTTLS is stripped on the way", final: true, arm: func(l *line) { l.rewrite = stripped }},
		{row: "STARTTLS is refused on the way", arm: func(l *line) { l.rewrite = withdrawn }},
	}
	for row, certificate := range badCertificates(s.CA) {
		server := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) {
			return trap{t}, nil
		}))
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate.TLS}, MinVersion: tls.VersionTLS12}
		server.ErrorLog = log.New(io.Discard, "", 0)
		listener := listen(t)
		go func() { _ = server.Serve(listener) }()
		t.Cleanup(func() { _ = server.Close() })
		all = append(all, fault{row: row, final: true, arm: astray(listener.Addr().String())})
	}
	return all
}

// trap is a session with an impostor, in which the program must not say a word.
type trap struct{ t testing.TB }

func (s trap) spoken() error {
	s.t.Error("the program trusted an impostor")
	return gosmtp.ErrAuthRequired
}

// Mail implements smtp.Session.
func (s trap) Mail(string, *gosmtp.MailOptions) error { return s.spoken() }

// Rcpt implements smtp.Session.
func (s trap) Rcpt(string, *gosmtp.RcptOptions) error { return s.spoken() }

// Data implements smtp.Session.
func (s trap) Data(io.Reader) error { return s.spoken() }

// Reset implements smtp.Session.
func (s trap) Reset() {}

// Logout implements smtp.Session.
func (s trap) Logout() error { return nil }

// webImpostors stand where a web service should.
func webImpostors(t testing.TB, s service) []fault {
	t.Helper()
	all := []fault{
		{row: "a redirect to http", final: true, arm: astray(redirects(t, s, "http"))},
		{row: "a redirect to another host", final: true, arm: astray(redirects(t, s, "https"))},
		{row: "a captive portal answers everything with 200 and HTML, over TLS", final: true, arm: astray(serveWeb(t, s.CA.Server(), func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, page)
		}))},
	}
	for row, certificate := range badCertificates(s.CA) {
		all = append(all, fault{row: row, final: true, arm: astray(serveWeb(t, certificate, func(http.ResponseWriter, *http.Request) {
			t.Error("the program spoke to an impostor")
		}))})
	}
	return all
}

// serveWeb is host:port of a web server.
func serveWeb(t testing.TB, certificate dispatchtest.Certificate, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handle)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate.TLS}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "https://")
}

// redirects is host:port of a server that sends everybody elsewhere, where nobody may ever come.
func redirects(t testing.TB, s service, scheme string) string {
	t.Helper()
	var strayed atomic.Int32
	elsewhere := listen(t)
	go func() {
		for {
			conn, err := elsewhere.Accept()
			if err != nil {
				return
			}
			strayed.Add(1)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		if n := strayed.Load(); n > 0 {
			t.Errorf("the program followed a redirect %d times", n)
		}
	})
	return serveWeb(t, s.CA.Server(), func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		http.Redirect(w, r, scheme+"://"+elsewhere.Addr().String()+r.URL.Path, http.StatusTemporaryRedirect)
	})
}

// otherSSH is host:port of an SFTP server with a key of its own.
func otherSSH(t testing.TB) string {
	t.Helper()
	return portaltest.StartSSHD(t).Address
}
