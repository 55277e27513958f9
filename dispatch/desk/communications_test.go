package desk_test

import (
	"bytes"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Only what reached others is a communication, and only words that were written of the patient speak of the patient.
func TestCommunications(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	pharmacy := r.recipient(dispatch.ExternalPartner, faxRoute)
	named := func(purpose string) func(*desk.Draft) { return func(d *desk.Draft) { d.Purpose = purpose } }
	about := r.sent(pharmacy, named("Suivi de Lise Gagnon"))
	r.sent(pharmacy, named("Suivi de Jean Tremblay"))
	held := r.draft(pharmacy)
	held.Purpose = "Lise Gagnon, non parti"
	_, err := r.Send(t.Context(), held)
	must(t, err)
	lise := r.recipient(dispatch.Patient, mailRoute)
	r.sent(lise, func(d *desk.Draft) {
		d.Channel, d.Reason, d.Purpose = dispatch.EmailEncrypted, "No portal", "À Lise Gagnon elle-même"
	})

	for _, c := range []struct {
		name, patient string
		want          int
	}{
		{"by name", "Lise Gagnon", 1},
		{"the other way round, without accents", "GAGNON, lise", 1},
		{"somebody else", "Jean Tremblay", 1},
		{"half a name of two", "Gagnon", 1},
		{"nobody", "Paul Roy", 0},
		{"a beginning is no word", "Gagn", 0},
	} {
		found, err := r.Communications(t.Context(), c.patient)
		must(t, err)
		if len(found) != c.want {
			t.Errorf("%s: %d found, want %d", c.name, len(found), c.want)
		}
	}
	_, err = r.Communications(t.Context(), " ")
	wantCode(t, err, "required")

	found, err := r.Communications(t.Context(), "Lise Gagnon")
	must(t, err)
	if one := found[0]; one.Dispatch != about.ID || one.Because != desk.ByWords || one.Recipient != "Pharmacie Beaubien" ||
		one.Purpose != "Suivi de Lise Gagnon" || one.Documents[0].Kind != dispatch.Referral || one.Outcome != dispatch.Accepted {
		t.Errorf("%+v", one)
	}
	before, err := r.VerifyLog(t.Context())
	must(t, err)
	var page bytes.Buffer
	must(t, r.PrintCommunications(t.Context(), &page, " Lise Gagnon ", []dispatch.ID{about.ID}, "fr"))
	after, err := r.VerifyLog(t.Context())
	must(t, err)
	if page.String() != "Lise Gagnon: 1" || after != before+1 {
		t.Errorf("%q, and %d lines became %d", page.String(), before, after)
	}
}
