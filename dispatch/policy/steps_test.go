package policy

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// What the worked cases leave open in single steps of the procedure.
func TestSteps(t *testing.T) {
	t.Parallel()
	usual := facts{
		protected: true, class: dispatch.ExternalPartner, directory: dispatch.False, domain: NoDomain, system: none,
		preference: none, authorised: dispatch.True, account: dispatch.RSSSAccount,
	}
	tests := []struct {
		name       string
		change     func(*facts)
		allowed    string
		withReason string
		warnings   string
	}{
		{"step 2: a partner in the directory at a foreign address", func(f *facts) {
			f.directory, f.domain = dispatch.True, OtherDomain
		}, "cloud_fax fax email_encrypted", "portal", ""},
		{"step 3: Teams from an account of the network", func(f *facts) {
			f.protected, f.class, f.directory = false, dispatch.Internal, dispatch.True
		}, "email_network teams fax cloud_fax", "", ""},
		{"step 5: a system flagged for a partner outside Québec", func(f *facts) {
			f.class, f.system = dispatch.OutsideQuebecPartner, emr
		}, "cloud_fax fax email_encrypted", "portal", "OUTSIDE_QUEBEC"},
		{"step 7: a prescription to a pharmacy that a system reaches", func(f *facts) {
			f.kind, f.system = dispatch.Prescription, rsssSystem
		}, "rsss_system cloud_fax fax", "", "PRESCRIPTION_SIGNATURE"},
		{"step 7: a prescription to a pharmacy over the virtual care platform", func(f *facts) {
			f.kind, f.system = dispatch.Prescription, psv
		}, "cloud_fax fax", "", "PRESCRIPTION_SIGNATURE"},
		{"step 7: words about a prescription from who may not prescribe", func(f *facts) {
			f.kind, f.message = dispatch.Prescription, true
		}, "cloud_fax fax", "", "PRESCRIPTION_SIGNATURE"},
		{"step 7: words about a prescription from a prescriber", func(f *facts) {
			f.kind, f.message, f.prescriber = dispatch.Prescription, true, true
		}, "cloud_fax fax phone", "", "PRESCRIPTION_SIGNATURE"},
		{"step 7: a request for an exception drug over the medical record", func(f *facts) {
			f.kind, f.system = dispatch.ExceptionDrugRequest, emr
		}, "emr cloud_fax fax", "email_encrypted portal", ""},
		{"step 7: a request for an exception drug to a patient", func(f *facts) {
			f.kind, f.system, f.class = dispatch.ExceptionDrugRequest, rsssSystem, dispatch.Patient
		}, "in_person", "email_encrypted cloud_fax fax", ""},
		{"step 10: a patient at a university address", func(f *facts) {
			f.class, f.domain, f.consent = dispatch.Patient, University, true
		}, "email_encrypted in_person", "cloud_fax fax", ""},
		{"step 10: a patient at a personal address without consent", func(f *facts) {
			f.class, f.domain = dispatch.Patient, Personal
		}, "in_person", "email_encrypted cloud_fax fax", ""},
		{"step 11: a preference does not pass a system", func(f *facts) {
			f.system, f.preference = emr, fax
		}, "emr cloud_fax fax", "email_encrypted portal", ""},
		{"step 11: a partner's preference passes an approved portal", func(f *facts) {
			f.portalApproved, f.preference = true, fax
		}, "fax cloud_fax email_encrypted portal", "", ""},
		{"step 11: a partner prefers the approved portal", func(f *facts) {
			f.portalApproved, f.preference = true, portal
		}, "portal cloud_fax fax email_encrypted", "", ""},
		{"step 11: a patient's preference does not pass the portal", func(f *facts) {
			f.class, f.portalAvailable, f.preference = dispatch.Patient, true, inPerson
		}, "portal in_person", "email_encrypted cloud_fax fax", ""},
		{"step 11: a patient without a portal prefers it in person", func(f *facts) {
			f.class, f.consent, f.preference = dispatch.Patient, true, inPerson
		}, "in_person email_encrypted", "cloud_fax fax", ""},
		{"step 11: a preference that is possible with a reason stays so", func(f *facts) {
			f.preference = portal
		}, "cloud_fax fax email_encrypted", "portal", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := usual
			test.change(&f)
			r := decide(f)
			answer := r.answer()
			expectWords(t, "allowed", answer.Allowed, test.allowed)
			expectWords(t, "with reason", answer.WithReason, test.withReason)
			expectWords(t, "warnings", answer.Warnings, test.warnings)
		})
	}
}

func expectWords[S ~string](t *testing.T, what string, list []S, want string) {
	t.Helper()
	words := make([]string, len(list))
	for i, word := range list {
		words[i] = string(word)
	}
	if got := strings.Join(words, " "); got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}
