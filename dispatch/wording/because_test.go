package wording_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

type worked struct {
	ID       string
	Input    dispatch.Case
	Expected dispatch.Answer
}

// workedCases are the published cases with their published answers.
func workedCases(t *testing.T) map[string]worked {
	t.Helper()
	data, err := os.ReadFile("../policy/testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []worked }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	cases := map[string]worked{}
	for _, w := range file.Cases {
		cases[w.ID] = w
	}
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	return cases
}

func TestBecause(t *testing.T) {
	t.Parallel()
	cases := workedCases(t)
	tests := []struct {
		id      string
		channel dispatch.ChannelKind
		key     string
	}{
		{"N1", dispatch.EMR, "because_system_inside"},
		{"N1", dispatch.EmailNetwork, "because_reason_system"},
		{"N1", dispatch.CloudFax, "because_reason_cloud_fax_inside"},
		{"N1", dispatch.TraditionalFax, "because_also_fax"},
		{"N1", dispatch.SMS, "reason_mode_not_authorised"},
		{"N2", dispatch.Phone, "because_followup"},
		{"N2", dispatch.EmailEncrypted, "because_reason_email_portal"},
		{"N2", dispatch.Video, "because_reason_video_person"},
		{"N3", dispatch.CloudFax, "because_prescription_outside"},
		{"N3", dispatch.Phone, "because_also_voice_prescription"},
		{"N5", dispatch.Teams, "because_quick_message"},
		{"I1", dispatch.EmailNetwork, "because_inside"},
		{"I1", dispatch.EmailEncrypted, "because_also_encrypted_inside"},
		{"I1", dispatch.Phone, "because_not_offered_voice"},
		{"I1", dispatch.EMR, "because_not_offered_system"},
		{"I7", dispatch.TraditionalFax, "because_inside_account"},
		{"I9", dispatch.CloudFax, "because_partner_unconfirmed"},
		{"I9", dispatch.EmailEncrypted, "reason_address_not_verified"},
		{"I18", dispatch.RSSSSystem, "because_prescription_system"},
		{"I18", dispatch.CloudFax, "because_reason_cloud_fax_inside"},
		{"E5", dispatch.CloudFax, "because_partner"},
		{"E5", dispatch.EmailEncrypted, "because_also_encrypted"},
		{"E5", dispatch.Portal, "because_reason_portal_unapproved"},
		{"E5", dispatch.EmailNetwork, "reason_external_needs_extra_encryption"},
		{"E7", dispatch.EMR, "because_system_partner"},
		{"E7", dispatch.EmailEncrypted, "because_reason_system"},
		{"E23", dispatch.Phone, "reason_recipient_not_authorised"},
		{"E25", dispatch.InPerson, "because_not_offered"},
		{"O1", dispatch.CloudFax, "because_outside_quebec"},
		{"E21", dispatch.CloudFax, "because_third_party"},
		{"P2", dispatch.EmailEncrypted, "because_person_email"},
		{"P2", dispatch.Portal, "because_not_offered_portal"},
		{"P2", dispatch.CloudFax, "because_reason_fax_person"},
		{"P2", dispatch.InPerson, "because_also_by_hand"},
		{"P6", dispatch.InPerson, "because_prescription_person"},
		{"P8", dispatch.Portal, "because_portal"},
		{"P11", dispatch.EmailNetwork, "because_unprotected"},
		{"P11", dispatch.Portal, "because_also_unprotected"},
		{"P20", dispatch.InPerson, "because_person_by_hand"},
		{"B6", dispatch.Teams, "because_reason_teams_account"},
		{"X1", dispatch.RSSSSystem, "because_exception_drug"},
		{"X1", dispatch.CloudFax, "because_reason_exception_drug"},
		{"X4", dispatch.TraditionalFax, "because_preference"},
		{"X5", dispatch.EMR, "because_system_partner"},
		{"X6", dispatch.EmailEncrypted, "because_also_preferred_portal"},
		{"X8", dispatch.Portal, "because_also_portal_approved"},
		{"X9", dispatch.Phone, "because_reason_phone_outside"},
		{"X10", dispatch.EMR, "because_reason_prescription"},
	}
	for _, test := range tests {
		t.Run(test.id+" "+string(test.channel), func(t *testing.T) {
			t.Parallel()
			w, ok := cases[test.id]
			if !ok {
				t.Fatal("no such case")
			}
			for _, language := range wording.Languages() {
				c := wording.For(language)
				if got, want := wording.Because(c, w.Input, w.Expected, test.channel), c.Text(test.key); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
}

// A sentence never claims what the answer does not hold.
// TestAGatewayIsNeverCalledEncrypted: what it does is declared, and nobody here sees it.
func TestAGatewayIsNeverCalledEncrypted(t *testing.T) {
	t.Parallel()
	for id, w := range workedCases(t) {
		if _, forbidden := w.Expected.ReasonCodes[dispatch.EmailEncrypted]; forbidden {
			continue
		}
		for language, claims := range map[wording.Language][]string{
			wording.French:  {"courriel chiffré", "part chiffré", "chiffrement supplémentaire"},
			wording.English: {"encrypted", "encryption"},
		} {
			said := wording.BecauseForm(wording.For(language), w.Input, w.Expected, dispatch.EmailEncrypted, dispatch.Gateway)
			for _, claim := range claims {
				if strings.Contains(said, claim) {
					t.Errorf("%s: of a gateway it says %q", id, said)
				}
			}
		}
	}
}

func TestBecauseOfNeighbours(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		of      dispatch.Case
		answer  dispatch.Answer
		channel dispatch.ChannelKind
		key     string
	}{
		{
			"an exception drug request over the EMR",
			dispatch.Case{RecipientClass: dispatch.Internal, DocKind: dispatch.ExceptionDrugRequest, System: dispatch.EMR},
			dispatch.Answer{Protected: true, EffectiveClass: dispatch.Internal, First: dispatch.EMR, Allowed: []dispatch.ChannelKind{dispatch.EMR}},
			dispatch.EMR, "because_system_inside",
		},
		{
			"a preferred portal behind the telephone",
			dispatch.Case{RecipientClass: dispatch.Patient, DocKind: dispatch.FollowupNormal, RecipientPreference: dispatch.Portal},
			dispatch.Answer{
				Protected: true, EffectiveClass: dispatch.Patient, First: dispatch.Phone,
				Allowed: []dispatch.ChannelKind{dispatch.Phone, dispatch.Portal},
			},
			dispatch.Portal, "because_also",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := wording.For(wording.English)
			if got, want := wording.Because(c, test.of, test.answer, test.channel), c.Text(test.key); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// Whatever the case and the channel, there is one whole sentence.
func TestBecauseAlwaysAnswers(t *testing.T) {
	t.Parallel()
	for id, w := range workedCases(t) {
		for _, channel := range dispatch.ChannelKinds() {
			for _, language := range wording.Languages() {
				got := wording.Because(wording.For(language), w.Input, w.Expected, channel)
				if strings.Contains(got, "⟦") || !strings.HasSuffix(got, ".") {
					t.Errorf("%s %s: %q", id, channel, got)
				}
			}
		}
	}
}
