package desk_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func TestAnAddressThatLooksLikeAKnownDomain(t *testing.T) {
	t.Parallel()
	checked := mailTo("x@clinique-du-pare.example")
	checked.Verification = verified
	for _, c := range []struct {
		name  string
		book  []string
		added dispatch.Route
		flags bool
	}{
		{"one letter", []string{"a@clinique-du-parc.example"}, mailTo("x@clinique-du-pare.example"), true},
		{"the clinic's own without its accent", nil, mailTo("x@clinique-beauséjour.example"), true},
		{"the same, encoded", nil, mailTo("x@xn--clinique-beausjour-owb.example"), true},
		{"the clinic's own inside another", nil, mailTo("x@clinique-beausejour.example.evil.com"), true},
		{"the clinic's own", nil, mailTo("x@clinique-beausejour.example"), false},
		{"below the clinic's own", nil, mailTo("x@accueil.clinique-beausejour.example"), false},
		{"at the partner", []string{"a@clinique-du-parc.example"}, mailTo("x@clinique-du-parc.example"), false},
		{"somebody verified it", []string{"a@clinique-du-parc.example"}, checked, false},
		{"others have it already", []string{"a@clinique-du-parc.example", "b@clinique-du-pare.example"}, mailTo("x@clinique-du-pare.example"), false},
		{"like nobody's", []string{"a@clinique-du-parc.example"}, mailTo("x@radiologie-fleuve.example"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			_, err := r.AddAccount(t.Context(), dispatch.Account{
				Channel: dispatch.EmailEncrypted, Provider: "smtp", Name: "Accueil", URL: "smtps://smtp.example:465", User: "info", From: "info@clinique-beausejour.example",
			}, []byte("pw"), false)
			must(t, err)
			for _, address := range c.book {
				r.save(address, "", mailTo(address))
			}
			added := r.save("Ajout", "", c.added)
			if got := r.cautioned(added); got != c.flags {
				t.Errorf("at entry: %v", got)
			}
			draft := r.draft(added)
			draft.Channel, draft.Account = dispatch.EmailEncrypted, "mail"
			s, err := r.Suggest(t.Context(), draft)
			must(t, err)
			option, _ := s.Option()
			if got := slices.Contains(option.Notices, desk.NoticeLookalike); got != c.flags {
				t.Errorf("at sending: %v in %q", got, option.Notices)
			}
		})
	}
}

func (r *rig) cautioned(to dispatch.Recipient) bool {
	r.t.Helper()
	cautions, err := r.Cautions(r.t.Context(), to)
	must(r.t, err)
	return slices.Contains(cautions, desk.CautionLookalike)
}

// TestKnownDomainsFollowTheBook: what was read once is read again after a change of this program, and in time after
// one of another.
func TestKnownDomainsFollowTheBook(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	odd := r.save("Ajout", "", mailTo("x@clinique-du-pare.example"))
	if r.cautioned(odd) {
		t.Error("flagged beside nobody")
	}
	partner := r.save("Clinique du Parc", "", mailTo("a@clinique-du-parc.example"))
	if !r.cautioned(odd) {
		t.Error("not flagged beside the partner")
	}
	must(t, r.RemoveRecipient(t.Context(), partner.ID))
	if r.cautioned(odd) {
		t.Error("flagged beside somebody who is gone")
	}
	must(t, r.store.SaveRecipient(t.Context(), partner, dispatch.Event{ID: dispatch.NewID(rand.Reader), Type: dispatch.EventRecipientSaved, At: r.clock.Now()}))
	r.clock.Advance(time.Minute)
	if !r.cautioned(odd) {
		t.Error("not flagged beside whom another program added")
	}
}

func TestAPatientsDomainIsNobodysToImitate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.saved(dispatch.Recipient{Name: "Patient", Class: dispatch.Patient, Routes: []dispatch.Route{mailTo("moi@tremblay-gagnon.example")}})
	if r.cautioned(r.save("Ajout", "", mailTo("x@tremblay-gagnons.example"))) {
		t.Error("flagged beside a patient")
	}
}

func TestAnImportFlagsDomainsThatLookLikeKnownOnes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.save("A", "", mailTo("a@clinique-du-parc.example"))
	r.save("B", "", mailTo("b@clinique-du-parc.example"))
	shown := r.sheet(
		"Nom;Courriel",
		"Étrangère;x@clinique-du-pare.example",
		"Imbriquée;x@centre-fleuve.example.evil.com", // before the one that it imitates
		"Fleuve;s@centre-fleuve.example",
		"Parc;c@clinique-du-parc.example",
	)
	for i, row := range shown.Rows {
		if got := slices.Contains(row.Cautions, desk.CautionLookalike); got != (i < 2) {
			t.Errorf("%s: %q", row.Recipient.Name, row.Cautions)
		}
	}
}
