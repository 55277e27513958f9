package email_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/oauth/oauthtest"
)

const (
	smtpScope  = "https://outlook.office.com/SMTP.Send"
	sendScope  = "https://graph.microsoft.com/Mail.Send"
	rulesScope = "https://graph.microsoft.com/MailboxSettings.Read"
)

// microsoft is an account of Microsoft 365 with both of its ways out.
func (o office) microsoft(t testing.TB, mail, graph string, refused ...string) email.Config {
	t.Helper()
	config := o.config(t, mail)
	config.Password = nil
	tokens := oauthtest.StartService(t, o.ca, refused...)
	config.SignIn = &email.SignIn{Tokens: tokens.Source(t, o.ca), Scope: smtpScope}
	if graph != "" {
		config.Graph = &email.Graph{URL: graph, Send: sendScope, Read: rulesScope}
	}
	return config
}

func accepts(string, string) error    { return nil }
func smtpClosed(string, string) error { return emailtest.SMTPClosed() }

// TestXOAUTH2 sends with a token.
func TestXOAUTH2(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := emailtest.StartOAuthMail(t, o.ca, func(name, token string) error {
		if name != user || token != "SMTP.Send-1" {
			return fmt.Errorf("%s with %s", name, token)
		}
		return nil
	})
	channel := newChannel(t, o.microsoft(t, server.URL, ""))
	for range 2 { // the token is good for both
		receipt, err := channel.Send(t.Context(), o.sealedParcel(t), nil)
		if err != nil || receipt.Provider != "smtp" {
			t.Fatalf("%+v, %v", receipt, err)
		}
	}
	if n := len(server.Received()); n != 2 {
		t.Errorf("%d messages", n)
	}
}

// TestWithdrawnToken replaces a token once, and only once.
func TestWithdrawnToken(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, c := range map[string]struct {
		accepted string
		code     string
		tries    int32
	}{
		"the next is good":    {"SMTP.Send-2", "", 2},
		"the next is no good": {"another", "smtp_token_refused", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var tries atomic.Int32
			server := emailtest.StartOAuthMail(t, o.ca, func(_, token string) error {
				tries.Add(1)
				if token != c.accepted {
					return emailtest.TokenRefused()
				}
				return nil
			})
			_, err := newChannel(t, o.microsoft(t, server.URL, "")).Send(t.Context(), o.sealedParcel(t), nil)
			if dispatch.CodeOf(err) != c.code || tries.Load() != c.tries {
				t.Errorf("after %d tries: %v", tries.Load(), err)
			}
			if err != nil {
				requireError(t, err, c.code, dispatch.KindCredentials, dispatch.Unsent)
			}
		})
	}
}

// TestTokenRefusals names why a server takes no token.
func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	json := func(status string) string { return "334 " + b64(`{"status":"`+status+`","schemes":"bearer"}`) }
	cases := map[string]struct {
		caps    string
		replies map[string]string
		code    string
		kind    dispatch.Kind
	}{
		"SMTP is off for the mailbox": {replies: map[string]string{"AUTH": "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled"}, code: "mail_smtp_auth_off", kind: dispatch.KindCredentials},
		"SMTP is off for the tenant":  {replies: map[string]string{"AUTH": "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."}, code: "mail_smtp_auth_off", kind: dispatch.KindCredentials},
		"passwords are off":           {replies: map[string]string{"AUTH": "550 5.7.30 Basic authentication is not supported for Client Submission."}, code: "mail_smtp_auth_off", kind: dispatch.KindCredentials},
		"the organisation's rules":    {replies: map[string]string{"AUTH": "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator."}, code: "smtp_policy_refused", kind: dispatch.KindCredentials},
		"forbidden, in JSON":          {replies: map[string]string{"AUTH": json("403"), "\n": "535 5.7.8 no"}, code: "smtp_policy_refused", kind: dispatch.KindCredentials},
		"refused, in JSON":            {replies: map[string]string{"AUTH": json("401"), "\n": "535 5.7.8 no"}, code: "smtp_token_refused", kind: dispatch.KindCredentials},
		"refused, in nonsense":        {replies: map[string]string{"AUTH": "334 " + b64("<html>"), "\n": "535 5.7.8 no"}, code: "smtp_token_refused", kind: dispatch.KindCredentials},
		"refused without a word":      {replies: map[string]string{"AUTH": "535 5.7.3 Authentication unsuccessful"}, code: "smtp_token_refused", kind: dispatch.KindCredentials},
		"asks on and on":              {replies: map[string]string{"AUTH": json("401"), "\n": json("401"), "*": "501 ok"}, code: "smtp_malformed", kind: dispatch.KindUnreachable},
		"not now":                     {replies: map[string]string{"AUTH": "454 4.7.0 later"}, code: "smtp_try_later", kind: dispatch.KindUnreachable},
		"only passwords are taken":    {caps: "AUTH PLAIN LOGIN", code: "smtp_oauth_unsupported", kind: dispatch.KindCredentials},
	}
	o := newOffice(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			caps := c.caps
			if caps == "" {
				caps = "AUTH LOGIN XOAUTH2"
			}
			server := startScripted(t, o, scriptedServer{caps: caps, replies: c.replies})
			config := o.microsoft(t, server.url, "")
			config.SignIn.Tokens = lasting{config.SignIn.Tokens}
			_, err := newChannel(t, config).Send(t.Context(), o.sealedParcel(t), nil)
			requireError(t, err, c.code, c.kind, dispatch.Unsent)
			if strings.Contains(server.said(), "MAIL") {
				t.Error("went on")
			}
		})
	}
}

// lasting are tokens of a service that gives the same one again.
type lasting struct{ email.Tokens }

// Forget does not help.
func (lasting) Forget(oauth.Token) {}

// TestPasswordWhereSMTPIsClosed tells it to accounts with a password too.
func TestPasswordWhereSMTPIsClosed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	server := startScripted(t, o, scriptedServer{replies: map[string]string{
		"AUTH": "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
	}})
	_, err := newChannel(t, o.config(t, server.url)).Send(t.Context(), o.sealedParcel(t), nil)
	requireError(t, err, "mail_smtp_auth_off", dispatch.KindCredentials, dispatch.Unsent)
}

// graphAnswers says how the simulator plays each fault of the suite.
var graphAnswers = map[dispatchtest.Fault]http.HandlerFunc{
	dispatchtest.ReplyLost: func(w http.ResponseWriter, _ *http.Request) {
		w.(emailtest.Keeper).Keep()
		panic(http.ErrAbortHandler)
	},
	dispatchtest.CutMidway: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	dispatchtest.HugeAnswer: func(w http.ResponseWriter, _ *http.Request) {
		w.(emailtest.Keeper).Keep()
		w.WriteHeader(http.StatusAccepted)
		for {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
				return
			}
		}
	},
	dispatchtest.MalformedAnswer: status(http.StatusOK),
	dispatchtest.TryLater:        status(http.StatusTooManyRequests),
	dispatchtest.Refused:         status(http.StatusBadRequest),
	dispatchtest.WrongPassword:   status(http.StatusUnauthorized),
	dispatchtest.Redirect: func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	},
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// TestGraphChannel holds Graph to the laws of every channel.
func TestGraphChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
		return o.graphRig(t, fault, o.sealedParcel(t))
	})
}

func (o office) graphRig(t *testing.T, fault dispatchtest.Fault, parcel dispatch.Parcel) dispatchtest.Rig {
	t.Helper()
	certificate := o.ca.Server()
	if fault == dispatchtest.WrongCertificate {
		certificate = o.ca.Untrusted()
	}
	graph := emailtest.StartGraph(t, certificate, graphAnswers[fault])
	url := graph.URL
	if fault == dispatchtest.Gone {
		url = strings.Replace(gone(t), "smtp:", "https:", 1)
	}
	return dispatchtest.Rig{
		Channel: newChannel(t, o.microsoft(t, emailtest.StartOAuthMail(t, o.ca, smtpClosed).URL, url)), Parcel: parcel,
		Received: func() int {
			n := 0
			for _, message := range graph.Received() {
				if o.holds(t, message, parcel) {
					n++
				}
			}
			return n
		},
		Private: append(dispatchtest.SamplePrivate(), to, "officine", user, passphrase, "Mail.Send-", "SMTP.Send-"),
	}
}

// holds reports whether the documents of p are in a message as they are.
func (o office) holds(t testing.TB, message []byte, p dispatch.Parcel) bool {
	t.Helper()
	parts := o.opened(t, message).Parts
	return len(parts) == 2 && sha(parts[1].Body) == p.Documents[0].SHA256
}

// TestGraphTakesTheVeryMessage compares what Graph was given with the form that SMTP carries.
func TestGraphTakesTheVeryMessage(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	graph := emailtest.StartGraph(t, o.ca.Server(), nil)
	graph.Withdraw("Mail.Send-2") // the first token was for SMTP
	config := o.microsoft(t, emailtest.StartOAuthMail(t, o.ca, smtpClosed).URL, graph.URL)
	p := o.sealedParcel(t)
	receipt, err := newChannel(t, config).Send(t.Context(), p, nil)
	if err != nil || receipt.Provider != "graph" || receipt.Reference != "0e7c0c1a-5555-4a4a-9d9d-0123456789ab" {
		t.Fatalf("%+v, %v", receipt, err)
	}
	message := graph.Received()[0]
	head, _, _ := bytes.Cut(message, []byte("\r\n\r\n"))
	for _, want := range []string{
		"multipart/encrypted; protocol=\"application/pgp-encrypted\"", "Subject: [...]", "Message-ID: <" + string(p.Attempt) + "@",
	} {
		if !bytes.Contains(head, []byte(want)) {
			t.Errorf("%q is not in\n%s", want, head)
		}
	}
	if bytes.Contains(bytes.ReplaceAll(message, []byte("\r\n"), nil), []byte("\n")) {
		t.Error("a line that does not end as mail's do")
	}
}

func TestGraphVerdicts(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	cases := map[int]struct {
		code      string
		kind      dispatch.Kind
		certainty dispatch.Certainty
	}{
		200: {"graph_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe}, // seen of messages over its limit
		204: {"graph_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe},
		302: {"graph_malformed_answer", dispatch.KindRejected, dispatch.Unsent},
		400: {"graph_refused", dispatch.KindRejected, dispatch.Unsent},
		401: {"graph_token_refused", dispatch.KindCredentials, dispatch.Unsent},
		403: {"graph_forbidden", dispatch.KindCredentials, dispatch.Unsent},
		413: {"graph_too_large", dispatch.KindRejected, dispatch.Unsent},
		429: {"graph_try_later", dispatch.KindUnreachable, dispatch.Unsent},
		500: {"graph_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe},
		503: {"graph_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe},
		504: {"graph_outcome_unknown", dispatch.KindUncertain, dispatch.Maybe},
	}
	for code, c := range cases {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			graph := emailtest.StartGraph(t, o.ca.Server(), status(code))
			config := o.microsoft(t, emailtest.StartOAuthMail(t, o.ca, smtpClosed).URL, graph.URL)
			_, err := newChannel(t, config).Send(t.Context(), o.sealedParcel(t), nil)
			requireError(t, err, c.code, c.kind, c.certainty)
		})
	}
}

// TestGraphIsNotUsed holds when Graph is left alone.
func TestGraphIsNotUsed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	large := func(t testing.TB) dispatch.Parcel {
		p := o.sealedParcel(t)
		content := bytes.Repeat([]byte("%PDF"), 3<<18)
		p.Documents = []dispatch.Content{{
			Document: dispatch.Document{Name: "a.pdf", MediaType: "application/pdf", Size: int64(len(content)), SHA256: sha(content)},
			Open:     func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
		}}
		return p
	}
	cases := map[string]struct {
		accept  func(string, string) error
		change  func(*email.Config)
		parcel  func(testing.TB) dispatch.Parcel
		refused []string
		code    string
		kind    dispatch.Kind
	}{
		"where SMTP is open":         {accept: accepts},
		"where nobody allowed it":    {accept: smtpClosed, change: func(c *email.Config) { c.Graph = nil }, code: "mail_smtp_auth_off", kind: dispatch.KindCredentials},
		"where only rules are read":  {accept: smtpClosed, change: func(c *email.Config) { c.Graph.Send = "" }, code: "mail_smtp_auth_off", kind: dispatch.KindCredentials},
		"as somebody else":           {accept: smtpClosed, change: func(c *email.Config) { c.Graph.Other = true }, code: "graph_other_mailbox", kind: dispatch.KindRefused},
		"for what is too large":      {accept: smtpClosed, parcel: large, code: "graph_too_large", kind: dispatch.KindRefused},
		"for what hangs on a header": {accept: smtpClosed, change: throughGateway, parcel: gatewayParcel, code: "graph_form", kind: dispatch.KindRefused},
		"without consent":            {accept: smtpClosed, refused: []string{sendScope}, code: "signin_consent", kind: dispatch.KindCredentials},
		"when the token is refused":  {accept: func(string, string) error { return emailtest.TokenRefused() }, code: "smtp_token_refused", kind: dispatch.KindCredentials},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := emailtest.StartGraph(t, o.ca.Server(), nil)
			server := emailtest.StartOAuthMail(t, o.ca, c.accept)
			config := o.microsoft(t, server.URL, graph.URL, c.refused...)
			if c.change != nil {
				c.change(&config)
			}
			parcel := o.sealedParcel
			if c.parcel != nil {
				parcel = c.parcel
			}
			_, err := newChannel(t, config).Send(t.Context(), parcel(t), nil)
			if c.code != "" {
				requireError(t, err, c.code, c.kind, dispatch.Unsent)
			} else if err != nil || len(server.Received()) != 1 {
				t.Error(err)
			}
			if n := len(graph.Received()); n != 0 {
				t.Errorf("Graph got %d messages", n)
			}
		})
	}
}

// throughGateway lets the account's gateway encrypt what has its header.
func throughGateway(c *email.Config) {
	gateway, err := email.ParseGateway(map[string]string{dispatch.GatewayHeader: "X-Encrypt: yes"})
	if err != nil {
		panic(err) // it is written above
	}
	c.Gateway, c.GatewayApproved = gateway, true
}

func gatewayParcel(t testing.TB) dispatch.Parcel {
	t.Helper()
	p := lockedParcel(t)
	p.Form, p.Passphrase = dispatch.Gateway, ""
	return p
}
