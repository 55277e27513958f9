package desk_test

import (
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// A prescription passes the gate of signatures however it comes to be faxed: alone, behind another
// document, or by a person's own machine. A person who calls everything something else has answered for
// that with a reason.
func TestPrescriptionsAreSignedBeforeTheyAreFaxed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		read      []dispatch.DocumentKind
		said      dispatch.DocumentKind
		channel   dispatch.ChannelKind
		signature dispatch.Signature
		want      desk.Need
	}{
		{"read, unsigned", []dispatch.DocumentKind{dispatch.Prescription}, "", dispatch.CloudFax, "", desk.NeedSignature},
		{"said, unsigned", []dispatch.DocumentKind{""}, dispatch.Prescription, dispatch.CloudFax, "", desk.NeedSignature},
		{"by the clinic's own machine", []dispatch.DocumentKind{dispatch.Prescription}, "", dispatch.TraditionalFax, "", desk.NeedSignature},
		{"signed on a screen", []dispatch.DocumentKind{dispatch.Prescription}, "", dispatch.CloudFax, dispatch.SignedElectronically, desk.NeedHandSignature},
		{"signed by hand", []dispatch.DocumentKind{dispatch.Prescription}, "", dispatch.CloudFax, dispatch.SignedByHand, ""},
		{"behind a report", []dispatch.DocumentKind{dispatch.ConsultReport, dispatch.Prescription}, "", dispatch.CloudFax, "", desk.NeedSignature},
		{"behind what the person calls a report", []dispatch.DocumentKind{dispatch.ConsultReport, dispatch.Prescription}, dispatch.ConsultReport, dispatch.CloudFax, "", desk.NeedSignature},
		{"another document", []dispatch.DocumentKind{dispatch.ConsultReport}, "", dispatch.CloudFax, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
			draft.Kind, draft.Channel, draft.Signature = c.said, c.channel, c.signature
			draft.Documents = nil
			for _, kind := range c.read {
				report := r.file
				report.Kind = kind
				draft.Documents = append(draft.Documents, report)
			}
			s, err := r.Suggest(t.Context(), draft)
			must(t, err)
			option, ok := s.Option()
			asked := slices.DeleteFunc(slices.Clone(option.Needs), func(n desk.Need) bool {
				return n != desk.NeedSignature && n != desk.NeedHandSignature
			})
			if !ok || c.want == "" && len(asked) > 0 || c.want != "" && !slices.Equal(asked, []desk.Need{c.want}) {
				t.Errorf("asked %q, want %q", asked, c.want)
			}
		})
	}
}
