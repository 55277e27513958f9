package emailtest

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// OAuthMail is a mail server that takes tokens alone (XOAUTH2), like Exchange Online.
type OAuthMail struct {
	URL string

	mu       sync.Mutex
	accept   func(user, token string) error
	received [][]byte
}

// TokenRefused is what Exchange Online says to a token that it does not accept, after it has said why in JSON.
func TokenRefused() error {
	return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 3}, Message: "Authentication unsuccessful"}
}

// SMTPClosed is what it says of a mailbox with SMTP AUTH off.
func SMTPClosed() error {
	return &smtp.SMTPError{
		Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 139},
		Message: "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.",
	}
}

// StartOAuthMail starts a server that asks accept of every token; nil is yes.
func StartOAuthMail(t testing.TB, ca *dispatchtest.CA, accept func(user, token string) error) *OAuthMail {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &OAuthMail{URL: "smtp://" + listener.Addr().String(), accept: accept}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &oauthSession{mail: m}, nil }))
	server.Domain, server.EnableDSN, server.MaxMessageBytes = "outlook.example", true, 150<<20
	server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Server().TLS}}
	server.ErrorLog = log.New(io.Discard, "", 0)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		_ = listener.Close()
		<-served
	})
	return m
}

// Received are the messages taken, oldest first.
func (m *OAuthMail) Received() [][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([][]byte(nil), m.received...)
}

type oauthSession struct {
	mail     *OAuthMail
	accepted bool
}

// AuthMechanisms offers tokens alone.
func (s *oauthSession) AuthMechanisms() []string { return []string{"XOAUTH2"} }

// Auth begins one.
func (s *oauthSession) Auth(string) (sasl.Server, error) { return &oauthServer{session: s}, nil }

// Reset, Logout, Mail and Rcpt take everything from who was accepted.
func (s *oauthSession) Reset()        {}
func (s *oauthSession) Logout() error { return nil }
func (s *oauthSession) Mail(string, *smtp.MailOptions) error {
	if !s.accepted {
		return smtp.ErrAuthRequired
	}
	return nil
}
func (s *oauthSession) Rcpt(string, *smtp.RcptOptions) error { return nil }

// Data keeps a message.
func (s *oauthSession) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.mu.Lock()
	defer s.mail.mu.Unlock()
	s.mail.received = append(s.mail.received, content)
	return nil
}

// oauthServer is the server's side of XOAUTH2.
type oauthServer struct {
	session *oauthSession
	refusal error // told once the client has answered the JSON
}

// Next reads the token, or the empty answer to a refusal.
func (s *oauthServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if s.refusal != nil {
		if len(response) != 0 {
			return nil, false, errors.New("the answer to a refusal is not empty")
		}
		return nil, false, s.refusal
	}
	user, token, ok := credentials(string(response))
	if !ok {
		return nil, false, &smtp.SMTPError{Code: 501, EnhancedCode: smtp.EnhancedCode{5, 5, 4}, Message: "not XOAUTH2"}
	}
	if err := s.session.mail.accept(user, token); err != nil {
		s.refusal = err
		challenge, err := json.Marshal(map[string]string{"status": "401", "schemes": "bearer", "scope": "https://outlook.example/"})
		return challenge, false, err
	}
	s.session.accepted = true
	return nil, true, nil
}

// credentials reads user=NAME^Aauth=Bearer TOKEN^A^A.
func credentials(response string) (user, token string, ok bool) {
	fields := strings.Split(response, "\x01")
	if len(fields) != 4 || fields[2] != "" || fields[3] != "" {
		return "", "", false
	}
	user, isUser := strings.CutPrefix(fields[0], "user=")
	token, isToken := strings.CutPrefix(fields[1], "auth=Bearer ")
	return user, token, isUser && isToken && user != "" && token != ""
}
