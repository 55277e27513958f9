package fhir_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/fhir"
	"github.com/souspli/souspli/dispatch/practice"
)

// reply is what a server answers to a publication.
type reply struct {
	status   int
	location string
	body     string
}

// answering is a site whose publications get a reply made up, once their last byte was read. Everything else
// goes to the real server.
func answering(t testing.TB, r reply, change ...func(*fhir.Config)) site {
	t.Helper()
	s := newSite(t, nil, change...)
	next := forward(t, s.portal.URL)
	s.config.URL = serve(t, start(t).CA.Server().TLS, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method != http.MethodPost {
			next.ServeHTTP(w, q)
			return
		}
		_, _ = io.Copy(io.Discard, q.Body)
		if r.location != "" {
			w.Header().Set("Location", r.location)
		}
		w.WriteHeader(r.status)
		_, _ = io.WriteString(w, r.body)
	})) + "/fhir"
	s.Channel = open(t, s.config)
	return s
}

func reason(code, element string) string {
	return `{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"` + code + `","diagnostics":"` + number +
		` Essai-Tremblay","expression":["` + element + `"]}]}`
}

// TestCertaintyOfSimplifiedPublish is the table of the package comment for ITI-105.
func TestCertaintyOfSimplifiedPublish(t *testing.T) {
	t.Parallel()
	there := "https://portail.example/fhir/DocumentReference/a-1/_history/1"
	const unknown = "portal_outcome_unknown"
	for _, test := range []struct {
		name      string
		reply     reply
		certainty dispatch.Certainty
		code      string
		retry     bool
	}{
		{"created", reply{201, there, ""}, dispatch.Sent, "", false},
		{"created, and only a relative address", reply{201, "DocumentReference/a-1", ""}, dispatch.Sent, "", false},
		{"there already", reply{200, there, ""}, dispatch.Sent, "", false},
		{"created, and nothing says what", reply{201, "", ""}, dispatch.Maybe, unknown, false},
		{"created, but something else", reply{201, "https://portail.example/fhir/Binary/1", ""}, dispatch.Maybe, unknown, false},
		{"a page", reply{200, "", "<html>Bienvenue</html>"}, dispatch.Maybe, unknown, false},
		{"a document of another", reply{200, "", `{"resourceType":"DocumentReference","id":"a"}`}, dispatch.Maybe, unknown, false},
		{"not decided yet", reply{202, there, ""}, dispatch.Maybe, unknown, false},
		{"nothing to say", reply{204, "", ""}, dispatch.Maybe, unknown, false},
		{"elsewhere", reply{307, "https://elsewhere.example/", ""}, dispatch.Unsent, "portal_redirect", false},
		{"done, and shown elsewhere", reply{303, "https://elsewhere.example/", ""}, dispatch.Maybe, unknown, false},
		{"elsewhere for good", reply{308, "https://elsewhere.example/", ""}, dispatch.Unsent, "portal_redirect", false},
		{"found elsewhere: it may be done", reply{302, "https://elsewhere.example/", ""}, dispatch.Maybe, unknown, false},
		{"moved: it may be done", reply{301, "https://elsewhere.example/", ""}, dispatch.Maybe, unknown, false},
		{"out of time: it may have been whole", reply{408, "", ""}, dispatch.Maybe, unknown, true},
		{"a request that is wrong", reply{400, "", reason("structure", "DocumentReference.type")}, dispatch.Unsent, "fhir_invalid", false},
		{"a request that is refused without a reason", reply{400, "", ""}, dispatch.Unsent, "fhir_refused", false},
		{"a token that is refused", reply{401, "", reason("login", "")}, dispatch.Unsent, "fhir_token_refused", false},
		{"no right to", reply{403, "", ""}, dispatch.Unsent, "fhir_forbidden", false},
		{"not offered", reply{404, "", ""}, dispatch.Unsent, "fhir_not_offered", false},
		{"a method that is not offered", reply{405, "", ""}, dispatch.Unsent, "fhir_not_offered", false},
		{"a conflict: perhaps with an earlier try", reply{409, "", reason("duplicate", "")}, dispatch.Maybe, unknown, false},
		{"several have the number", reply{412, "", reason("multiple-matches", "")}, dispatch.Maybe, unknown, false},
		{"too large", reply{413, "", ""}, dispatch.Unsent, "portal_too_large", false},
		{"a format that is not taken", reply{415, "", ""}, dispatch.Unsent, "fhir_media_type", false},
		{"a patient whom nobody knows", reply{422, "", reason("not-found", "DocumentReference.subject")}, dispatch.Unsent, "fhir_patient_unknown", false},
		{"a rule of the portal's own", reply{422, "", reason("business-rule", "")}, dispatch.Unsent, "fhir_rule", false},
		{"too many requests", reply{429, "", ""}, dispatch.Unsent, "portal_busy", true},
		{"a fault", reply{500, "", reason("exception", "")}, dispatch.Maybe, unknown, true},
		{"a proxy's: the server may be at it", reply{504, "", "<html>"}, dispatch.Maybe, unknown, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := answering(t, test.reply).send(t)
			requireVerdict(t, err, test.certainty, test.code, test.retry)
		})
	}
}

func requireVerdict(t *testing.T, err error, certainty dispatch.Certainty, code string, retry bool) {
	t.Helper()
	if dispatch.CertaintyOf(err) != certainty || dispatch.CodeOf(err) != code || dispatch.RetryOf(err) != retry {
		t.Errorf("got %s, %q, %t: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), dispatch.RetryOf(err), err)
	}
	if err != nil && (strings.Contains(err.Error(), number) || strings.Contains(err.Error(), "Tremblay")) {
		t.Errorf("the server's words are told: %v", err)
	}
}

// TestCertaintyOfDocumentBundle is the same for ITI-65, where it differs.
func TestCertaintyOfDocumentBundle(t *testing.T) {
	t.Parallel()
	answer := func(statuses ...string) string {
		entries := make([]string, len(statuses))
		for i, status := range statuses {
			entries[i] = `{"response":{"status":"` + status + `"}}`
		}
		return `{"resourceType":"Bundle","type":"transaction-response","entry":[` + strings.Join(entries, ",") + `]}`
	}
	const unknown = "portal_outcome_unknown"
	for _, test := range []struct {
		name      string
		reply     reply
		certainty dispatch.Certainty
		code      string
	}{
		{"all created", reply{200, "", answer("201 Created", "201", "201 Created")}, dispatch.Sent, ""},
		{"some there already", reply{200, "", answer("201", "200 OK", "200")}, dispatch.Sent, ""},
		{"one refused", reply{200, "", answer("201", "201", "422")}, dispatch.Maybe, unknown},
		{"one not decided", reply{200, "", answer("201", "202", "201")}, dispatch.Maybe, unknown},
		{"one missing", reply{200, "", answer("201", "201")}, dispatch.Maybe, unknown},
		{"one too many", reply{200, "", answer("201", "201", "201", "201")}, dispatch.Maybe, unknown},
		{"a batch's answer", reply{200, "", strings.Replace(answer("201", "201", "201"), "transaction", "batch", 1)}, dispatch.Maybe, unknown},
		{"a reason in place of it", reply{200, "", reason("exception", "")}, dispatch.Maybe, unknown},
		{"longer than what is kept", reply{200, "", strings.Repeat(" ", 1<<20) + answer("201", "201", "201")}, dispatch.Maybe, unknown},
		{"without end", reply{200, "", strings.Repeat(" ", 3<<20)}, dispatch.Maybe, unknown},
		{"not decided yet", reply{202, "", ""}, dispatch.Maybe, unknown},
		{"refused as a whole", reply{422, "", reason("invariant", "Bundle.entry")}, dispatch.Unsent, "fhir_invalid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := answering(t, test.reply, setting(fhir.SettingTransaction, string(fhir.Bundle))).send(t)
			if dispatch.CertaintyOf(err) != test.certainty || dispatch.CodeOf(err) != test.code {
				t.Errorf("got %s, %q: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), err)
			}
		})
	}
}

// A server that sends the document back costs no more memory than what is kept.
func TestDocumentSentBack(t *testing.T) {
	t.Parallel()
	s := answering(t, reply{201, "DocumentReference/a", strings.Repeat(" ", 1<<20+1000)})
	if _, err := s.send(t); err != nil {
		t.Error(err)
	}
}

// Before the publication everything is Unsent.
func TestBeforeAnythingLeaves(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		script practice.PortalScript
		change func(*fhir.Config)
		code   string
		kind   dispatch.Kind
	}{
		{"no address for tokens", only("GET", "smart-configuration", practice.PortalForget), nil, "fhir_malformed_answer", dispatch.KindRejected},
		{"an address for tokens without end", only("GET", "smart-configuration", practice.PortalFlood), nil, "fhir_malformed_answer", dispatch.KindRejected},
		{"no capability statement", only("GET", "/metadata", practice.PortalRefuse), nil, "fhir_forbidden", dispatch.KindRejected},
		{"a capability statement without end", only("GET", "/metadata", practice.PortalFlood), nil, "fhir_malformed_answer", dispatch.KindRejected},
		{"a client that nobody knows", nil, func(c *fhir.Config) { c.User = "nobody" }, "signin_key_refused", dispatch.KindCredentials},
		{"a key that is not the client's", nil, func(c *fhir.Config) { c.Secret = newKey(t, oauth.ES384).Marshal() }, "signin_key_refused", dispatch.KindCredentials},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, test.script, func(c *fhir.Config) {
				if test.change != nil {
					test.change(c)
				}
			})
			_, err := s.send(t)
			if dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.CodeOf(err) != test.code || dispatch.KindOf(err) != test.kind {
				t.Errorf("sending: %v", err)
			}
			if err := s.Test(t.Context()); dispatch.CodeOf(err) != test.code {
				t.Errorf("testing: %v", err)
			}
		})
	}
}

// A service may grant less than was asked for, and say so only when something is published.
func TestRightsThatTheClientDoesNotHave(t *testing.T) {
	t.Parallel()
	_, err := newSite(t, nil, setting(fhir.SettingScope, "system/Everything.cruds")).send(t)
	requireVerdict(t, err, dispatch.Unsent, "fhir_forbidden", false)
}
