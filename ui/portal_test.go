package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/ui/uitest"
)

// newAccount opens the form of an account of a provider.
func (r *rig) newAccount(provider string) *accountForm {
	r.desk.Serve()
	r.speak(r.texts.Language())
	r.section(sectionAccounts)
	r.tap(r.UI.t("new_account_add"))
	form := r.settings().accounts().form
	form.choose(provider)
	return form
}

func nextcloudAccount() dispatch.Account {
	return dispatch.Account{Name: "Nuage de la clinique", Channel: dispatch.Portal, Provider: "nextcloud", URL: "https://nuage.example"}
}

// atBrowser draws until the page of a sign-in is there, while the sign-in itself goes on.
func (r *rig) atBrowser() {
	r.t.Helper()
	page := r.settings().accounts().page
	r.until(func() bool { return page.signIn.page != nil })
}

// until draws what is asked for until something is true.
func (r *rig) until(isTrue func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(time.Minute); !isTrue(); {
		for _, f := range r.main.take() {
			f()
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("never came true:\n%s", r.screen())
		}
	}
}

// sendToRoy draws up a dispatch to a patient who has a portal.
func (r *rig) sendToRoy() {
	r.drop("/documents/bilan.pdf")
	r.draft.kind = dispatch.LabResult
	r.draft.consent, r.draft.authorisation = consentGiven, "Consentement au dossier"
	r.to("roy")
}

func TestAPortalTellsOnlyWhatItKeeps(t *testing.T) {
	all := map[string]func(*dispatch.Capabilities){
		"Le portail écrit lui-même au destinataire.":                             func(c *dispatch.Capabilities) { c.Notify = true },
		"Un lien ouvre le dépôt ; il faut le remettre au destinataire.":          func(c *dispatch.Capabilities) { c.Link = true },
		"Une phrase de passe ouvre le document ; elle se dit au téléphone.":      func(c *dispatch.Capabilities) { c.Password = true },
		"Le portail dit si le document a été pris, sans dire par qui.":           func(c *dispatch.Capabilities) { c.Receipts = dispatch.ReceiptsCount },
		"Le portail dit si ce destinataire a pris le document.":                  func(c *dispatch.Capabilities) { c.Receipts = dispatch.ReceiptsRecipient },
		"L’accès peut être retiré.":                                              func(c *dispatch.Capabilities) { c.Revoke = true },
		"L’accès peut être prolongé.":                                            func(c *dispatch.Capabilities) { c.Extend = true },
		"L’accès peut être prolongé ou retiré.":                                  func(c *dispatch.Capabilities) { c.Extend, c.Revoke = true, true },
		"Accès jusqu’au 6 déc. 2026":                                             func(c *dispatch.Capabilities) { c.Expiry = true },
		"Souspli n’a encore jamais vu ce service en fonction : il est bâti d’ap": func(c *dispatch.Capabilities) { c.Unproven = true },
	}
	for words, keep := range all {
		t.Run(words, func(t *testing.T) {
			r := newRig(t, nil)
			var able dispatch.Capabilities
			keep(&able)
			r.desk.Keep(&able)
			r.sendToRoy()
			r.says(words)
			for other := range all {
				if other != words {
					r.saysNot(other)
				}
			}
		})
	}
}

func TestAPersonChoosesHowLongAPortalGivesAccess(t *testing.T) {
	r := newRig(t, nil)
	r.sendToRoy()
	r.draft.giveAccess(7, noon)
	r.sending().suggest()
	r.settle()
	r.says("Accès jusqu’au 29 nov. 2026")
	if !r.sending().ready() {
		t.Fatalf("not ready: %s", r.sending().missing.words)
	}
	r.ctrl(fyne.KeyReturn)
	if got := r.desk.Last().Expires; !got.Equal(noon.AddDate(0, 0, 7)) {
		t.Errorf("sent with access until %v", got)
	}
}

func TestAnotherChannelForgetsTheAccess(t *testing.T) {
	r := newRig(t, nil)
	r.sendToRoy()
	r.draft.giveAccess(7, noon)
	r.draft.channel = dispatch.InPerson
	r.sending().suggest()
	r.settle()
	if r.draft.access != 0 || !r.draft.desk().Expires.IsZero() {
		t.Errorf("%d days are kept for a channel without an end of access", r.draft.access)
	}
}

func (r *rig) portalDetail() *detail {
	r.task(desk.TaskUnfetched)
	return r.rooms[roomTodo].(*todoScreen).detail
}

func TestWhatNobodyFetchesIsATask(t *testing.T) {
	r := newRig(t, nil)
	d := r.portalDetail()
	r.says("Portail, Lucie Roy : non consulté depuis 6 jours")
	r.says("418 555-0199")
	r.tap("Joint par téléphone")
	r.says("Notez d’abord ce que vous avez appris")
	d.note.SetText("Mme Roy regarde ce soir")
	r.tap("Joint par téléphone")
	r.refresh()
	r.settle()
	r.saysNot("non consulté depuis")
	r.says("Le destinataire est joint par téléphone.")
	r.says("Mme Roy regarde ce soir")
	if got := r.desk.Calls("Reached"); got != 1 {
		t.Errorf("noted %d times", got)
	}
}

func TestAccessIsProlonged(t *testing.T) {
	r := newRig(t, nil)
	d := r.portalDetail()
	before := d.receipt().Expires
	r.tap("Prolonger de 14 jours")
	if got := d.receipt().Expires; !got.Equal(before.AddDate(0, 0, 14)) {
		t.Errorf("from %v to %v", before, got)
	}
	r.says("L’accès prend fin de lui-même.")
}

func TestAccessIsRevokedOnlyAfterASecondAsking(t *testing.T) {
	r := newRig(t, nil)
	d := r.portalDetail()
	r.saysNot("Ce qui a déjà été pris ne peut pas être repris.")
	r.pick("Retirer l’accès…")
	if r.desk.Calls("Recall") != 0 {
		t.Fatal("revoked at the first asking")
	}
	r.says("Ce qui a déjà été pris ne peut pas être repris.")
	r.tap("Retirer l’accès")
	r.says("L’accès est retiré.")
	r.saysNot("Copier le lien")
	r.saysNot("Prolonger")
	if d.receipt().Revoked.IsZero() {
		t.Error("the receipt does not tell")
	}
}

func TestALinkIsCopiedAndNeverStandsBesideThePassphrase(t *testing.T) {
	r := newRig(t, nil)
	d := r.portalDetail()
	r.tap("Copier le lien")
	if got := r.config.App.Clipboard().Content(); got != d.receipt().Link {
		t.Errorf("copied %q", got)
	}
	d.dictation.begin("érable-canot")
	d.render()
	r.saysNot("nuage.example")
	r.saysNot("Copier le lien")
}

func TestAPortalOffersOnlyWhatItCan(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Keep(&dispatch.Capabilities{})
	r.portalDetail()
	r.says("Joint par téléphone")
	r.saysNot("Prolonger")
	r.saysNot("Retirer l’accès…")
	r.saysNot("Afficher la phrase de passe")
}

func TestSigningInInTheBrowser(t *testing.T) {
	for _, c := range []struct {
		name   string
		browse func(context.Context, string) error
		says   string
	}{
		{"opens", func(context.Context, string) error { return nil }, "Terminez la connexion dans votre navigateur."},
		{"does not open", nil, "Le navigateur ne s’est pas ouvert."},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, func(config *Config) { config.Browse = c.browse })
			r.desk.Serve(nextcloudAccount())
			r.openFirstAccount()
			release := r.desk.Hold("SignIn")
			r.settings().accounts().page.signIn.begin()
			r.atBrowser()
			r.says(c.says)
			r.says("La page se trouve chez nuage.example.")
			release()
			r.settle()
			r.says("Le compte est connecté.")
			accounts, _ := r.desk.Accounts(t.Context())
			if accounts[0].User != "accueil" {
				t.Errorf("signed in as %q", accounts[0].User)
			}
		})
	}
}

func TestASignInIsLeft(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(nextcloudAccount())
	r.openFirstAccount()
	r.desk.Hold("SignIn")
	page := r.settings().accounts().page
	page.signIn.begin()
	r.atBrowser()
	page.signIn.leave()
	r.settle()
	r.says("Se connecter…")
	page.signIn.begin()
	r.atBrowser()
	r.back() // the page is closed: nobody waits any more
	r.settle()
	if got := r.desk.Calls("SignIn given up"); got != 2 {
		t.Errorf("%d sign-ins ended", got)
	}
}

func TestARefusedSignInIsTold(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(nextcloudAccount())
	r.openFirstAccount()
	r.desk.Fail("SignIn", &dispatch.Error{Op: "oauth", Kind: dispatch.KindCredentials, Code: "signin_denied"})
	r.tap("Se connecter…")
	r.says("La connexion a été refusée dans le navigateur")
	r.says("Se connecter…")
}

func TestAServerIsConfirmedByAPerson(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(dispatch.Account{Name: "Laboratoire", Channel: dispatch.Portal, Provider: "sftp"})
	r.openFirstAccount()
	r.says("Personne n’a encore confirmé ce serveur")
	r.tap("Demander l’empreinte au serveur")
	r.says(uitest.HostKeyShown)
	r.tap("Elle diffère")
	r.says("Personne n’a encore confirmé ce serveur")
	r.tap("Demander l’empreinte au serveur")
	r.tap("C’est la même : confirmer")
	r.says("Ce serveur est confirmé.")
	accounts, _ := r.desk.Accounts(t.Context())
	if accounts[0].Settings[desk.SettingHostKey] != uitest.HostKeyShown {
		t.Errorf("pinned %v", accounts[0].Settings)
	}
}

func TestAnotherKeyOfAServerIsToldLoudly(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(dispatch.Account{
		Name: "Laboratoire", Channel: dispatch.Portal, Provider: "sftp", Settings: map[string]string{desk.SettingHostKey: "SHA256:AAAA"},
	})
	r.openFirstAccount()
	r.tap("Demander l’empreinte au serveur")
	r.says("Le serveur montre une autre empreinte que celle qui a été confirmée.")
}

func TestAPublicKeyIsHandedOut(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(dispatch.Account{Name: "Dossier", Channel: dispatch.Portal, Provider: "fhir", User: "clinique"})
	r.openFirstAccount()
	r.saysNot("Remplacer") // there is no password
	r.tap("Copier")
	if got := r.config.App.Clipboard().Content(); got != `{"keys":[{"kid":"one"}]}` {
		t.Errorf("copied %q", got)
	}
	r.tap("Enregistrer le fichier")
	r.says("La clé publique est enregistrée : souspli-jwks.json.")
	kept, err := os.ReadFile(filepath.Join(r.config.Folder, "souspli-jwks.json"))
	if err != nil || !strings.Contains(string(kept), "one") {
		t.Errorf("written %q, %v", kept, err)
	}
	r.pick("Faire une nouvelle clé…")
	r.tap("Faire la clé et la copier")
	if got := r.config.App.Clipboard().Content(); got != `{"keys":[{"kid":"two"}]}` {
		t.Errorf("copied %q", got)
	}
}

func TestTheDaysOfPortals(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionSending)
	days := settingOf[*portalDays](r, sectionSending)
	if days.expiry.Text != "14" || days.reminder.Text != "5" {
		t.Fatalf("shown %s and %s", days.expiry.Text, days.reminder.Text)
	}
	days.expiry.SetText("91")
	r.tap("Enregistrer ces durées")
	r.says("Inscrivez des nombres de jours, de 1 à 90.")
	days.expiry.SetText("30")
	r.tap("Enregistrer ces durées")
	r.says("Les durées sont enregistrées.")
	if kept, _ := r.desk.PortalDays(t.Context()); kept != (desk.PortalDays{Expiry: 30, Reminder: 5}) {
		t.Errorf("kept %+v", kept)
	}
}

func TestEveryPurposeHasItsServices(t *testing.T) {
	for _, language := range wording.Languages() {
		r := newRig(t, func(c *Config) { c.Language = language })
		form := r.newAccount("xmfax")
		for _, channel := range purposes {
			form.serve(channel)
			r.saysNot("⟦")
		}
	}
}

func TestSettingsOfAnAccountAreChangedInPlace(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.openFirstAccount()
	r.tap("Modifier")
	r.window.Canvas().Focused().(*field).SetText("Télécopie du 2e étage")
	r.tap("Enregistrer")
	r.says("Les réglages du compte sont enregistrés.")
	accounts, _ := r.desk.Accounts(t.Context())
	if a := accounts[0]; a.Name != "Télécopie du 2e étage" || a.Settings["caller_id"] != "4185550101" {
		t.Errorf("kept %+v", a)
	}
}

func TestANeededSettingIsNotTakenAway(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.openFirstAccount()
	edit := newAccountEdit(r.settings().accounts().page)
	edit.open()
	edit.entries["sender_email"].SetText(" ")
	edit.save()
	r.says("Remplissez « Courriel connu du service ».")
	if r.desk.Calls("ChangeAccount") != 0 {
		t.Error("changed all the same")
	}
	edit.entries["sender_email"].SetText("b@vieux-phare.example")
	edit.entries["retries"].SetText("3")
	if got := edit.values(); len(got) != 2 || got["retries"] != "3" || got["sender_email"] != "b@vieux-phare.example" {
		t.Errorf("gives %v", got)
	}
}

func TestASilentPortalIsNotSaidToHoldWhatNobodyFetched(t *testing.T) {
	r := newRig(t, nil)
	silent := r.task(desk.TaskUnfetched)
	silent.Attempts[0].Error = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: "outcome_overdue"}
	if got := r.unfetchedWords(silent); !strings.Contains(got, "aucune nouvelle depuis 6") {
		t.Errorf("told %q", got)
	}
}
