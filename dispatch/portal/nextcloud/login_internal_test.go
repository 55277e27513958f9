package nextcloud

import (
	"net/url"
	"testing"
)

// FuzzSame: an address that a server tells is one of the server, over https, whatever it looks like.
func FuzzSame(f *testing.F) {
	for _, seed := range []string{
		"https://nuage.example/login", "https://nuage.example:443/", "http://nuage.example/", "https://nuage.example@other.example/",
		"https://nuage.example.other.example/", "//nuage.example", "https:nuage.example", "file://nuage.example/etc", "https://nuage.example\\@other", "",
	} {
		f.Add(seed)
	}
	l := Login{URL: "https://nuage.example"}
	f.Fuzz(func(t *testing.T, address string) {
		if !l.same(address) {
			return
		}
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Hostname() != "nuage.example" || u.User != nil {
			t.Errorf("%q passes for the server", address)
		}
	})
}
