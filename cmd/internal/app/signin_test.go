package app_test

import (
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
)

// TestOpenBrowserRefuses what a system would open with a program, and what shows a password.
func TestOpenBrowserRefuses(t *testing.T) {
	t.Parallel()
	for _, page := range []string{
		"", "http://login.example", "file:///bin/sh", "javascript:alert(1)", "ms-msdt:/id", "--help", "login.example",
		"https://", "https://user:password@login.example", "https://login.example/\x00",
	} {
		wantCode(t, app.OpenBrowser(t.Context(), page), "signin_page_refused")
	}
}

func TestSignsIn(t *testing.T) {
	t.Parallel()
	for provider, want := range map[string]bool{"microsoft365": true, "smtp": false, "practice": false, "": false} {
		if app.SignsIn(provider) != want {
			t.Errorf("%q: %t", provider, !want)
		}
	}
}
