package policy_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// TestPathOfWorkedCases walks every published case: the steps lead to the answer, and to nothing else.
func TestPathOfWorkedCases(t *testing.T) {
	t.Parallel()
	for _, worked := range workedCases(t) {
		t.Run(worked.ID+" "+worked.Title, func(t *testing.T) {
			t.Parallel()
			c, err := policy.ParseCase(worked.Input)
			if err != nil {
				t.Fatal(err)
			}
			expectPath(t, c)
		})
	}
}

func TestPathOfAnyCase(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		expectPath(t, dispatch.Case{
			RecipientClass:      rapid.SampledFrom(dispatch.Classes()).Draw(t, "class"),
			DocKind:             rapid.SampledFrom([]dispatch.DocumentKind{dispatch.Prescription, dispatch.ExceptionDrugRequest, dispatch.FollowupNormal, dispatch.LabResult}).Draw(t, "kind"),
			RecipientAddress:    rapid.SampledFrom([]string{"", "a@ssss.gouv.qc.ca", "a@gmail.com", "a@umontreal.ca", "a@gmial.com", "a@clinique.example"}).Draw(t, "address"),
			System:              rapid.SampledFrom([]dispatch.ChannelKind{"", dispatch.EMR, dispatch.RSSSSystem}).Draw(t, "system"),
			RecipientPreference: rapid.SampledFrom(append(dispatch.ChannelKinds(), "")).Draw(t, "preference"),
			Authorised:          rapid.SampledFrom([]dispatch.Truth{dispatch.Unknown, dispatch.False, dispatch.True}).Draw(t, "authorised"),
			InDirectory:         rapid.SampledFrom([]dispatch.Truth{dispatch.Unknown, dispatch.False, dispatch.True}).Draw(t, "directory"),
			PortalAvailable:     rapid.SampledFrom([]dispatch.Truth{dispatch.False, dispatch.True}).Draw(t, "portal"),
			ChannelConsent:      rapid.SampledFrom([]dispatch.Truth{dispatch.False, dispatch.True}).Draw(t, "consent"),
			SenderAccount:       rapid.SampledFrom([]dispatch.SenderAccount{dispatch.RSSSAccount, dispatch.ClinicDomain, dispatch.RedirectingAccount}).Draw(t, "account"),
			Payload:             rapid.SampledFrom([]dispatch.Payload{dispatch.DocumentPayload, dispatch.MessagePayload}).Draw(t, "payload"),
			Sensitivity:         rapid.SampledFrom([]dispatch.Sensitivity{{}, dispatch.NothingSensitive()}).Draw(t, "sensitivity"),
		})
	})
}

// expectPath holds the steps to the answer: the same rules, all that is possible and refused, numbers that only grow.
func expectPath(t interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}, c dispatch.Case,
) {
	t.Helper()
	answer, err := policy.Decide(c)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := policy.Path(c)
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	possible, refused, last := map[dispatch.ChannelKind]bool{}, map[dispatch.ChannelKind]bool{}, 0
	for _, s := range steps {
		if s.Number < last || s.Finding == "" {
			t.Fatalf("step %d %q after step %d", s.Number, s.Finding, last)
		}
		last = s.Number
		rules = append(rules, s.Rules...)
		for _, channel := range slices.Concat(s.Allowed, s.WithReason) {
			possible[channel] = true
			delete(refused, channel)
		}
		for _, channel := range s.Refused {
			refused[channel] = true
			delete(possible, channel)
		}
		for _, channel := range s.Dropped {
			delete(possible, channel)
		}
	}
	if !slices.Equal(rules, answer.Rules) {
		t.Fatalf("the steps bring %v, the answer %v", rules, answer.Rules)
	}
	expectSame(t, "possible", possible, slices.Concat(answer.Allowed, answer.WithReason))
	expectSame(t, "refused", refused, answer.Forbidden)
	if end := steps[len(steps)-1].Finding; (end == "first") != (answer.First != "") {
		t.Fatalf("it ends with %q, and %q is suggested", end, answer.First)
	}
}

func expectSame(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, what string, got map[dispatch.ChannelKind]bool, want []dispatch.ChannelKind,
) {
	t.Helper()
	if len(got) != len(want) || slices.ContainsFunc(want, func(c dispatch.ChannelKind) bool { return !got[c] }) {
		t.Fatalf("%s are %v, want %v", what, got, want)
	}
}

func TestPathRefusesWhatDecideRefuses(t *testing.T) {
	t.Parallel()
	if _, err := policy.Path(dispatch.Case{DocKind: dispatch.LabResult}); dispatch.KindOf(err) != dispatch.KindInvalid {
		t.Errorf("%v", err)
	}
}
