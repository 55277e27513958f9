package ui

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

func TestAddingAnAccount(t *testing.T) {
	for _, c := range []struct {
		provider string
		typed    map[string]string
		want     dispatch.Account
	}{
		{
			"xmfax",
			map[string]string{"user": "clinique", "secret": "mot-secret", "user_id": "accueil"},
			dispatch.Account{User: "clinique", Settings: map[string]string{"user_id": "accueil"}},
		},
		{
			"srfax",
			map[string]string{"user": "104523", "secret": "mot-secret", "caller_id": "4185550101", "sender_email": "a@b.example", "time_zone": "America/Halifax"},
			dispatch.Account{User: "104523", Settings: map[string]string{"caller_id": "4185550101", "sender_email": "a@b.example", "time_zone": "America/Halifax"}},
		},
		{"documo", map[string]string{"secret": "mot-secret"}, dispatch.Account{Settings: map[string]string{}}},
		{
			"sinch",
			map[string]string{"user": "cle", "secret": "mot-secret", "project": "d4f1", "url": "https://us.fax.example"},
			dispatch.Account{User: "cle", URL: "https://us.fax.example", Settings: map[string]string{"project": "d4f1"}},
		},
		{
			"faxmail",
			map[string]string{"url": "smtps://courriel.example:465", "user": "a@b.example", "secret": "mot-secret", "domain": "fax.example"},
			dispatch.Account{User: "a@b.example", URL: "smtps://courriel.example:465", Settings: map[string]string{"domain": "fax.example"}},
		},
		{
			"smtp",
			map[string]string{"url": "smtps://courriel.example:465", "from_address": "a@clinique.example", "gateway_subject": "[chiffrer]"},
			dispatch.Account{
				URL: "smtps://courriel.example:465", From: "a@clinique.example", Settings: map[string]string{"gateway_subject": "[chiffrer]"},
			},
		},
		{
			"microsoft365",
			map[string]string{"from_address": "a@clinique.example", "tenant": "clinique.example", "client_id": "6f2"},
			dispatch.Account{From: "a@clinique.example", Settings: map[string]string{"tenant": "clinique.example", "client_id": "6f2"}},
		},
		{
			"nextcloud",
			map[string]string{"url": "https://nuage.example", "ca": "-----BEGIN CERTIFICATE-----"},
			dispatch.Account{URL: "https://nuage.example", TrustedCA: []byte("-----BEGIN CERTIFICATE-----"), Settings: map[string]string{}},
		},
		{
			"fhir",
			map[string]string{"url": "https://portail.example/fhir", "user": "clinique", "identifier_system": "https://portail.example/numero"},
			dispatch.Account{
				URL: "https://portail.example/fhir", User: "clinique", Settings: map[string]string{"identifier_system": "https://portail.example/numero"},
			},
		},
		{
			"sftp",
			map[string]string{"url": "sftp://labo.example/depot", "user": "clinique"},
			dispatch.Account{URL: "sftp://labo.example/depot", User: "clinique", Settings: map[string]string{}},
		},
		{
			"webdav",
			map[string]string{"url": "https://portail.example/depot/", "user": "clinique", "secret": "mot-secret"},
			dispatch.Account{URL: "https://portail.example/depot/", User: "clinique", Settings: map[string]string{}},
		},
		{
			"ldap",
			map[string]string{"url": "ldaps://annuaire.example", "base": "dc=clinique,dc=example"},
			dispatch.Account{URL: "ldaps://annuaire.example", Settings: map[string]string{"base": "dc=clinique,dc=example"}},
		},
		{
			"hylafax",
			map[string]string{"url": "hylafax://192.168.1.20:4559"},
			dispatch.Account{URL: "hylafax://192.168.1.20:4559", Settings: map[string]string{}},
		},
	} {
		t.Run(c.provider, func(t *testing.T) {
			r := newRig(t, nil)
			r.desk.Serve()
			r.speak(wording.French)
			r.section(sectionAccounts)
			r.tap("Ajouter un compte")
			form := r.settings().accounts().form
			form.choose(c.provider)
			r.tap("Ajouter le compte")
			r.says("Remplissez « Nom du compte ».")
			form.name.SetText(" Télécopie ")
			for _, f := range form.form.Fields {
				if !f.Needed {
					continue
				}
				r.tap("Ajouter le compte")
				r.says("Remplissez « " + r.fieldLabel(f) + " ».")
				form.entries[f.Name].SetText(c.typed[f.Name])
			}
			for name, value := range c.typed {
				form.entries[name].SetText(value)
			}
			r.tap("Ajouter le compte")
			accounts, err := r.desk.Accounts(t.Context())
			if err != nil || len(accounts) != 1 {
				t.Fatalf("%d accounts, %v", len(accounts), err)
			}
			got := accounts[0]
			want := c.want
			want.ID, want.Name, want.Channel, want.Provider = got.ID, "Télécopie", form.form.Channel, c.provider
			if !reflect.DeepEqual(got, want) {
				t.Errorf("added %+v, want %+v", got, want)
			}
			if got := r.desk.AccountSecret(got.ID); got != c.typed["secret"] {
				t.Errorf("the secret is %q", got)
			}
			r.says("Essayer le compte") // its page is open
			r.saysNot("mot-secret")
		})
	}
}

func TestChoicesOfAnAccountAreKept(t *testing.T) {
	r := newRig(t, nil)
	f := newAccountForm(r.UI, nil, nil)
	f.choose("sinch")
	f.choices["forget"], f.choices[settingPrepare] = "false", prepareClean
	a, _ := f.account()
	if a.Settings["forget"] != "false" || a.Settings["prepare"] != "optimised" {
		t.Errorf("settings %v", a.Settings)
	}
	f.choose("srfax")
	if a, _ = f.account(); len(a.Settings) != 0 {
		t.Errorf("what was chosen for another service stays: %v", a.Settings)
	}
}

func TestAnAccountThatIsRefusedStaysInTheForm(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve()
	r.speak(wording.French)
	r.section(sectionAccounts)
	r.tap("Ajouter un compte")
	form := r.settings().accounts().form
	form.choose("documo")
	form.name.SetText("Documo")
	form.entries["secret"].SetText("mot-secret")
	r.desk.Fail("AddAccount", &dispatch.Error{Op: "desk", Kind: dispatch.KindInvalid, Code: "account_exists"})
	r.ctrl(fyne.KeyReturn)
	r.says("Un compte porte déjà ce nom.")
	if form.name.Text != "Documo" || r.settings().accounts().form != form {
		t.Error("what was typed is gone")
	}
	r.back()
	r.says("Ajouter un compte")
}

func TestAPracticeHomeTakesNoAccount(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionAccounts)
	r.says("Un dossier d’exercice ne prend aucun compte réel.")
	r.saysNot("Ajouter un compte")
	r.openFirstAccount()
	r.saysNot("Passeport")
	r.saysNot("Retirer ce compte")
}

func TestTryingAnAccount(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.openFirstAccount()
	release := r.desk.Hold("TestAccount")
	page := r.settings().accounts().page
	page.try()
	r.says("Essai en cours…")
	page.try() // nothing more while it runs
	release()
	r.settle()
	r.says("Le compte répond et accepte l’identification. Rien n’a été envoyé.")
	if got := r.desk.Calls("TestAccount"); got != 1 {
		t.Errorf("tried %d times", got)
	}
	r.desk.Fail("TestAccount", &dispatch.Error{Op: "fax.test", Kind: dispatch.KindCredentials, Code: "fax_login_refused"})
	r.tap("Essayer le compte")
	r.says("refuse le nom d’utilisateur ou le mot de passe")
	r.saysNot("Le compte répond")
}

func TestASecretIsReplacedAndForgotten(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.openFirstAccount()
	page := r.settings().accounts().page
	r.tap("Remplacer")
	if r.desk.Calls("ChangeSecret") != 0 {
		t.Error("replaced by nothing")
	}
	page.secret.SetText("nouveau secret ")
	r.tap("Remplacer")
	r.says("Le mot de passe est remplacé.")
	if got := r.desk.AccountSecret(page.account.ID); got != "nouveau secret " || page.secret.Text != "" {
		t.Errorf("kept %q, and %q in the field", got, page.secret.Text)
	}
}

func TestRemovingAnAccountAsksFirst(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.openFirstAccount()
	r.saysNot("Les envois qui attendent ce compte échoueront.")
	r.pick("Retirer ce compte…")
	r.says("Les envois qui attendent ce compte échoueront.")
	r.tap("Retirer le compte")
	r.says("Aucun compte")
	if len(r.live.accounts) != 0 {
		t.Error("the window still knows it")
	}
}

func TestTheCoverPageLanguageIsKept(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key6)
	clinic := r.settings().pane(sectionClinic).(*clinicPane)
	clinic.coverSelect.SetSelected("Anglais")
	r.tap("Enregistrer le profil")
	r.ctrl(fyne.Key1)
	r.ctrl(fyne.Key6)
	if sender, _, _ := r.desk.Sender(t.Context()); sender.CoverLanguage != "en" || clinic.coverSelect.Selected != "Anglais" {
		t.Errorf("cover pages in %q", sender.CoverLanguage)
	}
}

func TestTheAccountThatSendsIsMarkedAtOnce(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(mailAccounts()...)
	r.ctrl(fyne.Key6)
	r.section(sectionAccounts)
	pane := r.settings().accounts()
	pane.open(pane.known[1])
	r.tap("Utiliser pour les envois")
	r.says("Utilisé pour les envois")
	r.saysNot("Utiliser pour les envois")
	pane.close()
	r.settle()
	if pane.used[dispatch.EmailEncrypted].Name != "soins" {
		t.Errorf("the list marks %v", pane.used)
	}
}
