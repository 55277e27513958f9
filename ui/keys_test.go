package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

const parcAddress = "accueil@clinique-du-parc.example"

// somebodysKey is a key of the clinic in the park, with what is wrong with it.
func somebodysKey(digit, problem string) dispatch.Key {
	key := dispatch.Key{
		Fingerprint: strings.Repeat(digit, 40), State: dispatch.KeyUnverified, Addresses: []string{parcAddress},
		Created: noon.AddDate(0, -1, 0), Source: dispatch.KeyFromWKD,
	}
	if key.Problem = problem; problem != "" {
		key.State, key.Blocked = dispatch.KeyBlocked, problem
	}
	return key
}

// ownKey ends in so many days.
func ownKey(days int) dispatch.Key {
	return dispatch.Key{
		Fingerprint: strings.Repeat("0a1b", 10), State: dispatch.KeyVerified, Own: true, Addresses: []string{"accueil@vieux-phare.example"},
		Created: noon.AddDate(-2, 0, days), Expires: noon.AddDate(0, 0, days),
	}
}

// parc opens the clinic in the park.
func (r *rig) parc() *bookScreen {
	r.t.Helper()
	r.ctrl(fyne.Key4)
	r.write("parc")
	b := r.rooms[roomBook].(*bookScreen)
	b.choose(0)
	r.settle()
	return b
}

func (r *rig) allKeys() {
	r.t.Helper()
	r.ctrl(fyne.Key4)
	r.tap(r.UI.t("keys_short"))
}

func TestAKeyIsVerifiedByTelephone(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish([]dispatch.Key{somebodysKey("c", dispatch.KeyChanged)}, nil)
	r.parc()
	r.says("Cette adresse avait une autre clé")
	r.says("CCCC CCCC CCCC CCCC CCCC CCCC CCCC CCCC CCCC CCCC")
	r.tap("Vérifier par téléphone")
	r.says("514 555-0121")
	r.saysNot("La clé est vérifiée.")
	r.tap("L’empreinte est la même")
	r.says("La clé est vérifiée.")
	r.saysNot("Cette adresse avait une autre clé")
	if n := r.desk.Calls("VerifyKeyByPhone"); n != 1 {
		t.Errorf("verified %d times", n)
	}
}

func TestAnotherFingerprintIsBlocked(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish([]dispatch.Key{somebodysKey("c", dispatch.KeyChanged)}, nil)
	r.parc()
	r.tap("Vérifier par téléphone")
	r.tap("Elle est différente : bloquer")
	r.says("La clé est bloquée.")
	if r.desk.Calls("VerifyKeyByPhone") != 0 {
		t.Error("it was verified")
	}
}

// TestWhatAKeyRulesOutNobodyCanAllow offers neither verification nor anything else.
func TestWhatAKeyRulesOutNobodyCanAllow(t *testing.T) {
	r := newRig(t, nil)
	b := r.parc()
	for problem, want := range map[string]int{
		"": 2, dispatch.KeyChanged: 2, dispatch.KeySuperseded: 1, dispatch.KeyRefused: 1, dispatch.KeyRevoked: 0, "key_expired": 0, "key_weak": 0,
	} {
		if got := len(b.keyring.buttons(somebodysKey("c", problem))); got != want {
			t.Errorf("%q: %d buttons, want %d", problem, got, want)
		}
	}
}

func TestAKeyIsFound(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish(nil, []dispatch.Key{somebodysKey("d", "")})
	r.parc()
	r.tap("Chercher sa clé")
	r.says("Trouvée : domaine du destinataire")
	r.saysNot("veut lui écrire")
	r.tap("Chercher à keys.openpgp.org…")
	r.says("Il apprendrait l’adresse")
	if n := r.desk.Calls("FindKeys"); n != 1 {
		t.Errorf("it asked %d times before the person agreed", n)
	}
	r.tap("Demander cette fois")
	r.tap("Importer cette clé")
	r.says("1 clé est importée.")
	r.says("DDDD DDDD")
}

func TestOwnKey(t *testing.T) {
	for name, c := range map[string]struct {
		days int
		says string
	}{
		"good":  {400, "est valide jusqu’au"},
		"soon":  {40, "Prolongez-la et transmettez"},
		"ended": {-1, "a expiré"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil)
			r.desk.Publish([]dispatch.Key{ownKey(c.days)}, nil)
			r.allKeys()
			r.says(c.says)
			r.tap("Prolonger de deux ans")
			r.says("La clé de la clinique est prolongée.")
			r.says("est valide jusqu’au")
		})
	}
}

func TestRevocationPage(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish([]dispatch.Key{ownKey(400)}, nil)
	r.allKeys()
	r.tap("Page de révocation")
	r.says("La page est enregistrée : revocation-de-la-cle.pdf")
	content, err := os.ReadFile(filepath.Join(r.config.Folder, "revocation-de-la-cle.pdf"))
	if err != nil || string(content) != "revocation fr" {
		t.Errorf("%q, %v", content, err)
	}
	r.tap("Page de révocation")
	r.says("La page ne peut pas être enregistrée.")
}

func TestPastingAKey(t *testing.T) {
	r := newRig(t, nil)
	r.config.App.Clipboard().SetContent("-----BEGIN PGP PUBLIC KEY BLOCK-----")
	r.allKeys()
	r.tap("Coller une clé")
	r.says("1 clé est importée.")
}
