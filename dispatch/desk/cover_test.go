package desk_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// TestCoverIsOfTheDraft: who sends, to whom and which number, and what of; never a patient, a title or a file name.
func TestCoverIsOfTheDraft(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute, mailRoute))
	draft.Message, draft.Kind = " Rappelez-nous ", dispatch.LabResult
	draft.Patient = "Jeanne Tremblay"
	_, err := r.Cover(t.Context(), draft)
	must(t, err)
	p := r.covered
	if p.Route.Address != faxRoute.Address || p.Sender.Organisation != "Clinique" || p.Message != "Rappelez-nous" || !p.At.Equal(r.clock.Now()) {
		t.Errorf("%+v", p)
	}
	if len(p.Documents) != 1 || p.Documents[0].Pages != draft.Documents[0].Pages || p.Documents[0].Kind != dispatch.LabResult || p.Documents[0].Name != "" {
		t.Errorf("%+v", p.Documents)
	}
}

func TestCoverNeedsANumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.Cover(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, mailRoute))); dispatch.CodeOf(err) != "no_route" {
		t.Errorf("%v", err)
	}
}
