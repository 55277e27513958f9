package webservice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

const (
	dialPatience    = 15 * time.Second
	defaultPatience = time.Minute
	maxHeader       = 64 << 10 // bytes of an answer's header
	defaultLimit    = 1 << 20  // bytes of an answer
)

// Config is a service to talk to.
type Config struct {
	Base     string         // https:// and a host, with or without a path
	Roots    *x509.CertPool // nil: the system's
	Header   http.Header    // of every request: how the account signs in
	Patience time.Duration  // ends an exchange in which too little moves; 0: a minute
	Family   string         // begins the codes of errors: fax, portal
	Reach    Reach          // where the address may lead; zero: anywhere
}

// Client talks to one service. It is safe for concurrent use.
type Client struct {
	base     *url.URL
	header   http.Header
	patience time.Duration
	http     *http.Client
	errors   family
}

// New makes a client without connecting. It refuses an address that is not https, or that may hold a secret,
// for addresses are shown: KindInvalid with the codes FAMILY_url_invalid and FAMILY_url_not_https.
func New(c Config) (*Client, error) {
	f := family(c.Family)
	base, err := url.Parse(c.Base)
	switch {
	case err != nil || base.Hostname() == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, f.invalid("url_invalid")
	case base.Scheme != "https":
		return nil, f.invalid("url_not_https")
	}
	if c.Patience == 0 {
		c.Patience = defaultPatience
	}
	return &Client{
		base: base, header: c.Header, patience: c.Patience, errors: f,
		http: &http.Client{Transport: transport(c.Roots, c.Reach), CheckRedirect: stay},
	}, nil
}

func transport(roots *x509.CertPool, reach Reach) *http.Transport {
	return &http.Transport{
		Proxy:                  nil, // a document takes no way that nobody configured
		DialContext:            failpoint.Dialing((&net.Dialer{Timeout: dialPatience, Control: reach.control}).DialContext),
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    dialPatience,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true,
		// A kept connection may be closed by the other side just when a request begins: a new one each time
		// leaves no doubt about what was read.
		DisableKeepAlives: true,
	}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Request is one exchange to make.
type Request struct {
	Method string // empty: GET, or POST with a body
	Path   string // joined to the client's base; empty: the base itself
	Query  url.Values
	Header http.Header
	Body   Body  // zero: none
	Limit  int64 // bytes of the answer; 0: 1 MiB
	Keep   int64 // bytes of the answer that are wanted, the rest being read and dropped; 0: all
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// OK reports a status of the 200s.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// Do makes the request. A nil error means that a whole answer came; its status is the caller's to judge.
func (c *Client) Do(ctx context.Context, r Request) (Answer, error) {
	ctx, watch := WatchOver(ctx, c.patience)
	defer watch.Stop()
	body := newUpload(ctx, r.Body, watch)
	request, err := c.prepare(ctx, r, body)
	if err != nil {
		return Answer{}, c.errors.invalid("url_invalid")
	}
	reply, err := c.http.Do(request)
	if err != nil {
		return Answer{}, c.failure(ctx, body, err)
	}
	defer reply.Body.Close()
	if reply.StatusCode == http.StatusSwitchingProtocols { // from here on the end of ctx would end nothing
		return Answer{}, c.failure(ctx, body, ErrNotHTTP)
	}
	content, err := bounded(watch.Over(reply.Body), r.Limit, r.Keep)
	if err != nil || ctx.Err() != nil {
		return Answer{}, c.failure(ctx, body, err)
	}
	return Answer{Status: reply.StatusCode, Header: reply.Header, Body: content}, nil
}

func (c *Client) prepare(ctx context.Context, r Request, body *upload) (*http.Request, error) {
	target := *c.base
	if r.Path != "" {
		target = *c.base.JoinPath(r.Path)
	}
	target.RawQuery = r.Query.Encode()
	ctx = httptrace.WithClientTrace(ctx, body.trace())
	request, err := http.NewRequestWithContext(ctx, r.method(), target.String(), nil)
	if err != nil {
		return nil, err
	}
	for _, header := range []http.Header{c.header, r.Header} {
		for name, values := range header {
			request.Header[name] = values
		}
	}
	request.Header.Set("User-Agent", "Souspli")
	if body.whole.Open != nil {
		request.Header.Set("Content-Type", body.whole.Type)
		request.Body, request.ContentLength = body, body.whole.Size
	}
	return request, nil
}

func (r Request) method() string {
	switch {
	case r.Method != "":
		return r.Method
	case r.Body.Open != nil:
		return http.MethodPost
	}
	return http.MethodGet
}

var errTooLong = errors.New("the answer is too long")

func bounded(r io.Reader, limit, keep int64) ([]byte, error) {
	if limit == 0 {
		limit = defaultLimit
	}
	if keep == 0 || keep > limit {
		keep = limit
	}
	content, err := io.ReadAll(io.LimitReader(r, keep))
	if err != nil {
		return content, err
	}
	dropped, err := io.Copy(io.Discard, io.LimitReader(r, limit-keep+1))
	if err == nil && keep+dropped > limit {
		err = errTooLong
	}
	return content, err
}

// failure is why no whole answer came, with the certainty of what the other side can have done.
func (c *Client) failure(ctx context.Context, body *upload, err error) error {
	whole, cause := body.state()
	certainty := dispatch.Maybe
	if !whole {
		certainty = dispatch.Unsent
	}
	if cause != nil && !whole {
		return c.errors.unreadable(cause)
	}
	return c.errors.transport(ctx, certainty, err)
}
