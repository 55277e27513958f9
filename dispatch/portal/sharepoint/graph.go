package sharepoint

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/webservice"
)

const (
	jsonType = "application/json"
	// mostWait is the longest that a throttled request waits for its turn, and mostWaits how often.
	mostWait  = 30 * time.Second
	mostWaits = 2
)

// graph speaks to the drive of one account.
type graph struct {
	service *webservice.Client
	tokens  Tokens
	scope   string
	drive   string // path of the drive
	after   func(time.Duration) <-chan time.Time
}

func newGraph(c Config) (*graph, error) {
	service, err := webservice.New(webservice.Config{
		Base: c.URL, Roots: c.Roots, Patience: c.Patience, Family: "portal", Header: http.Header{"Accept": {jsonType}},
	})
	if err != nil {
		return nil, err
	}
	drive := "me/drive"
	if c.Drive != "" {
		drive = "drives/" + url.PathEscape(c.Drive)
	}
	return &graph{service: service, tokens: c.Tokens, scope: c.Scope, drive: drive, after: c.After}, nil
}

// idForm is what identifiers of drives, items and permissions are made of: they end in an address.
var idForm = regexp.MustCompile(`^[0-9A-Za-z!_=+|.@#,-]+$`)

func isID(s string) bool {
	return len(s) <= 1024 && idForm.MatchString(s) && strings.Trim(s, ".") != ""
}

// request is one exchange to make.
type request struct {
	method string // empty: GET
	path   string // below the drive, escaped
	query  url.Values
	body   any  // nil: none
	once   bool // it is not made again by itself, even if it was only asked to wait
}

// do makes a request and reads what it is answered with into answer, unless that is nil. The status is zero when
// there was no answer; the error of an answer leaves the certainty open.
func (g *graph) do(ctx context.Context, r request, answer any) (status int, err error) {
	asked := webservice.Request{Method: r.method, Path: g.drive + r.path, Query: r.query}
	if r.body != nil {
		content, err := json.Marshal(r.body)
		if err != nil {
			return 0, malformed()
		}
		asked.Body = webservice.Text(jsonType, string(content))
	}
	told, err := g.exchange(ctx, asked, r.once)
	if err != nil {
		return 0, err
	}
	if !told.OK() {
		return told.Status, portal.AnswerError(opGraph, told, refusal(told.Body))
	}
	if answer != nil && json.Unmarshal(told.Body, answer) != nil {
		return told.Status, malformed() // the cause quotes the answer
	}
	return told.Status, nil
}

// exchange makes a request with a token, once more with another if that one is refused, and later when the service
// asks to wait.
func (g *graph) exchange(ctx context.Context, r webservice.Request, once bool) (webservice.Answer, error) {
	renewed := false
	for waits := 0; ; {
		token, err := g.tokens.Token(ctx, g.scope)
		if err != nil {
			return webservice.Answer{}, portal.During(opGraph, dispatch.Unsent, err)
		}
		r.Header = http.Header{"Authorization": {"Bearer " + token.Bearer()}}
		answer, err := g.service.Do(ctx, r)
		switch {
		case err != nil:
			return answer, err
		case answer.Status == http.StatusUnauthorized && !renewed:
			renewed = true
			g.tokens.Forget(token)
		case !once && waits < mostWaits && throttled(answer) > 0:
			waits++
			if err := g.wait(ctx, throttled(answer)); err != nil {
				return answer, err
			}
		default:
			return answer, nil
		}
	}
}

// throttled is how long an answer asks to wait; zero when it does not, or for longer than anybody waits here.
func throttled(a webservice.Answer) time.Duration {
	if a.Status != http.StatusTooManyRequests && a.Status != http.StatusServiceUnavailable {
		return 0
	}
	seconds, err := strconv.ParseUint(a.Header.Get("Retry-After"), 10, 16)
	if wait := time.Duration(seconds) * time.Second; err == nil && wait <= mostWait {
		return wait
	}
	return 0
}

func (g *graph) wait(ctx context.Context, d time.Duration) error {
	if d == 0 && ctx.Err() == nil {
		return nil
	}
	select {
	case <-g.after(d):
		return nil
	case <-ctx.Done():
		return &dispatch.Error{
			Op: opGraph, Kind: dispatch.KindUnreachable, Code: "portal_interrupted", Certainty: dispatch.Unsent, Retry: true, Err: ctx.Err(),
		}
	}
}

var codeForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z]{1,64}$`) })

// refusal is the service's code of why it refused. Its words may quote what was sent.
func refusal(body []byte) string {
	var told struct{ Error struct{ Code string } }
	if json.Unmarshal(body, &told) != nil || !codeForm().MatchString(told.Error.Code) {
		return ""
	}
	return told.Error.Code
}

var _ Tokens = (*oauth.Source)(nil)
