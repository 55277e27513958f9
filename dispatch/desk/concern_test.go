package desk_test

import (
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/identify"
)

var (
	lise   = identify.Person{Name: "Lise Gagnon", Number: "GAGL72581221"}
	number = identify.Identifier{Type: identify.QuebecHealthNumber, Masked: "GAGL••••0812", Page: 1, Valid: true}
	phone  = identify.Identifier{Type: identify.Phone, Masked: "514 •••-••42", Page: 1, Valid: true}
)

// read is a report as the reading would give it: a referral of Lise Gagnon, unless changed.
func (r *rig) read(changes ...func(*inspect.Report)) inspect.Report {
	report := r.file
	report.Kind, report.KindScore, report.Protected = dispatch.Referral, 12, true
	report.Reasons = []inspect.Reason{inspect.HasIdentifier, inspect.KindIsHealth}
	report.Identifiers, report.Persons, report.People = []identify.Identifier{number, phone}, 1, []identify.Person{lise}
	for _, change := range changes {
		change(&report)
	}
	return report
}

func kind(k dispatch.DocumentKind, score int) func(*inspect.Report) {
	return func(r *inspect.Report) { r.Kind, r.KindScore = k, score }
}

func warning(w ...inspect.Warning) func(*inspect.Report) {
	return func(r *inspect.Report) { r.Warnings = w }
}

func persons(n int) func(*inspect.Report) { return func(r *inspect.Report) { r.Persons = n } }

// leaflet is about nobody.
func leaflet(r *inspect.Report) {
	r.Kind, r.Protected, r.Reasons, r.Identifiers, r.Persons, r.People = dispatch.GeneralInfo, false, nil, []identify.Identifier{phone}, 0, nil
}

// named is a leaflet with somebody's name beside a health term.
func named(r *inspect.Report) {
	leaflet(r)
	r.Protected, r.Reasons = true, []inspect.Reason{inspect.HasName}
}

// concernCase is one draft and what it raises. Its recipient is a clinic with a fax unless said otherwise.
type concernCase struct {
	name     string
	to       dispatch.Recipient
	document []func(*inspect.Report)
	second   []func(*inspect.Report) // another document; nil: none
	change   func(*desk.Draft)
	want     []desk.Concern
}

func (c concernCase) suggestion(t *testing.T) desk.Suggestion {
	t.Helper()
	r := newRig(t)
	if c.to.Name == "" {
		c.to.Name = "Clinique du Parc"
	}
	if c.to.Class == "" {
		c.to.Class = dispatch.ExternalPartner
	}
	c.to.Routes = []dispatch.Route{faxRoute, mailRoute}
	saved, err := r.SaveRecipient(t.Context(), c.to)
	must(t, err)
	draft := desk.Draft{Recipient: saved, Documents: []inspect.Report{r.read(c.document...)}, Authorisation: "consent 1"}
	if c.second != nil {
		draft.Documents = append(draft.Documents, r.read(c.second...))
	}
	if c.change != nil {
		c.change(&draft)
	}
	s, err := r.Suggest(t.Context(), draft)
	must(t, err)
	return s
}

func expectConcerns(t *testing.T, cases []concernCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := c.suggestion(t)
			if !slices.Equal(s.Concerns, c.want) {
				t.Errorf("%+v, want %+v", s.Concerns, c.want)
			}
			confirm := slices.ContainsFunc(c.want, func(w desk.Concern) bool { return w.Weight != desk.Stop && !w.Confirmed })
			if slices.Contains(s.Needs, desk.NeedConfirmation) != confirm {
				t.Errorf("needs %q", s.Needs)
			}
			if len(c.want) > 0 && slices.ContainsFunc(c.want, func(w desk.Concern) bool { return !w.Confirmed }) && s.Ready() {
				t.Error("ready in spite of it")
			}
		})
	}
}

var (
	patient   = dispatch.Recipient{Name: "Lise Gagnon", Class: dispatch.Patient}
	caregiver = dispatch.Recipient{Name: "Paul Roy", Class: dispatch.Caregiver}
)

func TestConcernsAboutPersons(t *testing.T) {
	t.Parallel()
	several := desk.ConcernSeveralPersons
	list := desk.ConcernPersonList
	expectConcerns(t, []concernCase{
		{name: "one person is none"},
		{name: "two persons", document: []func(*inspect.Report){persons(2), warning(inspect.SeveralPersons)}, want: []desk.Concern{{Code: several, Weight: desk.Justify, Count: 2}}},
		{name: "two names without two numbers", document: []func(*inspect.Report){persons(2)}},
		{
			name: "two persons to a patient", to: patient, document: []func(*inspect.Report){persons(2), warning(inspect.SeveralPersons)},
			want: []desk.Concern{{Code: several, Weight: desk.Stop, Count: 2}},
		},
		{
			name: "two persons to a caregiver", to: caregiver, document: []func(*inspect.Report){persons(2), warning(inspect.SeveralPersons)},
			want: []desk.Concern{{Code: several, Weight: desk.Stop, Count: 2}},
		},
		{
			name: "a list is told once, with its count", document: []func(*inspect.Report){persons(315), warning(inspect.SeveralPersons, inspect.PersonList)},
			want: []desk.Concern{{Code: list, Weight: desk.Justify, Count: 315}},
		},
		{
			name: "a list to a patient", to: patient, document: []func(*inspect.Report){persons(315), func(r *inspect.Report) { r.List = true }},
			want: []desk.Concern{{Code: list, Weight: desk.Stop, Count: 315}},
		},
		{
			name: "the second document", document: []func(*inspect.Report){}, second: []func(*inspect.Report){persons(3), warning(inspect.SeveralPersons)},
			want: []desk.Concern{{Code: several, Weight: desk.Justify, Document: 1, Count: 3}},
		},
		{
			name: "the file's name says somebody else", document: []func(*inspect.Report){warning(inspect.OtherNameOnFile)},
			want: []desk.Concern{{Code: desk.ConcernFileNameOther, Weight: desk.Confirm}},
		},
		{
			name: "confirmed, but without a reason", document: []func(*inspect.Report){persons(2), warning(inspect.SeveralPersons)},
			change: func(d *desk.Draft) { d.Confirmed = []string{several} },
			want:   []desk.Concern{{Code: several, Weight: desk.Justify, Count: 2, Confirmed: true}},
		},
		{
			name: "nothing lifts a stop", to: patient, document: []func(*inspect.Report){persons(2), warning(inspect.SeveralPersons)},
			change: func(d *desk.Draft) { d.Confirmed, d.Reason = []string{several}, "both are hers" },
			want:   []desk.Concern{{Code: several, Weight: desk.Stop, Count: 2}},
		},
		{name: "a number with a typing error alone", document: []func(*inspect.Report){warning(inspect.BadHealthNumber)}},
	})
}

func TestConcernThatNothingIsPersonal(t *testing.T) {
	t.Parallel()
	declared := func(d *desk.Draft) { d.NothingPersonal = true }
	code := desk.ConcernPersonalFound
	expectConcerns(t, []concernCase{
		{name: "a leaflet with a telephone number", document: []func(*inspect.Report){leaflet}, change: declared},
		{name: "a health number", change: declared, want: []desk.Concern{{Code: code, Weight: desk.Stop}}},
		{name: "a name alone", document: []func(*inspect.Report){named}, change: declared, want: []desk.Concern{{Code: code, Weight: desk.Justify}}},
		{
			name: "a scan that nobody could read", change: declared,
			document: []func(*inspect.Report){leaflet, func(r *inspect.Report) {
				r.Kind, r.Protected, r.Reasons = "consent_form", true, []inspect.Reason{inspect.NoText}
			}},
			want: []desk.Concern{{Code: code, Weight: desk.Justify}},
		},
		{
			name: "a kind that is about somebody", change: declared,
			document: []func(*inspect.Report){leaflet, func(r *inspect.Report) {
				r.Kind, r.Protected, r.Reasons = dispatch.LabResult, true, []inspect.Reason{inspect.KindIsHealth}
			}},
			want: []desk.Concern{{Code: code, Weight: desk.Justify}},
		},
		{name: "not declared", document: []func(*inspect.Report){named}},
	})
}

func TestConcernsAboutContent(t *testing.T) {
	t.Parallel()
	unread := []desk.Concern{{Code: desk.ConcernUnreadContent, Weight: desk.Confirm}}
	expectConcerns(t, []concernCase{
		{name: "files inside", document: []func(*inspect.Report){warning(inspect.EmbeddedFiles)}, want: unread},
		{name: "pages unread", document: []func(*inspect.Report){warning(inspect.PagesUnread)}, want: unread},
		{name: "both are one look", document: []func(*inspect.Report){warning(inspect.EmbeddedFiles, inspect.PagesUnread)}, want: unread},
		{name: "what only deserves a word", document: []func(*inspect.Report){warning(
			inspect.ActiveContent, inspect.FilledForm, inspect.SignedPDF, inspect.WrongExtension, inspect.RecognitionAbsent, inspect.ExtraSensitive,
		)}},
	})
}

func TestConcernsAboutPlaces(t *testing.T) {
	t.Parallel()
	clinic := dispatch.Recipient{Name: "Clinique du Parc", Facility: dispatch.Clinic}
	drugstore := dispatch.Recipient{Name: "Pharmacie Beaubien"}
	said := dispatch.Recipient{Name: "Chez Roy", Facility: dispatch.Pharmacy}
	prescription := []func(*inspect.Report){kind(dispatch.Prescription, 12)}
	requisition := []func(*inspect.Report){kind(dispatch.Requisition, 12)}
	place, wrong := desk.ConcernPrescriptionPlace, desk.ConcernRequisitionPlace
	expectConcerns(t, []concernCase{
		{name: "a prescription to a pharmacy by its name", to: drugstore, document: prescription},
		{name: "a prescription to a pharmacy as said", to: said, document: prescription},
		{name: "a prescription to who knows", document: prescription, want: []desk.Concern{{Code: place, Weight: desk.Confirm}}},
		{name: "a prescription to a clinic", to: clinic, document: prescription, want: []desk.Concern{{Code: place, Weight: desk.Justify}}},
		{name: "a prescription inside the network", to: dispatch.Recipient{Class: dispatch.Internal}, document: prescription},
		{name: "a prescription to its patient has its own rule", to: patient, document: prescription},
		{
			name: "a prescription behind a letter", second: prescription,
			want: []desk.Concern{{Code: place, Weight: desk.Confirm, Document: 1}},
		},
		{
			name: "a prescription said by the person", document: []func(*inspect.Report){kind("", 0)},
			change: func(d *desk.Draft) { d.Kind = dispatch.Prescription },
			want:   []desk.Concern{{Code: place, Weight: desk.Confirm}},
		},
		{name: "a medication list to a clinic", to: clinic, document: []func(*inspect.Report){kind(dispatch.MedicationList, 12)}},
		{name: "a requisition to a pharmacy", to: drugstore, document: requisition, want: []desk.Concern{{Code: wrong, Weight: desk.Confirm}}},
		{name: "a requisition to a pharmacy as said", to: said, document: requisition, want: []desk.Concern{{Code: wrong, Weight: desk.Confirm}}},
		{name: "a requisition to a clinic", to: clinic, document: requisition},
		{name: "a requisition to who knows", document: requisition},
		{
			name: "a requisition to a laboratory of a pharmacy's name", document: requisition,
			to: dispatch.Recipient{Name: "Laboratoire Pharmacie Roy", Facility: dispatch.Laboratory},
		},
	})
}

func TestConcernExceptionDrugByFax(t *testing.T) {
	t.Parallel()
	document := []func(*inspect.Report){kind(dispatch.ExceptionDrugRequest, 12)}
	code := desk.ConcernExceptionDrugByFax
	mail := func(d *desk.Draft) { d.Channel = dispatch.EmailEncrypted }
	byHand := func(d *desk.Draft) { d.Channel = dispatch.TraditionalFax }
	expectConcerns(t, []concernCase{
		{name: "by cloud fax", document: document, want: []desk.Concern{{Code: code, Weight: desk.Confirm}}},
		{name: "by a fax machine", document: document, change: byHand, want: []desk.Concern{{Code: code, Weight: desk.Confirm}}},
		{name: "to RAMQ itself", to: dispatch.Recipient{Name: "RAMQ, médicaments"}, document: document, want: []desk.Concern{{Code: code, Weight: desk.Justify}}},
		{
			name: "to RAMQ in full", to: dispatch.Recipient{Name: "Régie de l’assurance maladie du Québec"}, document: document,
			want: []desk.Concern{{Code: code, Weight: desk.Justify}},
		},
		{name: "by e-mail", document: document, change: mail},
		{name: "another kind by fax"},
	})
}

func TestConcernKindContradicted(t *testing.T) {
	t.Parallel()
	saying := func(k dispatch.DocumentKind) func(*desk.Draft) { return func(d *desk.Draft) { d.Kind = k } }
	lab := []func(*inspect.Report){kind(dispatch.LabResult, 12)}
	drugstore := dispatch.Recipient{Name: "Pharmacie Beaubien"}
	code := desk.ConcernKindContradicted
	expectConcerns(t, []concernCase{
		{name: "said as read", document: lab, change: saying(dispatch.LabResult)},
		{name: "said nothing", document: lab},
		{name: "clearly read otherwise", document: lab, change: saying(dispatch.Invoice), want: []desk.Concern{{Code: code, Weight: desk.Confirm}}},
		{name: "barely read otherwise", document: []func(*inspect.Report){kind(dispatch.LabResult, 8)}, change: saying(dispatch.Invoice)},
		{name: "not decided", document: []func(*inspect.Report){kind("", 5)}, change: saying(dispatch.Invoice)},
		{
			name: "a prescription called a list", document: []func(*inspect.Report){kind(dispatch.Prescription, 6)}, to: drugstore,
			change: saying(dispatch.MedicationList), want: []desk.Concern{{Code: code, Weight: desk.Justify}},
		},
		{
			name: "an exception drug request called a form", document: []func(*inspect.Report){kind(dispatch.ExceptionDrugRequest, 6)},
			change: saying(dispatch.InsuranceForm), want: []desk.Concern{{Code: code, Weight: desk.Justify}},
		},
		{
			name: "a prescription called an exception drug request", document: []func(*inspect.Report){kind(dispatch.Prescription, 12)},
			change: func(d *desk.Draft) { d.Kind, d.Channel = dispatch.ExceptionDrugRequest, dispatch.EmailEncrypted },
			want:   []desk.Concern{{Code: code, Weight: desk.Justify}},
		},
		{name: "a request for consultation is a referral", document: []func(*inspect.Report){kind(dispatch.ConsultRequest, 12)}, change: saying(dispatch.Referral)},
		{name: "a copy of a record holds anything", document: lab, change: saying(dispatch.RecordCopy)},
		{name: "a letter and what it brings", second: lab, change: saying(dispatch.Referral)},
		{
			name: "a letter that brings a prescription", second: []func(*inspect.Report){kind(dispatch.Prescription, 12)},
			change: saying(dispatch.Referral), want: []desk.Concern{
				{Code: code, Weight: desk.Justify, Document: 1}, {Code: desk.ConcernPrescriptionPlace, Weight: desk.Confirm, Document: 1},
			},
		},
	})
}
