package desk_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// A kind is the person's, or the strictest that was read; one that nobody knows is asked in one question.
func TestKindOfADraft(t *testing.T) {
	t.Parallel()
	type documents = []dispatch.DocumentKind
	for _, c := range []struct {
		name string
		said dispatch.DocumentKind
		read documents
		want dispatch.DocumentKind
		each documents // as stored
	}{
		{"as read", "", documents{dispatch.LabResult}, dispatch.LabResult, documents{dispatch.LabResult}},
		{"as said", dispatch.Invoice, documents{dispatch.LabResult}, dispatch.Invoice, documents{dispatch.Invoice}},
		{"asked", "", documents{""}, "", nil},
		{"one of two is asked", "", documents{dispatch.Prescription, ""}, "", nil},
		{
			"the first of equals", "",
			documents{dispatch.Referral, dispatch.LabResult},
			dispatch.Referral,
			documents{dispatch.Referral, dispatch.LabResult},
		},
		{
			"a prescription behind a letter", "",
			documents{dispatch.Referral, dispatch.ExceptionDrugRequest, dispatch.Prescription},
			dispatch.Prescription,
			documents{dispatch.Referral, dispatch.ExceptionDrugRequest, dispatch.Prescription},
		},
		{
			"the answer is for what was not decided", dispatch.Referral,
			documents{"", dispatch.LabResult},
			dispatch.Referral,
			documents{dispatch.Referral, dispatch.LabResult},
		},
		{
			"a letter and what it brings", dispatch.Referral,
			documents{dispatch.Referral, dispatch.LabResult},
			dispatch.Referral,
			documents{dispatch.Referral, dispatch.LabResult},
		},
		{
			"what fits nothing corrects all", dispatch.RecordCopy,
			documents{dispatch.Referral, dispatch.LabResult},
			dispatch.RecordCopy,
			documents{dispatch.RecordCopy, dispatch.RecordCopy},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
			draft.Kind, draft.Documents, draft.Signature = c.said, nil, dispatch.SignedByHand
			draft.Confirmed, draft.Reason = desk.ConcernCodes(), "seen"
			for _, k := range c.read {
				draft.Documents = append(draft.Documents, r.read(kind(k, 12)))
			}
			s, err := r.Suggest(t.Context(), draft)
			must(t, err)
			if s.Kind != c.want || s.Case.DocKind != c.want {
				t.Errorf("%q, decided on %q, want %q", s.Kind, s.Case.DocKind, c.want)
			}
			if c.want == "" {
				if len(s.Needs) != 1 || s.Needs[0] != desk.NeedKind {
					t.Errorf("needs %q", s.Needs)
				}
				return
			}
			sent, err := r.Send(t.Context(), draft)
			must(t, err)
			for i, doc := range sent.Documents {
				if doc.Kind != c.each[i] {
					t.Errorf("document %d is stored as %q, want %q", i, doc.Kind, c.each[i])
				}
			}
		})
	}
}

// What nobody read or said is unknown, and unknown is protected. A kind raises, and never lowers.
func TestSensitivityOfADraft(t *testing.T) {
	t.Parallel()
	nothing := dispatch.NothingSensitive()
	organisation := nothing
	organisation.OrgSaysConfidential = dispatch.Unknown
	someone := dispatch.Sensitivity{PersonalInfo: dispatch.True}
	unknown := dispatch.Sensitivity{}
	internal := func(r *inspect.Report) {
		leaflet(r)
		r.Kind, r.Protected, r.Reasons = dispatch.AdminInternal, true, []inspect.Reason{inspect.OrganisationIs}
	}
	unreadable := func(r *inspect.Report) {
		leaflet(r)
		r.Kind, r.Protected, r.Reasons = "", true, []inspect.Reason{inspect.NoText, inspect.KindUnknown}
	}
	mistaken := func(r *inspect.Report) { r.Protected, r.Reasons = false, nil } // in spite of its number
	listed := func(r *inspect.Report) { leaflet(r); r.List = true }
	declared := func(d *desk.Draft) { d.NothingPersonal = true }
	lifted := func(d *desk.Draft) {
		d.NothingPersonal, d.Confirmed, d.Reason = true, []string{desk.ConcernPersonalFound}, "the author's name"
	}
	type changes = []func(*inspect.Report)
	for _, c := range []struct {
		name      string
		documents []func(*inspect.Report)
		change    func(*desk.Draft)
		want      dispatch.Sensitivity
	}{
		{"a number", changes{persons(1)}, nil, someone},
		{"a leaflet", changes{leaflet}, nil, nothing},
		{"two leaflets", changes{leaflet, leaflet}, nil, nothing},
		{"a leaflet beside a number", changes{leaflet, persons(1)}, nil, someone},
		{"a leaflet beside what nobody could read", changes{leaflet, unreadable}, func(d *desk.Draft) { d.Kind = dispatch.GeneralInfo }, unknown},
		{"a list of persons", changes{listed}, nil, someone},
		{"a reading that overlooks its own number", changes{mistaken}, nil, someone},
		{"what the organisation decides", changes{internal}, nil, organisation},
		{"a leaflet beside what the organisation decides", changes{leaflet, internal}, nil, organisation},
		{"a leaflet that the person calls a result", changes{leaflet}, func(d *desk.Draft) { d.Kind = dispatch.LabResult }, unknown},
		{"a leaflet that the person calls internal", changes{leaflet}, func(d *desk.Draft) { d.Kind = dispatch.AdminInternal }, organisation},
		{"a number that the person calls a leaflet", changes{persons(1)}, func(d *desk.Draft) { d.Kind = dispatch.GeneralInfo }, someone},
		{"declared, unreadable", changes{unreadable}, func(d *desk.Draft) { d.NothingPersonal, d.Kind = true, dispatch.ConsentForm }, unknown},
		{"declared, unreadable, and justified", changes{unreadable}, func(d *desk.Draft) { lifted(d); d.Kind = dispatch.ConsentForm }, nothing},
		{"declared, against a number", changes{persons(1)}, declared, someone},
		{"declared, against a list", changes{listed}, declared, someone},
		{"declared, against a name", changes{named}, declared, unknown},
		{"declared, against a name, and justified", changes{named}, lifted, nothing},
		{"declared, against a number, and justified all the same", changes{persons(1)}, lifted, someone},
		{"declared, one of two against a number", changes{leaflet, persons(1)}, declared, someone},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
			draft.Kind, draft.Documents = "", nil
			for _, change := range c.documents {
				draft.Documents = append(draft.Documents, r.read(change))
			}
			if c.change != nil {
				c.change(&draft)
			}
			s, err := r.Suggest(t.Context(), draft)
			must(t, err)
			if s.Case.Sensitivity != c.want {
				t.Errorf("%+v, want %+v", s.Case.Sensitivity, c.want)
			}
			if protected := c.want != nothing; s.Answer.Protected != protected {
				t.Errorf("protected: %v", s.Answer.Protected)
			}
		})
	}
}
