package oauth

import (
	"net/url"
	"testing"
)

// FuzzArrival: whatever the browser comes back with, only the sign-in that was begun is answered, with a code that
// fits a form or an error that is known.
func FuzzArrival(f *testing.F) {
	const state = "the-state-of-this-sign-in"
	for _, seed := range []string{
		"code=a&state=" + state, "error=access_denied&error_description=AADSTS65004:+x&state=" + state, "code=a", "code=a&state=",
		"state=" + state + "&state=" + state + "&code=a", "code=a&code=b&state=" + state, "code=%0a&state=" + state, "%zz", "code=a;state=b",
		"error=x&error_subcode=consent_required&state=" + state,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		query, _ := url.ParseQuery(raw)
		got, ours := arrivalOf(query, state)
		switch {
		case ours && query.Get("state") != state:
			t.Error("another sign-in was answered")
		case !ours && (got.code != "" || got.err != nil):
			t.Errorf("not ours, and yet %+v", got)
		case ours && (got.code == "") == (got.err == nil), !visible(got.code), len(got.code) > maxCode:
			t.Errorf("%+v", got)
		}
	})
}

// FuzzDeviceAnswer: a page that a person is sent to is one of https.
func FuzzDeviceAnswer(f *testing.F) {
	for _, page := range []string{"https://a.example/device", "http://a.example", "file:///etc/passwd", "https://u:p@a.example", "javascript:x", "https://a\n"} {
		f.Add(page, "d", "ABCD-EFGH")
	}
	f.Fuzz(func(t *testing.T, page, device, user string) {
		if !(deviceAnswer{Page: page, DeviceCode: device, UserCode: user}).usable() {
			return
		}
		if u, err := url.Parse(page); err != nil || u.Scheme != "https" || u.Host == "" || !visible(page) || !visible(user) {
			t.Errorf("a person is sent to %q with %q", page, user)
		}
	})
}
