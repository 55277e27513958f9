package ui

import (
	"maps"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// screens are what is kept as markup, each in both languages, light and dark.
var screens = []struct {
	name  string
	reach func(*rig)
}{
	{"send_empty", func(*rig) {}},
	{"send_ready", func(r *rig) {
		r.drop("/documents/ordonnance.pdf")
		r.to("beaub")
		r.draft.consent, r.draft.authorisation, r.draft.signature = consentGiven, "Consentement au dossier", dispatch.SignedByHand
		r.speak(r.texts.Language())
		r.settle()
	}},
	{"send_unverified", func(r *rig) {
		r.drop("/documents/un nom de fichier beaucoup trop long pour la colonne où il se trouve.pdf", "/documents/b.pdf")
		r.sending().documents.kind.choose(dispatch.LabResult)
		r.settle()
		r.to("parc")
	}},
	{"send_undecided", func(r *rig) {
		r.drop("/documents/numerisation.tif")
	}},
	{"send_locked", func(r *rig) {
		r.drop("/documents/depliant.pdf", "/documents/verrouille.pdf")
		r.write("devine")
		r.tap(r.UI.t("open_locked"))
	}},
	{"send_concerns", func(r *rig) {
		r.drop("/documents/resultats.docx")
		r.draft.asFax = true
		r.to("parc")
		r.draft.patient = "Lise Gagnon"
		r.draft.confirm(desk.ConcernWrongPatient, true)
		r.speak(r.texts.Language())
		r.settle()
	}},
	{"send_stopped", func(r *rig) {
		r.drop("/documents/resultats.pdf")
		r.to("roy")
		r.sending().documents.whyOpen, r.sending().documents.listOpen = true, true
		r.sending().documents.render()
		r.settle()
	}},
	{"send_zoom", func(r *rig) {
		r.drop("/documents/ordonnance.pdf")
		r.sending().zoom()
		r.settle()
	}},
	{"send_fax_service", func(r *rig) {
		r.desk.Serve(srfax(nil))
		r.faxed("/documents/ordonnance.pdf", "quai")
	}},
	{"send_prepared", func(r *rig) {
		old := passport(noon.AddDate(-1, -1, 0))
		r.desk.Serve(srfax(&old))
		r.faxed("/documents/resultats.pdf", "pointe")
	}},
	{"todo", func(r *rig) {
		r.ctrl(fyne.Key2)
		r.rooms[roomTodo].(*todoScreen).detail.open(r.live.tasks[0].Dispatch.ID)
		r.settle()
	}},
	{"todo_held", func(r *rig) { r.task(desk.TaskHeld) }},
	{"todo_overdue", func(r *rig) { r.task(desk.TaskOverdue) }},
	{"history_redial", func(r *rig) {
		r.ctrl(fyne.Key3)
		h := r.history()
		h.filter.States = one(dispatch.Queued)
		h.fresh()
		r.settle()
		h.detail.techOpen = true
		h.choose(0)
		r.settle()
		h.detail.techOpen = true
		h.detail.render()
	}},
	{"history", func(r *rig) { r.ctrl(fyne.Key3) }},
	{"history_detail", func(r *rig) {
		r.ctrl(fyne.Key3)
		r.rooms[roomHistory].(*historyScreen).choose(1)
		r.settle()
	}},
	{"book", func(r *rig) {
		r.ctrl(fyne.Key4)
		b := r.rooms[roomBook].(*bookScreen)
		b.choose(2)
		r.settle()
	}},
	{"book_keys", func(r *rig) {
		r.desk.Publish([]dispatch.Key{ownKey(40), somebodysKey("c", dispatch.KeyChanged), somebodysKey("e", "key_expired")}, nil)
		r.allKeys()
	}},
	{"book_key_call", func(r *rig) {
		r.desk.Publish([]dispatch.Key{somebodysKey("c", dispatch.KeyChanged)}, []dispatch.Key{somebodysKey("d", "")})
		b := r.parc()
		r.tap(r.UI.t("key_find"))
		b.keyring.begin(somebodysKey("c", ""))
		r.settle()
	}},
	{"book_routes", func(r *rig) {
		b := r.book()
		b.show(r.radiology())
		r.settle()
		r.tap(r.UI.t("route_add"))
	}},
	{"book_organisations", func(r *rig) { r.byOrganisation() }},
	{"book_import", func(r *rig) { r.preview() }},
	{"book_duplicates", func(r *rig) { r.duplicates() }},
	{"send_several", func(r *rig) { r.several() }},
	{"send_routes", func(r *rig) {
		r.radiology()
		r.drop("/documents/resultats.pdf")
		r.to("littoral")
		r.draft.consent, r.draft.authorisation = consentGiven, "Consentement au dossier"
		r.tap(r.UI.t("route_take"))
	}},
	{"settings", func(r *rig) { r.ctrl(fyne.Key6) }},
	{"settings_accounts", func(r *rig) {
		good := passport(noon.AddDate(0, -2, 0))
		r.desk.Serve(srfax(&good), sinch(), dispatch.Account{
			Name: "Serveur du sous-sol", Channel: dispatch.CloudFax, Provider: "hylafax", URL: "hylafax://192.168.1.20:4559",
		})
		r.speak(r.texts.Language())
		r.refresh()
		r.section(sectionAccounts)
	}},
	{"settings_account", func(r *rig) {
		good := passport(noon.AddDate(0, -2, 0))
		r.desk.Serve(srfax(&good))
		r.openFirstAccount()
		r.tap(r.UI.t("test_account"))
	}},
	{"settings_new_portal", func(r *rig) { r.newAccount("fhir") }},
	{"settings_signin", func(r *rig) {
		r.desk.Serve(nextcloudAccount())
		r.openFirstAccount()
		r.desk.Hold("SignIn")
		r.settings().accounts().page.signIn.begin()
		r.atBrowser()
	}},
	{"settings_host_key", func(r *rig) {
		r.desk.Serve(dispatch.Account{
			Name: "Laboratoire", Channel: dispatch.Portal, Provider: "sftp", URL: "sftp://labo.example/depot", User: "clinique",
		})
		r.openFirstAccount()
		r.tap(r.UI.t("host_key_ask"))
	}},
	{"send_portal", func(r *rig) {
		r.sendToRoy()
		r.speak(r.texts.Language())
		r.settle()
	}},
	{"todo_unfetched", func(r *rig) { r.task(desk.TaskUnfetched) }},
	{"history_portal", func(r *rig) {
		r.ctrl(fyne.Key3)
		h := r.history()
		h.filter.Channels = one(dispatch.Portal)
		h.fresh()
		r.settle()
		h.choose(0)
		r.settle()
		h.detail.revokeOpen = true
		h.detail.render()
	}},
	{"settings_new_account", func(r *rig) {
		r.desk.Serve()
		r.speak(r.texts.Language())
		r.section(sectionAccounts)
		r.tap(r.UI.t("new_account_add"))
		r.settings().accounts().form.choose("srfax")
		r.tap(r.UI.t("add_account"))
	}},
}

// srfax is an account of a service in Canada that prepares pages.
func srfax(p *dispatch.Passport) dispatch.Account {
	return dispatch.Account{
		Name: "Télécopie de la clinique", Channel: dispatch.CloudFax, Provider: "srfax", User: "104523", Passport: p,
		Settings: map[string]string{"caller_id": "4185550101", "sender_email": "accueil@vieux-phare.example", "prepare": "optimised"},
	}
}

// sinch is an account of which nobody has said anything.
func sinch() dispatch.Account {
	return dispatch.Account{Name: "Essai Sinch", Channel: dispatch.CloudFax, Provider: "sinch", Settings: map[string]string{"project": "d4f1"}}
}

func passport(reviewed time.Time) dispatch.Passport {
	day := time.Date(2025, time.March, 3, 0, 0, 0, 0, time.UTC)
	return dispatch.Passport{StoredIn: "CA-BC", Contract: day, Assessment: day.AddDate(0, 0, -20), Retention: 90, Reviewed: reviewed}
}

// faxed looks at a document as a fax to somebody.
func (r *rig) faxed(path, who string) {
	r.refresh()
	r.settle()
	r.draft.asFax = true
	r.draft.consent, r.draft.authorisation, r.draft.signature = consentGiven, "Consentement au dossier", dispatch.SignedByHand
	r.drop(path)
	r.to(who)
	r.speak(r.texts.Language())
	r.settle()
}

// task opens the first task of a kind.
func (r *rig) task(kind desk.TaskKind) dispatch.Dispatch {
	r.t.Helper()
	r.ctrl(fyne.Key2)
	for _, task := range r.live.tasks {
		if task.Kind == kind {
			r.rooms[roomTodo].(*todoScreen).show(task)
			r.settle()
			return *task.Dispatch
		}
	}
	r.t.Fatalf("no task of kind %s", kind)
	return dispatch.Dispatch{}
}

func (r *rig) openFirstAccount() {
	r.speak(r.texts.Language())
	r.refresh()
	r.settle()
	r.openAccount(r.live.accounts[0].ID)
	r.settle()
}

// allScreens are these and those that stand beside the tests of their own.
func allScreens() []struct {
	name  string
	reach func(*rig)
} {
	return slices.Concat(screens, shellScreens, formScreens, senderScreens, callScreens, tasksScreens, pagesScreens, guideScreens, printScreens, figuresScreens, retentionScreens, registersScreens, startScreens, shutScreens, evidenceScreens, bookScreens, coverScreens)
}

// TestScreens reaches each screen once a language, and keeps it in every theme.
func TestScreens(t *testing.T) {
	for _, language := range wording.Languages() {
		for _, s := range allScreens() {
			t.Run(s.name+"_"+string(language), func(t *testing.T) {
				r := newRig(t, func(c *Config) { c.Language = language })
				s.reach(r)
				r.focus(nil) // a blinking cursor has no fixed colour
				r.saysNot("⟦")
				r.saysNot("{")
				for _, variant := range slices.Sorted(maps.Keys(variants)) {
					r.config.App.Settings().SetTheme(NewFixedTheme(variants[variant]))
					test.AssertRendersToMarkup(t, s.name+"_"+string(language)+"_"+variant+".xml", r.window.Canvas())
				}
				r.reachesAll(t)
			})
		}
	}
}
