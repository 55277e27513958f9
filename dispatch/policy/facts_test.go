package policy

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
)

var truths = rapid.SampledFrom(everyTruth)

// someCase draws any valid case, its address one per kind of domain.
func someCase(t *rapid.T) dispatch.Case {
	systems := []dispatch.ChannelKind{"", dispatch.EMR, dispatch.RSSSSystem, dispatch.PSV}
	accounts := append([]dispatch.SenderAccount{""}, everyAccount...)
	return dispatch.Case{
		Sensitivity: dispatch.Sensitivity{
			NeedsConsent: truths.Draw(t, "consent"), LimitedToAuthorised: truths.Draw(t, "limited"),
			CanCompromise: truths.Draw(t, "compromise"), HighExpectation: truths.Draw(t, "expectation"),
			PersonalInfo: truths.Draw(t, "personal"), OrgSaysConfidential: truths.Draw(t, "confidential"),
		},
		RecipientClass:      rapid.SampledFrom(dispatch.Classes()).Draw(t, "class"),
		InDirectory:         truths.Draw(t, "directory"),
		RecipientAddress:    rapid.SampledFrom(addresses).Draw(t, "address"),
		DocKind:             rapid.SampledFrom(dispatch.DocumentKinds()).Draw(t, "kind"),
		Payload:             rapid.SampledFrom([]dispatch.Payload{"", dispatch.DocumentPayload, dispatch.MessagePayload}).Draw(t, "payload"),
		System:              rapid.SampledFrom(systems).Draw(t, "system"),
		RecipientPreference: rapid.SampledFrom(append(dispatch.ChannelKinds(), "")).Draw(t, "preference"),
		Authorised:          truths.Draw(t, "authorised"),
		ChannelConsent:      truths.Draw(t, "channel consent"),
		PortalAvailable:     truths.Draw(t, "portal available"),
		PortalApproved:      truths.Draw(t, "portal approved"),
		SenderAccount:       rapid.SampledFrom(accounts).Draw(t, "account"),
		SenderRole:          rapid.SampledFrom(everyRole).Draw(t, "role"),
	}
}

// addresses are one for each kind of domain.
var addresses = []string{
	"", "a@chum.ssss.gouv.qc.ca", "a@gmial.com", "a@muhc.mcgill.ca", "a@umontreal.ca", "a@gmail.com", "a@clinique.example.ca",
}

var everyRole = []dispatch.SenderRole{
	"", dispatch.Physician, dispatch.Resident, dispatch.NursePractitioner, dispatch.Dentist, dispatch.Midwife,
	dispatch.Nurse, dispatch.Clerk, dispatch.Extern, dispatch.Pharmacist, dispatch.OtherRole,
}

func TestOneAddressPerDomain(t *testing.T) {
	t.Parallel()
	seen := map[Domain]bool{}
	for _, address := range addresses {
		seen[DomainOf(address)] = true
	}
	for _, domain := range Domains() {
		if !seen[domain] {
			t.Errorf("no address is %s", domain)
		}
	}
}

// Any criterion that is not known to be false protects, alone.
func TestEachCriterionProtects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		criterion func(*dispatch.Sensitivity) *dispatch.Truth
	}{
		{"needs consent", func(s *dispatch.Sensitivity) *dispatch.Truth { return &s.NeedsConsent }},
		{"limited to authorised persons", func(s *dispatch.Sensitivity) *dispatch.Truth { return &s.LimitedToAuthorised }},
		{"can compromise", func(s *dispatch.Sensitivity) *dispatch.Truth { return &s.CanCompromise }},
		{"high expectation", func(s *dispatch.Sensitivity) *dispatch.Truth { return &s.HighExpectation }},
		{"personal information", func(s *dispatch.Sensitivity) *dispatch.Truth { return &s.PersonalInfo }},
		{"the organisation says so", func(s *dispatch.Sensitivity) *dispatch.Truth { return &s.OrgSaysConfidential }},
	}
	if protected(dispatch.NothingSensitive()) {
		t.Error("nothing sensitive is protected")
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, value := range []dispatch.Truth{dispatch.True, dispatch.Unknown} {
				s := dispatch.NothingSensitive()
				*test.criterion(&s) = value
				if !protected(s) {
					t.Errorf("%d does not protect", value)
				}
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	known := dispatch.Case{
		RecipientClass: dispatch.Patient, DocKind: dispatch.LabResult,
		Sensitivity: dispatch.Sensitivity{
			NeedsConsent: dispatch.True, LimitedToAuthorised: dispatch.True, CanCompromise: dispatch.True,
			HighExpectation: dispatch.True, PersonalInfo: dispatch.True, OrgSaysConfidential: dispatch.True,
		},
		Payload: dispatch.DocumentPayload, ChannelConsent: dispatch.False, PortalAvailable: dispatch.False,
		PortalApproved: dispatch.False, SenderAccount: dispatch.ClinicDomain, SenderRole: dispatch.OtherRole,
	}
	unsaid := dispatch.Case{RecipientClass: dispatch.Patient, DocKind: dispatch.LabResult}
	if got, want := factsOf(unsaid), factsOf(known); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestPrescribers(t *testing.T) {
	t.Parallel()
	may := map[dispatch.SenderRole]bool{
		dispatch.Physician: true, dispatch.Resident: true, dispatch.NursePractitioner: true,
		dispatch.Dentist: true, dispatch.Midwife: true,
	}
	for _, role := range everyRole {
		if prescribes(role) != may[role] {
			t.Errorf("%q may prescribe: %v", role, prescribes(role))
		}
	}
}

// A case has no other way to its answer than its facts, and every list of facts that the laws were tried
// on stands for real cases.
func TestEveryCaseIsItsFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := someCase(t)
		got, err := Decide(c)
		if err != nil {
			t.Fatal(err)
		}
		r := decide(factsOf(c))
		if want := r.answer(); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

// Kinds without a rule of their own all get the same answer.
func TestOrdinaryKindsAreAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := someCase(t)
		c.DocKind = dispatch.LabResult
		want, _ := Decide(c)
		for _, kind := range dispatch.DocumentKinds() {
			if kindWithRule(kind) != ordinary {
				continue
			}
			c.DocKind = kind
			if got, err := Decide(c); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s differs", kind)
			}
		}
	})
}

func TestChannelsAreThePublishedList(t *testing.T) {
	t.Parallel()
	if got := channelNames[:]; !reflect.DeepEqual(got, dispatch.ChannelKinds()) {
		t.Errorf("got %v", got)
	}
}

// The net under the lists is never needed; it is tried by itself.
func TestCatchNothing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		allowed    []channel
		withReason []channel
		want       dispatch.Decision
		warned     bool
	}{
		{"something allowed", []channel{fax}, nil, dispatch.Send, false},
		{"only with a reason", nil, []channel{fax}, dispatch.Hold, true},
		{"nothing at all", nil, nil, dispatch.Block, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRuling(facts{protected: true})
			r.allowed.add(test.allowed...)
			r.withReason.add(test.withReason...)
			r.catchNothing()
			if r.decision != test.want || r.warnings.has(nothingAllowed) != test.warned {
				t.Errorf("got %s, warned %v", r.decision, r.warnings.has(nothingAllowed))
			}
		})
	}
}
