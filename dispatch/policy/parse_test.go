package policy_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

const least = `"recipient_class":"patient","doc_kind":"lab_result"`

func TestParseCaseRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, json, code, field string
	}{
		{"nothing", ``, "case_malformed", ""},
		{"null", `null`, "case_malformed", ""},
		{"a list", `[]`, "case_malformed", ""},
		{"a word", `"patient"`, "case_malformed", ""},
		{"cut short", `{` + least, "case_malformed", ""},
		{"cut within a value", `{"authorised":tr`, "case_malformed", ""},
		{"something after it", `{` + least + `} {}`, "case_malformed", ""},
		{"no class", `{"doc_kind":"lab_result"}`, "case_value_missing", "recipient_class"},
		{"null class", `{"recipient_class":null,"doc_kind":"lab_result"}`, "case_value_missing", "recipient_class"},
		{"no kind", `{"recipient_class":"patient"}`, "case_value_missing", "doc_kind"},
		{"unknown class", `{"recipient_class":"friend","doc_kind":"lab_result"}`, "case_value_unknown", "recipient_class"},
		{"class in capitals", `{"recipient_class":"Patient","doc_kind":"lab_result"}`, "case_value_unknown", "recipient_class"},
		{"empty class", `{"recipient_class":"","doc_kind":"lab_result"}`, "case_value_unknown", "recipient_class"},
		{"unknown kind", `{"recipient_class":"patient","doc_kind":"letter"}`, "case_value_unknown", "doc_kind"},
		{"directory as a word", `{` + least + `,"in_directory":"true"}`, "case_value_unknown", "in_directory"},
		{"address as a number", `{` + least + `,"recipient_address":5}`, "case_value_unknown", "recipient_address"},
		{"unknown payload", `{` + least + `,"payload":"file"}`, "case_value_unknown", "payload"},
		{"empty payload", `{` + least + `,"payload":""}`, "case_value_unknown", "payload"},
		{"a channel that is no system", `{` + least + `,"system":"fax"}`, "case_value_unknown", "system"},
		{"the word none for a system", `{` + least + `,"system":"none"}`, "case_value_unknown", "system"},
		{"unknown preference", `{` + least + `,"recipient_preference":"telex"}`, "case_value_unknown", "recipient_preference"},
		{"authorised as a number", `{` + least + `,"authorised":1}`, "case_value_unknown", "authorised"},
		{"consent as a list", `{` + least + `,"channel_consent":[true]}`, "case_value_unknown", "channel_consent"},
		{"portal available as a word", `{` + least + `,"portal_available":"yes"}`, "case_value_unknown", "portal_available"},
		{"portal approved as an object", `{` + least + `,"portal_approved":{}}`, "case_value_unknown", "portal_approved"},
		{"unknown account", `{` + least + `,"sender_account":"gmail"}`, "case_value_unknown", "sender_account"},
		{"unknown role", `{` + least + `,"sender_role":"doctor"}`, "case_value_unknown", "sender_role"},
		{"sensitivity as a boolean", `{` + least + `,"sensitivity":true}`, "case_value_unknown", "sensitivity"},
		{"sensitivity as a list", `{` + least + `,"sensitivity":[]}`, "case_value_unknown", "sensitivity"},
		{"criterion as a word", `{` + least + `,"sensitivity":{"needs_consent":"no"}}`, "case_value_unknown", "sensitivity.needs_consent"},
		{"unknown criterion", `{` + least + `,"sensitivity":{"secret":true}}`, "case_field_unknown", "sensitivity.secret"},
		{"criterion twice", `{` + least + `,"sensitivity":{"can_compromise":true,"can_compromise":false}}`, "case_field_repeated", "sensitivity.can_compromise"},
		{"unknown field", `{` + least + `,"urgent":true}`, "case_field_unknown", "urgent"},
		{"field in capitals", `{` + least + `,"Authorised":true}`, "case_field_unknown", "?"},
		{"field that may be a person's name", `{` + least + `,"Roy, Anne":true}`, "case_field_unknown", "?"},
		{"very long field", `{` + least + `,"` + strings.Repeat("x", 50) + `":true}`, "case_field_unknown", "?"},
		{"field twice", `{` + least + `,"authorised":false,"authorised":true}`, "case_field_repeated", "authorised"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := policy.ParseCase([]byte(test.json))
			expectInvalid(t, err, test.code, test.field)
		})
	}
}

func expectInvalid(t *testing.T, err error, code, field string) {
	t.Helper()
	e, ok := errors.AsType[*dispatch.Error](err)
	if !ok {
		t.Fatalf("got %v, want a dispatch.Error", err)
	}
	if e.Kind != dispatch.KindInvalid || e.Code != code || e.Field != field {
		t.Errorf("got %v, want %s: %s", e, code, field)
	}
}

func TestParseCaseFillsNothingIn(t *testing.T) {
	t.Parallel()
	want := dispatch.Case{RecipientClass: dispatch.Patient, DocKind: dispatch.LabResult}
	tests := []struct{ name, json string }{
		{"missing fields", `{` + least + `}`},
		{"null fields", `{` + least + `,"sensitivity":null,"in_directory":null,"recipient_address":null,"payload":null,
			"system":null,"recipient_preference":null,"authorised":null,"channel_consent":null,"portal_available":null,
			"portal_approved":null,"sender_account":null,"sender_role":null}`},
		{"empty sensitivity", `{` + least + `,"sensitivity":{}}`},
		{"null criterion", `{` + least + `,"sensitivity":{"needs_consent":null}}`},
		{"empty address", `{` + least + `,"recipient_address":""}`},
		{"space around", " {" + least + "}\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := policy.ParseCase([]byte(test.json))
			if err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestDecideRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(*dispatch.Case)
		code  string
		field string
	}{
		{"no class", func(c *dispatch.Case) { c.RecipientClass = "" }, "case_value_missing", "recipient_class"},
		{"no kind", func(c *dispatch.Case) { c.DocKind = "" }, "case_value_missing", "doc_kind"},
		{"class", func(c *dispatch.Case) { c.RecipientClass = "x" }, "case_value_unknown", "recipient_class"},
		{"kind", func(c *dispatch.Case) { c.DocKind = "x" }, "case_value_unknown", "doc_kind"},
		{"payload", func(c *dispatch.Case) { c.Payload = "x" }, "case_value_unknown", "payload"},
		{"system", func(c *dispatch.Case) { c.System = dispatch.Teams }, "case_value_unknown", "system"},
		{"unknown system", func(c *dispatch.Case) { c.System = "x" }, "case_value_unknown", "system"},
		{"preference", func(c *dispatch.Case) { c.RecipientPreference = "x" }, "case_value_unknown", "recipient_preference"},
		{"account", func(c *dispatch.Case) { c.SenderAccount = "x" }, "case_value_unknown", "sender_account"},
		{"role", func(c *dispatch.Case) { c.SenderRole = "x" }, "case_value_unknown", "sender_role"},
		{"directory", func(c *dispatch.Case) { c.InDirectory = 3 }, "case_value_unknown", "in_directory"},
		{"authorised", func(c *dispatch.Case) { c.Authorised = 3 }, "case_value_unknown", "authorised"},
		{"consent", func(c *dispatch.Case) { c.ChannelConsent = 3 }, "case_value_unknown", "channel_consent"},
		{"portal available", func(c *dispatch.Case) { c.PortalAvailable = 3 }, "case_value_unknown", "portal_available"},
		{"portal approved", func(c *dispatch.Case) { c.PortalApproved = 3 }, "case_value_unknown", "portal_approved"},
		{"criterion", func(c *dispatch.Case) { c.Sensitivity.HighExpectation = 3 }, "case_value_unknown", "sensitivity.high_expectation"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := dispatch.Case{RecipientClass: dispatch.Internal, DocKind: dispatch.Invoice}
			test.spoil(&c)
			answer, err := policy.Decide(c)
			expectInvalid(t, err, test.code, test.field)
			if !reflect.DeepEqual(answer, dispatch.Answer{}) {
				t.Errorf("an answer came with the error: %+v", answer)
			}
		})
	}
}

func FuzzParseCase(f *testing.F) {
	for _, worked := range workedCases(f) {
		f.Add([]byte(worked.Input))
	}
	f.Add([]byte(`{` + least + `}`))
	f.Add([]byte(`{"sensitivity":{"needs_consent":{}}}`))
	f.Add([]byte(`[[[[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := policy.ParseCase(data)
		if err != nil {
			if dispatch.KindOf(err) != dispatch.KindInvalid {
				t.Errorf("%q: %v", data, err)
			}
			return
		}
		if _, err := policy.Decide(c); err != nil {
			t.Errorf("%q was read but not decided: %v", data, err)
		}
		expectRoundTrip(t, c)
	})
}

// expectRoundTrip expects a case to survive being written and read.
func expectRoundTrip(t interface {
	Errorf(string, ...any)
	Fatal(...any)
}, c dispatch.Case,
) {
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	again, err := policy.ParseCase(data)
	if err != nil {
		t.Fatal(err)
	}
	if again != c {
		t.Errorf("got %+v, want %+v", again, c)
	}
}
