package email_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// TestReplies holds the table of the package comment.
func TestReplies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		step, reply string
		code        string
		kind        dispatch.Kind
		certainty   dispatch.Certainty
		retry       bool
	}{
		"greeting: busy":            {"greeting", "421 too busy", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"greeting: refused":         {"greeting", "554 go away", "smtp_tls_missing", dispatch.KindRejected, dispatch.Unsent, false},
		"greeting: closed":          {"greeting", "-", "smtp_cut", dispatch.KindUnreachable, dispatch.Unsent, true},
		"greeting: not SMTP":        {"greeting", "HTTP/1.1 400 Bad Request", "smtp_malformed", dispatch.KindUnreachable, dispatch.Unsent, true},
		"STARTTLS: not now":         {"STARTTLS", "454 4.7.0 no TLS now", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"STARTTLS: refused":         {"STARTTLS", "502 5.5.1 no", "smtp_tls_missing", dispatch.KindRejected, dispatch.Unsent, false},
		"AUTH: wrong password":      {"AUTH", "535 5.7.8 no", "smtp_auth_failed", dispatch.KindCredentials, dispatch.Unsent, false},
		"AUTH: not now":             {"AUTH", "454 4.7.0 later", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"AUTH: passwords retired":   {"AUTH", "550 5.7.30 Basic authentication is not supported for Client Submission", "smtp_basic_auth_disabled", dispatch.KindCredentials, dispatch.Unsent, false},
		"MAIL: refused":             {"MAIL", "550 5.7.60 not your address", "smtp_sender_refused", dispatch.KindRejected, dispatch.Unsent, false},
		"MAIL: too large":           {"MAIL", "552 5.3.4 too large", "smtp_too_large", dispatch.KindRejected, dispatch.Unsent, false},
		"MAIL: not authenticated":   {"MAIL", "530 5.7.0 authenticate first", "smtp_auth_failed", dispatch.KindCredentials, dispatch.Unsent, false},
		"RCPT: unknown":             {"RCPT", "550 5.1.1 unknown", "smtp_recipient_refused", dispatch.KindRejected, dispatch.Unsent, false},
		"RCPT: greylisted":          {"RCPT", "450 4.2.0 greylisted", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"RCPT: closed":              {"RCPT", "-", "smtp_cut", dispatch.KindUnreachable, dispatch.Unsent, true},
		"DATA: refused":             {"DATA", "554 5.6.0 no", "smtp_message_refused", dispatch.KindRejected, dispatch.Unsent, false},
		"DATA: taken for a success": {"DATA", "250 ok", "smtp_malformed", dispatch.KindUnreachable, dispatch.Unsent, true},
		"after the dot: refused":    {"final", "550 5.7.1 content", "smtp_message_refused", dispatch.KindRejected, dispatch.Unsent, false},
		"after the dot: busy":       {"final", "451 4.3.0 later", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"after the dot: shutdown":   {"final", "421 4.3.2 shutting down", "smtp_try_later", dispatch.KindUnreachable, dispatch.Unsent, true},
		"after the dot: closed":     {"final", "-", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: nonsense":   {"final", "thanks!", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: odd code":   {"final", "354 go on", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: other 2xx":  {"final", "252 perhaps", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: half line":  {"final", "250-and\r\n250-so on\r\n-", "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: endless":    {"final", strings.Repeat("250-more\r\n", 60000), "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
		"after the dot: long line":  {"final", "250 " + strings.Repeat("x", 5000), "smtp_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe, false},
	}
	o := newOffice(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startScripted(t, o, scriptedServer{replies: map[string]string{test.step: test.reply}})
			channel := newChannel(t, o.config(t, server.url))
			_, err := channel.Send(t.Context(), o.sealedParcel(t), nil)
			requireError(t, err, test.code, test.kind, test.certainty)
			if dispatch.RetryOf(err) != test.retry {
				t.Errorf("retry is %v: %v", !test.retry, err)
			}
		})
	}
}

func TestNothingIsSaidBeforeTLS(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		plain   string
		replies map[string]string
		code    string
	}{
		"STARTTLS is not offered":        {plain: "AUTH PLAIN LOGIN,DSN", code: "smtp_tls_missing"},
		"another extension sounds alike": {plain: "X-STARTTLS,AUTH PLAIN", code: "smtp_tls_missing"},
		"offered, then no handshake":     {replies: map[string]string{"TLS": "500 what?"}, code: "smtp_tls_failed"},
		"replies given ahead, in clear, do not count": {replies: map[string]string{
			"STARTTLS": "220 go\r\n250 AUTH\r\n235 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 queued as FORGED",
		}},
	}
	o := newOffice(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startScripted(t, o, scriptedServer{plain: test.plain, replies: test.replies})
			receipt, err := newChannel(t, o.config(t, server.url)).Send(t.Context(), o.sealedParcel(t), nil)
			if got := dispatch.CodeOf(err); got != test.code || dispatch.RetryOf(err) || receipt.Reference == "FORGED" {
				t.Errorf("code %q, want %q: %v", got, test.code, err)
			}
			said := server.said()
			before, _, _ := strings.Cut(said, "STARTTLS")
			if strings.Contains(before, "AUTH") || strings.Contains(before, "MAIL") || test.code != "" && strings.Contains(said, "AUTH") {
				t.Errorf("said in clear: %q", said)
			}
			if strings.Contains(before, "EHLO") && !strings.Contains(before, "EHLO localhost\r\n") {
				t.Errorf("the machine's name is told: %q", before)
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
		"PLAIN when both are offered": {
			caps: "AUTH LOGIN PLAIN", says: "AUTH PLAIN " + b64("\x00"+user+"\x00s3cret-d'essai"),
		},
		"neither is offered": {caps: "AUTH XOAUTH2", code: "smtp_auth_unsupported"},
		"none is offered":    {caps: "SIZE", code: "smtp_auth_unsupported"},
		"LOGIN asks on and on": {
			caps: "AUTH LOGIN", code: "smtp_malformed",
			replies: map[string]string{"AUTH": "334 " + b64("User"), strings.ToUpper(b64(user)): "334 " + b64("Pass"), strings.ToUpper(b64("s3cret-d'essai")): "334 " + b64("More"), "*": "501 ok"},
		},
		"LOGIN with questions of its own": {
			caps: "AUTH LOGIN", says: "AUTH LOGIN\r\n" + b64(user) + "\r\n" + b64("s3cret-d'essai"),
			replies: map[string]string{"AUTH": "334 " + b64("Qui?"), strings.ToUpper(b64(user)): "334 ", strings.ToUpper(b64("s3cret-d'essai")): "235 ok"},
		},
	}
	o := newOffice(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startScripted(t, o, scriptedServer{caps: test.caps, replies: test.replies})
			err := newChannel(t, o.config(t, server.url)).Test(t.Context())
			if got := dispatch.CodeOf(err); got != test.code {
				t.Errorf("code %q, want %q: %v", got, test.code, err)
			}
			if said := server.said(); !strings.Contains(said, test.says) || strings.Contains(said, "MAIL") {
				t.Errorf("said %q", said)
			}
		})
	}
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// TestEnvelope shows what the server is told beside the message.
func TestEnvelope(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		caps       string
		mail, rcpt string
	}{
		"with DSN":    {"AUTH PLAIN,DSN", " RET=HDRS ENVID=", " NOTIFY=SUCCESS,FAILURE,DELAY"},
		"without DSN": {"AUTH PLAIN", "", ""},
	}
	o := newOffice(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startScripted(t, o, scriptedServer{caps: test.caps})
			p := o.sealedParcel(t)
			if _, err := newChannel(t, o.config(t, server.url)).Send(t.Context(), p, nil); err != nil {
				t.Fatal(err)
			}
			mail := "MAIL FROM:<" + from + ">" + test.mail
			if test.mail != "" {
				mail += string(p.Attempt)
			}
			want := mail + "\r\nRCPT TO:<" + to + ">" + test.rcpt + "\r\nDATA\r\n"
			if said := server.said(); !strings.Contains(said, want) {
				t.Errorf("want %q in %q", want, said[:min(len(said), 600)])
			}
		})
	}
}

// TestAbortSendsNoDot holds the argument of the package comment: an attempt that is given up must not
// end the data, or the server would deliver what it has.
func TestAbortSendsNoDot(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk gone")
	tests := map[string]func(cancel context.CancelFunc) error{
		"the source fails": func(context.CancelFunc) error { return broken },
		"cancelled":        func(cancel context.CancelFunc) error { cancel(); return nil },
	}
	o := newOffice(t)
	for name, fail := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startScripted(t, o, scriptedServer{})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := o.sealedParcel(t)
			p.Documents[0] = dispatchtest.SampleContent("grand.pdf", 1, make([]byte, 4<<20))
			whole := p.Documents[0].Open
			p.Documents[0].Open = func(ctx context.Context) (io.ReadCloser, error) {
				src, err := whole(ctx)
				return &failing{ReadCloser: src, left: 3 << 20, fail: func() error { return fail(cancel) }}, err
			}
			_, err := newChannel(t, o.config(t, server.url)).Send(ctx, p, nil)
			if got := dispatch.CertaintyOf(err); got != dispatch.Unsent {
				t.Errorf("certainty %v: %v", got, err)
			}
			if err != nil && strings.Contains(err.Error(), broken.Error()) {
				t.Errorf("the system's own words are repeated: %v", err)
			}
			said := server.said()
			if !strings.Contains(said, "BEGIN PGP MESSAGE") || strings.Contains(said, "\r\n.\r\n") || strings.Contains(said, "END PGP") {
				t.Errorf("of %d bytes, the last are %q", len(said), said[max(0, len(said)-80):])
			}
		})
	}
}

// failing reads normally for a while, then calls fail once.
type failing struct {
	io.ReadCloser
	left int
	fail func() error
}

// Read implements io.Reader.
func (f *failing) Read(p []byte) (int, error) {
	if f.left <= 0 && f.fail != nil {
		fail := f.fail
		f.fail = nil
		if err := fail(); err != nil {
			return 0, err
		}
	}
	n, err := f.ReadCloser.Read(p)
	f.left -= n
	return n, err
}

// TestCancelledBeforeTheDot cancels when every byte of the message is written and only the dot is not.
func TestCancelledBeforeTheDot(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := startScripted(t, o, scriptedServer{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := newChannel(t, o.config(t, server.url)).Send(ctx, lockedParcel(t), func(p dispatch.Progress) {
		if p.Done == p.Total {
			cancel()
		}
	})
	if got := dispatch.CertaintyOf(err); got != dispatch.Unsent || !errors.Is(err, context.Canceled) || !dispatch.RetryOf(err) {
		t.Errorf("certainty %v: %v", got, err)
	}
	if said := server.said(); strings.Contains(said, "\r\n.\r\n") {
		t.Errorf("the dot was written")
	}
}
