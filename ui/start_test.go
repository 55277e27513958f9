package ui

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/ui/uitest"
)

var startScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"start_language", func(r *rig) { r.welcome(startLanguage) }},
	{"start_home", func(r *rig) { r.welcome(startHome) }},
	{"start_key", func(r *rig) {
		r.welcome(startKey)
		r.start.page(startKey).(*keyPage).pick.set(true)
		r.write("érable boréal neige")
		r.settle()
	}},
	{"start_recovery", func(r *rig) {
		r.begin()
		r.tap(r.UI.t("start_recovery_show"))
		r.write("nnnnn")
		r.key(fyne.KeyReturn)
		r.tap(r.UI.t("start_next"))
	}},
	{"start_lock", func(r *rig) { r.begin(desk.SetupRecovery) }},
	{"start_clinic", func(r *rig) { r.begin(desk.SetupRecovery, desk.SetupLock) }},
	{"start_account", func(r *rig) {
		r.desk.Serve()
		r.begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic)
	}},
	{"start_account_form", func(r *rig) {
		r.desk.Serve()
		r.begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic)
		r.tap(r.UI.t("start_account_add"))
	}},
	{"start_account_tried", func(r *rig) {
		r.desk.Serve(srfax(nil))
		r.begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic)
		p := r.start.page(startAccount).(*accountsPage)
		p.open(p.known[0], true)
		r.settle()
	}},
	{"start_directory", func(r *rig) { r.begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic, desk.SetupAccount) }},
	{"start_done", func(r *rig) {
		r.begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic, desk.SetupAccount)
		r.tap(r.UI.t("start_pause"))
		r.refresh()
		r.settle()
		r.goOn()
		r.settle()
		r.start.show(startDone)
		r.settle()
	}},
	{"start_left", func(r *rig) {
		r.config.Homes = &uitest.Homes{Practice: true}
		r.desk.Begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic)
		r.speak(r.texts.Language())
		r.refresh()
		r.settle()
	}},
	{"settings_security", func(r *rig) {
		r.config.Homes = &uitest.Homes{Practice: true}
		r.speak(r.texts.Language())
		r.refresh()
		r.settle()
		r.ctrl(fyne.KeyL)
	}},
	{"locked", func(r *rig) {
		r.lockBy("4821 tulipe")
		r.ctrl(fyne.KeyL)
		r.drop("/documents/ordonnance.pdf")
		r.write("faux")
		r.key(fyne.KeyReturn)
	}},
	{"leaving", func(r *rig) {
		r.sendSomething()
		r.Leave()
		r.settle()
	}},
}

// welcome shows the first start before there is a home.
func (r *rig) welcome(at startStep) *uitest.Homes {
	homes := &uitest.Homes{}
	r.config.Homes = homes
	r.UI.desk = nil
	r.start = newStart(r.UI, at)
	r.draw()
	r.settle()
	return homes
}

// begin shows the first start of a real home with these steps done.
func (r *rig) begin(done ...desk.SetupStep) {
	r.desk.InPractice = false
	r.config.Homes = &uitest.Homes{Real: true}
	r.desk.LockBy(desk.LockUnset, "", 10)
	r.desk.Begin(done...)
	standing, err := r.desk.Setup(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	r.resume(standing)
	r.settle()
}

func (r *rig) lockBy(secret string) {
	r.desk.LockBy(desk.LockByCode, secret, 10)
	r.refresh()
	r.settle()
}

func (r *rig) sendSomething() {
	r.drop("/documents/ordonnance.pdf")
	r.to("beaub")
	r.draft.consent, r.draft.authorisation, r.draft.signature = consentGiven, "Consentement au dossier", dispatch.SignedByHand
	r.speak(r.texts.Language())
	r.settle()
	r.sending().submit()
	r.settle()
}

// here is the step that is shown.
func (r *rig) step() startStep {
	if r.start == nil {
		return ""
	}
	return r.start.here
}

func (r *rig) at(want startStep) {
	r.t.Helper()
	if got := r.step(); got != want {
		r.t.Fatalf("at %q, want %q; the screen says:\n%s", got, want, r.screen())
	}
}

func TestAFirstStartLeadsIntoPractice(t *testing.T) {
	r := newRig(t, nil)
	homes := r.welcome(startLanguage)
	r.tap("Continuer")
	r.at(startHome)
	if len(r.kept) != 1 || r.kept[0] != wording.French {
		t.Errorf("kept %v", r.kept)
	}
	r.tap("Commencer l’exercice")
	if len(homes.Opened) != 1 || !homes.Opened[0] {
		t.Errorf("opened %v", homes.Opened)
	}
}

func TestTheFirstPagesSpeakTheLanguageChosen(t *testing.T) {
	r := newRig(t, nil)
	r.welcome(startLanguage)
	r.pick("English")
	r.says("Continue")
	r.tap("Continue")
	r.says("What would you like to do first?")
}

func TestARealHomeIsMadeWithItsPassphrase(t *testing.T) {
	tests := []struct {
		name         string
		first, again string
		says         string // empty: the home is made
	}{
		{"too short", "court", "court", "Trop courte"},
		{"typed otherwise", "érable boréal neige", "érable boréal neiges", "Les deux phrases diffèrent"},
		{"twice the same", "érable boréal neige", "érable boréal neige", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, nil)
			homes := r.welcome(startHome)
			r.pick("Préparer le dossier réel")
			r.tap("Continuer")
			r.pick("Par une phrase de passe")
			r.write(test.first)
			r.key(fyne.KeyReturn)
			r.write(test.again)
			r.tap("Créer le dossier")
			if test.says != "" {
				r.says(test.says)
				if homes.Real {
					t.Error("a home was made")
				}
				return
			}
			if homes.Passphrase != test.first || len(homes.Opened) != 1 || homes.Opened[0] {
				t.Errorf("made with %q, opened %v", homes.Passphrase, homes.Opened)
			}
		})
	}
}

func TestAKeyringThatKeepsNothingIsNotOffered(t *testing.T) {
	r := newRig(t, nil)
	homes := r.welcome(startHome)
	homes.KeyringErr = &dispatch.Error{Kind: dispatch.KindCredentials, Code: "keyring_absent"}
	r.pick("Préparer le dossier réel")
	r.tap("Continuer")
	r.says("Le trousseau de cet ordinateur ne répond pas")
	r.pick("Dans le trousseau de cet ordinateur")
	if !r.UI.start.page(startKey).(*keyPage).passphrase {
		t.Error("the keyring was chosen")
	}
}

func TestTheRecoveryCodeIsConfirmedOnPaper(t *testing.T) {
	r := newRig(t, nil)
	folder := t.TempDir()
	r.begin()
	r.at(startRecovery)
	r.tap("Montrer le code")
	r.says("7K2MQ")
	r.config.Folder = folder
	r.tap("Enregistrer la page à imprimer…")
	r.tap("Enregistrer ici")
	r.says("La page est enregistrée")
	page := filepath.Join(folder, "Souspli, code de recuperation.pdf")
	if info, err := os.Stat(page); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	r.write("x9d4t") // the second group, in small letters
	r.key(fyne.KeyReturn)
	r.write("lEYGS") // l instead of 1, and the sixth group instead of the fifth
	r.key(fyne.KeyReturn)
	r.says("Le groupe 5 n’est pas celui du code")
	r.UI.start.page(startRecovery).(*recoveryPage).typed[1].SetText("6RJCP")
	r.tap("Continuer")
	r.at(startLock)
	r.saysNot("7K2MQ")
	r.start.show(startRecovery)
	r.settle()
	r.saysNot("7K2MQ")
}

func TestWhatWasTypedStaysGoingBackAndForth(t *testing.T) {
	r := newRig(t, nil)
	r.begin(desk.SetupRecovery, desk.SetupLock)
	r.at(startClinic)
	clinic := r.start.page(startClinic).(*clinicPage)
	clinic.organisation.SetText("Clinique de l’Anse")
	r.focus(clinic.organisation)
	r.key(fyne.KeyEscape)
	r.at(startLock)
	r.tap("Continuer")
	r.at(startClinic)
	r.says("Clinique de l’Anse")
}

func TestStepsLeftAreFoundAgain(t *testing.T) {
	r := newRig(t, nil)
	r.begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic)
	r.tap("Passer cette étape")
	r.at(startDirectory)
	r.tap("Terminer plus tard")
	r.at("")
	r.says("Il reste 2 étapes")
	r.tap("Il reste 2 étapes")
	r.at(startDirectory) // the account was left for later; goOn asks again for what is next
}

func TestAnAccountIsTriedAtOnce(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve()
	r.begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic)
	r.tap("Ajouter un compte")
	p := r.start.page(startAccount).(*accountsPage)
	r.desk.Serve(srfax(nil))
	p.added(func() dispatch.Account { a, _ := r.desk.Accounts(t.Context()); return a[0] }())
	r.settle()
	if r.desk.Calls("TestAccount") != 1 {
		t.Error("it was not tried")
	}
	r.says("Le compte répond")
	r.tap("Continuer")
	r.at(startDirectory)
}

// Going on reads the accounts again, and that must not stop the way to the next step.
func TestGoingOnFromAnAccountGoesOnOnce(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.begin(desk.SetupRecovery, desk.SetupLock, desk.SetupClinic)
	p := r.start.page(startAccount).(*accountsPage)
	a, err := r.desk.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.open(a[0], false)
	p.next()
	r.start.reread(func() {}) // as the page does once its accounts are there
	r.settle()
	r.at(startDirectory)
}

func TestStrengthOfPassphrases(t *testing.T) {
	for typed, want := range map[string]string{
		"": "short", "sept777": "short", "motdepasse": "weak", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": "weak",
		"érable boréal neige": "fair", "érable boréal neige tambour": "good",
	} {
		if got := strengthOf(typed); got != want {
			t.Errorf("%q is %s, want %s", typed, got, want)
		}
	}
}
