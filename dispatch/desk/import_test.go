package desk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// sheet writes a CSV file and previews its import.
func (r *rig) sheet(lines ...string) desk.Import {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), "people.csv")
	must(r.t, os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600))
	shown, err := r.PreviewImport(r.t.Context(), desk.ImportFrom{Path: path})
	must(r.t, err)
	return shown
}

func (r *rig) stored(query string) []dispatch.Recipient {
	r.t.Helper()
	found, err := r.Recipients(r.t.Context(), query, 0)
	must(r.t, err)
	return found
}

func outcomes(shown desk.Import) string {
	var all []string
	for _, row := range shown.Rows {
		all = append(all, strings.TrimSuffix(fmt.Sprintf("%d:%s:%s", row.Line, row.Outcome, row.Code), ":"))
	}
	return strings.Join(all, " ")
}

const columns = "Nom;Organisation;Courriel;Télécopieur;Classe;Identifiant"

func TestImportTellsWhatItWouldDo(t *testing.T) {
	t.Parallel()
	beaubien := dispatch.Recipient{
		Name: "Pharmacie Beaubien", Class: dispatch.ExternalPartner,
		Routes: []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+15145550142"}},
	}
	lam := dispatch.Recipient{
		Name: "Dr Minh Lam", Organisation: "Radiologie Fleuve", Class: dispatch.ExternalPartner,
		Routes: []dispatch.Route{{Channel: dispatch.EmailEncrypted, Address: "lam@fleuve.example"}},
	}
	for _, c := range []struct {
		name  string
		kept  []dispatch.Recipient
		lines []string
		want  string
	}{
		{"somebody new", nil, []string{"Dre Nadeau;;nadeau@a.example;;;"}, "2:new"},
		{"the same", []dispatch.Recipient{beaubien}, []string{"Pharmacie Beaubien;;;+15145550142;;"}, "2:same"},
		{"another number", []dispatch.Recipient{beaubien}, []string{"Pharmacie Beaubien;;;+15145550143;;"}, "2:changed"},
		{"one more address", []dispatch.Recipient{beaubien}, []string{"Pharmacie Beaubien;;b@a.example;+15145550142;;"}, "2:changed"},
		{"the name turned around, by its address", []dispatch.Recipient{lam}, []string{"Lam, Minh;Imagerie Estuaire;lam@fleuve.example;;;"}, "2:changed"},
		{"somebody else at the same number", []dispatch.Recipient{beaubien}, []string{"Clinique du Parc;;;+15145550142;;"}, "2:new"},
		{"no name", nil, []string{";;a@a.example;;;"}, "2:refused:required"},
		{"a class that is none", nil, []string{"A;;;;ami;"}, "2:refused:unknown_value"},
		{"one line twice", nil, []string{"A;;a@a.example;;;", "A;;a@a.example;;;"}, "2:new 3:refused:import_twice"},
		{"two lines for one stored", []dispatch.Recipient{beaubien}, []string{
			"Pharmacie Beaubien;;;+15145550142;;", "Beaubien Pharmacie;;;+15145550142;;",
		}, "2:same 3:refused:import_twice"},
		{"two stored for one line", []dispatch.Recipient{beaubien, beaubien}, []string{"Pharmacie Beaubien;;;+15145550142;;"}, "2:refused:import_ambiguous"},
		{"a line that is broken", nil, []string{`A;"b"c;;;;`, "D;;;;;"}, "2:refused:csv_malformed 3:new"},
		{"an empty line", nil, []string{"", "A;;;;;", ";;;;;"}, "3:new"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			for _, kept := range c.kept {
				_, err := r.SaveRecipient(t.Context(), kept)
				must(t, err)
			}
			shown := r.sheet(append([]string{columns}, c.lines...)...)
			if got := outcomes(shown); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if now := len(r.stored("")); now != len(c.kept) {
				t.Errorf("a preview left %d recipients", now)
			}
		})
	}
}

func TestImportKeepsWhatWasVerifiedAndWhatItDoesNotSay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	mail := mailRoute
	mail.Verification = verified
	before, err := r.SaveRecipient(t.Context(), dispatch.Recipient{
		Name: "Clinique du Parc", Class: dispatch.ExternalPartner, Facility: dispatch.Clinic, Phone: "+15145550121",
		Routes: []dispatch.Route{faxRoute, mail},
	})
	must(t, err)
	must(t, r.StoreImport(t.Context(), r.sheet("Nom;Courriel;Télécopieur", "Clinique du Parc;x@clinic.example;+15145550190")))
	after, err := r.Recipient(t.Context(), before.ID)
	must(t, err)
	fax, _ := after.Route(dispatch.CloudFax)
	email, _ := after.Route(dispatch.EmailEncrypted)
	switch {
	case fax.Address != "+15145550190" || fax.Verification != nil:
		t.Errorf("another number is %+v", fax)
	case email.Verification == nil:
		t.Error("the same address lost its verification")
	case after.Facility != dispatch.Clinic || after.Phone != before.Phone:
		t.Errorf("what the file does not say was lost: %+v", after)
	}
}

func TestImportDoesNotForgetADoubtfulNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before := r.recipient(dispatch.ExternalPartner, faxRoute)
	_, err := r.DoubtRoute(t.Context(), before.ID)
	must(t, err)
	must(t, r.StoreImport(t.Context(), r.sheet("Nom;Télécopieur", "Clinique du Parc;+15145550142")))
	fax, _ := r.stored("Parc")[0].Route(dispatch.CloudFax)
	if !fax.InDoubt() {
		t.Error("a new name makes a doubtful number good")
	}
}

func TestImportIsRefusedWhenTheBookChangedMeanwhile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	kept := r.recipient(dispatch.ExternalPartner, faxRoute)
	shown := r.sheet("Nom;Télécopieur", "Pharmacie Beaubien;+15145550199", "Nouvelle;+15145550150")
	r.clock.Advance(time.Second)
	_, err := r.SaveRecipient(t.Context(), kept)
	must(t, err)
	if err := r.StoreImport(t.Context(), shown); dispatch.CodeOf(err) != "import_stale" {
		t.Errorf("stored over a change: %v", err)
	}
	if len(r.stored("")) != 1 {
		t.Error("a part of a refused import was stored")
	}
}

func TestUndoTakesBackWhatNobodyUsed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	changed := r.recipient(dispatch.ExternalPartner, faxRoute)
	must(t, r.StoreImport(t.Context(), r.sheet("Nom;Télécopieur;Organisation",
		"Pharmacie Beaubien;+15145550142;Groupe", "Neuve;+15145550150;", "Servie;+15145550151;", "Retouchée;+15145550152;")))
	used := r.stored("Servie")[0]
	_, err := r.VerifyRoute(t.Context(), used.ID, dispatch.CloudFax, "call")
	must(t, err)
	_, err = r.Send(t.Context(), r.draft(r.stored("Servie")[0]))
	must(t, err)
	r.clock.Advance(time.Second)
	_, err = r.SaveRecipient(t.Context(), r.stored("Retouchée")[0])
	must(t, err)

	undone, err := r.UndoImport(t.Context())
	must(t, err)
	if undone != (desk.Undone{Removed: 1, Restored: 1, Kept: 2}) {
		t.Errorf("undone: %+v", undone)
	}
	back, err := r.Recipient(t.Context(), changed.ID)
	must(t, err)
	if back.Organisation != "" || len(r.stored("Neuve")) != 0 || len(r.stored("Servie")) != 1 {
		t.Errorf("left behind: %+v", r.stored(""))
	}
	if _, err := r.UndoImport(t.Context()); dispatch.CodeOf(err) != "import_none" {
		t.Errorf("undone twice: %v", err)
	}
}

// listedAs is somebody as a directory has it.
func listedAs(reference, name, address string) dispatch.Listed {
	return dispatch.Listed{Recipient: dispatch.Recipient{
		Name: name, Class: dispatch.Internal, InDirectory: dispatch.True,
		Directory: &dispatch.Entry{Source: "annuaire", Reference: reference},
		Routes:    []dispatch.Route{{Channel: dispatch.EmailEncrypted, Address: address}},
	}}
}

func (r *rig) refresh() desk.Import {
	r.t.Helper()
	shown, err := r.PreviewImport(r.t.Context(), desk.ImportFrom{Account: "annuaire"})
	must(r.t, err)
	must(r.t, r.StoreImport(r.t.Context(), shown))
	return shown
}

func TestTheDirectoryDecidesWhoIsInternal(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.AddAccount(t.Context(), dispatch.Account{Name: "annuaire", Provider: desk.LDAPProvider, URL: "ldaps://a.example"}, nil, false)
	must(t, err)
	typed, err := r.SaveRecipient(t.Context(), dispatch.Recipient{
		Name: "Amélie Nadeau", Class: dispatch.ExternalPartner, Routes: []dispatch.Route{{Channel: dispatch.EmailEncrypted, Address: "amelie.nadeau@ssss.gouv.qc.ca"}},
	})
	must(t, err)
	nadeau, lam := listedAs("1", "Nadeau Amélie", "amelie.nadeau@ssss.gouv.qc.ca"), listedAs("2", "Minh Lam", "minh.lam@ssss.gouv.qc.ca")
	effective := func(who dispatch.ID) dispatch.Class {
		t.Helper()
		s, err := r.Suggest(t.Context(), r.draft(dispatch.Recipient{ID: who}))
		must(t, err)
		return s.Answer.EffectiveClass
	}

	r.listed = []dispatch.Listed{nadeau, lam}
	if got := outcomes(r.refresh()); got != "0:changed 0:new" {
		t.Fatalf("first: %s", got)
	}
	if class := effective(typed.ID); class != dispatch.Internal {
		t.Errorf("in the directory is %s", class)
	}
	if got := outcomes(r.refresh()); got != "0:same 0:same" {
		t.Errorf("again: %s", got)
	}
	renamed := listedAs("2", "Minh Lam-Tremblay", "minh.tremblay@ssss.gouv.qc.ca")
	r.listed = []dispatch.Listed{renamed}
	if got := outcomes(r.refresh()); got != "0:changed 0:vanished" {
		t.Errorf("one was renamed and one left: %s", got)
	}
	gone, err := r.Recipient(t.Context(), typed.ID)
	must(t, err)
	if gone.InDirectory != dispatch.False || gone.Directory.Gone.IsZero() || effective(typed.ID) != dispatch.ExternalPartner {
		t.Errorf("who left is %+v, %s", gone, effective(typed.ID))
	}
	r.listed = []dispatch.Listed{nadeau, renamed}
	if got := outcomes(r.refresh()); got != "0:changed 0:same" {
		t.Errorf("who came back: %s", got)
	}
	r.listed = nil
	if _, err := r.PreviewImport(t.Context(), desk.ImportFrom{Account: "annuaire"}); dispatch.CodeOf(err) != "directory_empty" {
		t.Errorf("an empty directory: %v", err)
	}
}

func addressesOf(r dispatch.Recipient) string {
	var all []string
	for _, route := range r.Routes {
		all = append(all, route.Address)
	}
	return strings.Join(all, " ")
}

func TestARefreshTakesAwayOnlyWhatItBrought(t *testing.T) {
	t.Parallel()
	const old, fresh, typed = "old@a.example", "new@a.example", "typed@a.example"
	for _, c := range []struct {
		name   string
		change func(*rig, dispatch.Recipient) // between the two refreshes
		listed []string                       // by the second
		want   string
		flags  bool
	}{
		{"still there", nil, []string{old}, old, false},
		{"another instead", nil, []string{fresh}, fresh, false},
		{"one more", nil, []string{old, fresh}, fresh + " " + old, false},
		{"no address any more", nil, nil, "", false},
		{"a person added one", func(r *rig, to dispatch.Recipient) {
			to.Routes = append(to.Routes, mailTo(typed))
			r.saved(to)
		}, []string{fresh}, fresh + " " + typed, false},
		{"a person added one, and put it first", func(r *rig, to dispatch.Recipient) {
			to.Routes = []dispatch.Route{mailTo(typed), to.Routes[0]}
			r.saved(to)
		}, []string{old}, typed + " " + old, false},
		{"a person verified it", func(r *rig, to dispatch.Recipient) {
			_, err := r.VerifyAddress(r.t.Context(), to.ID, dispatch.EmailEncrypted, old, "call")
			must(r.t, err)
		}, []string{fresh}, fresh + " " + old, true},
		{"a person typed the same again", func(r *rig, to dispatch.Recipient) {
			to.Routes = []dispatch.Route{mailTo(old)}
			r.saved(to)
		}, []string{fresh}, fresh + " " + old, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			_, err := r.AddAccount(t.Context(), dispatch.Account{Name: "annuaire", Provider: desk.LDAPProvider, URL: "ldaps://a.example"}, nil, false)
			must(t, err)
			r.listed = []dispatch.Listed{listedAs("1", "Amélie Nadeau", old)}
			r.refresh()
			if c.change != nil {
				c.change(r, r.stored("Nadeau")[0])
			}
			r.clock.Advance(time.Second)
			r.listed[0].Recipient.Routes = nil
			for _, address := range c.listed {
				r.listed[0].Recipient.Routes = append(r.listed[0].Recipient.Routes, mailTo(address))
			}
			shown := r.refresh()
			if got := addressesOf(r.stored("Nadeau")[0]); got != c.want {
				t.Errorf("reached at %q, want %q", got, c.want)
			}
			if got := slices.Contains(shown.Rows[0].Cautions, desk.CautionUnlisted); got != c.flags {
				t.Errorf("cautions %q", shown.Rows[0].Cautions)
			}
			if again := r.refresh(); outcomes(again) != "0:same" {
				t.Errorf("again: %s", outcomes(again))
			}
		})
	}
}

func (r *rig) saved(to dispatch.Recipient) {
	r.t.Helper()
	_, err := r.SaveRecipient(r.t.Context(), to)
	must(r.t, err)
}

func TestAFileSaysNothingOfChannelsThatItDoesNotList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	must(t, r.StoreImport(t.Context(), r.sheet("Nom;Courriel;Télécopieur", "Clinique;a@a.example;+15145550142")))
	must(t, r.StoreImport(t.Context(), r.sheet("Nom;Courriel", "Clinique;b@a.example")))
	if got := addressesOf(r.stored("Clinique")[0]); got != "b@a.example +15145550142" {
		t.Errorf("reached at %q", got)
	}
}

func TestImportFlagsOddAddresses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	shown := r.sheet("Nom;Courriel;Fax;Classe;Téléphone", "A;a@gmial.com;;;", "B;b@gmail.com;;;", "C;c@gmail.com;;patient;", "D;d@mcgill.ca;;;", "E;;+16135550142;;")
	want := [][]desk.Caution{{desk.CautionLookalike}, {desk.CautionPersonal}, nil, {desk.CautionUniversity}, {desk.CautionOutsideQuebec}}
	for i, row := range shown.Rows {
		if !slices.Equal(row.Cautions, want[i]) {
			t.Errorf("%s: %q, want %q", row.Recipient.Name, row.Cautions, want[i])
		}
	}
}

// Ten thousand people are a large clinic's directory; the race detector looks for races, for which fewer do.
func TestALargeBook(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	lines := []string{columns}
	for i := range largeBook {
		lines = append(lines, fmt.Sprintf("Personne Numéro%d;Clinique %d;p%d@clinique.example;+1514555%04d;externe;%d", i, i%300, i, i, i))
	}
	last := fmt.Sprintf("Numéro%d", largeBook-1)
	shown := r.sheet(lines...)
	must(t, r.StoreImport(t.Context(), shown))
	if n := shown.Count(desk.ImportNew); n != largeBook || len(r.stored(last)) != 1 {
		t.Fatalf("%d new, %d found", n, len(r.stored(last)))
	}
	if again := r.sheet(lines...); again.Count(desk.ImportSame) != largeBook {
		t.Errorf("again: %d same", again.Count(desk.ImportSame))
	}
}
