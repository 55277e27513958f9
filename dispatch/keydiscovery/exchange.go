package keydiscovery

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// get reads one file from a host. Redirects are followed on the same host only: another one was not chosen
// by the recipient's domain. A status that is no success and no fault is nothing found.
func (f *Finder) get(ctx context.Context, host, path string, query url.Values) ([]byte, error) {
	base := f.config.Base(host)
	reach := webservice.Internet // a recipient's domain leads where its owner wants
	if f.config.Inside {
		reach = webservice.Anywhere
	}
	client, err := webservice.New(webservice.Config{
		Base: base, Roots: f.config.Roots, Patience: f.config.Patience, Family: "key_source", Reach: reach,
	})
	if err != nil {
		return nil, err
	}
	for range mostFollows + 1 {
		answer, err := client.Do(ctx, webservice.Request{Path: path, Query: query, Limit: mostBytes})
		if err != nil {
			return nil, err
		}
		if !redirects(answer.Status) {
			return content(answer)
		}
		if path, query, err = next(base, path, answer.Header.Get("Location")); err != nil {
			return nil, err
		}
	}
	return nil, refused()
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	default:
		return false
	}
}

func content(answer webservice.Answer) ([]byte, error) {
	switch {
	case answer.OK():
		return answer.Body, nil
	case answer.Status == http.StatusTooManyRequests:
		return nil, failed("key_source_busy", dispatch.KindUnreachable, true)
	case answer.Status >= http.StatusInternalServerError:
		return nil, unreachable()
	default:
		return nil, nil
	}
}

// next is where a redirect leads, if it stays where it is.
func next(base, path, location string) (string, url.Values, error) {
	here, err := url.Parse(base)
	if err != nil {
		return "", nil, refused()
	}
	target, err := here.JoinPath(path).Parse(location)
	if err != nil || location == "" || target.Scheme != "https" || target.Host != here.Host || target.User != nil {
		return "", nil, refused()
	}
	return strings.TrimPrefix(target.EscapedPath(), "/"), target.Query(), nil
}

func refused() error { return failed("key_source_redirect", dispatch.KindRejected, false) }

func unreachable() error { return failed("key_source_unreachable", dispatch.KindUnreachable, true) }
