package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/ui/uitest"
)

// formScreens are the screens of forms, keys and gateways that are kept as markup.
var formScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"send_form_call", func(r *rig) {
		r.desk.Publish([]dispatch.Key{roysKey("c", "")}, nil)
		r.byMail("roy")
	}},
	{"send_form_locked", func(r *rig) {
		r.byMail("roy")
		r.sending().suggestion.formsOpen = true
		r.sending().suggestion.render(r.sending().answer)
	}},
	{"send_form_gateway", func(r *rig) {
		r.desk.Declare(readyGateway())
		r.byMail("roy")
	}},
	{"gateway_new", func(r *rig) { r.openMailGateway() }},
	{"gateway_test", func(r *rig) {
		g := readyGateway()
		g.Test.Seen = nil
		r.desk.Declare(g)
		r.openMailGateway()
	}},
	{"gateway_ready", func(r *rig) {
		r.desk.Declare(readyGateway())
		r.openMailGateway()
	}},
	{"keys_own", func(r *rig) {
		r.desk.Publish([]dispatch.Key{ownKey(40), roysVerifiedKey(), roysKey("e", "key_expired")}, nil)
		r.allKeys()
		b := r.rooms[roomBook].(*bookScreen)
		b.keyring.own.file, b.keyring.own.fresh = "/documents/clinique.p12", true
		r.tap(r.UI.t("key_ask_news"))
	}},
	{"key_binding", func(r *rig) {
		shared := roysVerifiedKey()
		shared.Addresses = []string{"reception@ssss.gouv.qc.ca"}
		r.desk.Publish([]dispatch.Key{shared}, nil)
		r.ctrl(fyne.Key4)
		b := r.rooms[roomBook].(*bookScreen)
		r.write("nadeau")
		b.choose(0)
		b.keyring.binding.open = true
		b.render()
		r.settle()
	}},
	{"todo_keys", func(r *rig) {
		r.desk.Stop(2)
		r.desk.Publish([]dispatch.Key{ownKey(40), roysKey("c", dispatch.KeyChanged), roysKey("e", "key_expired")}, nil)
		r.desk.ComeBack()
		r.refresh()
		r.ctrl(fyne.Key2)
	}},
}

// roysKey is a key of a patient, with what is wrong with it.
func roysKey(digit, problem string) dispatch.Key {
	key := somebodysKey(digit, problem)
	key.Addresses = []string{"lucie.roy@courriel.example"}
	return key
}

func roysVerifiedKey() dispatch.Key {
	key := roysKey("d", "")
	key.State = dispatch.KeyVerified
	key.Verification = &dispatch.Verification{By: "accueil", How: desk.ByTelephone + "+15145550121", At: noon.AddDate(0, -1, 0)}
	return key
}

func readyGateway() desk.Gateway {
	return desk.Gateway{
		Trigger:  "[chiffrer]",
		Approval: &desk.GatewayApproval{By: "Denis Caron", Rule: "Chiffrement-12", On: noon.AddDate(0, -2, 0), Recorded: noon.AddDate(0, -2, 0), Recorder: "accueil"},
		Test: &desk.GatewayTest{
			Address: "accueil@ailleurs.example", Sent: noon.AddDate(0, -2, 1),
			Seen: &dispatch.Verification{By: "accueil", How: "gateway_test", At: noon.AddDate(0, -2, 1)},
		},
	}
}

// byMail has a result leave by encrypted e-mail.
func (r *rig) byMail(who string) {
	r.t.Helper()
	r.drop("/documents/compte rendu.pdf")
	r.sending().documents.kind.choose(dispatch.ConsultReport)
	r.settle()
	r.to(who)
	r.draft.consent, r.draft.authorisation, r.draft.channel = consentGiven, "Équipe traitante", dispatch.EmailEncrypted
	r.draft.reason = "Demandé par la patiente"
	r.speak(r.texts.Language())
	r.settle()
}

// openMailGateway opens the gateway of a mail account of a clinic of its own.
func (r *rig) openMailGateway() {
	r.t.Helper()
	r.desk.Serve(dispatch.Account{
		Name: "Courriel de la clinique", Channel: dispatch.EmailEncrypted, Provider: "smtp", URL: "smtps://courriel.vieux-phare.example",
		From: "accueil@vieux-phare.example",
	})
	r.openFirstAccount()
	r.tap(r.UI.t("gateway_open"))
}

func (r *rig) gatewayShown() *gatewayPage { return r.settings().accounts().gateway }

func TestFormsOfEncryptedMail(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []dispatch.Key
		says []string
		not  []string
	}{
		{"nothing is known", nil, []string{"PDF verrouillé", "Aucune clé n’est connue pour ce destinataire."}, []string{"Vérifier par téléphone"}},
		{"nobody verified the key", []dispatch.Key{roysKey("c", "")}, []string{"OpenPGP", "Clé connue, jamais vérifiée", "Vérifier par téléphone"}, nil},
		{"a verified key", []dispatch.Key{roysVerifiedKey()}, []string{"Clé vérifiée par accueil", "aucune phrase de passe à donner"}, []string{"Vérifier par téléphone"}},
		{"a blocked key", []dispatch.Key{roysKey("c", dispatch.KeyChanged)}, []string{"Cette adresse avait une autre clé"}, []string{"Vérifier par téléphone", "Clé connue"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			r.desk.Publish(c.keys, nil)
			r.byMail("roy")
			for _, words := range c.says {
				r.says(words)
			}
			for _, words := range c.not {
				r.saysNot(words)
			}
		})
	}
}

// TestTheFormInSightLeaves also shows that it is a person who goes past a key, and for one recipient only.
func TestTheFormInSightLeaves(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish([]dispatch.Key{roysKey("c", dispatch.KeyChanged)}, nil)
	r.byMail("roy")
	if r.sending().ready() {
		t.Error("it would leave with a key that changed")
	}
	r.pick("Changer de forme")
	r.says("Fichiers OpenPGP joints")
	r.pick("PDF verrouillé")
	r.says("Vous avez choisi cette forme.")
	r.ctrl(fyne.KeyReturn)
	if got := r.desk.Last(); got.Form != dispatch.LockedPDF || r.desk.Calls("Send") != 1 {
		t.Fatalf("sent %d times, as %q", r.desk.Calls("Send"), got.Form)
	}
	if r.draft.form != "" {
		t.Errorf("the next one would leave as %q", r.draft.form)
	}
}

func TestAnotherRecipientForgetsTheForm(t *testing.T) {
	r := newRig(t, nil)
	r.byMail("roy")
	r.draft.form = dispatch.OpenPGPPassphrase
	r.sending().recipient.clear()
	if r.draft.form != "" {
		t.Errorf("kept %q", r.draft.form)
	}
}

func TestAKeyIsVerifiedOnTheWay(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish([]dispatch.Key{roysKey("c", "")}, nil)
	r.byMail("roy")
	r.tap("Vérifier par téléphone")
	r.says("418 555-0199")
	r.tap("L’empreinte est la même")
	r.ctrl(fyne.Key1)
	r.says("Clé vérifiée par accueil")
	if !r.sending().ready() {
		t.Errorf("it does not leave:\n%s", r.screen())
	}
}

func TestWithoutATelephoneNobodyCanBeToldThePassphrase(t *testing.T) {
	r := newRig(t, nil)
	r.byMail("roy")
	r.saysNot("ne donne aucun téléphone")
	r.draft.recipient.Phone = ""
	r.sending().show()
	r.says("Le carnet ne donne aucun téléphone pour Lucie Roy")
}

// TestAGatewayIsNeverCalledEncrypted looks wherever a dispatch tells how it travels.
func TestAGatewayIsNeverCalledEncrypted(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Declare(readyGateway())
	r.byMail("roy")
	r.saysNot("Envoyer par courriel chiffré")
	r.tap("Envoyer par la passerelle à Lucie Roy")
	sent, err := r.desk.Search(t.Context(), dispatch.Filter{States: []dispatch.State{dispatch.Held}, Query: "roy"})
	if err != nil || len(sent.Dispatches) != 1 {
		t.Fatal(sent, err)
	}
	row := newHistoryRow(r.UI)
	row.fill(sent.Dispatches[0], false)
	if got := row.channel.word.words; got != "Passerelle" {
		t.Errorf("the history says %q", got)
	}
	r.ctrl(fyne.Key3)
	r.history().choose(0)
	r.settle()
	r.says("Courriel par la passerelle déclarée")
	if got := r.taskWords(desk.Task{Kind: desk.TaskSettle, Dispatch: &sent.Dispatches[0]}); !strings.HasPrefix(got, "Courriel par la passerelle déclarée à Lucie Roy") {
		t.Errorf("the task says %q", got)
	}
}

func TestAGatewayIsDeclaredApprovedAndTested(t *testing.T) {
	r := newRig(t, nil)
	r.openMailGateway()
	r.says("Aucune passerelle n’est déclarée.")
	r.gatewayShown().subject.SetText("[chiffrer]")
	r.tap("Enregistrer")
	r.says("La passerelle n’est pas approuvée")
	r.ctrl(fyne.KeyReturn)
	if r.desk.Calls("ApproveGateway") != 0 {
		t.Error("approved by nobody")
	}
	r.gatewayShown().by.SetText("Denis Caron")
	r.gatewayShown().rule.SetText("Chiffrement-12")
	r.tap("Inscrire l’approbation")
	r.says("doit être essayée")
	r.tap("Envoyer l’essai")
	if r.desk.Calls("TestGateway") != 0 {
		t.Error("tested to no address")
	}
	r.write("accueil@ailleurs.example") // the keyboard is there
	r.key(fyne.KeyReturn)
	r.says("L’essai est parti à accueil@ailleurs.example.")
	r.tap("Il est chiffré")
	r.says("L’essai est à refaire avant le 22 nov. 2027.")
}

// TestAGatewayThatLapsedIsOneStepAway leads from the need to the account that it is about.
func TestAGatewayThatLapsedIsOneStepAway(t *testing.T) {
	r := newRig(t, nil)
	r.draft.form = dispatch.Gateway
	r.byMail("roy")
	if r.sending().ready() {
		t.Error("it would leave by a gateway that nobody approved")
	}
	r.tap("Ouvrir la passerelle")
	if shown := r.gatewayShown(); shown == nil || shown.account.Channel != dispatch.EmailEncrypted {
		t.Errorf("its gateway is not shown:\n%s", r.screen())
	}
}

func TestAGatewaySeenInClearIsNotApproved(t *testing.T) {
	r := newRig(t, nil)
	g := readyGateway()
	g.Test.Seen = nil
	r.desk.Declare(g)
	r.openMailGateway()
	r.tap("Il se lit en clair")
	r.says("La passerelle n’est pas approuvée")
}

func TestChangingTheTriggerEndsTheApproval(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Declare(readyGateway())
	r.openMailGateway()
	r.tap("Changer")
	r.says("met fin à l’approbation actuelle")
	r.gatewayShown().header.SetText("X-Chiffrer: oui")
	r.tap("Enregistrer")
	r.says("La passerelle n’est pas approuvée")
}

func TestTheGatewayLeadsBackToItsAccount(t *testing.T) {
	r := newRig(t, nil)
	r.openMailGateway()
	r.back()
	r.settle()
	if a := r.settings().accounts(); a.gateway != nil || a.page == nil {
		t.Errorf("the account is not shown:\n%s", r.screen())
	}
}

func TestOwnCertificate(t *testing.T) {
	r := newRig(t, nil)
	r.allKeys()
	r.says("La clinique n’a pas de certificat S/MIME.")
	own := r.rooms[roomBook].(*bookScreen).keyring.own
	own.file = filepath.Join(t.TempDir(), "clinique.p12")
	if err := os.WriteFile(own.file, []byte("certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	own.k.b.render()
	for _, c := range []struct{ password, says string }{
		{"devine", "Le mot de passe n’ouvre pas"},
		{uitest.CertificatePassword, "Le certificat de la clinique est importé."},
	} {
		own.password.SetText(c.password)
		r.tap("Importer")
		r.says(c.says)
		if own.password.Text != "" {
			t.Error("the password stays in the window")
		}
	}
	r.says("accueil@vieux-phare.example : valide jusqu’au 22 nov. 2027")
}

func TestAnotherKeyIsMadeOnlyWhenAsked(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish([]dispatch.Key{ownKey(400)}, nil)
	r.allKeys()
	r.saysNot("chaque destinataire doit la vérifier")
	r.pick("Créer plutôt une nouvelle clé")
	r.says("chaque destinataire doit la vérifier")
	r.tap("Créer une nouvelle clé")
	r.says("La nouvelle clé de la clinique est créée.")
}

func TestNewsOfKeys(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish([]dispatch.Key{roysVerifiedKey()}, nil)
	r.allKeys()
	r.tap("Mettre à jour")
	r.says("2 clés : rien de nouveau") // of the park's clinic too
	r.tap("Chercher aussi à keys.openpgp.org…")
	r.says("Il apprendrait les empreintes")
	if r.desk.Calls("RefreshKeys by consent") != 0 {
		t.Error("asked before the person agreed")
	}
	r.tap("Demander cette fois")
	if r.desk.Calls("RefreshKeys by consent") != 1 {
		t.Error("not asked")
	}
}

func TestAnOrganisationsKeyIsBoundForAReason(t *testing.T) {
	r := newRig(t, nil)
	shared := roysVerifiedKey()
	shared.Addresses = []string{"reception@ssss.gouv.qc.ca"}
	r.desk.Publish([]dispatch.Key{shared}, nil)
	r.ctrl(fyne.Key4)
	r.write("nadeau")
	b := r.rooms[roomBook].(*bookScreen)
	b.choose(0)
	r.settle()
	r.pick("Utiliser la clé d’une organisation")
	r.tap("Utiliser cette clé")
	if r.desk.Calls("BindKey") != 0 {
		t.Error("bound without a reason")
	}
	b.keyring.binding.reason.SetText("Confirmé par la réception")
	r.tap("Utiliser cette clé")
	r.says("Clé de reception@ssss.gouv.qc.ca, retenue par accueil le 22 nov. 2026 : Confirmé par la réception")
}

// TestTasksAboutKeys are counted with the others, and each leads to where it is settled.
func TestTasksAboutKeys(t *testing.T) {
	for _, c := range []struct{ name, says, settles string }{
		{"changed", "La clé de Lucie Roy a changé", "418 555-0199"},
		{"expired", "La clé de Lucie Roy ne peut plus servir.", "Chercher sa clé"},
		{"own", "La clé de la clinique se termine le", "Prolonger de deux ans"},
		{"bounced", "Courriel retourné : ", "insurance-form.pdf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			before := len(r.live.tasks)
			more := 1
			switch c.name {
			case "changed":
				r.desk.Publish([]dispatch.Key{roysKey("c", dispatch.KeyChanged)}, nil)
			case "expired":
				r.desk.Stop(1)
				r.desk.Publish([]dispatch.Key{roysKey("e", "key_expired")}, nil)
			case "own":
				r.desk.Publish([]dispatch.Key{ownKey(40)}, nil)
			case "bounced":
				r.desk.ComeBack()
				more = 0 // it was a task already
			}
			r.refresh()
			r.ctrl(fyne.Key2)
			if got := len(r.live.tasks); got != before+more || r.frame.doors[roomTodo].count.words != r.count(got) {
				t.Errorf("%d tasks after %d, the rail says %q", got, before, r.frame.doors[roomTodo].count.words)
			}
			r.says(c.says)
			todo := r.rooms[roomTodo].(*todoScreen)
			for _, task := range r.live.tasks {
				if strings.HasPrefix(plain(r.taskWords(task)), c.says) {
					todo.settle(task)
					r.settle()
					break
				}
			}
			r.says(c.settles)
		})
	}
}
