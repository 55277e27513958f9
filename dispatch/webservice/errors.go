package webservice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/souspli/souspli/dispatch"
)

// family begins the codes of errors, so that their sentences speak of a fax or a portal.
type family string

func (f family) invalid(code string) error {
	return &dispatch.Error{
		Op: "webservice", Kind: dispatch.KindInvalid, Code: string(f) + "_" + code, Field: "url", Certainty: dispatch.Unsent,
	}
}

// transport is the error of a request that got no whole answer.
func (f family) transport(ctx context.Context, certainty dispatch.Certainty, err error) error {
	e := &dispatch.Error{
		Op: "webservice", Kind: dispatch.KindUnreachable, Code: "unreachable", Certainty: certainty, Retry: true, Err: Cause(err),
	}
	switch {
	case Stalled(ctx):
		e.Code, e.Err = "stalled", errStalled
	case ctx.Err() != nil:
		e.Code, e.Err = "interrupted", ctx.Err()
	case errors.Is(err, errInternal):
		e.Kind, e.Code, e.Retry = dispatch.KindRefused, "internal_address", false
	case Distrusted(err):
		e.Kind, e.Code, e.Retry = dispatch.KindRejected, "certificate", false
	case BrokenOff(err):
		e.Code = "cut_off"
	case errors.Is(e.Err, ErrNotHTTP), errors.Is(e.Err, errTooLong):
		e.Kind, e.Code, e.Retry = dispatch.KindRejected, "malformed_answer", false
	}
	e.Code = string(f) + "_" + e.Code
	return e
}

// unreadable is the error of a document that could not be read to its end. What is not ours may name a
// file, and is left out.
func (f family) unreadable(cause error) error {
	e := &dispatch.Error{Op: "webservice", Kind: dispatch.KindIntegrity, Code: string(f) + "_document_changed", Certainty: dispatch.Unsent}
	if ours, ok := errors.AsType[*dispatch.Error](cause); ok {
		e.Kind, e.Code, e.Retry, e.Err = ours.Kind, ours.Code, ours.Retry, ours
	}
	return e
}

// ErrNotHTTP is the cause of an error that neither the network nor TLS explains.
var ErrNotHTTP = errors.New("not an HTTP answer")

// Cause keeps of err what the network or TLS said. Everything around it quotes the address or the answer.
func Cause(err error) error {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	switch {
	case Distrusted(err):
		return errors.New("x509: certificate not trusted")
	case errors.Is(err, errTooLong):
		return errTooLong
	case errors.Is(err, errInternal):
		return errInternal
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return io.ErrUnexpectedEOF
	}
	if failure, ok := errors.AsType[net.Error](err); ok && failure.Timeout() {
		return errors.New("timeout")
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return errors.New("name not found")
	}
	if failure, ok := errors.AsType[*net.OpError](err); ok {
		return errors.New(failure.Op)
	}
	return ErrNotHTTP
}

// Distrusted reports whether err is about a certificate that is not trusted.
func Distrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &host)
}

// BrokenOff reports whether err is a connection that ended too early.
func BrokenOff(err error) bool {
	for _, cut := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed} {
		if errors.Is(err, cut) {
			return true
		}
	}
	return false
}
