package faxmail_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
)

// The table of the package comment, tried on the wire.
func TestCertainty(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		step, reply string
		code        string
		kind        dispatch.Kind
		certainty   dispatch.Certainty
		retry       bool
	}{
		"greeting: busy":            {"greeting", "421 too busy", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"greeting: closed":          {"greeting", "-", "smtp_cut", dispatch.KindUnreachable, dispatch.Unsent, true},
		"greeting: not SMTP":        {"greeting", "HTTP/1.1 400 Bad Request", "smtp_malformed", dispatch.KindUnreachable, dispatch.Unsent, true},
		"STARTTLS: refused":         {"STARTTLS", "502 5.5.1 no", "smtp_tls_missing", dispatch.KindRejected, dispatch.Unsent, false},
		"STARTTLS: no handshake":    {"TLS", "500 what?", "smtp_tls_failed", dispatch.KindUnreachable, dispatch.Unsent, false},
		"AUTH: wrong password":      {"AUTH", "535 5.7.8 no", "smtp_auth_failed", dispatch.KindCredentials, dispatch.Unsent, false},
		"AUTH: passwords retired":   {"AUTH", "550 5.7.30 no passwords any more", "smtp_basic_auth_disabled", dispatch.KindCredentials, dispatch.Unsent, false},
		"MAIL: refused":             {"MAIL", "550 5.7.60 not your address", "smtp_sender_refused", dispatch.KindRejected, dispatch.Unsent, false},
		"MAIL: too large":           {"MAIL", "552 5.3.4 too large", "smtp_too_large", dispatch.KindRejected, dispatch.Unsent, false},
		"RCPT: unknown":             {"RCPT", "550 5.1.1 <" + gateway + "> unknown: 5145550123", "fax_mail_address_refused", dispatch.KindRejected, dispatch.Unsent, false},
		"RCPT: greylisted":          {"RCPT", "450 4.2.0 greylisted", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"DATA: refused":             {"DATA", "554 5.6.0 no", "smtp_message_refused", dispatch.KindRejected, dispatch.Unsent, false},
		"DATA: taken for a success": {"DATA", "250 ok", "smtp_malformed", dispatch.KindUnreachable, dispatch.Unsent, true},
		"after the dot: refused":    {"final", "550 5.7.1 content", "smtp_message_refused", dispatch.KindRejected, dispatch.Unsent, false},
		"after the dot: busy":       {"final", "451 4.3.0 later", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"after the dot: closed":     {"final", "-", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: nonsense":   {"final", "thanks!", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: odd code":   {"final", "354 go on", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: other 2xx":  {"final", "252 perhaps", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: endless":    {"final", strings.Repeat("250-more\r\n", 60000), "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
	}
	ca := dispatchtest.NewCA(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startScripted(t, ca, map[string]string{test.step: test.reply})
			job, _ := threePages(t)
			_, err := newProvider(t, account(server.url, ca)).Submit(t.Context(), job)
			requireError(t, err, test.code, test.kind, test.certainty)
			if dispatch.RetryOf(err) != test.retry {
				t.Errorf("retry is %t: %v", !test.retry, err)
			}
			if err != nil && (strings.Contains(err.Error(), "5550123") || strings.Contains(err.Error(), "@")) {
				t.Errorf("quotes an address: %v", err)
			}
		})
	}
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		caps    string
		replies map[string]string
		code    string
		says    string
	}{
		"PLAIN when both are offered": {caps: "AUTH LOGIN PLAIN", says: "AUTH PLAIN " + b64("\x00"+user+"\x00"+password)},
		"none that is known":          {caps: "AUTH XOAUTH2", code: "smtp_auth_unsupported"},
		"none at all":                 {caps: "SIZE", code: "smtp_auth_unsupported"},
		"LOGIN asks on and on": {
			caps: "AUTH LOGIN", code: "smtp_malformed",
			replies: map[string]string{
				"AUTH": "334 " + b64("User"), strings.ToUpper(b64(user)): "334 " + b64("Pass"),
				strings.ToUpper(b64(password)): "334 " + b64("More"), "*": "501 ok",
			},
		},
		"LOGIN in its own words": {
			caps: "AUTH LOGIN", says: "AUTH LOGIN\r\n" + b64(user) + "\r\n" + b64(password),
			replies: map[string]string{
				"AUTH": "334 " + b64("Qui?"), strings.ToUpper(b64(user)): "334 ", strings.ToUpper(b64(password)): "235 ok",
			},
		},
	}
	ca := dispatchtest.NewCA(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startScripted(t, ca, test.replies, test.caps)
			err := newProvider(t, account(server.url, ca)).Test(t.Context())
			if dispatch.CodeOf(err) != test.code {
				t.Errorf("%v, want %q", err, test.code)
			}
			if said := server.said(); !strings.Contains(said, test.says) || strings.Contains(said, "MAIL") {
				t.Errorf("said %q", said)
			}
		})
	}
}

// Nothing but a greeting is said before TLS.
func TestNothingIsSaidInClear(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	server := startScripted(t, ca, map[string]string{"STARTTLS": "454 4.7.0 not now"})
	job, _ := threePages(t)
	if _, err := newProvider(t, account(server.url, ca)).Submit(t.Context(), job); dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Errorf("%v", err)
	}
	if said := server.said(); strings.Contains(said, "AUTH") || strings.Contains(said, "MAIL") || !strings.Contains(said, "EHLO localhost\r\n") {
		t.Errorf("said in clear: %q", said)
	}
}

// An attempt that stops in the body is ended by closing, never by a dot.
func TestStoppedInTheBody(t *testing.T) {
	t.Parallel()
	broken := errors.New("/home/zoe/secret.pdf is gone")
	for name, fail := range map[string]func(context.CancelFunc) error{
		"the source fails": func(context.CancelFunc) error { return broken },
		"cancelled":        func(cancel context.CancelFunc) error { cancel(); return nil },
		"the source ends":  func(context.CancelFunc) error { return io.EOF },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ca := dispatchtest.NewCA(t)
			server := startScripted(t, ca, nil)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			job, _ := threePages(t)
			const size = 4 << 20
			job.Parts = append(job.Parts, fax.Part{Size: size, Open: func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(&failing{left: size / 2, fail: func() error { return fail(cancel) }}), nil
			}})
			_, err := newProvider(t, account(server.url, ca)).Submit(ctx, job)
			if dispatch.CertaintyOf(err) != dispatch.Unsent || strings.Contains(err.Error(), "secret") {
				t.Errorf("%v", err)
			}
			if said := server.said(); !strings.Contains(said, "01.pdf") || strings.Contains(said, "\r\n.\r\n") {
				t.Errorf("of %d bytes, the last are %q", len(said), said[max(0, len(said)-80):])
			}
		})
	}
}

// failing gives zeros for a while, then what fail says, then nothing.
type failing struct {
	left int
	fail func() error
}

// Read implements io.Reader.
func (f *failing) Read(p []byte) (int, error) {
	if f.left <= 0 {
		if err := f.fail(); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	n := min(len(p), f.left)
	f.left -= n
	return n, nil
}

// TestReceipt: the server's own name of the message, and what a person should know of it.
func TestReceipt(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	server := startScripted(t, ca, nil)
	job, _ := threePages(t)
	receipt, err := newProvider(t, account(server.url, ca)).Submit(t.Context(), job)
	want := dispatch.Receipt{
		Provider: "faxmail", Reference: "ABC12X", At: dispatchtest.Epoch(), Bytes: job.Bytes(),
		Detail: "handed over; the confirmation is read by a person",
	}
	if err != nil || receipt != want {
		t.Errorf("%+v, %v", receipt, err)
	}
	if said := server.said(); !strings.Contains(said, "ENVID="+string(job.Attempt)) || !strings.Contains(said, "RET=HDRS") {
		t.Errorf("the envelope does not name the attempt: %q", said)
	}
}

// TestAfterwards: handed over is all that is ever known, and nobody is asked.
func TestAfterwards(t *testing.T) {
	t.Parallel()
	p := newProvider(t, account(gone(t), dispatchtest.NewCA(t)))
	receipt := dispatch.Receipt{Provider: "faxmail", Reference: "ABC12X", At: dispatchtest.Epoch(), Bytes: 7, Detail: "handed over; the confirmation is read by a person"}
	attempt := dispatch.Attempt{ID: newID(), Started: dispatchtest.Epoch(), Receipt: &receipt}
	report, err := p.Status(t.Context(), attempt)
	if s := report.Status(); err != nil || s.State != dispatch.Accepted || !s.Settled || s.Receipt != receipt {
		t.Errorf("%+v, %v", s, err)
	}
	if found, _, err := p.Find(t.Context(), attempt); found != dispatch.Unknown || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	if err := p.Cancel(t.Context(), attempt); dispatch.KindOf(err) != dispatch.KindRejected || dispatch.CodeOf(err) != "fax_mail_no_recall" {
		t.Errorf("%v", err)
	}
}
