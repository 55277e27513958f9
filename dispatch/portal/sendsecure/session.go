package sendsecure

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/webservice"
)

const (
	jsonType  = "application/json"
	opService = "sendsecure.service"
	maxToken  = 4 << 10
)

// session is a channel that is signed in.
type session struct {
	*Channel
	service *webservice.Client
}

// idForm is what identifiers are made of: they end in an address.
var idForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z_-]{1,128}$`) })

func isID(s string) bool { return idForm().MatchString(s) }

func malformed() error { return rejected("sendsecure_malformed_answer") }

func rejected(code string) error {
	return &dispatch.Error{Op: opService, Kind: dispatch.KindRejected, Code: code}
}

// open finds the organisation's server and signs in.
func (c *Channel) open(ctx context.Context) (*session, error) {
	base, err := c.locate(ctx)
	if err != nil {
		return nil, err
	}
	token, err := c.token(ctx)
	if err != nil {
		return nil, err
	}
	service, err := webservice.New(webservice.Config{
		Base: base, Roots: c.config.Roots, Patience: c.config.Patience, Family: "portal",
		Header: http.Header{"Authorization-Token": {token}, "Accept": {jsonType}},
	})
	if err != nil {
		return nil, malformed()
	}
	return &session{c, service}, nil
}

// locate asks the portal where the organisation's SafeBoxes are.
func (c *Channel) locate(ctx context.Context) (string, error) {
	answer, err := c.portal.Do(ctx, webservice.Request{Path: "services/" + c.config.Enterprise + "/sendsecure/server/url", Limit: 4 << 10})
	switch {
	case err != nil:
		return "", err
	case answer.Status == http.StatusNotFound:
		return "", rejected("sendsecure_account_unknown")
	case !answer.OK():
		return "", portal.AnswerError(opService, answer, "")
	}
	return strings.TrimSpace(string(answer.Body)), nil
}

// Codes of a sign-in that failed.
const (
	codeAccount  = 101
	codePassword = 102
	codeOnce     = 106 // a one-time password is wanted
)

// token signs in. The same account gets the same token.
func (c *Channel) token(ctx context.Context) (string, error) {
	answer, err := c.portal.Do(ctx, webservice.Request{
		Path: "api/user_token", Body: webservice.Text("application/x-www-form-urlencoded", url.Values{
			"permalink": {c.config.Enterprise}, "username": {c.config.User}, "password": {string(c.config.Password)}, "otp": {""},
			"application_type": {"Souspli"}, "device_id": {c.config.Device}, "device_name": {"Souspli"},
		}.Encode()),
	})
	if err != nil {
		return "", err
	}
	return parseToken(answer)
}

// parseToken reads the answer to a sign-in, which tells in its own code why it failed.
func parseToken(answer webservice.Answer) (string, error) {
	var told struct {
		Result bool
		Token  string
		Code   flexible
	}
	broken := json.Unmarshal(answer.Body, &told) != nil
	switch {
	case !broken && told.Code == codeAccount:
		return "", rejected("sendsecure_account_unknown")
	case !broken && told.Code == codePassword:
		return "", refusedAccount("portal_auth_failed")
	case !broken && told.Code == codeOnce:
		return "", refusedAccount("sendsecure_one_time_password")
	case !answer.OK():
		return "", portal.AnswerError(opService, answer, "")
	case broken, !told.Result, told.Token == "", len(told.Token) > maxToken, strings.ContainsFunc(told.Token, unprintable):
		return "", malformed()
	}
	return told.Token, nil
}

func unprintable(r rune) bool { return r <= ' ' || r > '~' }

func refusedAccount(code string) error {
	return &dispatch.Error{Op: opService, Kind: dispatch.KindCredentials, Code: code}
}

// flexible is a number that may be written as a text.
type flexible int64

// UnmarshalJSON takes anything, and what is no number as zero.
func (f *flexible) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	if err != nil {
		n = 0
	}
	*f = flexible(n)
	return nil
}

// request is one exchange to make.
type request struct {
	method string // empty: GET
	path   string // escaped
	query  url.Values
	body   any // nil: none
}

// do makes a request and reads what it is answered with into answer, unless that is nil. The status is zero when
// there was no answer; the error of an answer leaves the certainty open.
func (s *session) do(ctx context.Context, r request, answer any) (status int, err error) {
	query := url.Values{"locale": {"fr"}}
	for name, values := range r.query {
		query[name] = values
	}
	asked := webservice.Request{Method: r.method, Path: "api/v2/" + r.path, Query: query}
	if r.body != nil {
		content, err := json.Marshal(r.body)
		if err != nil {
			return 0, malformed()
		}
		asked.Body = webservice.Text(jsonType, string(content))
	}
	told, err := s.service.Do(ctx, asked)
	if err != nil {
		return 0, err
	}
	if !told.OK() {
		return told.Status, portal.AnswerError(opService, told, "") // its words may quote an address
	}
	if answer != nil && json.Unmarshal(told.Body, answer) != nil {
		return told.Status, malformed()
	}
	return told.Status, nil
}
