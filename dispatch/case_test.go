package dispatch_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// expectJSON expects v to be written as want, whatever the order of members, and to be read back the same.
func expectJSON[T any](t *testing.T, v T, want string) {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var gotObject, wantObject any
	if err := json.Unmarshal(data, &gotObject); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &wantObject); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(gotObject, wantObject) {
		t.Errorf("wrote %s, want %s", data, want)
	}
	var again T
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if second, _ := json.Marshal(again); string(second) != string(data) {
		t.Errorf("read back as %s, want %s", second, data)
	}
}

func TestCaseJSON(t *testing.T) {
	t.Parallel()
	t.Run("nothing known", func(t *testing.T) {
		t.Parallel()
		expectJSON(t, dispatch.Case{}, `{"sensitivity":{"needs_consent":null,"limited_to_authorised":null,
			"can_compromise":null,"high_expectation":null,"personal_info":null,"org_says_confidential":null},
			"recipient_class":null,"in_directory":null,"recipient_address":null,"doc_kind":null,"payload":null,
			"system":null,"recipient_preference":null,"authorised":null,"channel_consent":null,
			"portal_available":null,"portal_approved":null,"sender_account":null,"sender_role":null}`)
	})
	t.Run("everything known", func(t *testing.T) {
		t.Parallel()
		expectJSON(t, dispatch.Case{
			Sensitivity: dispatch.NothingSensitive(), RecipientClass: dispatch.Internal, InDirectory: dispatch.True,
			RecipientAddress: "a@example.ca", DocKind: dispatch.Invoice, Payload: dispatch.MessagePayload,
			System: dispatch.EMR, RecipientPreference: dispatch.Phone, Authorised: dispatch.True,
			ChannelConsent: dispatch.False, PortalAvailable: dispatch.True, PortalApproved: dispatch.False,
			SenderAccount: dispatch.RSSSAccount, SenderRole: dispatch.Clerk,
		}, `{"sensitivity":{"needs_consent":false,"limited_to_authorised":false,
			"can_compromise":false,"high_expectation":false,"personal_info":false,"org_says_confidential":false},
			"recipient_class":"internal","in_directory":true,"recipient_address":"a@example.ca","doc_kind":"invoice",
			"payload":"message","system":"emr","recipient_preference":"phone","authorised":true,"channel_consent":false,
			"portal_available":true,"portal_approved":false,"sender_account":"rsss","sender_role":"clerk"}`)
	})
}

func TestAnswerJSON(t *testing.T) {
	t.Parallel()
	t.Run("nothing allowed", func(t *testing.T) {
		t.Parallel()
		expectJSON(t, dispatch.Answer{
			Protected: true, EffectiveClass: dispatch.Patient, Decision: dispatch.Block,
			EmailEncryption: dispatch.EncryptionNotApplicable,
		}, `{"protected":true,"effective_class":"patient","decision":"block","first":null,"allowed":[],"with_reason":[],
			"forbidden":[],"email_encryption":"n/a","warnings":[],"reason_codes":{},"rules":[]}`)
	})
	t.Run("full", func(t *testing.T) {
		t.Parallel()
		expectJSON(t, dispatch.Answer{
			EffectiveClass: dispatch.ExternalPartner, Decision: dispatch.Send, First: dispatch.CloudFax,
			Allowed:    []dispatch.ChannelKind{dispatch.CloudFax, dispatch.TraditionalFax},
			WithReason: []dispatch.ChannelKind{dispatch.Portal}, Forbidden: []dispatch.ChannelKind{dispatch.SMS},
			EmailEncryption: dispatch.NoEncryption, Warnings: []dispatch.Code{"W"},
			ReasonCodes: map[dispatch.ChannelKind]dispatch.Code{dispatch.SMS: "C"}, Rules: []string{"R1"},
		}, `{"protected":false,"effective_class":"external_partner","decision":"send","first":"cloud_fax",
			"allowed":["cloud_fax","fax"],"with_reason":["portal"],"forbidden":["sms"],"email_encryption":"none",
			"warnings":["W"],"reason_codes":{"sms":"C"},"rules":["R1"]}`)
	})
}

func TestListsHaveNoTwins(t *testing.T) {
	t.Parallel()
	t.Run("channels", func(t *testing.T) { t.Parallel(); expectNoTwins(t, dispatch.ChannelKinds()) })
	t.Run("documents", func(t *testing.T) { t.Parallel(); expectNoTwins(t, dispatch.DocumentKinds()) })
	t.Run("classes", func(t *testing.T) { t.Parallel(); expectNoTwins(t, dispatch.Classes()) })
	t.Run("states", func(t *testing.T) { t.Parallel(); expectNoTwins(t, dispatch.States()) })
}

func expectNoTwins[S ~string](t *testing.T, list []S) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(list))
	if len(slices.Compact(sorted)) != len(list) || slices.Contains(list, "") {
		t.Errorf("%v names something twice, or nothing", list)
	}
}

func TestListsAreCopies(t *testing.T) {
	t.Parallel()
	dispatch.ChannelKinds()[0] = "spoiled"
	dispatch.DocumentKinds()[0] = "spoiled"
	if dispatch.ChannelKind("spoiled").Valid() || dispatch.DocumentKind("spoiled").Valid() {
		t.Error("a caller changed the list")
	}
}

func TestCarried(t *testing.T) {
	t.Parallel()
	carried := []dispatch.ChannelKind{dispatch.EmailEncrypted, dispatch.CloudFax, dispatch.Portal}
	for _, kind := range dispatch.ChannelKinds() {
		if got, want := kind.Carried(), slices.Contains(carried, kind); got != want {
			t.Errorf("%s is carried: %v", kind, got)
		}
	}
}

func TestRecipientRoute(t *testing.T) {
	t.Parallel()
	r := dispatch.Recipient{Routes: []dispatch.Route{
		{Channel: dispatch.CloudFax, Address: "+15145550142"},
		{Channel: dispatch.EmailEncrypted, Address: "a@example.ca"},
		{Channel: dispatch.EmailEncrypted, Address: "b@example.ca"},
	}}
	if route, ok := r.Route(dispatch.EmailEncrypted); !ok || route.Address != "a@example.ca" {
		t.Errorf("e-mail leads to %q, %v", route.Address, ok)
	}
	if route, ok := r.Route(dispatch.Portal); ok || route.Address != "" {
		t.Errorf("a portal leads to %q", route.Address)
	}
	if got := r.Email(); got != "a@example.ca" {
		t.Errorf("address %q", got)
	}
	if got := (dispatch.Recipient{}).Email(); got != "" {
		t.Errorf("nobody's address is %q", got)
	}
}
