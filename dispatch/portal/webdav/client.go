package webdav

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/webservice"

	"github.com/souspli/souspli/dispatch/failpoint"
)

const (
	dialPatience     = 15 * time.Second
	continuePatience = 2 * time.Second // for servers that do not know Expect: 100-continue
	maxHeader        = 64 << 10        // bytes of an answer's header
	maxRest          = 16 << 10        // bytes of an answer that nobody wants
	bufferSize       = 64 << 10        // of a connection, each way; four TLS records
)

// client speaks the few verbs of WebDAV that a deposit needs. Its errors leave the certainty open.
type client struct {
	base     *url.URL // its path ends in a slash
	http     *http.Client
	user     string
	password string
	patience time.Duration
}

func newTransport(roots *x509.CertPool) *http.Transport {
	return &http.Transport{
		Proxy:                  nil, // a document takes no way that nobody configured
		DialContext:            failpoint.Dialing((&net.Dialer{Timeout: dialPatience}).DialContext),
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    dialPatience,
		ExpectContinueTimeout:  continuePatience,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // what is hashed is what is stored
		WriteBufferSize:        bufferSize,
		ReadBufferSize:         bufferSize,
		MaxIdleConns:           2,
		IdleConnTimeout:        10 * time.Second,
	}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// request is one exchange to make.
type request struct {
	method string
	url    *url.URL
	header map[string]string
	text   string  // a short body
	upload *upload // or a long one
	// repeatable lets the transport try again when a kept connection turns out to be closed.
	repeatable bool
}

// exchange makes a request and hands the answer to read. It gives up when too little has moved for as
// long as the client's patience lasts.
func (c *client) exchange(ctx context.Context, r request, read func(answer) error) error {
	op := "webdav." + strings.ToLower(r.method)
	ctx, watch := webservice.WatchOver(ctx, c.patience)
	defer watch.Stop()
	httpRequest, err := c.prepare(ctx, r, watch)
	if err != nil {
		return malformed(op, webservice.ErrNotHTTP)
	}
	reply, err := c.http.Do(httpRequest)
	if err != nil {
		return transportError(ctx, op, err)
	}
	defer reply.Body.Close()
	if reply.StatusCode == http.StatusSwitchingProtocols { // from here on the end of ctx would end nothing
		return transportError(ctx, op, webservice.ErrNotHTTP)
	}
	if ctx.Err() != nil { // a server may answer properly when it sees us leave
		return transportError(ctx, op, ctx.Err())
	}
	err = read(answer{Response: reply, ctx: ctx, op: op, watch: watch})
	// What is left, if short, is read so that the connection can serve again.
	_, _ = io.CopyN(io.Discard, reply.Body, maxRest)
	return err
}

func (c *client) prepare(ctx context.Context, r request, watch *webservice.Watch) (*http.Request, error) {
	httpRequest, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), strings.NewReader(r.text))
	if err != nil {
		return nil, err
	}
	for name, value := range r.header {
		httpRequest.Header.Set(name, value)
	}
	httpRequest.Header.Set("User-Agent", "Souspli")
	httpRequest.SetBasicAuth(c.user, c.password)
	if r.repeatable {
		httpRequest.Header["X-Idempotency-Key"] = nil // a mark for net/http, not sent
	}
	if r.upload != nil {
		r.upload.watch = watch
		httpRequest.Body, httpRequest.ContentLength, httpRequest.GetBody = r.upload, r.upload.size, nil
	}
	return httpRequest, nil
}

// answer is what came back, and what is needed to read on.
type answer struct {
	*http.Response
	ctx   context.Context
	op    string
	watch *webservice.Watch
}

// expect fails unless the answer has one of the statuses.
func (a answer) expect(statuses ...int) error {
	if slices.Contains(statuses, a.StatusCode) {
		return nil
	}
	err := statusError(a.op, a.StatusCode)
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Again = webservice.Again(a.StatusCode, a.Header, time.Time{}) // these servers name seconds
	}
	return err
}

// copyTo writes at most limit bytes of the answer to w; more is an error. So is an end that comes after we
// gave up: a server may close an answer properly when it sees us leave.
func (a answer) copyTo(w io.Writer, limit int64) (int64, error) {
	n, err := io.Copy(w, io.LimitReader(a.watch.Over(a.Body), limit+1))
	switch {
	case err != nil || a.ctx.Err() != nil:
		return n, transportError(a.ctx, a.op, err)
	case n > limit:
		return n, malformed(a.op, errTooLong)
	}
	return n, nil
}

// stat asks what stands at u. A resource that is not there is no error.
func (c *client) stat(ctx context.Context, u *url.URL) (resource, error) {
	r := request{method: "PROPFIND", url: u, text: propfind, repeatable: true, header: map[string]string{
		"Depth": "0", "Content-Type": "application/xml; charset=utf-8",
	}}
	var told resource
	err := c.exchange(ctx, r, func(a answer) error {
		if a.StatusCode == http.StatusNotFound || a.StatusCode == http.StatusGone {
			return nil
		}
		if err := a.expect(http.StatusMultiStatus); err != nil {
			return err
		}
		var body bytes.Buffer
		if _, err := a.copyTo(&body, maxMultistatus); err != nil {
			return err
		}
		var err error
		if told, err = parseMultistatus(body.Bytes(), u.Path); err != nil {
			return malformed(a.op, err)
		}
		return nil
	})
	return told, err
}

// makeFolder makes a folder that must not exist.
func (c *client) makeFolder(ctx context.Context, folder *url.URL) error {
	return c.exchange(ctx, request{method: "MKCOL", url: folder}, func(a answer) error {
		return a.expect(http.StatusCreated)
	})
}

// put stores the upload at u, and returns the SHA-256 of what the server says it received, or an empty
// string.
func (c *client) put(ctx context.Context, u *url.URL, up *upload) (string, error) {
	r := request{method: http.MethodPut, url: u, upload: up, header: map[string]string{
		"Content-Type":  "application/octet-stream",
		"Expect":        "100-continue",
		"If-None-Match": "*",
		"X-Hash":        "sha256",
	}}
	var sum string
	err := c.exchange(ctx, r, func(a answer) error {
		sum = serverSum(a.Header)
		return a.expect(http.StatusCreated, http.StatusNoContent, http.StatusOK)
	})
	if cause := up.failure(); cause != nil {
		return "", portal.Unreadable("webdav.put", cause)
	}
	return sum, err
}

// serverSum is the SHA-256 that a server computed itself: Nextcloud answers X-Hash so, and an OC-Checksum
// cannot be an echo, because none is sent.
func serverSum(header http.Header) string {
	if sum := header.Get("X-Hash-SHA256"); sum != "" {
		return strings.ToLower(strings.TrimSpace(sum))
	}
	kind, sum, _ := strings.Cut(header.Get("OC-Checksum"), ":")
	if !strings.EqualFold(kind, "sha256") {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(sum))
}

// fetch writes the file at u to w, at most limit bytes, and returns how many it was.
func (c *client) fetch(ctx context.Context, u *url.URL, w io.Writer, limit int64) (n int64, err error) {
	err = c.exchange(ctx, request{method: http.MethodGet, url: u}, func(a answer) error {
		if err := a.expect(http.StatusOK); err != nil {
			return err
		}
		n, err = a.copyTo(w, limit)
		return err
	})
	return n, err
}

// sum reads back a file that should have the given size, and returns its SHA-256.
func (c *client) sum(ctx context.Context, u *url.URL, size int64) (string, error) {
	hash := sha256.New()
	if _, err := c.fetch(ctx, u, hash, size); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// move renames a folder to a name that must not exist. It returns the status of the answer, zero when
// there was none.
func (c *client) move(ctx context.Context, from, to *url.URL) (status int, err error) {
	r := request{method: "MOVE", url: from, header: map[string]string{
		"Destination": to.String(), "Overwrite": "F", "Depth": "infinity",
	}}
	err = c.exchange(ctx, r, func(a answer) error {
		status = a.StatusCode
		return a.expect(http.StatusCreated, http.StatusNoContent)
	})
	return status, err
}

// remove deletes a folder with all that it holds, and says whether it was there. One that was not is no
// error.
func (c *client) remove(ctx context.Context, folder *url.URL) (removed bool, err error) {
	r := request{method: http.MethodDelete, url: folder, repeatable: true}
	err = c.exchange(ctx, r, func(a answer) error {
		removed = a.StatusCode == http.StatusOK || a.StatusCode == http.StatusNoContent
		return a.expect(http.StatusOK, http.StatusNoContent, http.StatusNotFound, http.StatusGone)
	})
	return removed, err
}

// parseBase reads the URL of the folder that deposits go to.
func parseBase(address string) (*url.URL, error) {
	base, err := url.Parse(address)
	switch {
	case err != nil || base.Hostname() == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, portal.Invalid("webdav.new", "url", "portal_url_invalid")
	case base.Scheme != "https":
		return nil, portal.Invalid("webdav.new", "url", "portal_url_not_https")
	}
	return base.JoinPath("/"), nil
}
