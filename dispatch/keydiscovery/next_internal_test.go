package keydiscovery

import (
	"net/url"
	"testing"
)

// FuzzNext: wherever a redirect points, the next question goes to the same host.
func FuzzNext(f *testing.F) {
	for _, seed := range []string{
		"/other", "other?l=b", "https://keys.example/a%2f..%2fb", "http://keys.example/", "https://other.example/", "//other.example/a",
		"file:///etc/passwd", "https://keys.example@other.example/", "https://169.254.169.254/", "\\\\other", "?", "#a", "",
	} {
		f.Add(seed)
	}
	const base = "https://keys.example"
	f.Fuzz(func(t *testing.T, location string) {
		path, query, err := next(base, ".well-known/openpgpkey/hu/a", location)
		if err != nil {
			return
		}
		home, _ := url.Parse(base)
		target := home.JoinPath(path)
		target.RawQuery = query.Encode()
		if again, err := url.Parse(target.String()); err != nil || again.Host != home.Host || again.Scheme != "https" || again.User != nil {
			t.Errorf("%q leads to %q", location, target)
		}
	})
}
