package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func TestAFaxIsShownAsItWouldLeave(t *testing.T) {
	for _, c := range []struct {
		name     string
		prepare  string
		prepares func(dispatch.Account) bool
		want     manner
	}{
		{"prepared when the account says so", "optimised", nil, faxedPrepared},
		{"as it is when the account says so", "as_is", nil, faxedAsItIs},
		{"as it is when nobody says anything", "", nil, faxedAsItIs},
		{"as the channel does it", "", func(a dispatch.Account) bool { return a.Provider == "srfax" }, faxedPrepared},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, func(config *Config) { config.Prepares = c.prepares })
			account := srfax(nil)
			account.Settings["prepare"] = c.prepare
			r.desk.Serve(account)
			r.faxed("/d/ordonnance.pdf", "quai")
			if got := r.sending().documents.pages.preview.wanted.manner; got != c.want {
				t.Errorf("the page is shown in manner %d, want %d", got, c.want)
			}
			if c.want == faxedPrepared {
				r.says("Préparé")
			} else {
				r.saysNot("Préparé")
			}
		})
	}
}

func TestAPageIsComparedBeforeAndAfter(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.faxed("/d/ordonnance.pdf", "quai")
	r.says("41 ko · 30 s")
	r.says("10 ko · 8 s")
	r.says("Cette page, telle quelle : texte pâle.")
	paper := r.sending().documents.pages.preview.view.paper
	prepared, drawn := paper.picture, r.desk.Calls("FaxPreview")
	r.pick("Tel quel")
	if paper.picture == prepared || r.manner() != faxedAsItIs {
		t.Error("the page is still the prepared one")
	}
	r.pick("Préparé")
	if paper.picture != prepared {
		t.Error("the prepared page does not come back")
	}
	if got := r.desk.Calls("FaxPreview") - drawn; got > 1 { // the next page, as it is
		t.Errorf("%d pages drawn again", got)
	}
	if r.draft.asFax = false; r.manner() != onScreen {
		t.Error("the page on the screen is a fax")
	}
}

func TestThePassportIsAskedOnce(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.faxed("/d/ordonnance.pdf", "beaub")
	r.says("Notez où le service conserve les documents")
	if r.sending().ready() {
		t.Error("a fax can leave by a service of which nothing is known")
	}
	r.tap("Remplir")
	r.says("Passeport à remplir : rien ne part par ce compte.")
	r.says("Télécopie de la clinique")
	r.settings().accounts().page.form.place.SetSelected("Québec")
	r.tap("Vérifié aujourd’hui : enregistrer")
	r.says("Le passeport est enregistré et vérifié d’aujourd’hui.")
	r.says("Passeport à jour · Québec")
	r.tap("Fermer")
	r.says("Passeport à jour · Québec") // in the list too
	r.saysNot("Passeport à remplir")
	r.ctrl(fyne.Key1)
	r.saysNot("Notez où le service")
	if !r.sending().ready() {
		t.Errorf("it cannot leave: %s", r.screen())
	}
}

func TestAPassportKeepsWhatIsTyped(t *testing.T) {
	r := newRig(t, nil)
	good := passport(noon)
	r.desk.Serve(srfax(&good))
	r.openFirstAccount()
	for _, words := range []string{"2025-03-03", "2025-02-11", "90", "Vérifié le 22 nov. 2026"} {
		r.says(words)
	}
	r.tap("Vérifié aujourd’hui : enregistrer")
	accounts, err := r.desk.Accounts(t.Context())
	if err != nil || *accounts[0].Passport != good {
		t.Errorf("kept %+v, want %+v, %v", accounts[0].Passport, good, err)
	}
}

func TestAPassportThatCannotBeReadIsNotKept(t *testing.T) {
	for name, spoil := range map[string]func(*passportForm){
		"contract":   func(f *passportForm) { f.contract.Text = "3 mars 2025" },
		"assessment": func(f *passportForm) { f.assessment.Text = "2025-13-01" },
		"days":       func(f *passportForm) { f.retention, f.days.Text = keptDays, "trois" },
		"no days":    func(f *passportForm) { f.retention, f.days.Text = keptDays, "0" },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			r.desk.Serve(srfax(nil))
			var failed error
			f := newPassportForm(r.UI, srfax(nil), nil, func(err error) { failed = err })
			spoil(f)
			f.save()
			r.settle()
			if dispatch.CodeOf(failed) != "passport_unreadable" || r.desk.Calls("SavePassport") != 0 {
				t.Errorf("kept all the same: %v", failed)
			}
		})
	}
}

func TestAStalePassportStopsNothing(t *testing.T) {
	r := newRig(t, nil)
	old := passport(noon.AddDate(-1, -1, 0))
	r.desk.Serve(srfax(&old))
	r.faxed("/d/ordonnance.pdf", "beaub")
	r.says("Personne n’a revu depuis un an ce qui est connu de ce service")
	if !r.sending().ready() {
		t.Error("it cannot leave")
	}
	r.tap("Revoir")
	r.says("Passeport à revoir : plus d’un an a passé.")
}

func TestANumberIsVerifiedBeforeItIsUsed(t *testing.T) {
	for _, c := range []struct {
		name, who string
		says      []string
	}{
		{"old", "quai", []string{"la dernière vérification est trop ancienne", "Vérifié il y a 14 mois"}},
		{"in doubt", "pointe", []string{
			"un doute pèse sur celui-ci", "Un doute pèse sur ce numéro depuis le 20 nov. 2026.",
			"Depuis le 20 nov. 2026 : Une personne ou un répondeur a répondu", "Corriger le numéro",
		}},
		{"new", "parc", []string{"il n’a encore jamais été confirmé", "Jamais vérifié"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			r.drop("/d/depliant.pdf")
			r.to(c.who)
			for _, words := range c.says {
				r.says(words)
			}
			option, _ := r.sending().answer.Option()
			if !slices.Contains(option.Needs, desk.NeedVerification) {
				t.Fatalf("needs %v", option.Needs)
			}
			r.sending().suggestion.verify.how.SetText("Mme Gagné, à l’accueil")
			r.tap("C’est vérifié")
			r.says("Vérifié aujourd’hui")
			if option, _ = r.sending().answer.Option(); len(option.Needs) != 0 {
				t.Errorf("still needs %v", option.Needs)
			}
		})
	}
}

func TestTheLastFailureIsTold(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/depliant.pdf")
	r.to("beaub")
	who := r.draft.recipient
	who.Routes = slices.Clone(who.Routes)
	who.Routes[0].Failed = &dispatch.Doubt{Code: "fax_busy", At: noon.AddDate(0, 0, -1)}
	if _, err := r.desk.SaveRecipient(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	r.to("beaub")
	r.says("La dernière télécopie à ce numéro a échoué.")
	r.says("Le 21 nov. 2026 : Le télécopieur du destinataire est resté occupé")
	r.saysNot("Revoir")
	if option, _ := r.sending().answer.Option(); len(option.Needs) != 0 {
		t.Errorf("it needs %v", option.Needs)
	}
}

func TestThePersonSaysThatANumberIsWrong(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key4)
	r.write("lam")
	r.rooms[roomBook].(*bookScreen).choose(0)
	r.settle()
	r.tap("N’est plus à ce numéro")
	r.says("Un doute pèse sur ce numéro depuis le 22 nov. 2026.")
	r.says("C’est vérifié") // the way out
}

func TestWhatIsHeldBackLeavesOnceItsNumberIsVerified(t *testing.T) {
	r := newRig(t, nil)
	held := r.task(desk.TaskHeld)
	r.says("Retenu")
	r.saysNot("Laisser partir l’envoi")
	r.rooms[roomTodo].(*todoScreen).detail.verify.how.SetText("M. Roy, au téléphone")
	r.tap("C’est vérifié")
	r.says("Le numéro est vérifié. L’envoi peut partir.")
	if r.desk.Calls("LetGo") != 0 {
		t.Fatal("it left by itself")
	}
	r.tap("Laisser partir l’envoi")
	for _, task := range r.live.tasks {
		if task.Dispatch != nil && task.Dispatch.ID == held.ID {
			t.Error("it is still to be done")
		}
	}
	r.says("En attente")
}

func TestWhatIsHeldBackIsNotLetGoToAnOldNumber(t *testing.T) {
	r := newRig(t, nil)
	held := r.task(desk.TaskHeld)
	who, err := r.desk.Recipient(t.Context(), held.Recipient.ID)
	if err != nil {
		t.Fatal(err)
	}
	who.Routes = []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+14185550139"}}
	if _, err := r.desk.SaveRecipient(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	r.task(desk.TaskHeld)
	r.says("La fiche porte maintenant un autre numéro.")
	r.saysNot("Laisser partir l’envoi")
	r.saysNot("C’est vérifié")
	r.tap("Annuler cet envoi")
	if shown, err := r.desk.Show(t.Context(), held.ID); err != nil || shown.State != dispatch.Cancelled {
		t.Errorf("it is %s, %v", shown.State, err)
	}
}

func TestAFaxWithoutAnEndIsATask(t *testing.T) {
	r := newRig(t, nil)
	r.task(desk.TaskOverdue)
	r.says("Télécopie infonuagique à Assurances Boréal : aucune nouvelle depuis plus d’un jour. L’envoi est-il arrivé ?")
	r.says("888 555-0110")
	r.says("Aucune nouvelle depuis plus d’un jour : l’envoi paraît dans « À faire ».")
	r.saysNot("Envoyer de nouveau") // it may be on its way
	r.saysNot("envoyer de nouveau")
	r.tap("Il n’est pas arrivé")
	r.says("Notez d’abord ce que vous avez appris")
	if got := r.desk.Calls("Resolve"); got != 0 {
		t.Errorf("settled %d times without a note", got)
	}
}

func TestAFaxWithoutAnEndIsSettled(t *testing.T) {
	for _, c := range []struct {
		tap   string
		state dispatch.State
		next  string // what may be done then
	}{
		{"L’envoi est arrivé", dispatch.Accepted, ""},
		{"Il n’est pas arrivé", dispatch.Failed, "Envoyer de nouveau"},
	} {
		t.Run(c.tap, func(t *testing.T) {
			r := newRig(t, nil)
			id := r.task(desk.TaskOverdue).ID
			r.rooms[roomTodo].(*todoScreen).detail.note.SetText("M. Roy, aux réclamations")
			r.tap(c.tap)
			if shown, err := r.desk.Show(t.Context(), id); err != nil || shown.State != c.state || shown.AwaitsPerson() {
				t.Errorf("it is %s, %v", shown.State, err)
			}
			r.saysNot("aucune nouvelle depuis plus d’un jour. L’envoi est-il arrivé ?")
			r.saysNot("Arrêter")
			if c.next == "" {
				return
			}
			r.tap(c.next)
			if r.draft.recipient.Name != "Assurances Boréal" {
				t.Errorf("the draft is for %q", r.draft.recipient.Name)
			}
		})
	}
}

func TestAFaxIsStoppedByItsService(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer error
		says   string
		again  bool // it may be asked once more
	}{
		{"stopped", nil, "Le service a arrêté l’envoi : plus rien ne part.", false},
		{
			"not now", &dispatch.Error{Op: "test", Kind: dispatch.KindUnreachable, Code: "fax_cancel_later"},
			"Le service prépare encore cette télécopie et ne peut pas l’arrêter maintenant.", true,
		},
		{
			"never", &dispatch.Error{Op: "test", Kind: dispatch.KindRejected, Code: "fax_cancel_unavailable"},
			"Ce service de télécopie n’offre aucun moyen d’arrêter un envoi.", true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			r.taken(t)
			r.saysNot("Annuler cet envoi")
			foot := r.frame.underWay()
			r.desk.Fail("Recall", c.answer)
			r.tap("Arrêter")
			if got := strings.Count(r.screen(), plain(c.says)); got != 2 || r.desk.Calls("Recall") != 1 {
				t.Errorf("the answer is told %d times, want beside the action and in the timeline:\n%s", got, r.screen())
			}
			if got := r.frame.underWay(); got != foot {
				t.Errorf("the foot says %q", got)
			}
			if c.again {
				r.says("Pris en charge")
				r.tap("Arrêter")
				return
			}
			r.saysNot("Arrêter")
			r.says("Envoyer de nouveau")
		})
	}
}

// taken opens a fax that its service has, and is asked about again.
func (r *rig) taken(t *testing.T) {
	t.Helper()
	x, err := r.desk.Send(t.Context(), r.draftFor("beaubien"))
	if err != nil {
		t.Fatal(err)
	}
	r.desk.Take(x.ID, noon.Add(time.Minute))
	r.ctrl(fyne.Key3)
	r.history().choose(slices.IndexFunc(r.history().rows, func(d dispatch.Dispatch) bool { return d.ID == x.ID }))
	r.settle()
}

func TestWhatEndedWhileItWasAskedToStopIsNotToldAsStopped(t *testing.T) {
	for state, want := range map[dispatch.State]string{
		dispatch.Delivered: "error_fax_too_late",
		dispatch.Cancelled: "ui_cancelled",
		dispatch.Accepted:  "ui_stopped",
	} {
		r := newRig(t, nil)
		d := newDetail(r.UI, "")
		d.notice = newNotice(r.UI)
		d.recalled(dispatch.Dispatch{State: state}, nil, d.notice)
		if got := d.notice.words.words; got != r.texts.Text(want) {
			t.Errorf("%s: told %q", state, got)
		}
	}
}

func TestARedialIsAnnounced(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	h := r.history()
	i := slices.IndexFunc(h.rows, func(d dispatch.Dispatch) bool { return d.Tries == 1 && d.State == dispatch.Queued })
	h.choose(i)
	r.settle()
	r.says("Rappel prévu à 12 h 20")
	r.says("Rappel à 12 h 20")
	r.says("Aucune page n’est arrivée : Souspli rappellera.")
	r.saysNot("91C0")
	r.pick("Détails techniques")
	r.says("Bordereau, SHA-256")
	r.says(strings.TrimSpace(strings.Repeat("91C0 ", 16)))
	for _, d := range h.rows {
		if d.ID != h.rows[i].ID && r.whenAgain(d, "next_try") != "" {
			t.Errorf("a %s dispatch is announced to be tried again", d.State)
		}
	}
}
