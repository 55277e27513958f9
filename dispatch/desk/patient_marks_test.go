package desk_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect/identify"
)

// The register finds a person however the name or the number is typed, says how sure that is, and leaves out what that
// person received.
func TestCommunicationsByMark(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	pharmacy := r.recipient(dispatch.ExternalPartner, faxRoute)
	concerning := func(people ...identify.Person) func(*desk.Draft) {
		return func(d *desk.Draft) { about(people...)(&d.Documents[0]) }
	}
	named := r.sent(pharmacy, func(d *desk.Draft) { d.Patient = "Cœuré-Bélanger, Zoé" })
	read := r.sent(pharmacy, concerning(jean))
	both := r.sent(pharmacy, func(d *desk.Draft) { concerning(jean)(d); d.Patient = "TREMBLAY Jean" })
	own := r.recipient(dispatch.Patient, mailRoute)
	own.Name = jean.Name
	own, err := r.SaveRecipient(t.Context(), own)
	must(t, err)
	r.sent(own, func(d *desk.Draft) {
		concerning(jean)(d)
		d.Channel, d.Reason = dispatch.EmailEncrypted, "No portal"
	})

	for _, c := range []struct {
		name, patient string
		want          map[dispatch.ID]desk.Sureness
	}{
		{"as typed when sending", "Cœuré-Bélanger, Zoé", map[dispatch.ID]desk.Sureness{named.ID: desk.ByPatient}},
		{"in another order, without accents", " zoe  COEURE BELANGER", map[dispatch.ID]desk.Sureness{named.ID: desk.ByPatient}},
		{"read and given", "jean tremblay", map[dispatch.ID]desk.Sureness{read.ID: desk.ByDocument, both.ID: desk.ByPatient}},
		{"by number", "trej 5803-1413", map[dispatch.ID]desk.Sureness{read.ID: desk.ByPatient, both.ID: desk.ByPatient}},
		{"somebody else's number", "BOUM01113025", map[dispatch.ID]desk.Sureness{}},
		{"half the name", "Tremblay", map[dispatch.ID]desk.Sureness{}},
	} {
		found, err := r.Communications(t.Context(), c.patient)
		must(t, err)
		got := map[dispatch.ID]desk.Sureness{}
		for _, one := range found {
			got[one.Dispatch] = one.Because
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		for id, because := range c.want {
			if got[id] != because {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	}
}

// Whoever picks dispatches by hand gets no line of what the person received.
func TestPrintCommunicationsLeavesOutWhatWentToThePerson(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.Patient, mailRoute)
	toThem := r.sent(to, func(d *desk.Draft) {
		d.Channel, d.Reason, d.Patient = dispatch.EmailEncrypted, "No portal", to.Name
	})
	others := r.sent(r.recipient(dispatch.ExternalPartner, faxRoute), nil)
	var page bytes.Buffer
	must(t, r.PrintCommunications(t.Context(), &page, to.Name, []dispatch.ID{toThem.ID, others.ID}, "fr"))
	if want := to.Name + ": 1"; page.String() != want {
		t.Errorf("%q, want %q", page.String(), want)
	}
}

// A mark finds the person and names nobody.
func TestMarksNameNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sent := r.sent(r.recipient(dispatch.ExternalPartner, faxRoute), func(d *desk.Draft) {
		about(jean)(&d.Documents[0])
		d.Patient = jean.Number
	})
	if len(sent.Patients) != 1 || !sent.Patients[0].Given || sent.Patients[0].Name == "" || sent.Patients[0].Number == "" {
		t.Fatalf("%+v", sent.Patients)
	}
	plain, err := json.Marshal(sent.Patients)
	must(t, err)
	events, err := r.store.Events(t.Context(), sent.ID)
	must(t, err)
	told := events[0].Details["patient"]
	if told != strings.Join(sent.PatientMarks(), " ") || strings.Contains(strings.ToLower(string(plain)+told), "trem") {
		t.Errorf("%s, told as %q", plain, told)
	}
}
