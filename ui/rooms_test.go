package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/wording"
)

func (r *rig) history() *historyScreen { return r.rooms[roomHistory].(*historyScreen) }

// draftFor is a draft that the desk in memory takes.
func (r *rig) draftFor(who string) desk.Draft {
	r.t.Helper()
	found, err := r.desk.Recipients(r.t.Context(), who, 1)
	if err != nil || len(found) != 1 {
		r.t.Fatalf("no recipient %q: %v", who, err)
	}
	report, err := r.desk.Inspect(r.t.Context(), "/documents/requête.pdf", "")
	if err != nil {
		r.t.Fatal(err)
	}
	return desk.Draft{
		Recipient: found[0], Kind: dispatch.Requisition, Authorisation: "Équipe traitante",
		Documents: []inspect.Report{report},
	}
}

func TestTheHistoryFillsInWhileOneLooks(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	before := len(r.history().rows)
	r.watcher.tick(t.Context())
	r.settle()
	searches := r.desk.Calls("Search")
	r.watcher.tick(t.Context())
	r.watcher.tick(t.Context())
	r.settle()
	if got := r.desk.Calls("Search"); got != searches {
		t.Fatalf("nothing changed, and the home was searched %d times more", got-searches)
	}

	if _, err := r.desk.Send(t.Context(), r.draftFor("beaubien")); err != nil { // as another program would
		t.Fatal(err)
	}
	r.watcher.tick(t.Context())
	r.watcher.tick(t.Context())
	r.settle()
	if first := r.history().rows[0]; first.State != dispatch.Held || first.Documents[0].Name != "requête.pdf" {
		t.Errorf("the first row is %v, of %d", first.State, before)
	}
	r.says("départ dans 10 s")
}

func TestTheHistoryReadsOnAsItScrolls(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	h := r.history()
	if len(h.rows) != historyPage {
		t.Fatalf("%d rows at first, want a page of %d", len(h.rows), historyPage)
	}
	h.list.ScrollToBottom()
	r.settle()
	all := 0
	for _, n := range r.live.counts {
		all += n
	}
	if len(h.rows) != all || h.pages.next != "" {
		t.Errorf("%d rows at the end, want all %d", len(h.rows), all)
	}
}

func TestTheHistoryCanBeNarrowed(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	h := r.history()
	for _, c := range []struct {
		name   string
		narrow func()
		keeps  func(dispatch.Dispatch) bool
	}{
		{"words", func() { h.query.SetText("roy") }, func(d dispatch.Dispatch) bool { return d.Recipient.Name == "Lucie Roy" }},
		{"state", func() { h.filter.States = one(dispatch.Failed); h.fresh() }, func(d dispatch.Dispatch) bool { return d.State == dispatch.Failed }},
		{"channel", func() { h.filter.Channels = one(dispatch.Portal); h.fresh() }, func(d dispatch.Dispatch) bool { return d.Channel == dispatch.Portal }},
		{"period", func() { h.period = 24 * time.Hour; h.fresh() }, func(d dispatch.Dispatch) bool { return d.Created.After(noon.Add(-25 * time.Hour)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.query.SetText("")
			h.filter, h.period = dispatch.Filter{}, 0
			c.narrow()
			r.settle()
			if len(h.rows) == 0 {
				t.Fatal("nothing is left")
			}
			for _, d := range h.rows {
				if !c.keeps(d) {
					t.Errorf("a %s dispatch by %s is kept", d.State, d.Channel)
				}
			}
		})
	}
	h.query.SetText("personne de ce nom")
	r.settle()
	r.says("Aucun envoi ne correspond.")
}

func TestASelectionFollowsItsDispatch(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	r.history().choose(1)
	r.settle()
	r.says("Essai 1 : l’autre côté prend l’envoi en charge.")
	selected := r.history().selected
	if _, err := r.desk.Send(t.Context(), r.draftFor("beaubien")); err != nil {
		t.Fatal(err)
	}
	r.refresh()
	r.settle()
	if r.history().rows[2].ID != selected || r.history().selected != selected {
		t.Error("the selection stayed at its place instead of its dispatch")
	}
}

func TestProgressIsTold(t *testing.T) {
	r := newRig(t, nil)
	sending := r.live.moving[0]
	r.far = map[dispatch.ID]dispatch.Progress{sending.ID: {Done: 3, Total: 5, Unit: dispatch.ProgressPages}}
	r.watcher.tick(t.Context())
	r.settle()
	r.says("2 envois en cours · télécopie infonuagique, page 3 de 5")
	r.ctrl(fyne.Key3)
	r.says("page 3 de 5")
}

func TestAnUncertainDispatchIsSettledWithANote(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key2)
	r.says("Télécopie infonuagique à Clinique du Parc : la réponse s’est perdue. L’envoi est-il arrivé ?")
	r.tap("Régler")
	r.tap("L’envoi est arrivé")
	r.says("Notez d’abord ce que vous avez appris")
	if got := r.desk.Calls("Resolve"); got != 0 {
		t.Fatalf("settled %d times without a note", got)
	}
	r.write("Mme Côté l’a en main")
	r.tap("L’envoi est arrivé")
	r.says("Pris en charge")
	r.saysNot("la réponse s’est perdue. L’envoi est-il arrivé ?")
}

func TestAPassphraseIsShownOnceAsked(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key2)
	r.tap("Fiche d’appel")
	r.says("418 555-0199")
	r.saysNot("Afficher la phrase de passe")
	r.tap("Le message est arrivé")
	r.tap("Afficher la phrase de passe")
	r.saysNot("lanterne")
	r.tap("Mot 1\u00a0: afficher")
	r.says("lanterne")
	r.says("L comme Louise, A comme Alice")
	r.saysNot("canot")
	if got := r.desk.Calls("RevealPassphrase"); got != 1 {
		t.Errorf("the passphrase was read %d times, want once", got)
	}
	r.key(fyne.KeyEscape)
	r.back()
	r.saysNot("lanterne")
}

func TestWordsThatCameWithAnErrorAreNotShown(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key2)
	r.tap("Fiche d’appel")
	r.tap("Le message est arrivé")
	r.desk.Fail("RevealPassphrase", &dispatch.Error{Op: "desk.passphrase", Kind: dispatch.KindStorage})
	r.tap("Afficher la phrase de passe")
	r.says(wording.For(wording.French).Error(&dispatch.Error{Kind: dispatch.KindStorage}))
	r.refresh()
	r.settle()
	r.saysNot("Mot 1")
}

func TestNothingToDo(t *testing.T) {
	r := newRig(t, nil)
	r.live.tasks = nil
	r.enter(roomTodo)
	r.says("Rien à faire.")
}

func TestTheAddressBook(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key4)
	r.write("parc")
	r.rooms[roomBook].(*bookScreen).choose(0)
	r.settle()
	r.says("Clinique du Parc")
	r.says("5A1C 09E2 D47F 6B33 90AA 11CC 77DE 42F0 985B 2E61")
	r.tap("Lui envoyer un document")
	if r.here != roomSend || r.draft.recipient.Name != "Clinique du Parc" {
		t.Error("the recipient is not on the first screen")
	}
}

func TestTheDraftFollowsTheAddressBook(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.ctrl(fyne.Key4)
	b := r.rooms[roomBook].(*bookScreen)
	b.show(r.draft.recipient)
	r.tap("Modifier")
	b.form.fax.SetText("514 555-0199")
	b.form.faxAgain.SetText("514 555-0199")
	r.tap("Enregistrer la fiche")
	r.ctrl(fyne.Key1)
	r.says("514 555-0199")
	r.sending().suggestion.verify.how.SetText("Mme Gagné")
	r.tap("C’est vérifié")
	r.says("Vérifié aujourd’hui")
	r.ctrl(fyne.KeyReturn)
	r.says("départ dans 10 s")
}

// failure opens a dispatch to the insurer that failed.
func (r *rig) failure() dispatch.Recipient {
	r.t.Helper()
	r.ctrl(fyne.Key2)
	for _, task := range r.live.tasks {
		if task.Dispatch != nil && task.Dispatch.State == dispatch.Failed {
			r.rooms[roomTodo].(*todoScreen).detail.open(task.Dispatch.ID)
			r.settle()
			return task.Dispatch.Recipient
		}
	}
	r.t.Fatal("nothing failed")
	return dispatch.Recipient{}
}

func TestSendingOtherwiseTakesTheRecipientOfToday(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(r *rig, who dispatch.Recipient)
		want   string // number in the draft; none: nobody is chosen
	}{
		{"unchanged", func(*rig, dispatch.Recipient) {}, "+18885550111"},
		{"another number", func(r *rig, who dispatch.Recipient) {
			who.Routes = []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+18885550199"}}
			if _, err := r.desk.SaveRecipient(r.t.Context(), who); err != nil {
				r.t.Fatal(err)
			}
		}, "+18885550199"},
		{"gone", func(r *rig, who dispatch.Recipient) { r.desk.LoseRecipient(who.ID) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			c.change(r, r.failure())
			r.tap("Envoyer de nouveau")
			route, _ := r.draft.recipient.Route(dispatch.CloudFax)
			if r.here != roomSend || r.draft.kind == "" || route.Address != c.want || (r.draft.recipient.ID == "") != (c.want == "") {
				t.Errorf("the draft is for %+v", r.draft.recipient)
			}
		})
	}
}

func TestImportingAKey(t *testing.T) {
	r := newRig(t, nil)
	path := filepath.Join(r.config.Folder, "cle.asc")
	if err := os.WriteFile(path, []byte("certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.ctrl(fyne.Key4)
	r.tap("Clés")
	r.tap("Importer une clé…")
	b := r.rooms[roomBook].(*bookScreen)
	b.chooser.choose(0)
	r.settle()
	r.says("1 clé est importée.")
}

func TestOpeningADocument(t *testing.T) {
	r := newRig(t, nil)
	folder := r.config.Folder
	for _, name := range []string{"ancien.pdf", "recent.pdf", "notes.exe", ".cache.pdf"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(filepath.Join(folder, "ancien.pdf"), noon.AddDate(-1, 0, 0), noon.AddDate(-1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "Numérisations"), 0o700); err != nil {
		t.Fatal(err)
	}
	r.ctrl(fyne.KeyO)
	var names []string
	for _, e := range r.sending().documents.chooser.entries {
		names = append(names, e.name)
	}
	if got := strings.Join(names, " "); got != "Numérisations recent.pdf ancien.pdf" {
		t.Errorf("listed %s", got)
	}
	r.sending().documents.chooser.choose(1)
	r.settle()
	r.says("recent.pdf")
	r.says("2 pages")
}

func TestAFolderThatCanNotBeRead(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Folder = filepath.Join(c.Folder, "absent") })
	r.ctrl(fyne.KeyO)
	r.says("Souspli ne peut pas lire ce dossier")
	r.back()
	r.says("Déposez un document ici")
}

func TestTheProfileIsSaved(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key6)
	r.settings().pane(sectionClinic).(*clinicPane).organisation.SetText("Clinique de l’Anse")
	r.tap("Enregistrer le profil")
	r.says("Le profil est enregistré.")
	sender, _, err := r.desk.Sender(t.Context())
	if err != nil || sender.Organisation != "Clinique de l’Anse" || sender.Phone != "+14185550100" {
		t.Errorf("kept %+v, %v", sender, err)
	}
}
