package ui

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// bookScreens are the address book as a whole, and what the log tells of one recipient.
var bookScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"book_last", func(r *rig) { r.restricted(); r.book().sieve.orders.SetSelected(r.UI.t("book_by_last")); r.settle() }},
	{"book_restricted", func(r *rig) { r.book().show(r.restricted()); r.settle() }},
	{"book_story", func(r *rig) {
		r.sendSomething()
		b := r.book()
		b.choose(b.place("Pharmacie Beaubien"))
		r.settle()
		b.story.open = true
		b.render()
	}},
	{"book_export", func(r *rig) { r.book().upkeep.open(); r.settle() }},
	{"book_removed", func(r *rig) { b := r.book(); b.choose(1); r.settle(); r.tap(r.UI.t("remove_recipient")) }},
}

// place is where a recipient stands in the list.
func (b *bookScreen) place(name string) int {
	for i, row := range b.rows {
		if row.recipient.Name == name {
			return i
		}
	}
	return -1
}

// restricted is a recipient to whom a signed refusal forbids to send.
func (r *rig) restricted() dispatch.Recipient {
	r.t.Helper()
	b := r.book()
	r.settle()
	to := b.rows[0].recipient
	to.Restricted = true
	saved, err := r.desk.SaveRecipient(r.t.Context(), to)
	if err != nil {
		r.t.Fatal(err)
	}
	b.seek()
	r.settle()
	return saved
}

func TestTheBookIsSieved(t *testing.T) {
	r := newRig(t, nil)
	to := r.restricted()
	b := r.book()
	all := len(b.rows)
	b.sieve.classes.SetSelected(r.UI.t("book_class", "class", r.UI.t("book_refusals"), "n", 1))
	r.settle()
	if len(b.rows) != 1 || b.rows[0].recipient.ID != to.ID || all < 2 {
		t.Fatalf("%d of %d rows", len(b.rows), all)
	}
	b.sieve.classes.SetSelected(r.UI.t("book_everybody", "n", all))
	b.query.SetText("personne de ce nom")
	r.settle()
	r.says(r.UI.t("book_empty"))
}

func TestARefusalIsToldAndNothingIsWritten(t *testing.T) {
	r := newRig(t, nil)
	r.book().show(r.restricted())
	r.settle()
	r.says(r.texts.Concern(desk.ConcernRestricted, 0))
	r.tap(r.UI.t("write_to"))
	if r.here != roomBook {
		t.Error("a draft began for somebody who refused")
	}
}

func TestARemovalIsTakenBack(t *testing.T) {
	r := newRig(t, nil)
	b := r.book()
	b.choose(1)
	r.settle()
	name, all := b.shown.Name, len(b.rows)
	r.tap(r.UI.t("remove_recipient"))
	r.tap(r.UI.t("recipient_restore"))
	r.says(r.UI.t("recipient_restored", "name", name))
	if len(b.rows) != all || b.shown.Name != name {
		t.Errorf("%d of %d rows, %q shown", len(b.rows), all, b.shown.Name)
	}
	if b.removal.content.Visible() {
		t.Error("the way back stays in sight")
	}
}

func TestThePeopleInSightAreExported(t *testing.T) {
	r := newRig(t, nil)
	r.config.Folder = t.TempDir()
	b := r.book()
	b.query.SetText("beaubien")
	b.upkeep.open()
	r.settle()
	r.tap(r.UI.t("people_export_csv"))
	file := r.UI.t("people_export_file") + ".csv"
	r.says(r.n("people_exported", 1, "file", file))
	if content, err := os.ReadFile(filepath.Join(r.config.Folder, file)); err != nil || string(content) != "Pharmacie Beaubien\r\n" {
		t.Errorf("%q %v", content, err)
	}
}

func TestAKeyComparedInPersonIsVerified(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Publish([]dispatch.Key{somebodysKey("c", dispatch.KeyChanged)}, nil)
	b := r.parc()
	r.tap("Vérifier par téléphone")
	o := b.keyring.otherwise
	call := b.keyring.call.Key
	o.verify(call)
	if r.desk.Calls("VerifyKey") != 0 {
		t.Fatal("verified without being told how")
	}
	o.how.SetText("en personne")
	o.verify(call)
	r.settle()
	r.says(r.UI.t("key_is_verified"))
}

func TestTheUndoWindowIsSet(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionSending)
	s := newUndoSeconds(r.UI)
	s.seconds.SetText("4")
	s.save()
	if !s.notice.content.Visible() || r.desk.Calls("SaveUndoSeconds") != 0 {
		t.Error("four seconds are taken")
	}
	s.seconds.SetText("30")
	s.save()
	r.settle()
	if got, err := r.desk.UndoSeconds(t.Context()); got != 30 || err != nil {
		t.Errorf("%d seconds kept, %v", got, err)
	}
}
