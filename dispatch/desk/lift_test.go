package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// What lifts a concern is what its weight says, and nothing less.
func TestSendMindsConcerns(t *testing.T) {
	t.Parallel()
	several := []func(*inspect.Report){persons(2), warning(inspect.SeveralPersons)}
	other := []func(*inspect.Report){warning(inspect.OtherNameOnFile)}
	seen := func(codes ...string) func(*desk.Draft) { return func(d *desk.Draft) { d.Confirmed = codes } }
	why := func(d *desk.Draft) { d.Reason = "mother and child" }
	for _, c := range []struct {
		name     string
		class    dispatch.Class
		document []func(*inspect.Report)
		changes  []func(*desk.Draft)
		kind     dispatch.Kind // of the error; zero with an empty code: sent
		code     string
		needs    []desk.Need
	}{
		{"a look", dispatch.ExternalPartner, other, nil, dispatch.KindHeld, "needs", []desk.Need{desk.NeedConfirmation}},
		{"a look was taken", dispatch.ExternalPartner, other, []func(*desk.Draft){seen(desk.ConcernFileNameOther)}, 0, "", nil},
		{
			"a look at something else", dispatch.ExternalPartner, other,
			[]func(*desk.Draft){seen(desk.ConcernWrongPatient)},
			dispatch.KindHeld, "needs",
			[]desk.Need{desk.NeedConfirmation},
		},
		{
			"a justification", dispatch.ExternalPartner, several, nil,
			dispatch.KindHeld, "needs",
			[]desk.Need{desk.NeedConfirmation, desk.NeedReason},
		},
		{
			"a confirmation alone", dispatch.ExternalPartner, several,
			[]func(*desk.Draft){seen(desk.ConcernSeveralPersons)},
			dispatch.KindHeld, "needs",
			[]desk.Need{desk.NeedReason},
		},
		{
			"a reason alone", dispatch.ExternalPartner, several,
			[]func(*desk.Draft){why},
			dispatch.KindHeld, "needs",
			[]desk.Need{desk.NeedConfirmation},
		},
		{"both", dispatch.ExternalPartner, several, []func(*desk.Draft){seen(desk.ConcernSeveralPersons), why}, 0, "", nil},
		{
			"nothing", dispatch.Patient, several,
			[]func(*desk.Draft){seen(desk.ConcernSeveralPersons), why},
			dispatch.KindRefused, "several_persons", nil,
		},
		{
			"a code that is none", dispatch.ExternalPartner, other,
			[]func(*desk.Draft){seen("anything")},
			dispatch.KindInvalid, "unknown_value", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			draft := r.draft(r.recipient(c.class, faxRoute, mailRoute))
			draft.Documents, draft.Kind = []inspect.Report{r.read(c.document...)}, ""
			if c.class == dispatch.Patient {
				draft.Channel = dispatch.EmailEncrypted
			}
			for _, change := range c.changes {
				change(&draft)
			}
			_, err := r.Send(t.Context(), draft)
			if dispatch.CodeOf(err) != c.code || err != nil && dispatch.KindOf(err) != c.kind {
				t.Fatalf("%v, want %q", err, c.code)
			}
			missing, _ := errors.AsType[*desk.NeedsError](err)
			if missing != nil && (!slices.Equal(missing.Needs, c.needs) || len(missing.Concerns) == 0) {
				t.Errorf("%+v, want %q", missing, c.needs)
			}
		})
	}
}

// The log holds what was read and what was confirmed, in codes; nobody's name, and no topic.
func TestCreatedTellsWhatWasReadAndConfirmed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
	draft.Documents = []inspect.Report{
		r.read(kind(dispatch.LabResult, 12), persons(2), warning(inspect.SeveralPersons, inspect.OtherNameOnFile), func(r *inspect.Report) {
			r.Topics = append(r.Topics, "mental_health")
		}),
		r.read(kind("", 4)),
	}
	draft.Patient, draft.Reason = "Lise Gagnon", "mother and child"
	draft.Confirmed = []string{desk.ConcernSeveralPersons, desk.ConcernFileNameOther, desk.ConcernWrongPatient}
	sent, err := r.Send(t.Context(), draft)
	must(t, err)
	events, err := r.Events(t.Context(), sent.ID)
	must(t, err)
	for name, want := range map[string]string{
		"kind": "referral", "kind_given": "referral", "kind_read": "lab_result -", "kind_score": "12 4",
		"confirmed": "several_persons=justify file_name_other=confirm",
	} {
		if got := events[0].Details[name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for name, value := range events[0].Details {
		if strings.Contains(value, "Gagnon") || strings.Contains(value, "mental") || strings.Contains(value, "GAGL") {
			t.Errorf("%s holds %q", name, value)
		}
	}
}

func TestFacilityOfARecipient(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, facility := range append(dispatch.Facilities(), "") {
		saved, err := r.SaveRecipient(t.Context(), dispatch.Recipient{Name: "X", Class: dispatch.ExternalPartner, Facility: facility})
		must(t, err)
		kept, err := r.Recipient(t.Context(), saved.ID)
		must(t, err)
		if kept.Facility != facility {
			t.Errorf("%q is kept as %q", facility, kept.Facility)
		}
	}
	_, err := r.SaveRecipient(t.Context(), dispatch.Recipient{Name: "X", Class: dispatch.ExternalPartner, Facility: "garage"})
	if dispatch.CodeOf(err) != "unknown_value" {
		t.Errorf("%v", err)
	}
}
