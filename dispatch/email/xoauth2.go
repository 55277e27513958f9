package email

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
)

// Tokens are how an account signs in instead of with a password: an *oauth.Source.
type Tokens interface {
	// Token is a token for scopes that is still good for a while.
	Token(ctx context.Context, scopes ...string) (oauth.Token, error)
	// Forget drops a token that a service refused.
	Forget(t oauth.Token)
}

// SignIn is the sign-in of an account that has tokens.
type SignIn struct {
	Tokens Tokens
	Scope  string // of tokens for SMTP
}

// mechanismXOAUTH2 is Microsoft's and Google's: no standard, but the only one that Exchange Online offers beside
// passwords (learn.microsoft.com, "Authenticate an IMAP, POP or SMTP connection using OAuth").
const mechanismXOAUTH2 = "XOAUTH2"

// xoauth2 is the client of XOAUTH2. A server that refuses says why in JSON and waits for an empty answer before
// it says so in SMTP.
type xoauth2 struct {
	user, token string
	status      int // that the server gave in JSON, like HTTP's; 0: none
	asked       bool
}

// Start names the mechanism and gives the token.
func (x *xoauth2) Start() (string, []byte, error) {
	return mechanismXOAUTH2, []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next reads the one question that there may be.
func (x *xoauth2) Next(challenge []byte) ([]byte, error) {
	if x.asked {
		return nil, errChallenges
	}
	x.asked = true
	var said struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(challenge, &said) == nil {
		x.status, _ = strconv.Atoi(said.Status) // no number is no reason
	}
	return []byte{}, nil
}

var _ sasl.Client = (*xoauth2)(nil)

// open connects, secures and signs in. A token that the server refuses may have been withdrawn since it was
// given: it is replaced once.
func (c *Channel) open(ctx context.Context, private []string) (*session, error) {
	if c.signIn == nil {
		return c.connect(ctx, private, oauth.Token{})
	}
	token, err := c.signIn.Tokens.Token(ctx, c.signIn.Scope)
	if err != nil {
		return nil, err
	}
	s, refusal := c.connect(ctx, private, token)
	if dispatch.CodeOf(refusal) != "smtp_token_refused" {
		return s, refusal
	}
	c.signIn.Tokens.Forget(token)
	next, err := c.signIn.Tokens.Token(ctx, c.signIn.Scope)
	switch {
	case err != nil:
		return nil, err
	case next.Bearer() == token.Bearer():
		return nil, refusal
	}
	return c.connect(ctx, private, next)
}

// present shows the server a token.
func (s *session) present(user string, token oauth.Token) error {
	if !s.client.SupportsAuth(mechanismXOAUTH2) {
		return unsent(dispatch.KindCredentials, "smtp_oauth_unsupported")
	}
	mechanism := &xoauth2{user: user, token: token.Bearer()}
	err := s.client.Auth(mechanism)
	if err == nil {
		return nil
	}
	e := s.failed(err, "smtp_auth_failed")
	if e.Code != "smtp_auth_failed" && e.Code != "smtp_basic_auth_disabled" {
		return e
	}
	e.Code = tokenRefusal(err, mechanism.status)
	return e
}

// tokenRefusal names why a server refused a token.
func tokenRefusal(err error, status int) string {
	reply, ok := errors.AsType[*smtp.SMTPError](err)
	switch {
	case ok && reply.EnhancedCode == smtp.EnhancedCode{5, 7, 30}:
		return "mail_smtp_auth_off"
	case ok && policy(reply), status == http.StatusForbidden:
		return "smtp_policy_refused"
	}
	return "smtp_token_refused"
}

// closedToSMTP recognises that the mailbox or its organisation has SMTP AUTH off: 535 5.7.139 Authentication
// unsuccessful, SmtpClientAuthentication is disabled for the Tenant (or Mailbox).
func closedToSMTP(reply *smtp.SMTPError) bool {
	text := strings.ToLower(reply.Message)
	return strings.Contains(text, "smtpclientauthentication is disabled") || strings.Contains(text, "aka.ms/smtp_auth_disabled")
}

// policy recognises a rule of the organisation: 535 5.7.139 Authentication unsuccessful, the request did not
// meet the criteria to be authenticated successfully.
func policy(reply *smtp.SMTPError) bool {
	return reply.EnhancedCode == smtp.EnhancedCode{5, 7, 139} && strings.Contains(strings.ToLower(reply.Message), "criteria")
}
