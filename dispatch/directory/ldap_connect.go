package directory

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"sync/atomic"

	"github.com/go-ldap/ldap/v3"

	"github.com/souspli/souspli/dispatch"
)

func joinHost(host, port string) string { return net.JoinHostPort(host, port) }

// mostAnswer bounds all that a server may send in one connection, in bytes: 50,000 entries are a third of it.
const mostAnswer = 64 << 20

// connect opens a verified connection and signs in. Ending ctx ends it.
func (l *LDAP) connect(ctx context.Context) (*ldap.Conn, error) {
	dial, cancel := context.WithTimeout(ctx, l.config.Timeout)
	defer cancel()
	trusted := &tls.Config{ServerName: l.name, RootCAs: l.config.Roots, MinVersion: tls.VersionTLS12}
	plain, err := (&net.Dialer{}).DialContext(dial, "tcp", l.host)
	if err != nil {
		return nil, l.explain(dial, err)
	}
	guarded := &bounded{Conn: plain}
	context.AfterFunc(ctx, func() { _ = plain.Close() })
	var line net.Conn = guarded
	if !l.startTLS {
		secure := tls.Client(guarded, trusted)
		if err := secure.HandshakeContext(dial); err != nil {
			_ = plain.Close()
			return nil, l.explain(dial, err)
		}
		line = secure
	}
	conn := ldap.NewConn(line, !l.startTLS)
	conn.SetTimeout(l.config.Timeout)
	conn.Start()
	if err := l.signIn(conn, trusted); err != nil {
		_ = conn.Close()
		return nil, l.explain(ctx, err)
	}
	return conn, nil
}

// signIn never says who we are before the line is secure.
func (l *LDAP) signIn(conn *ldap.Conn, trusted *tls.Config) error {
	if l.startTLS {
		if err := conn.StartTLS(trusted); err != nil {
			return err
		}
	}
	if l.config.User == "" {
		return nil
	}
	if len(l.config.Password) == 0 { // a directory takes an empty one for anonymous, and lets it in
		return &ldap.Error{ResultCode: ldap.LDAPResultInvalidCredentials, Err: errNoPassword}
	}
	return conn.Bind(l.config.User, string(l.config.Password))
}

var errNoPassword = errors.New("no password")

// bounded stops reading from a server that sends without an end.
type bounded struct {
	net.Conn
	read atomic.Int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Conn.Read(p)
	if b.read.Add(int64(n)) > mostAnswer {
		return 0, errTooMuch
	}
	return n, err
}

var errTooMuch = errors.New("more than a directory has")

// results says what an answer of the directory means.
var results = map[uint16]struct {
	kind dispatch.Kind
	code string
}{
	ldap.LDAPResultInvalidCredentials:          {dispatch.KindCredentials, "ldap_credentials"},
	ldap.LDAPResultInappropriateAuthentication: {dispatch.KindCredentials, "ldap_credentials"},
	ldap.LDAPResultInsufficientAccessRights:    {dispatch.KindCredentials, "ldap_not_allowed"},
	ldap.LDAPResultOperationsError:             {dispatch.KindCredentials, "ldap_not_allowed"}, // Active Directory, to whoever did not sign in
	ldap.LDAPResultNoSuchObject:                {dispatch.KindInvalid, "ldap_base"},
	ldap.LDAPResultReferral:                    {dispatch.KindInvalid, "ldap_base"},
	ldap.LDAPResultSizeLimitExceeded:           {dispatch.KindRejected, "ldap_truncated"},
	ldap.LDAPResultTimeLimitExceeded:           {dispatch.KindRejected, "ldap_truncated"},
	ldap.LDAPResultAdminLimitExceeded:          {dispatch.KindRejected, "ldap_truncated"},
	ldap.LDAPResultUnavailable:                 {dispatch.KindUnreachable, "ldap_unreachable"},
	ldap.LDAPResultBusy:                        {dispatch.KindUnreachable, "ldap_unreachable"},
}

// explain makes of err what may leave the package. A directory's own words may name people.
func (l *LDAP) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	e := &dispatch.Error{Op: "directory.ldap", Kind: dispatch.KindUnreachable, Code: "ldap_unreachable", Certainty: dispatch.Unsent}
	answer, answered := errors.AsType[*ldap.Error](err)
	switch {
	case ctx.Err() != nil:
		e.Code, e.Err = "ldap_stopped", ctx.Err()
	case distrusted(err):
		e.Kind, e.Code = dispatch.KindRejected, "ldap_certificate"
	case answered && answer.ResultCode < ldap.ErrorNetwork:
		e.Kind, e.Code = dispatch.KindRejected, "ldap_refused"
		if meaning, ok := results[answer.ResultCode]; ok {
			e.Kind, e.Code = meaning.kind, meaning.code
		}
	}
	return e
}

// distrusted reports whether the certificate was refused. While a line becomes secure, the library keeps only
// the words of why it did not.
func distrusted(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return true
	}
	return strings.Contains(err.Error(), "x509: ") || strings.Contains(err.Error(), "failed to verify certificate")
}
