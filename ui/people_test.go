package ui

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func (r *rig) book() *bookScreen {
	r.ctrl(fyne.Key4)
	return r.rooms[roomBook].(*bookScreen)
}

// preview shows what the import of a file changes.
func (r *rig) preview() {
	r.book().upkeep.preview(desk.ImportFrom{Path: "/documents/carnet.csv"})
	r.settle()
}

// duplicates shows a clinic that stands twice in the address book.
func (r *rig) duplicates() {
	r.t.Helper()
	twin := dispatch.Recipient{Name: "Clinique du Parc inc.", Class: dispatch.ExternalPartner, Routes: []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+15145550120"}}}
	if _, err := r.desk.SaveRecipient(r.t.Context(), twin); err != nil {
		r.t.Fatal(err)
	}
	r.book().upkeep.duplicates()
	r.settle()
}

// several puts three recipients into a draft.
func (r *rig) several() {
	r.drop("/documents/dossier.pdf")
	r.draft.kind = dispatch.RecordCopy
	r.to("beaub")
	r.draft.consent, r.draft.authorisation = consentGiven, "Consentement au dossier"
	for _, who := range []string{"radiologie", "parc"} {
		r.tap(r.UI.t("add_another"))
		r.to(who)
	}
	r.settle()
}

func TestAnImportIsSeenBeforeItIsStored(t *testing.T) {
	r := newRig(t, nil)
	file := filepath.Join(t.TempDir(), "carnet.csv")
	if err := os.WriteFile(file, []byte("Nom\nA\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.config.Folder = filepath.Dir(file)
	b := r.book()
	r.tap(r.UI.t("upkeep"))
	r.tap(r.UI.t("import_file"))
	r.settle()
	b.upkeep.preview(desk.ImportFrom{Path: file})
	r.settle()
	r.says("Laboratoire du Cap")
	r.says(r.texts.Text("caution_personal"))
	if r.desk.Calls("StoreImport") != 0 {
		t.Fatal("a preview was stored")
	}
	r.tap(r.UI.n("import_store", 3))
	if r.desk.Calls("StoreImport") != 1 {
		t.Fatal("the import was not stored")
	}
	r.says("Laboratoire du Cap")
	r.tap(r.UI.t("upkeep"))
	r.tap(r.UI.t("import_undo"))
	r.says(r.UI.t("import_undone", "removed", 2, "restored", 1, "kept", 0))
}

func TestAnImportThatFailsIsTold(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Fail("PreviewImport", &dispatch.Error{Kind: dispatch.KindInvalid, Code: "csv_no_headings"})
	r.preview()
	r.says(r.texts.Text("error_csv_no_headings"))
}

func TestDuplicatesAreMergedByHand(t *testing.T) {
	r := newRig(t, nil)
	r.duplicates()
	r.says("Clinique du Parc inc.")
	r.tap(r.UI.t("merge_keep"))
	if r.desk.Calls("MergeRecipients") != 1 {
		t.Fatal("nothing was merged")
	}
	r.says(r.UI.t("duplicates_none"))
}

func TestARecipientLeavesTheBook(t *testing.T) {
	r := newRig(t, nil)
	b := r.book()
	b.choose(2)
	r.settle()
	name := b.shown.Name
	r.tap(r.UI.t("remove_recipient"))
	r.says(r.UI.t("recipient_removed", "name", name))
}

func TestSeveralRecipientsAtOnce(t *testing.T) {
	r := newRig(t, nil)
	r.several()
	if got := len(r.draft.addressees()); got != 3 {
		t.Fatalf("%d recipients", got)
	}
	if !r.sending().primary.Disabled() {
		t.Fatal("a number that nobody verified does not hold the button")
	}
	r.sending().recipient.takeOut(r.draft.others[1].ID)
	r.settle()
	r.tap(r.UI.n("send_several", 2))
	if r.desk.Calls("SendAll") != 1 || r.desk.Calls("Send") != 2 {
		t.Errorf("sent %d times", r.desk.Calls("Send"))
	}
	if !r.draft.empty() {
		t.Error("the screen is not empty after sending")
	}
}

func TestWhoCannotBeSentToStaysInTheScreen(t *testing.T) {
	r := newRig(t, nil)
	r.several()
	r.sending().recipient.takeOut(r.draft.others[1].ID)
	r.settle()
	r.desk.Fail("Send", &dispatch.Error{Kind: dispatch.KindConflict, Code: "recipient_changed"})
	r.tap(r.UI.n("send_several", 2))
	if r.draft.empty() || len(r.draft.addressees()) != 2 {
		t.Errorf("left in the screen: %d", len(r.draft.addressees()))
	}
	r.says(r.texts.Text("error_recipient_changed"))
}
