package store_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
)

// words are what must not stand in any byte of a home.
var words = map[string]string{
	"recipient's name":     "Wenceslas Zyxwvut",
	"organisation":         "Clinique Qwertzuiop",
	"e-mail address":       "wenceslas@zyxwvut.example",
	"fax number":           "+15145550177",
	"telephone":            "+14385550166",
	"who verified":         "verifiante.kjhgfd",
	"subject":              "Sujet Mnbvcxy confidentiel",
	"message":              "Bonjour Poiuytrewq",
	"reason":               "Motif Asdfghjklm",
	"purpose":              "Finalite Plmoknijb",
	"authorisation":        "Consentement Uhbygvtfc",
	"file name":            "Rapport Rdxeszwaq.pdf",
	"document content":     "Diagnostic Okmijnuhb",
	"passphrase":           "cheval agrafe wertyuiop",
	"agreed secret":        "lanterne-coussin-zxswedcvf",
	"drawn secret":         "ficelle-radis-vfrtgbnhy",
	"account's name":       "Compte Lkjhgfdsa",
	"account's URL":        "hylafax://fax.mlpnkobji.example",
	"account's user":       "utilisateur.vgycftxdr",
	"account's secret":     "MotDePasseZsexdrcft",
	"own key's address":    "clinique@bhunjimko.example",
	"own key's secret":     "SecretTressecretNhybgtvfr",
	"fingerprint":          "0123456789abcdef0123456789abcdef01234567",
	"setting's name":       "reglageQazwsxedc",
	"setting":              "valeurRfvtgbyhn",
	"actor":                "acteur.ujmikolp",
	"event's detail":       "detailWsxcderfv",
	"receipt's reference":  "travailBgtnhymju",
	"receipt's detail":     "reponseKiloujhy",
	"error's detail":       "erreurTgbnhyujm",
	"document kind":        "mental_health_report",
	"class":                "outside_quebec_partner",
	"SHA-256 of a dossier": "4f1a5d2e9b3c8a7764f1a5d2e9b3c8a7764f1a5d2e9b3c8a7764f1a5d2e9b3c8",
}

// plant stores every planted word where it belongs.
func plant(t *testing.T, h home) {
	t.Helper()
	p := words
	to := dispatch.Recipient{
		ID: newID(), Name: p["recipient's name"], Organisation: p["organisation"], Phone: p["telephone"],
		Class: dispatch.Class(p["class"]), Routes: []dispatch.Route{
			{Channel: dispatch.CloudFax, Address: p["fax number"], Verification: &dispatch.Verification{By: p["who verified"]}},
			{Channel: dispatch.EmailEncrypted, Address: p["e-mail address"]},
		},
	}
	told := func(kind dispatch.EventType) dispatch.Event {
		e := event(kind, start)
		e.Actor, e.Details = p["actor"], map[string]string{"note": p["event's detail"]}
		return e
	}
	key := dispatch.Key{Fingerprint: p["fingerprint"], Addresses: []string{p["e-mail address"]}}
	own := dispatch.Key{Fingerprint: "ffff" + p["fingerprint"][4:], Addresses: []string{p["own key's address"]}}
	account := dispatch.Account{
		ID: newID(), Name: p["account's name"], Channel: dispatch.CloudFax, URL: p["account's URL"], User: p["account's user"],
	}
	d := held()
	d.Recipient, d.Route, d.Subject, d.Message = to, to.Routes[0], p["subject"], p["message"]
	d.Reason, d.Purpose, d.Authorisation = p["reason"], p["purpose"], p["authorisation"]
	document := addDocument(t, h, []byte(p["document content"]))
	document.Name, document.Kind = p["file name"], dispatch.DocumentKind(p["document kind"])
	d.Documents = []dispatch.Document{document}
	d.Case.RecipientAddress = p["e-mail address"]
	for _, err := range []error{
		h.SaveRecipient(t.Context(), to, told(dispatch.EventRecipientSaved)),
		h.SaveKey(t.Context(), key, told(dispatch.EventKeySaved)),
		h.SaveDrawnSecret(t.Context(), to.ID, p["agreed secret"], told(dispatch.EventSecretDrawn)),
		h.TakeDrawnSecret(t.Context(), to.ID, start, told(dispatch.EventSecretAgreed)),
		h.SaveDrawnSecret(t.Context(), to.ID, p["drawn secret"], told(dispatch.EventSecretDrawn)),
		h.SaveOwnKey(t.Context(), own, []byte(p["own key's secret"]), told(dispatch.EventKeySaved)),
		h.SaveAccount(t.Context(), account, []byte(p["account's secret"]), told(dispatch.EventAccountSaved)),
		h.SaveSetting(t.Context(), p["setting's name"], p["setting"]),
		h.SaveSetting(t.Context(), "hash", p["SHA-256 of a dossier"]),
		h.Create(t.Context(), d, p["passphrase"], told(dispatch.EventCreated)),
	} {
		wantError{}.check(t, err)
	}
	for _, change := range wayTo(d.ID, dispatch.Accepted) {
		change.Event = told(change.Event.Type)
		if change.Attempt != nil && !change.Attempt.Ended.IsZero() {
			change.Attempt.Receipt.Reference, change.Attempt.Receipt.Detail = p["receipt's reference"], p["receipt's detail"]
			change.Attempt.Error = &dispatch.Failure{Detail: p["error's detail"]}
		}
		wantError{}.check(t, h.Apply(t.Context(), change))
	}
}

// searchFor finds words, and their single long ones.
func searchFor(t *testing.T, words map[string]string) *planted.Search {
	t.Helper()
	var all []planted.Word
	for kind, word := range words {
		parts := strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune(" @.:/+", r) })
		for _, part := range append(parts, word) {
			if len(part) >= 8 {
				all = append(all, planted.Word{Kind: kind, Text: part})
			}
		}
	}
	search, err := planted.NewSearch(all...)
	if err != nil {
		t.Fatal(err)
	}
	return search
}

func TestNothingPersonalStandsInClear(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	plant(t, h)
	seen := files(t, h.dir)
	if wal := seen[filepath.Join(h.dir, "souspli.db-wal")]; len(wal) == 0 {
		t.Fatal("there is no write-ahead log to look at")
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for path, content := range files(t, h.dir) {
		seen[path+" after closing"] = content
	}
	search := searchFor(t, words)
	for path, content := range seen {
		for _, found := range search.In(content, filepath.Base(path)) {
			t.Error(found)
		}
	}
}
