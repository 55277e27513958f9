package fhir

import (
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

func TestOperationOutcome(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, body, code, words string }{
		{
			"a patient that nobody knows",
			`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","diagnostics":"TREJ58531417","expression":["DocumentReference.subject"]}]}`,
			"fhir_patient_unknown", ", error, not-found, subject",
		},
		{
			"a required element",
			`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"required","details":{"text":"Zoé"},"expression":["Bundle.entry[1].resource.content[0].attachment.title"]}]}`,
			"fhir_invalid", ", error, required, entry.resource.content.attachment.title",
		},
		{
			"the worst of several",
			`{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"value"},{"severity":"fatal","code":"too-long"}]}`,
			"portal_too_large", ", fatal, too-long",
		},
		{
			"a path that quotes a person",
			`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"business-rule","expression":["Patient.where(name='Tremblay').value"]}]}`,
			"fhir_rule", ", error, business-rule, value",
		},
		{
			"the older way to tell a place",
			`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"code-invalid","location":["/f:DocumentReference/f:type"]}]}`,
			"fhir_code_unknown", ", error, code-invalid, type",
		},
		{"codes that nobody defined", `{"resourceType":"OperationOutcome","issue":[{"severity":"Tremblay","code":"Zoé"}]}`, "", ""},
		{"no reason", `{"resourceType":"OperationOutcome","issue":[]}`, "", ""},
		{"another resource", `{"resourceType":"Patient","issue":[{"severity":"error","code":"value"}]}`, "", ""},
		{"a page", `<html>Tremblay</html>`, "", ""},
		{"nothing", ``, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := readOutcome([]byte(test.body))
			if o.code() != test.code || o.words() != test.words {
				t.Errorf("got %q and %q, want %q and %q", o.code(), o.words(), test.code, test.words)
			}
		})
	}
}

const statementBody = `{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server","interaction":[{"code":"transaction"}],
"resource":[{"type":"Patient","conditionalCreate":true,"interaction":[{"code":"create"}]},{"type":"DocumentReference","conditionalCreate":true,
"interaction":[{"code":"create"},{"code":"search-type"},{"code":"delete"},{"code":"patch"}],"searchParam":[{"name":"identifier"}]}]}]}`

func TestCapabilityStatement(t *testing.T) {
	t.Parallel()
	without := func(old string) string { return strings.Replace(statementBody, old, "", 1) }
	every := deeds{create: true, conditional: true, search: true, remove: true, patch: true}
	all, unsearched := offer{transaction: true, document: every}, offer{transaction: true, document: every}
	unsearched.document.search = false
	for _, test := range []struct {
		name, body string
		want       offer
		code       string
	}{
		{"all", statementBody, all, ""},
		{"R4B", strings.Replace(statementBody, "4.0.1", "4.3.0", 1), all, ""},
		{"what a client does is no offer", strings.Replace(statementBody, `"server"`, `"client"`, 1), offer{}, ""},
		{"what is done with others is none", strings.ReplaceAll(statementBody, `"DocumentReference"`, `"Observation"`), offer{transaction: true}, ""},
		{"what is done with sets", strings.ReplaceAll(statementBody, `"DocumentReference"`, `"List"`), offer{transaction: true, set: every}, ""},
		{"what is done with bytes", strings.ReplaceAll(statementBody, `"DocumentReference"`, `"Binary"`), offer{transaction: true, binary: every}, ""},
		{"a search that is not offered", without(`{"code":"search-type"},`), unsearched, ""},
		{"nothing", `{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}`, offer{}, ""},
		{"R5", strings.Replace(statementBody, "4.0.1", "5.0.0", 1), offer{}, "fhir_version"},
		{"DSTU2", strings.Replace(statementBody, "4.0.1", "1.0.2", 1), offer{}, "fhir_version"},
		{"another resource", `{"resourceType":"Bundle"}`, offer{}, "fhir_not_a_server"},
		{"a page", "<html>", offer{}, "fhir_not_a_server"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := readStatement([]byte(test.body))
			if got != test.want || dispatch.CodeOf(err) != test.code {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestTransactionIsChosen(t *testing.T) {
	t.Parallel()
	single, transaction := offer{document: deeds{create: true}}, offer{transaction: true}
	both := offer{document: single.document, transaction: true}
	for _, test := range []struct {
		name      string
		offer     offer
		wanted    Transaction
		documents int
		want      Transaction
		code      string
	}{
		{"one document", both, Automatic, 1, Simplified, ""},
		{"several", both, Automatic, 2, Bundle, ""},
		{"one, as a bundle", both, Bundle, 1, Bundle, ""},
		{"one, where nothing is created alone", transaction, Automatic, 1, Bundle, ""},
		{"several, one at a time", both, Simplified, 2, "", "fhir_one_document"},
		{"several, without transactions", single, Automatic, 2, "", "fhir_one_document"},
		{"a bundle, without transactions", single, Bundle, 1, "", "fhir_not_offered"},
		{"one alone, where only bundles are taken", transaction, Simplified, 1, "", "fhir_not_offered"},
		{"nothing is offered", offer{}, Automatic, 1, "", "fhir_not_offered"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := test.offer.choose(test.wanted, test.documents)
			if got != test.want || dispatch.CodeOf(err) != test.code {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

const ours1 = "urn:oid:2.25.42.1"

func TestSearchBelievesOnlyOurs(t *testing.T) {
	t.Parallel()
	entry := func(resource string) string {
		return `{"resourceType":"Bundle","type":"searchset","entry":[{"resource":` + resource + `}]}`
	}
	document := `{"resourceType":"DocumentReference","id":"a-1","masterIdentifier":{"system":"urn:ietf:rfc:3986","value":"` + ours1 + `"}}`
	for _, test := range []struct {
		name, body string
		found      int
		ok         bool
	}{
		{"ours", entry(document), 1, true},
		{"none", `{"resourceType":"Bundle","type":"searchset"}`, 0, true},
		{"another number: the search was ignored", entry(strings.Replace(document, ".42.1", ".43.1", 1)), 0, true},
		{"another system", entry(strings.Replace(document, "rfc:3986", "rfc:1", 1)), 0, true},
		{"no number", entry(`{"resourceType":"DocumentReference","id":"a"}`), 0, true},
		{"an id that leads elsewhere", entry(strings.Replace(document, "a-1", "../Patient", 1)), 0, true},
		{"a reason beside", entry(`{"resourceType":"OperationOutcome"}`), 0, true},
		{"an entry that is none", entry(`[1]`), 0, true},
		{"no search", strings.Replace(entry(document), "searchset", "history", 1), 0, false},
		{"a page", "<html>", 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			found, ok := readFound([]byte(test.body), briefly(ours1))
			if len(found.records) != test.found || ok != test.ok {
				t.Errorf("got %+v, %t", found, ok)
			}
		})
	}
}

// An empty answer is a proof only where the server counted for the question that it was asked.
func TestEmptyAnswerThatIsBelieved(t *testing.T) {
	t.Parallel()
	const asked = `{"relation":"self","url":"https://p.example/fhir/DocumentReference?identifier=urn:ietf:rfc:3986%7C` + ours1 + `"}`
	for _, test := range []struct {
		name, members string
		nothing       bool
	}{
		{"counted", `,"total":0`, true},
		{"counted, for our question", `,"total":0,"link":[` + asked + `]`, true},
		{"not counted", ``, false},
		{"others are counted", `,"total":4`, false},
		{"the number was ignored", `,"total":0,"link":[{"relation":"self","url":"https://p.example/fhir/DocumentReference"}]`, false},
		{"another page follows", `,"total":0,"link":[{"relation":"next","url":"https://p.example/fhir?page=2"}]`, false},
		{"a warning beside", `,"total":0,"entry":[{"resource":{"resourceType":"OperationOutcome"}}]`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, ok := readFound([]byte(`{"resourceType":"Bundle","type":"searchset"`+test.members+`}`), briefly(ours1))
			if !ok || got.nothing != test.nothing {
				t.Errorf("got %+v, %t", got, ok)
			}
		})
	}
}

func TestBundleThatStoodThere(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, want string
		statuses   []string // bytes, entry; ...; set
	}{
		{"all is new", deposited, []string{"201", "201", "201"}},
		{"all stood there", stoodHere, []string{"200", "200 OK", "200"}},
		{"bytes are created anew every time", bytesLeft, []string{"201 Created", "200 OK", "200 OK"}},
		{"an entry is new", deposited, []string{"201", "200", "201", "201", "200"}},
		{"the set is new", deposited, []string{"201", "200", "201"}},
	} {
		if got := detailOf(test.statuses); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func FuzzOperationOutcome(f *testing.F) {
	f.Add([]byte(`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value","expression":["Bundle.entry[0]"]}]}`))
	f.Add([]byte(`{"resourceType":"OperationOutcome","issue":[null,{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for word := range strings.SplitSeq(readOutcome(body).words(), ", ") {
			for part := range strings.SplitSeq(word, ".") {
				if part != "" && !slices.Contains(slices.Concat(severities, issueTypes, elements), part) {
					t.Errorf("%q is told of %q", part, body)
				}
			}
		}
	})
}

func FuzzCapabilityStatement(f *testing.F) {
	f.Add([]byte(statementBody))
	f.Add([]byte(`{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[null,{"mode":"server","resource":[null]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := readStatement(body)
		if err != nil && o != (offer{}) {
			t.Errorf("%+v of %v", o, err)
		}
		if chosen, err := o.choose(Automatic, 1); err == nil && chosen != Simplified && chosen != Bundle {
			t.Errorf("chose %q", chosen)
		}
	})
}

func FuzzTransactionResponse(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"201 Created"}},{"response":{"status":"200"}},{"response":{"status":"201"}}]}`))
	f.Add([]byte(`{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"2010"}},null,{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		pub := &publication{parcel: dispatch.Parcel{Documents: make([]dispatch.Content, 1)}}
		_, err := pub.judgeBundle(webservice.Answer{Status: 200, Body: body}, true)
		statuses, _ := readResponse(body)
		stands := func(status string) bool { return len(status) >= 3 && (status[:3] == "200" || status[:3] == "201") }
		if bad := slices.IndexFunc(statuses, func(s string) bool { return !stands(s) }); err == nil && (len(statuses) != 3 || bad >= 0) {
			t.Errorf("called sent: %q", body)
		}
		if err != nil && dispatch.CertaintyOf(err) != dispatch.Maybe {
			t.Errorf("a success that cannot be read is %v", err)
		}
	})
}

func FuzzSearch(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"DocumentReference","id":"a","masterIdentifier":{"system":"urn:ietf:rfc:3986","value":"` + ours1 + `"}}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		found, _ := readFound(body, briefly(ours1))
		for _, r := range found.records {
			if !resourceID().MatchString(r.ID) || r.Master.Value != ours1 {
				t.Errorf("found %+v", r)
			}
		}
		if found.nothing && (found.more || len(found.records) > 0) {
			t.Errorf("nothing of %q", body)
		}
	})
}
