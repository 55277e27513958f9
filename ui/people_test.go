package ui

import (
	"os"
	"path/filepath"
	"slices"
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
	r.says(r.texts.Text("import_change_dropped", "field", "Télécopieur", "from", r.texts.PhoneNumber("+15145550120")))
	if r.desk.Calls("StoreImport") != 0 {
		t.Fatal("a preview was stored")
	}
	r.tap(r.n("import_store", 3))
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
	r.tap(r.n("send_several", 2))
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
	r.tap(r.n("send_several", 2))
	if r.draft.empty() || len(r.draft.addressees()) != 2 {
		t.Errorf("left in the screen: %d", len(r.draft.addressees()))
	}
	r.says(r.texts.Text("error_recipient_changed"))
}

// keep puts somebody into the address book.
func (r *rig) keep(to dispatch.Recipient) dispatch.Recipient {
	r.t.Helper()
	saved, err := r.desk.SaveRecipient(r.t.Context(), to)
	if err != nil {
		r.t.Fatal(err)
	}
	return saved
}

// radiology has two numbers and three addresses, of which one is odd.
func (r *rig) radiology() dispatch.Recipient {
	r.t.Helper()
	called := &dispatch.Verification{By: "accueil", How: "Appel à la réception", At: r.config.Now().AddDate(0, 0, -20)}
	return r.keep(dispatch.Recipient{
		Name: "Radiologie du Littoral", Organisation: "Imagerie Littoral", Department: "Échographie", Class: dispatch.ExternalPartner, Phone: "+14185550170",
		Routes: []dispatch.Route{
			{Channel: dispatch.CloudFax, Address: "+14185550171", Label: "réception", Verification: called},
			{Channel: dispatch.CloudFax, Address: "+14185550172", Label: "résultats", Verification: called},
			{Channel: dispatch.EmailEncrypted, Address: "radiologie@ailleurs.example"},
		},
	})
}

// hospital fills three departments of an organisation.
func (r *rig) hospital() {
	r.t.Helper()
	for name, department := range map[string]string{
		"Dre Anne Caron": "Cardiologie", "Dr Louis Petit": "Cardiologie", "Accueil": "", "Dre Mai Tran": "Néphrologie",
	} {
		r.keep(dispatch.Recipient{Name: name, Organisation: "Hôpital de la Baie", Department: department, Class: dispatch.ExternalPartner})
	}
}

func (r *rig) byOrganisation() *bookScreen {
	r.hospital()
	r.radiology()
	b := r.book()
	b.sieve.orders.SetSelected(r.UI.t("book_by_organisation"))
	r.settle()
	return b
}

func TestOneOfSeveralNumbersIsTaken(t *testing.T) {
	r := newRig(t, nil)
	r.radiology()
	r.drop("/documents/ordonnance.pdf")
	r.to("littoral")
	r.says(r.UI.t("route_labelled", "address", r.texts.PhoneNumber("+14185550172"), "label", "résultats"))
	r.tap(r.UI.t("route_take"))
	if got := r.draft.desk().Route; got != "+14185550172" {
		t.Fatalf("by %q", got)
	}
	if got := r.draft.addressees()[0].Route; got != "+14185550172" {
		t.Errorf("among several by %q", got)
	}
	r.tap(r.UI.t("route_take"))
	if got := r.draft.desk().Route; got != "" {
		t.Errorf("the first again is %q", got)
	}
	r.tap(r.UI.t("route_take"))
	r.sending().recipient.clear()
	r.to("beaub")
	if got := r.draft.desk().Route; got != "" {
		t.Errorf("another recipient is reached at %q", got)
	}
}

func TestTheCardKeepsSeveralAddresses(t *testing.T) {
	r := newRig(t, nil)
	b, to := r.book(), r.radiology()
	b.show(to)
	r.settle()
	r.says(r.texts.Text("caution_other_domain"))
	r.tap(r.UI.t("route_use_first"))
	if first, _ := b.shown.Route(dispatch.CloudFax); first.Address != "+14185550172" || first.Verification == nil {
		t.Errorf("first is %+v", first)
	}
	r.tap(r.UI.t("route_verify"))
	r.write("Carte d’affaires")
	r.tap(r.UI.t("verified"))
	if mail, _ := b.shown.Route(dispatch.EmailEncrypted); mail.Verification == nil {
		t.Errorf("nobody verified %+v", mail)
	}
	r.tap(r.UI.t("route_remove"))
	if got := len(b.shown.RoutesOver(dispatch.CloudFax)); got != 1 {
		t.Errorf("%d numbers are left", got)
	}
	r.tap(r.UI.t("route_add"))
	form := b.routes.form
	form.address.SetText("418 555-0173")
	form.again.SetText("418 555-0137")
	r.tap(r.UI.t("route_save"))
	r.says(r.UI.t("fax_differs"))
	form.again.SetText("(418) 555-0173")
	form.label.SetText("urgences")
	r.tap(r.UI.t("route_save"))
	if !b.shown.Reaches(dispatch.CloudFax, "+14185550173") {
		t.Errorf("not added: %+v", b.shown.Routes)
	}
}

func TestTheBookByOrganisation(t *testing.T) {
	r := newRig(t, nil)
	b := r.byOrganisation()
	r.says("Cardiologie")
	heading := slices.IndexFunc(b.rows, func(row bookRow) bool { return row.organisation == "Hôpital de la Baie" })
	if got := b.rows[heading].count; got != 4 {
		t.Errorf("%d entries below the heading", got)
	}
	b.choose(heading)
	r.settle()
	if b.query.Text != "Hôpital de la Baie" || b.shown.ID != "" {
		t.Errorf("a heading shows %q", b.query.Text)
	}
	for _, row := range b.rows {
		if !row.heading() && row.recipient.Organisation != "Hôpital de la Baie" {
			t.Errorf("%s is another's", row.recipient.Name)
		}
	}
}
