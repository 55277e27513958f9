package wording_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// Every word of the domain is said in both languages.
func TestEveryWordIsSaid(t *testing.T) {
	t.Parallel()
	for _, language := range wording.Languages() {
		c := wording.For(language)
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			expectSaid(t, c.Channel, dispatch.ChannelKinds())
			expectSaid(t, c.State, dispatch.States())
			expectSaid(t, c.Kind, dispatch.DocumentKinds())
			expectSaid(t, c.Class, dispatch.Classes())
			expectSaid(t, c.Need, constants(t, "../desk", "Need"))
			expectSaid(t, c.Weight, constants(t, "../desk", "Weight"))
			expectSaid(t, c.ConcernWay, desk.ConcernCodes())
			expectSaid(t, func(code string) string { return c.Concern(code, 2) }, desk.ConcernCodes())
			expectSaid(t, c.Topic, topics(t))
			expectSaid(t, c.Facility, dispatch.Facilities())
			expectSaid(t, c.Protected, constants(t, "../inspect", "Reason"))
			expectSaid(t, c.Inspected, constants(t, "../inspect", "Warning"))
			expectSaid(t, c.Identifier, constants(t, "../inspect/identify", "Type"))
			expectSaid(t, c.Event, events)
			expectSaid(t, c.Reason, reasons)
			expectSaid(t, c.Warning, warnings)
			expectSaid(t, c.Rule, rules)
			expectSaid(t, c.Certainty, []dispatch.Certainty{0, dispatch.Unsent, dispatch.Maybe, dispatch.Sent})
			expectSaid(t, func(key string) string { return c.Text(key) }, others)
		})
	}
}

func expectSaid[T any](t *testing.T, say func(T) string, things []T) {
	t.Helper()
	for _, thing := range things {
		if said := say(thing); said == "" || strings.Contains(said, "⟦") {
			t.Errorf("%v is said %q", thing, said)
		}
	}
}

var events = []dispatch.EventType{
	dispatch.EventCreated, dispatch.EventByHand, dispatch.EventReleased, dispatch.EventCancelled,
	dispatch.EventAttemptStarted, dispatch.EventAttemptEnded, dispatch.EventFollowed, dispatch.EventAsked,
	dispatch.EventRecovered, dispatch.EventResolved, dispatch.EventPassphraseShown, dispatch.EventRecipientSaved,
	dispatch.EventRouteVerified, dispatch.EventKeySaved, dispatch.EventAccountSaved, dispatch.EventAccountRemoved,
}

var reasons = []dispatch.Code{
	"MODE_NOT_AUTHORISED", "PRIVATE_OR_UNIVERSITY_ACCOUNT", "NO_AUTOMATIC_FORWARDING",
	"EXTERNAL_NEEDS_EXTRA_ENCRYPTION", "NOT_IN_RSSS_ENVIRONMENT", "RECIPIENT_NOT_AUTHORISED",
	"PRESCRIPTION_NOT_BY_EMAIL", "PRESCRIPTION_NOT_BY_PORTAL", "PRESCRIPTION_NOT_TO_PATIENT_ELECTRONICALLY",
	"OFFICIAL_ONLINE_SERVICE_REQUIRED", "SENDER_ACCOUNT_NOT_CORPORATE",
	"PROFESSIONAL_ON_PERSONAL_OR_UNIVERSITY_ADDRESS", "ADDRESS_NOT_VERIFIED",
}

var warnings = []dispatch.Code{
	"DIRECTORY_GUEST_OR_FOREIGN_ADDRESS", "RSSS_ADDRESS_NOT_IN_DIRECTORY", "NOT_CONFIRMED_INTERNAL",
	"DIRECTORY_SUGGESTS_INTERNAL", "NO_AUTHORISATION", "CONFIRM_AUTHORISATION", "OUTSIDE_QUEBEC", "NOT_A_CARE_PARTNER",
	"PRESCRIPTION_SIGNATURE", "SENDER_ACCOUNT_NOT_CORPORATE", "PROFESSIONAL_ON_PERSONAL_OR_UNIVERSITY_ADDRESS",
	"PERSONAL_ADDRESS_OK_ONLY_ENCRYPTED", "LOOKALIKE_DOMAIN", "PREFERENCE_REFUSED", "NOTHING_ALLOWED",
}

var rules = []string{
	"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R14b", "R14c", "R15", "R16",
	"R17", "R18", "R19", "R19b", "R20", "R21", "R22", "R23", "R24", "R25",
}

var others = []string{
	"role_physician", "role_resident", "role_nurse_practitioner", "role_dentist", "role_midwife", "role_nurse",
	"role_clerk", "role_extern", "role_pharmacist", "role_other", "account_rsss", "account_clinic_domain",
	"account_university", "account_personal", "form_openpgp", "form_locked_pdf", "signature_hand",
	"signature_electronic", "decision_send", "decision_hold", "decision_block", "standing_suggested",
	"standing_allowed", "standing_with_reason", "standing_forbidden", "error_case_malformed",
	"error_case_field_unknown", "error_case_field_repeated", "error_case_value_unknown", "error_case_value_missing",
}

func TestEveryKindOfErrorIsTold(t *testing.T) {
	t.Parallel()
	for _, language := range wording.Languages() {
		for kind := dispatch.KindInternal; kind <= dispatch.KindOlder; kind++ {
			if told := wording.For(language).Error(&dispatch.Error{Kind: kind}); strings.Contains(told, "⟦") {
				t.Errorf("%s is told %q", kind, told)
			}
		}
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	secret := errors.New("/home/anne/roy.pdf")
	missing := "Le champ «\u00a0nature du document\u00a0» est vide et rien n’est décidé. Remplissez-le, puis recommencez."
	inner := &dispatch.Error{Kind: dispatch.KindInvalid, Code: "case_value_missing", Field: "doc_kind", Err: secret}
	internal := wording.For(wording.French).Text("error_kind_internal")
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"no error", nil, ""},
		{"not ours", secret, internal},
		{"cancelled", context.Canceled, internal},
		{"a code", inner, missing},
		{"a code wrapped by others", fmt.Errorf("roy: %w", inner), missing},
		{
			"a field without words", &dispatch.Error{Kind: dispatch.KindInvalid, Code: "case_value_missing", Field: "urgent"},
			strings.Replace(missing, "nature du document", "urgent", 1),
		},
		{
			"a code without sentence", &dispatch.Error{Kind: dispatch.KindNotFound, Code: "no_such_code", Err: secret},
			wording.For(wording.French).Text("error_kind_not_found"),
		},
		{"no code", &dispatch.Error{Kind: dispatch.KindStorage, Err: secret}, wording.For(wording.French).Text("error_kind_storage")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := wording.For(wording.French).Error(test.err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
