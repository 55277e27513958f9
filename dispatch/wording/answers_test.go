package wording_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
	"github.com/souspli/souspli/dispatch/wording"
)

// Whatever the policy answers, each channel is explained, each code has its sentence and each rule its
// source.
func TestEveryAnswerIsExplained(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := anyCase(t)
		answer, err := policy.Decide(of)
		if err != nil {
			t.Fatal(err)
		}
		c := wording.For(rapid.SampledFrom(wording.Languages()).Draw(t, "language"))
		for _, sentence := range sentences(c, of, answer) {
			if strings.Contains(sentence, "⟦") || !strings.HasSuffix(sentence, ".") {
				t.Errorf("%q is no sentence", sentence)
			}
		}
	})
}

func sentences(c *wording.Catalogue, of dispatch.Case, answer dispatch.Answer) []string {
	said := []string{c.Text("decision_" + string(answer.Decision))}
	for _, channel := range dispatch.ChannelKinds() {
		said = append(said, wording.Because(c, of, answer, channel))
	}
	for _, warning := range answer.Warnings {
		said = append(said, c.Warning(warning), c.Rule(policy.RuleOf(warning)))
	}
	for _, reason := range slices.Collect(maps.Values(answer.ReasonCodes)) {
		said = append(said, c.Reason(reason), c.Rule(policy.RuleOf(reason)))
	}
	steps, _ := policy.Path(of) // answered, so it has a path
	for _, step := range steps {
		said = append(said, c.PathStep(step, answer), c.PathTitle(step)+".")
	}
	for _, rule := range answer.Rules {
		said = append(said, c.Rule(rule))
	}
	return said
}

func anyCase(t *rapid.T) dispatch.Case {
	truth := rapid.SampledFrom([]dispatch.Truth{dispatch.Unknown, dispatch.False, dispatch.True})
	addresses := []string{"", "a@chum.ssss.gouv.qc.ca", "a@gmail.com", "a@gmial.com", "a@mcgill.ca", "a@muhc.mcgill.ca", "a@example.ca"}
	return dispatch.Case{
		Sensitivity:      rapid.SampledFrom([]dispatch.Sensitivity{{}, {}, dispatch.NothingSensitive()}).Draw(t, "sensitivity"),
		RecipientClass:   rapid.SampledFrom(dispatch.Classes()).Draw(t, "class"),
		InDirectory:      truth.Draw(t, "directory"),
		RecipientAddress: rapid.SampledFrom(addresses).Draw(t, "address"),
		DocKind:          rapid.SampledFrom(dispatch.DocumentKinds()).Draw(t, "kind"),
		Payload:          rapid.SampledFrom([]dispatch.Payload{dispatch.DocumentPayload, dispatch.MessagePayload}).Draw(t, "payload"),
		System: rapid.SampledFrom([]dispatch.ChannelKind{
			"", dispatch.EMR, dispatch.RSSSSystem, dispatch.PSV,
		}).Draw(t, "system"),
		RecipientPreference: rapid.SampledFrom(append(dispatch.ChannelKinds(), "")).Draw(t, "preference"),
		Authorised:          truth.Draw(t, "authorised"),
		ChannelConsent:      truth.Draw(t, "consent"),
		PortalAvailable:     truth.Draw(t, "portal available"),
		PortalApproved:      truth.Draw(t, "portal approved"),
		SenderAccount:       rapid.SampledFrom([]dispatch.SenderAccount{dispatch.RSSSAccount, ""}).Draw(t, "account"),
		SenderRole:          rapid.SampledFrom([]dispatch.SenderRole{dispatch.Physician, dispatch.Clerk}).Draw(t, "role"),
	}
}
