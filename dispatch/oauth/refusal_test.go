package oauth_test

import (
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
)

// said is a refusal as Microsoft writes it: its sentences name people.
func said(word string, numbers ...int) map[string]any {
	return map[string]any{
		"error": word, "error_codes": numbers, "error_description": "AADSTS65001: " + secretName + " has not consented.",
		"trace_id": secretName, "correlation_id": secretName,
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	with := func(answer map[string]any, name string, value any) map[string]any {
		answer[name] = value
		return answer
	}
	cases := map[string]struct {
		status int
		answer any
		code   string
		detail string
		kind   dispatch.Kind
	}{
		"consent of a person":       {400, said("invalid_grant", 65001), "signin_consent", "AADSTS65001", dispatch.KindCredentials},
		"consent of the admin":      {400, said("invalid_grant", 90094), "signin_consent", "AADSTS90094", dispatch.KindCredentials},
		"redirect":                  {400, said("invalid_request", 50011), "signin_redirect", "AADSTS50011", dispatch.KindCredentials},
		"conditional access":        {400, said("invalid_grant", 53003), "signin_conditional_access", "AADSTS53003", dispatch.KindCredentials},
		"a device that is not ours": {400, said("invalid_grant", 53000), "signin_device_policy", "AADSTS53000", dispatch.KindCredentials},
		"second factor":             {400, said("invalid_grant", 50076), "signin_mfa", "AADSTS50076", dispatch.KindCredentials},
		"second factor to set up":   {400, said("invalid_grant", 50079), "signin_mfa", "AADSTS50079", dispatch.KindCredentials},
		"application":               {400, said("unauthorized_client", 700016), "signin_unknown_app", "AADSTS700016", dispatch.KindCredentials},
		"tenant":                    {400, said("invalid_request", 90002), "signin_unknown_tenant", "AADSTS90002", dispatch.KindCredentials},
		"not a public client":       {401, said("invalid_client", 7000218), "signin_not_public_client", "AADSTS7000218", dispatch.KindCredentials},
		"no session":                {400, said("login_required", 50058), "signin_again", "AADSTS50058", dispatch.KindCredentials},
		"unused for too long":       {400, said("invalid_grant", 700082), "signin_expired", "AADSTS700082", dispatch.KindCredentials},
		"password changed":          {400, said("invalid_grant", 50173), "signin_expired", "AADSTS50173", dispatch.KindCredentials},
		"the first that is known":   {400, said("invalid_grant", 1, 53003), "signin_conditional_access", "AADSTS53003", dispatch.KindCredentials},
		"only a finer word":         {400, with(said("invalid_grant", 1), "suberror", "consent_required"), "signin_consent", "AADSTS1", dispatch.KindCredentials},
		"a number of nobody":        {400, said("invalid_grant", 99999), "signin_refused", "AADSTS99999", dispatch.KindCredentials},
		"only the standard's word":  {400, map[string]any{"error": "invalid_grant"}, "signin_expired", "invalid_grant", dispatch.KindCredentials},
		"interaction":               {400, map[string]any{"error": "interaction_required"}, "signin_again", "interaction_required", dispatch.KindCredentials},
		"a word of nobody":          {400, map[string]any{"error": secretName}, "signin_refused", "OAuth", dispatch.KindCredentials},
		"busy, in words":            {400, map[string]any{"error": "temporarily_unavailable"}, "signin_later", "temporarily_unavailable", dispatch.KindUnreachable},
		"busy, in a number":         {400, said("invalid_request", 90033), "signin_later", "AADSTS90033", dispatch.KindUnreachable},
		"too many requests":         {429, said("invalid_request", 50196), "signin_later", "", dispatch.KindUnreachable},
		"out of order":              {503, "<html>" + secretName, "signin_later", "", dispatch.KindUnreachable},
		"a page instead":            {400, "<html>" + secretName, "signin_malformed_answer", "", dispatch.KindRejected},
		"a redirect":                {302, said("invalid_grant"), "signin_malformed_answer", "", dispatch.KindRejected},
		"another success":           {204, "", "signin_malformed_answer", "", dispatch.KindRejected},
		"numbers that are words":    {400, with(said("invalid_grant"), "error_codes", "65001"), "signin_malformed_answer", "", dispatch.KindRejected},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startService(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, c.status, c.answer) })
			_, _, err := newClient(t, server.settings(t)).Refresh(t.Context(), oauth.Grant{Refresh: secretName}, []string{smtpScope})
			requireCode(t, err, c.code)
			if dispatch.KindOf(err) != c.kind || dispatch.RetryOf(err) != (c.kind == dispatch.KindUnreachable) || dispatch.FailureOf(err).Detail != c.detail {
				t.Errorf("%v", err)
			}
		})
	}
}

func answer(w http.ResponseWriter, status int, what any) {
	if text, ok := what.(string); ok {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
		return
	}
	answerJSON(w, status, what)
}

// TestHostileServices holds that no answer is taken for a success that is none, or without end.
func TestHostileServices(t *testing.T) {
	t.Parallel()
	with := func(name string, value any) map[string]any {
		tokens := goodTokens("refresh")
		tokens[name] = value
		return tokens
	}
	cases := map[string]struct {
		handler http.HandlerFunc
		code    string
	}{
		"without end": {func(w http.ResponseWriter, r *http.Request) {
			for {
				if _, err := io.WriteString(w, strings.Repeat(" ", 1<<16)); err != nil {
					return
				}
			}
		}, "signin_malformed_answer"},
		"a page":                   {tells("<html>signed in"), "signin_malformed_answer"},
		"nothing":                  {tells(""), "signin_malformed_answer"},
		"another kind of token":    {tells(with("token_type", "mac")), "signin_malformed_answer"},
		"a token on lines":         {tells(with("access_token", "a\r\nb")), "signin_malformed_answer"},
		"a huge token":             {tells(with("access_token", strings.Repeat("a", 9000))), "signin_malformed_answer"},
		"no token":                 {tells(with("access_token", "")), "signin_malformed_answer"},
		"a huge refresh token":     {tells(with("refresh_token", strings.Repeat("a", 9000))), "signin_malformed_answer"},
		"a refresh token on lines": {tells(with("refresh_token", "a\nb")), "signin_malformed_answer"},
		"a number for a token":     {tells(with("access_token", 7)), "signin_malformed_answer"},
		"cut":                      {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "signin_cut_off"},
		"silent": {func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}, "signin_stalled"},
		"a redirect to a good answer": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				t.Error("the redirect was followed")
			}
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, "signin_malformed_answer"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := startService(t, c.handler).settings(t)
			if c.code == "signin_stalled" {
				config.Patience /= 10
			}
			_, after, err := newClient(t, config).Refresh(t.Context(), oauth.Grant{Refresh: "before"}, []string{smtpScope})
			requireCode(t, err, c.code)
			if after.Refresh != "before" {
				t.Errorf("the grant became %q", after.Refresh)
			}
		})
	}
}

func tells(what any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, what) }
}

func TestCertificateOfNobodyKnown(t *testing.T) {
	t.Parallel()
	config := startService(t, tells(goodTokens("refresh"))).settings(t)
	config.Roots = startService(t, nil).ca.Pool
	_, _, err := newClient(t, config).Refresh(t.Context(), oauth.Grant{Refresh: "before"}, nil)
	requireCode(t, err, "signin_certificate")
}

// TestSignInThatDoesNotLast refuses a grant that would end with its first token.
func TestSignInThatDoesNotLast(t *testing.T) {
	t.Parallel()
	server := startService(t, tells(goodTokens("")))
	_, err := newClient(t, server.settings(t)).Browser(t.Context(), func(page oauth.Page) error {
		callback{query: map[string][]string{"state": {stateOf(t, page.URL)}, "code": {"a"}}}.ask(t, redirect(t, page.URL))
		return nil
	})
	requireCode(t, err, "signin_not_lasting")
}

// TestSentences holds that every code of the package has its sentence.
func TestSentences(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile(`"(signin_[a-z_]+)"`)
	codes := map[string]bool{}
	for _, file := range files {
		theirs := slices.Contains([]string{"assertion.go", "backend.go"}, file) // spoken of where keys are
		if strings.HasSuffix(file, "_test.go") || theirs {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(source), -1) {
			codes[m[1]] = true
		}
	}
	for _, language := range []string{"fr", "en"} {
		texts := area(t, language)
		for _, code := range slices.Sorted(maps.Keys(codes)) {
			if texts["error_"+code] == "" && texts[code] == "" {
				t.Errorf("%s is not said in %s", code, language)
			}
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	good := startService(t, nil).settings(t)
	for name, c := range map[string]struct {
		change func(*oauth.Config)
		field  string
	}{
		"no client":            {func(c *oauth.Config) { c.ClientID = "" }, "client_id"},
		"a client on lines":    {func(c *oauth.Config) { c.ClientID = "a\nb" }, "client_id"},
		"no scope":             {func(c *oauth.Config) { c.Scopes = nil }, "scopes"},
		"a page in clear":      {func(c *oauth.Config) { c.Server.Authorize = "http://a.example" }, "url"},
		"tokens in clear":      {func(c *oauth.Config) { c.Server.Token = "http://a.example" }, "url"},
		"codes in clear":       {func(c *oauth.Config) { c.Server.Device = "http://a.example" }, "url"},
		"a secret in the page": {func(c *oauth.Config) { c.Server.Authorize = "https://u:p@a.example" }, "url"},
	} {
		config := good
		c.change(&config)
		_, err := oauth.New(config)
		var e *dispatch.Error
		if e, _ = err.(*dispatch.Error); e == nil || e.Kind != dispatch.KindInvalid || e.Field != c.field { //nolint:errorlint // the outermost
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, tenant := range []string{"", "common", "Organizations", "consumers", "a/b", "..", ".a", "a b", "é.example", strings.Repeat("a", 254)} {
		if _, err := oauth.Microsoft("", tenant); dispatch.CodeOf(err) != "signin_setting_invalid" {
			t.Errorf("%q: %v", tenant, err)
		}
	}
	server, err := oauth.Microsoft("", "clinique.example")
	if err != nil || server.Token != "https://login.microsoftonline.com/clinique.example/oauth2/v2.0/token" {
		t.Errorf("%+v, %v", server, err)
	}
}
