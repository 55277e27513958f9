package email

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"syscall"
)

// certificateProblem says in a word what is wrong with a certificate, if that is the error.
func certificateProblem(err error) (string, bool) {
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "other name", true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "unknown authority", true
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if e.Reason == x509.Expired {
			return "expired", true
		}
		return "invalid", true
	}
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return "invalid", ok
}

// fromNetwork reports whether err came from the connection.
func fromNetwork(err error) bool {
	_, isNet := errors.AsType[net.Error](err)
	_, isErrno := errors.AsType[syscall.Errno](err)
	return isNet || isErrno || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed)
}
