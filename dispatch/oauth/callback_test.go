package oauth_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
)

// secretName stands for everything that an error must not quote.
const secretName = "marie.tremblay@clinique.example"

// callback is what a browser, or somebody else, asks of the listener.
type callback struct {
	method, path, host string
	header             http.Header
	query              url.Values
}

// ask makes a callback, and returns the answer's status, header and body.
func (c callback) ask(t *testing.T, base *url.URL) (int, http.Header, string) {
	t.Helper()
	target := *base
	target.Path, target.RawQuery = "/"+c.path, c.query.Encode()
	method := c.method
	if method == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(t.Context(), method, target.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.host != "" {
		request.Host = c.host
	}
	for name, values := range c.header {
		request.Header[name] = values
	}
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(body)
}

func stateOf(t *testing.T, page string) string {
	t.Helper()
	opened, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	return opened.Query().Get("state")
}

// TestOthersNeitherEndNorLearnOfASignIn asks all that a hostile page or program may ask, and then lets the
// person's own answer through.
func TestOthersNeitherEndNorLearnOfASignIn(t *testing.T) {
	t.Parallel()
	server := startService(t, func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("code") != "persons-own" || len(r.FormValue("code_verifier")) != 43 || r.Header.Get("Origin") != "" {
			t.Errorf("exchanged %v", r.Form)
		}
		answerJSON(w, http.StatusOK, goodTokens("first"))
	})
	var opened string
	grant, err := newClient(t, server.settings(t)).Browser(t.Context(), func(page oauth.Page) error {
		opened = page.URL
		back, state := redirect(t, page.URL), stateOf(t, page.URL)
		ours := url.Values{"state": {state}, "code": {"forged"}}
		for name, c := range map[string]struct {
			callback
			status int
		}{
			"another state":         {callback{query: url.Values{"state": {"another"}, "code": {"forged"}}}, http.StatusBadRequest},
			"no state":              {callback{query: url.Values{"code": {"forged"}}}, http.StatusBadRequest},
			"two states":            {callback{query: url.Values{"state": {state, state}, "code": {"forged"}}}, http.StatusBadRequest},
			"a refusal of no state": {callback{query: url.Values{"error": {"access_denied"}}}, http.StatusBadRequest},
			"another path":          {callback{path: "favicon.ico", query: ours}, http.StatusNotFound},
			"another name":          {callback{host: "attacker.example", query: ours}, http.StatusNotFound},
			"the number for name":   {callback{host: "127.0.0.1:" + back.Port(), query: ours}, http.StatusNotFound},
			"a form":                {callback{method: http.MethodPost, query: ours}, http.StatusNotFound},
			"a script":              {callback{header: http.Header{"Origin": {"https://attacker.example"}}, query: ours}, http.StatusForbidden},
			"a picture":             {callback{header: http.Header{"Sec-Fetch-Mode": {"no-cors"}}, query: ours}, http.StatusForbidden},
		} {
			if status, _, body := c.ask(t, back); status != c.status || strings.Contains(body, state) {
				t.Errorf("%s: %d %q", name, status, body)
			}
		}
		person := callback{query: url.Values{"state": {state}, "code": {"persons-own"}}, header: http.Header{"Sec-Fetch-Mode": {"navigate"}}}
		status, header, body := person.ask(t, back)
		if status != http.StatusOK || header.Get("Cache-Control") != "no-store" || header.Get("Referrer-Policy") != "no-referrer" ||
			!strings.HasPrefix(header.Get("Content-Security-Policy"), "default-src 'none'") || strings.Contains(body, "persons-own") {
			t.Errorf("%d %v %q", status, header, body)
		}
		return nil
	})
	if err != nil || grant.Refresh != "first" {
		t.Errorf("%v", err)
	}
	if listening(t, opened) {
		t.Error("somebody still listens")
	}
}

// TestSecondAnswerIsDropped lets only the first of two right answers count.
func TestSecondAnswerIsDropped(t *testing.T) {
	t.Parallel()
	server := startService(t, func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("code") != "first" {
			t.Errorf("exchanged %q", r.FormValue("code"))
		}
		answerJSON(w, http.StatusOK, goodTokens("refresh"))
	})
	_, err := newClient(t, server.settings(t)).Browser(t.Context(), func(page oauth.Page) error {
		back, state := redirect(t, page.URL), stateOf(t, page.URL)
		for code, want := range []int{http.StatusOK, http.StatusGone} {
			query := url.Values{"state": {state}, "code": {[]string{"first", "second"}[code]}}
			if status, _, _ := (callback{query: query}).ask(t, back); status != want {
				t.Errorf("answer %d: %d, want %d", code+1, status, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRefusedInTheBrowser(t *testing.T) {
	t.Parallel()
	server := startService(t, func(http.ResponseWriter, *http.Request) { t.Error("something was exchanged") })
	for name, c := range map[string]struct {
		query url.Values
		code  string
	}{
		"declined":           {url.Values{"error": {"access_denied"}, "error_description": {secretName}}, "signin_denied"},
		"consent":            {url.Values{"error": {"access_denied"}, "error_description": {"AADSTS90094: " + secretName}}, "signin_consent"},
		"conditional access": {url.Values{"error": {"access_denied"}, "error_description": {"AADSTS53003: " + secretName}}, "signin_conditional_access"},
		"unknown":            {url.Values{"error": {secretName}}, "signin_refused"},
		"neither":            {url.Values{}, "signin_malformed_answer"},
		"two codes":          {url.Values{"code": {"a", "b"}}, "signin_malformed_answer"},
		"a code on lines":    {url.Values{"code": {"a\r\nb"}}, "signin_malformed_answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, server.settings(t)).Browser(t.Context(), func(page oauth.Page) error {
				c.query.Set("state", stateOf(t, page.URL))
				callback{query: c.query}.ask(t, redirect(t, page.URL))
				return nil
			})
			requireCode(t, err, c.code)
		})
	}
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	server := startService(t, func(http.ResponseWriter, *http.Request) { t.Error("something was exchanged") })
	stopped := errors.New("stopped")
	for name, c := range map[string]struct {
		limit time.Duration
		show  func(cancel func()) error
		code  string
	}{
		"in time":           {50 * time.Millisecond, func(func()) error { return nil }, "signin_timeout"},
		"and we give up":    {time.Minute, func(cancel func()) error { cancel(); return nil }, "signin_interrupted"},
		"nobody was shown ": {time.Minute, func(func()) error { return stopped }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			config := server.settings(t)
			config.Limit = c.limit
			var opened string
			_, err := newClient(t, config).Browser(ctx, func(page oauth.Page) error {
				opened = page.URL
				return c.show(cancel)
			})
			if c.code == "" && !errors.Is(err, stopped) {
				t.Error(err)
			} else if c.code != "" {
				requireCode(t, err, c.code)
			}
			if listening(t, opened) {
				t.Error("somebody still listens")
			}
		})
	}
}

// TestPage holds what every sign-in carries of its own.
func TestPage(t *testing.T) {
	t.Parallel()
	server := startService(t, func(http.ResponseWriter, *http.Request) {})
	stopped := errors.New("stopped")
	seen := map[string]bool{}
	for range 3 {
		_, err := newClient(t, server.settings(t)).Browser(t.Context(), func(page oauth.Page) error {
			opened, err := url.Parse(page.URL)
			if err != nil {
				t.Fatal(err)
			}
			query, back := opened.Query(), redirect(t, page.URL)
			for name, want := range map[string]string{
				"response_type": "code", "code_challenge_method": "S256", "response_mode": "query", "login_hint": who,
				"client_id": "souspli-desktop", "scope": smtpScope + " offline_access openid profile",
			} {
				if query.Get(name) != want {
					t.Errorf("%s is %q", name, query.Get(name))
				}
			}
			if back.Hostname() != "localhost" || back.Scheme != "http" || back.Path != "" || back.Port() == "" {
				t.Errorf("comes back to %s", back)
			}
			for _, own := range []string{query.Get("state"), query.Get("code_challenge")} {
				if len(own) != 43 || seen[own] {
					t.Errorf("%q is not this sign-in's own", own)
				}
				seen[own] = true
			}
			return stopped
		})
		if !errors.Is(err, stopped) {
			t.Fatal(err)
		}
	}
}

func requireCode(t *testing.T, err error, code string) {
	t.Helper()
	if dispatch.CodeOf(err) != code || dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Errorf("%v, want %s and unsent", err, code)
	}
	if err != nil && strings.Contains(err.Error(), secretName) {
		t.Errorf("quotes what it must not: %v", err)
	}
}
