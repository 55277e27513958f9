package desk_test

import (
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func mailTo(address string) dispatch.Route {
	return dispatch.Route{Channel: dispatch.EmailEncrypted, Address: address}
}

func TestAnAddressAtAnotherDomainThanTheOrganisations(t *testing.T) {
	t.Parallel()
	checked := mailTo("d@ailleurs.example")
	checked.Verification = verified
	for _, c := range []struct {
		name   string
		others []string
		added  dispatch.Route
		flags  bool
	}{
		{"two agree on another", []string{"a@alma.example", "b@alma.example"}, mailTo("d@ailleurs.example"), true},
		{"one says little", []string{"a@alma.example"}, mailTo("d@ailleurs.example"), false},
		{"the same", []string{"a@alma.example", "b@alma.example"}, mailTo("d@ALMA.example"), false},
		{"below the same", []string{"a@alma.example", "b@alma.example"}, mailTo("d@cardio.alma.example"), false},
		{"an end that only looks like it", []string{"a@alma.example", "b@alma.example"}, mailTo("d@faux-alma.example"), true},
		{"two personal ones agree on nothing", []string{"a@gmail.com", "b@gmail.com"}, mailTo("d@alma.example"), false},
		{"they do not agree", []string{"a@alma.example", "b@alma.example", "c@fleuve.example", "e@fleuve.example"}, mailTo("d@ailleurs.example"), false},
		{"most of them agree", []string{"a@alma.example", "b@alma.example", "c@fleuve.example"}, mailTo("d@ailleurs.example"), true},
		{"another has it too", []string{"a@alma.example", "b@alma.example", "c@alma.example", "e@ailleurs.example"}, mailTo("d@ailleurs.example"), false},
		{"somebody verified it", []string{"a@alma.example", "b@alma.example"}, checked, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			for _, address := range c.others {
				r.save(address, "Clinique Alma", mailTo(address))
			}
			r.save("un autre nom", "Clinique Alma-Matane", mailTo("z@matane.example"))
			added := r.save("Ajout", "clinique ALMA", c.added)
			cautions, err := r.Cautions(t.Context(), added)
			must(t, err)
			if got := slices.Contains(cautions, desk.CautionOtherDomain); got != c.flags {
				t.Errorf("at entry: %v", got)
			}
			draft := r.draft(added)
			draft.Channel = dispatch.EmailEncrypted
			s, err := r.Suggest(t.Context(), draft)
			must(t, err)
			option, _ := s.Option()
			if got := slices.Contains(option.Notices, desk.NoticeOtherDomain); got != c.flags {
				t.Errorf("at sending: %v in %q", got, option.Notices)
			}
		})
	}
}

func TestAPatientHasNoDomainOfAnOrganisation(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.save("A", "Résidence Alma", mailTo("a@alma.example"))
	r.save("B", "Résidence Alma", mailTo("b@alma.example"))
	patient, err := r.SaveRecipient(t.Context(), dispatch.Recipient{
		Name: "C", Organisation: "Résidence Alma", Class: dispatch.Patient, Routes: []dispatch.Route{mailTo("c@ailleurs.example")},
	})
	must(t, err)
	cautions, err := r.Cautions(t.Context(), patient)
	must(t, err)
	if len(cautions) > 0 {
		t.Errorf("%q", cautions)
	}
}

func TestAnImportComparesDomainsWithTheBookAndWithItself(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.save("A", "Alma", mailTo("a@alma.example"))
	shown := r.sheet(
		"Nom;Organisation;Courriel",
		"Étrangère;Alma;x@ailleurs.example", // before the second who agrees
		"B;Alma;b@alma.example",
		"A;Alma;a@alma.example",
		"Seule;Fleuve;s@fleuve.example",
		"Sans;;n@ailleurs.example",
	)
	for i, row := range shown.Rows {
		if got := slices.Contains(row.Cautions, desk.CautionOtherDomain); got != (i == 0) {
			t.Errorf("%s: %q", row.Recipient.Name, row.Cautions)
		}
	}
}
