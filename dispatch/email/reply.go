package email

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/emersion/go-smtp"
	"github.com/souspli/souspli/dispatch"
)

// failed explains an error before the final dot. refused is the code of a final refusal in this phase.
func (s *session) failed(err error, refused string) *dispatch.Error {
	if s.ctx.Err() != nil {
		return interrupted(s.ctx)
	}
	if s.conn.expired.Load() {
		return later("smtp_timeout")
	}
	if reply, ok := errors.AsType[*smtp.SMTPError](err); ok {
		return s.refusal(reply, refused)
	}
	return brokenOff(err)
}

// failedBeforeTLS adds the one failure that is no reply and no network's: STARTTLS not offered. Going on
// in clear is never an answer to that.
func (s *session) failedBeforeTLS(err error) *dispatch.Error {
	e := s.failed(err, "smtp_tls_missing")
	if e.Code == "smtp_cut" && !fromNetwork(err) {
		return unsent(dispatch.KindRejected, "smtp_tls_missing")
	}
	return e
}

// unfinished explains an error after the final dot may have been written: only a reply that refuses
// makes it certain that nobody took the message.
func (s *session) unfinished(err error) *dispatch.Error {
	reply, ok := errors.AsType[*smtp.SMTPError](err)
	if ok && (reply.Code/100 == 4 || reply.Code/100 == 5) {
		return s.refusal(reply, "smtp_message_refused")
	}
	e := &dispatch.Error{
		Op: opSend, Kind: dispatch.KindUncertain, Code: "smtp_outcome_unknown", Certainty: dispatch.Maybe,
	}
	if s.ctx.Err() != nil {
		e.Err = s.ctx.Err()
	}
	return e
}

// refusal is a reply that says no: for now (4xx), for good (5xx), or in words that are no refusal.
func (s *session) refusal(reply *smtp.SMTPError, refused string) *dispatch.Error {
	var e *dispatch.Error
	switch {
	case reply.Code/100 == 4:
		e = later("smtp_try_later")
	case reply.Code/100 != 5:
		e = later("smtp_malformed")
	case reply.EnhancedCode == smtp.EnhancedCode{5, 7, 30}:
		e = unsent(dispatch.KindCredentials, "smtp_basic_auth_disabled")
	case closedToSMTP(reply):
		e = unsent(dispatch.KindCredentials, "mail_smtp_auth_off")
	case refused == "smtp_auth_failed", reply.Code == 530, reply.Code == 535:
		e = unsent(dispatch.KindCredentials, "smtp_auth_failed")
	case reply.Code == 552, reply.EnhancedCode == smtp.EnhancedCode{5, 3, 4}:
		e = unsent(dispatch.KindRejected, "smtp_too_large")
	default:
		e = unsent(dispatch.KindRejected, refused)
	}
	e.Detail = cleanReply(replyText(reply), s.private)
	return e
}

// replyText is a reply on one line, codes first.
func replyText(r *smtp.SMTPError) string {
	codes := fmt.Sprint(r.Code)
	if r.EnhancedCode[0] > 0 {
		codes += fmt.Sprintf(" %d.%d.%d", r.EnhancedCode[0], r.EnhancedCode[1], r.EnhancedCode[2])
	}
	return codes + " " + r.Message
}

// brokenOff explains an error that is no reply.
func brokenOff(err error) *dispatch.Error {
	if detail, ok := certificateProblem(err); ok {
		e := unsent(dispatch.KindUnreachable, "smtp_certificate")
		e.Detail = detail
		return e
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return unsent(dispatch.KindUnreachable, "smtp_tls_failed")
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return unsent(dispatch.KindUnreachable, "smtp_tls_failed")
	}
	if nonsense(err) {
		return later("smtp_malformed")
	}
	return later("smtp_cut")
}

// nonsense is an answer outside the protocol.
func nonsense(err error) bool {
	_, ok := errors.AsType[textproto.ProtocolError](err)
	return ok || errors.Is(err, smtp.ErrTooLongLine) || errors.Is(err, errAnswerTooLong) ||
		errors.Is(err, errChallenges)
}

const maxDetail = 200 // characters of a reply that are kept

// cleanReply keeps of a server's words what cannot name a person: no word with an @, with four digits
// or more, or with one of the private words in it.
func cleanReply(text string, private []string) string {
	var kept []string
	for word := range strings.FieldsSeq(text) {
		if telling(word, private) {
			word = "…"
		}
		if word != "…" || len(kept) == 0 || kept[len(kept)-1] != "…" {
			kept = append(kept, word)
		}
	}
	return truncate(strings.Join(kept, " "), maxDetail)
}

func telling(word string, private []string) bool {
	if strings.Contains(word, "@") || !oneLine(word) || digits(word) >= 4 {
		return true
	}
	lower := strings.ToLower(word)
	for _, p := range private {
		if strings.Contains(lower, p) {
			return true
		}
	}
	return false
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func truncate(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

var queuedAs = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:queued as|queueid|id)[ =:]\s*<?([a-z0-9][a-z0-9._-]{3,63})`)
})

// queueID finds the identifier by which Postfix, Exim and others will know the message.
func queueID(text string, private []string) string {
	found := queuedAs().FindStringSubmatch(text)
	if found == nil || containsAny(strings.ToLower(found[1]), private) {
		return ""
	}
	return found[1]
}

func containsAny(s string, words []string) bool {
	for _, word := range words {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// privateWords are those of a parcel that a server knows and might repeat.
func privateWords(p dispatch.Parcel, user string) []string {
	var words []string
	for _, s := range []string{p.Route.Address, p.Recipient.Name, p.Sender.Name, user} {
		for _, word := range strings.FieldsFunc(strings.ToLower(s), notInName) {
			if len(word) >= 3 {
				words = append(words, word)
			}
		}
	}
	return words
}

func notInName(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
