package practice

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// recipientPatience is how long a practice recipient waits for a page.
const recipientPatience = 30 * time.Second

var (
	errNotOpened = errors.New("practice: the link does not open with that passphrase")
	fileLink     = regexp.MustCompile(`href="\?file=([^"]+)"`)
)

// OpenLink is a recipient in front of a browser: opens a link, types the passphrase and fetches every file, by
// its name.
func OpenLink(ctx context.Context, link, passphrase string) (map[string][]byte, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	browser := &http.Client{Jar: jar, Timeout: recipientPatience, Transport: &http.Transport{DisableKeepAlives: true}}
	form := url.Values{"password": {passphrase}}.Encode()
	page, err := visit(ctx, browser, http.MethodPost, link, strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, match := range fileLink.FindAllStringSubmatch(string(page), -1) {
		if files[match[1]], err = visit(ctx, browser, http.MethodGet, link+"?file="+match[1], nil); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func visit(ctx context.Context, browser *http.Client, method, address string, body io.Reader) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := browser.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, errNotOpened
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxDeposit))
}
