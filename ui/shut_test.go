package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/ui/uitest"
)

var shutScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"shut_passphrase", func(r *rig) { r.shut("passphrase_required", true) }},
	{"shut_keyring", func(r *rig) { r.shut("keyring_empty", false) }},
	{"rekey", func(r *rig) { r.rekeyed(func(context.Context, string) error { return nil }) }},
}

// tries are what was typed on a home that stays shut.
type tries struct {
	typed  []string
	failed func(error)
}

// shut shows, over an open home, another one that stays shut.
func (r *rig) shut(code string, passphrase bool) *tries {
	seen := &tries{}
	r.Ask(Shut{
		Why: &dispatch.Error{Kind: dispatch.KindCredentials, Code: code}, Secret: true, Passphrase: passphrase,
		Open: func(typed string, failed func(error)) { seen.typed, seen.failed = append(seen.typed, typed), failed },
	})
	r.settle()
	return seen
}

// rekeyed shows the page after a recovery code opened the home.
func (r *rig) rekeyed(rekey func(context.Context, string) error) *uitest.Homes {
	homes := &uitest.Homes{Real: true}
	r.config.Homes, r.config.Rekey = homes, rekey
	r.rekey()
	r.draw()
	r.settle()
	return homes
}

func TestAShutHomeTakesASecret(t *testing.T) {
	r := newRig(t, nil)
	seen := r.shut("passphrase_required", true)
	r.says("Phrase de passe du dossier")
	r.says("Le code de récupération ouvre aussi.")
	r.saysNot("--")
	r.key(fyne.KeyReturn) // nothing typed
	r.write("devine")
	r.key(fyne.KeyReturn)
	r.key(fyne.KeyReturn) // twice
	if len(seen.typed) != 1 || seen.typed[0] != "devine" || r.UI.shut.secret.Text != "" {
		t.Fatalf("%q tried, %q stayed", seen.typed, r.UI.shut.secret.Text)
	}
	r.says("Ouverture…")
	seen.failed(&dispatch.Error{Kind: dispatch.KindCredentials, Code: "wrong_passphrase"})
	r.settle()
	r.says("Ce n’est ni la phrase de passe ni le code")
	r.write("phrase")
	r.key(fyne.KeyReturn)
	if len(seen.typed) != 2 {
		t.Error("no second try")
	}
}

func TestAKeyringThatLostTheKeyAsksForTheRecoveryCode(t *testing.T) {
	r := newRig(t, nil)
	seen := r.shut("keyring_empty", false)
	r.says("Tapez le code de récupération")
	r.saysNot("--")
	r.tap("Réessayer")
	if len(seen.typed) != 1 || seen.typed[0] != "" {
		t.Fatalf("%q", seen.typed)
	}
	seen.failed(&dispatch.Error{Kind: dispatch.KindCredentials, Code: "keyring_empty"})
	r.tap("Revenir")
	r.says("Envoyer")
}

func TestAHomeOpenedByItsRecoveryCodeGetsAnotherKey(t *testing.T) {
	r, kept := newRig(t, nil), ""
	homes := r.rekeyed(func(_ context.Context, passphrase string) error { kept = passphrase; return nil })
	r.says("Choisissez ce qui ouvre Souspli désormais")
	r.start.page(startKey).(*keyPage).pick.set(true)
	r.write("érable boréal neige tulipe")
	r.key(fyne.KeyReturn)
	r.write("érable boréal neige tulipe")
	r.tap("Garder ce choix")
	if kept != "érable boréal neige tulipe" || len(homes.Opened) != 1 || homes.Opened[0] {
		t.Errorf("kept %q, opened %v", kept, homes.Opened)
	}
}

func TestTheQuestionBeforeClosingIsSeenOnALockedWindow(t *testing.T) {
	r := newRig(t, nil)
	r.sendSomething()
	r.lockBy(tulip)
	r.Lock()
	r.settle()
	r.Leave()
	r.settle()
	r.says("Des envois ne sont pas terminés")
	r.saysNot("Beaubien")
	r.tap("Rester")
	r.says("Souspli est verrouillé")
}
