package faxmail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode"

	"github.com/emersion/go-smtp"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// unsent is a failure before the final dot, not worth repeating.
func unsent(kind dispatch.Kind, code string) *dispatch.Error {
	return &dispatch.Error{Kind: kind, Code: code, Certainty: dispatch.Unsent}
}

// later is a failure before the final dot that may pass.
func later(code string) *dispatch.Error {
	e := unsent(dispatch.KindUnreachable, code)
	e.Retry = true
	return e
}

func interrupted(ctx context.Context) *dispatch.Error {
	e := later("fax_interrupted")
	e.Err = ctx.Err()
	return e
}

// named says what was being done.
func named(op string, err error) error {
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Op = op
		return e
	}
	return &dispatch.Error{Op: op, Kind: dispatch.KindInternal, Code: "smtp_malformed", Certainty: dispatch.Maybe}
}

// failed explains an error before the final dot. refused is the code of a refusal for good at this step.
func (s *session) failed(err error, refused string) *dispatch.Error {
	switch {
	case s.ctx.Err() != nil:
		return interrupted(s.ctx)
	case s.line.late.Load():
		return later("smtp_timeout")
	}
	if reply, ok := errors.AsType[*smtp.SMTPError](err); ok {
		return s.refusal(reply, refused)
	}
	return brokenOff(err)
}

// unsecured adds what is neither a reply nor the network's: STARTTLS that is not offered. Going on in clear
// is never an answer to that.
func (s *session) unsecured(err error) *dispatch.Error {
	e := s.failed(err, "smtp_tls_missing")
	if e.Code == "smtp_cut" && !fromNetwork(err) {
		return unsent(dispatch.KindRejected, "smtp_tls_missing")
	}
	return e
}

// unfinished explains an error after the final dot may have been written: only a reply that refuses makes
// it certain that nobody took the message.
func (s *session) unfinished(err error) *dispatch.Error {
	reply, ok := errors.AsType[*smtp.SMTPError](err)
	if ok && (reply.Code/100 == 4 || reply.Code/100 == 5) {
		return s.refusal(reply, "smtp_message_refused")
	}
	e := &dispatch.Error{Kind: dispatch.KindUncertain, Code: "smtp_outcome_unknown", Certainty: dispatch.Maybe}
	if s.ctx.Err() != nil {
		e.Err = s.ctx.Err()
	}
	return e
}

// refusal is a reply that says no: for now (4xx), for good (5xx), or in words that are none.
func (s *session) refusal(reply *smtp.SMTPError, refused string) *dispatch.Error {
	var e *dispatch.Error
	switch {
	case reply.Code/100 == 4:
		e = later("smtp_try_later")
	case reply.Code/100 != 5:
		e = later("smtp_malformed")
	case reply.EnhancedCode == smtp.EnhancedCode{5, 7, 30}:
		e = unsent(dispatch.KindCredentials, "smtp_basic_auth_disabled")
	case refused == "smtp_auth_failed", reply.Code == 530, reply.Code == 535:
		e = unsent(dispatch.KindCredentials, "smtp_auth_failed")
	case reply.Code == 552, reply.EnhancedCode == smtp.EnhancedCode{5, 3, 4}:
		e = unsent(dispatch.KindRejected, "smtp_too_large")
	default:
		e = unsent(dispatch.KindRejected, refused)
	}
	e.Detail = detail(reply, s.private)
	return e
}

// brokenOff explains an error that is no reply.
func brokenOff(err error) *dispatch.Error {
	_, distrusted := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	_, alarmed := errors.AsType[tls.AlertError](err)
	_, nonsense := errors.AsType[textproto.ProtocolError](err)
	switch {
	case distrusted:
		return unsent(dispatch.KindUnreachable, "smtp_certificate")
	case noTLS, alarmed:
		return unsent(dispatch.KindUnreachable, "smtp_tls_failed")
	case nonsense, errors.Is(err, smtp.ErrTooLongLine), errors.Is(err, errEndless), errors.Is(err, errChallenges):
		return later("smtp_malformed")
	}
	return later("smtp_cut")
}

func fromNetwork(err error) bool {
	_, isNet := errors.AsType[net.Error](err)
	_, isErrno := errors.AsType[syscall.Errno](err)
	return isNet || isErrno || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// detail is a reply on one line, codes first, without a word that could be an address, a number or one of
// the private words.
func detail(r *smtp.SMTPError, private []string) string {
	codes := fmt.Sprint(r.Code)
	if r.EnhancedCode[0] > 0 {
		codes += fmt.Sprintf(" %d.%d.%d", r.EnhancedCode[0], r.EnhancedCode[1], r.EnhancedCode[2])
	}
	words := strings.Fields(fax.CleanDetail(r.Message))
	kept := words[:0]
	for _, word := range words {
		if !strings.Contains(word, "@") && !containsAny(strings.ToLower(word), private) {
			kept = append(kept, word)
		}
	}
	return strings.TrimSpace(codes + " " + strings.Join(kept, " "))
}

func containsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// privateWords are those of the account that a server knows and might repeat.
func (p *Provider) privateWords() []string {
	var words []string
	for _, text := range []string{p.user, p.sender} {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), notInName) {
			if len(word) >= 3 {
				words = append(words, word)
			}
		}
	}
	return words
}

func notInName(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// queued is how Postfix, Exim and others say by what they know a message.
var queued = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:queued as|queueid|id)[ =:]\s*<?([a-z0-9][a-z0-9._-]{3,63})(?:[\s>;,)]|$)`)
})

// localNumber is the fewest digits in a row that could be a telephone number.
var localNumber = regexp.MustCompile(`\d{7}|^\d+$`)

// reference is the server's identifier of the message, or else ours. One that could be a telephone number
// is left out.
func reference(words string, attempt dispatch.ID) string {
	found := queued().FindStringSubmatch(words)
	if found == nil || localNumber.MatchString(found[1]) {
		return string(attempt)
	}
	return found[1]
}
