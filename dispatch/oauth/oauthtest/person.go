package oauthtest

import (
	"context"
	"crypto/tls"
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

// maxPage bounds a page that a person looks at, in bytes.
const maxPage = 1 << 20

// Visit opens a page of the provider like a browser, and returns the page that it ends on: the provider signs in
// by itself, and sends the browser back to whoever asked.
func (p *Peer) Visit(ctx context.Context, page string) (string, error) {
	return p.browser().get(ctx, page)
}

// Enter types a code on a page of the provider, and confirms it.
func (p *Peer) Enter(ctx context.Context, page, code string) error {
	browser := p.browser()
	shown, err := browser.get(ctx, page)
	if err != nil {
		return err
	}
	for _, typed := range []url.Values{{"user_code": {code}}, {"user_code": {code}, "confirm": {"yes"}}} {
		secret := hidden.FindStringSubmatch(shown)
		if secret == nil {
			return errors.New("the provider shows no form")
		}
		typed.Set("xsrf", html.UnescapeString(secret[1]))
		if shown, err = browser.post(ctx, page, typed); err != nil {
			return err
		}
	}
	if hidden.MatchString(shown) {
		return errors.New("the provider asks again")
	}
	return nil
}

// hidden is the field with which the provider knows its own forms.
var hidden = regexp.MustCompile(`name="xsrf" value="([^"]+)"`)

type browser struct{ client *http.Client }

func (p *Peer) browser() browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it never fails without options
	}
	return browser{&http.Client{Jar: jar, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: p.CA.Pool, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true,
	}}}
}

func (b browser) get(ctx context.Context, page string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return "", err
	}
	return b.read(request)
}

func (b browser) post(ctx context.Context, page string, form url.Values) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, page, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.read(request)
}

func (b browser) read(request *http.Request) (string, error) {
	answer, err := b.client.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxPage))
	return string(content), err
}
