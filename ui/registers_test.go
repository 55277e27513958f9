package ui

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// registersScreens are those of the registers.
var registersScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"registers_empty", func(r *rig) { r.ctrl(fyne.Key5) }},
	{"registers", func(r *rig) {
		r.incidents()
		r.ctrl(fyne.Key5)
	}},
	{"registers_new", func(r *rig) {
		r.reportIncident(r.faxAstray())
		r.settle()
	}},
	{"registers_incident", func(r *rig) {
		r.profile()
		r.incidents()
		r.ctrl(fyne.Key5)
		r.openFirstIncident()
	}},
	{"registers_notices", func(r *rig) {
		r.profile()
		r.incidents()
		r.ctrl(fyne.Key5)
		r.openFirstIncident()
		r.registers().incident.right.Objects = r.registers().incident.right.Objects[1:] // as scrolled past the worksheet
		r.registers().incident.content.Refresh()
	}},
	{"registers_communications", func(r *rig) {
		r.desk.Named()
		r.communications("Lise Gagnon")
	}},
	{"registers_profile", func(r *rig) {
		r.profile()
		r.ctrl(fyne.Key5)
		r.tap(r.UI.t("registers_profile"))
	}},
	{"history_astray", func(r *rig) { r.showDispatch(r.faxAstray().ID); r.settle() }},
}

// faxAstray is a fax whose number is in doubt since.
func (r *rig) faxAstray() dispatch.Dispatch {
	r.t.Helper()
	page, err := r.desk.Search(r.t.Context(), dispatch.Filter{Limit: 500})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, d := range page.Dispatches {
		if d.State == dispatch.Delivered && d.Route.InDoubt() {
			return d
		}
	}
	for _, d := range page.Dispatches {
		if d.State == dispatch.Delivered {
			return d
		}
	}
	r.t.Fatal("no fax was delivered")
	return dispatch.Dispatch{}
}

func (r *rig) profile() {
	centre := r.draftFor("parc").Recipient
	r.desk.Profile(dispatch.RegisterProfile{
		ServiceCentre: centre.ID, NEQ: "1170000000", Responsible: "Nadia Exemple", Title: "Directrice administrative",
		Phone: "+14185550103", Email: "nadia.exemple@vieux-phare.example",
	})
}

// incidents are three: a closed one, one that is complete but for its notices, and one that was just opened.
func (r *rig) incidents() {
	r.t.Helper()
	enter := func(i dispatch.Incident) dispatch.Incident {
		entered, err := r.desk.EnterIncident(r.t.Context(), i)
		if err != nil {
			r.t.Fatal(err)
		}
		return entered
	}
	past := enter(dispatch.Incident{
		Information: "Requête d’imagerie d’une personne", Circumstances: "Télécopie à l’ancien numéro d’une clinique déménagée.",
		Occurred: dispatch.Period{From: "2026-02-03"}, Aware: dispatch.Period{From: "2026-02-05"}, Persons: dispatch.AffectedPersons{Number: 1},
		Assessment: dispatch.RiskAssessment{Serious: dispatch.False, Reasons: "Pages détruites sans être lues, attestation reçue."},
		Measures:   "Numéro corrigé au carnet.",
	})
	if _, err := r.desk.CloseIncident(r.t.Context(), past.ID); err != nil {
		r.t.Fatal(err)
	}
	enter(dispatch.Incident{Information: "Liste de rendez-vous imprimée", Aware: dispatch.Period{From: "2026-11-20"}})
	serious := enter(dispatch.Incident{
		Information:   "Résultats de laboratoire et numéro d’assurance maladie de deux personnes.",
		Circumstances: "Télécopie reçue par un commerce : un chiffre du numéro était inversé. Le commerce a téléphoné le lendemain.",
		Cause:         "Numéro tapé à la main, non vérifié", Dispatches: []dispatch.ID{r.faxAstray().ID},
		Occurred: dispatch.Period{From: "2026-11-17"}, Aware: dispatch.Period{From: "2026-11-18"},
		Persons: dispatch.AffectedPersons{Number: 2, InQuebec: 2},
		Assessment: dispatch.RiskAssessment{
			Sensitivity: "Renseignements de santé et NAM", MaliciousUses: "Usurpation d’identité", Consequences: "Atteinte à la réputation",
			Likelihood: "Faible à moyenne : pages récupérées le 18", Serious: dispatch.True, Reasons: "Renseignements très sensibles, lus par un tiers.",
		},
		Measures: "Pages récupérées, numéro corrigé, appel aux deux personnes.", Advice: "Surveiller les relevés de la RAMQ.",
	})
	if _, err := r.desk.NotifyIncident(r.t.Context(), serious.ID, dispatch.NoticeCAI, dispatch.IncidentNotice{On: "2026-11-19"}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) openFirstIncident() dispatch.Incident {
	r.t.Helper()
	all, err := r.desk.Incidents(r.t.Context())
	if err != nil || len(all) == 0 {
		r.t.Fatalf("no incidents: %v", err)
	}
	r.openIncident(all[0].ID)
	r.settle()
	return all[0]
}

func (r *rig) communications(who string) {
	r.ctrl(fyne.Key5)
	r.pick(r.UI.t("registers_communications"))
	r.write(who)
	r.key(fyne.KeyReturn)
}

// The register as the desk in memory has it.
func (r *rig) register() []dispatch.Incident {
	r.t.Helper()
	all, err := r.desk.Incidents(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

func TestAnIncidentIsReportedFromADispatchInOneStep(t *testing.T) {
	r := newRig(t, nil)
	d := r.faxAstray()
	r.showDispatch(d.ID)
	r.settle()
	r.tap("Signaler un incident")
	r.says("Rien n’est encore inscrit au registre.")
	r.says(d.Recipient.Name)
	if n := len(r.register()); n != 0 {
		t.Fatalf("%d entries before anything was saved", n)
	}
	r.tap("Inscrire au registre")
	r.says("Incident n° 1")
	r.says("Il manque : personnes concernées, risque de préjudice sérieux, mesures prises.")
	if all := r.register(); len(all) != 1 || all[0].Dispatches[0] != d.ID || all[0].Assessment.Serious != dispatch.Unknown {
		t.Fatalf("%+v", all)
	}
	r.tap("Voir l’envoi visé")
	r.says("Incident n° 1 (ouvert)")
	r.saysNot("Signaler un incident")
}

func TestWhatIsWrittenOfAnIncidentIsKept(t *testing.T) {
	r := newRig(t, nil)
	r.incidents()
	before := r.openFirstIncident()
	f := r.registers().incident.fields
	f.persons.SetText("trois")
	r.tap("Enregistrer la fiche")
	r.says("Ce nombre ne peut pas être lu.")
	f.persons.SetText("3")
	f.occurred.SetText("hier")
	r.tap("Enregistrer la fiche")
	r.says("Cette date ne peut pas être lue.")
	f.occurred.SetText("2026-11-16")
	r.pick("Pas de risque de préjudice sérieux")
	r.tap("Enregistrer la fiche")
	r.says("Fiche enregistrée.")
	after := r.register()[0]
	if after.Persons.Number != 3 || after.Occurred.From != "2026-11-16" || after.Assessment.Serious != dispatch.False ||
		after.Circumstances != before.Circumstances || after.Advice != before.Advice {
		t.Errorf("%+v", after)
	}
}

func TestNoticesAreNotedAndTheIncidentCloses(t *testing.T) {
	r := newRig(t, nil)
	r.incidents()
	r.openFirstIncident()
	r.tap("Fermer l’incident")
	r.says("l’incident reste ouvert. Il manque : avis au ministre, avis aux personnes, avis public.")
	acts := r.registers().incident.acts
	acts.rows[dispatch.NoticeMinister].on.SetText("2026-11-19")
	acts.rows[dispatch.NoticePersons].on.SetText("2026-11-19")
	acts.rows[dispatch.NoticePublic].note.SetText("Les deux personnes sont jointes")
	for _, to := range []dispatch.NoticeTo{dispatch.NoticeMinister, dispatch.NoticePersons, dispatch.NoticePublic} {
		acts.note(to)
		r.settle()
	}
	r.says("Non donné : Les deux personnes sont jointes")
	r.says("La fiche est complète.")
	r.tap("Fermer l’incident")
	r.says("Fermé le 22 nov. 2026.")
	if f := r.registers().incident.fields; !f.information.Disabled() {
		t.Error("a closed entry can be written in")
	}
	r.tap("Rouvrir l’incident")
	if r.register()[0].State != dispatch.IncidentOpen {
		t.Error("it stays closed")
	}
}

func TestLettersAndPagesAreWritten(t *testing.T) {
	r := newRig(t, nil)
	r.incidents()
	r.openFirstIncident()
	r.tap("Préparer la lettre")
	r.says("Fichier enregistré : Avis à la CAI, incident 3.pdf")
	r.tap("Page du registre en PDF")
	r.says("Fichier enregistré : Incident n° 3.pdf")
	r.back()
	r.settle()
	r.tap("En tableau CSV")
	r.says("Fichier enregistré : Registre des incidents.csv")
	files, err := os.ReadDir(r.config.Folder)
	if err != nil || len(files) != 3 {
		t.Errorf("%d files: %v", len(files), err)
	}
}

func TestAnIncidentIsDeclared(t *testing.T) {
	r := newRig(t, nil)
	r.incidents()
	r.openFirstIncident()
	r.tap("Choisir le centre de services")
	r.registers().profile.look("parc")
	r.settle()
	r.registers().profile.choose(r.registers().profile.found[0])
	r.tap("Enregistrer les coordonnées")
	name := r.registers().incident.centre.Name
	r.tap("Envoyer chiffré à " + shorten(name, 32))
	r.says("Déclaré 1 fois.")
	if got := r.desk.Last(); got.Recipient.Name != name || got.Authorisation == "" || got.Purpose == "" {
		t.Errorf("%+v", got)
	}
	r.desk.Fail("SendIncident", &dispatch.Error{Op: "x", Kind: dispatch.KindRefused, Code: "channel_forbidden"})
	r.tap("Envoyer chiffré à " + shorten(name, 32))
	r.says("Les règles refusent ce moyen")
}

// Words alone may be somebody else's: what they found is not on the page until a person says so.
func TestThePageOfAPersonsCommunications(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Named()
	r.communications("Paul Roy")
	r.says("Aucune communication trouvée")
	r.registers().communications.query.SetText("Lise Gagnon")
	r.registers().submit()
	r.settle()
	r.says("2 envois sont trouvés par un nom lu ou par des mots seulement")
	r.tap("Préparer la page (4 communications)")
	r.says("Fichier enregistré : Communications.pdf")
	r.tap("Tout cocher")
	r.tap("Préparer la page (6 communications)")
	page, err := os.ReadFile(r.config.Folder + "/Communications 2.pdf")
	if err != nil || !strings.HasPrefix(string(page), "Lise Gagnon fr......") {
		t.Errorf("%q: %v", page, err)
	}
}
