package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// tick looks at a concern and says so.
func (r *rig) tick(code string) {
	r.t.Helper()
	for key, box := range r.sending().suggestion.concerns.boxes {
		if key[:len(code)] == code {
			box.SetChecked(!box.Checked)
			r.settle()
			return
		}
	}
	r.t.Fatalf("no box for %s", code)
}

func TestAConcernIsConfirmed(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	r.to("minh lam")
	r.pick("Oui")
	r.write("Consentement")
	r.pick("À la main")
	r.says("Une ordonnance va à la pharmacie que le patient a choisie")
	if !r.sending().primary.Disabled() {
		t.Fatal("it can leave unlooked at")
	}
	r.says("Regardez ce qui est signalé")
	r.tick(desk.ConcernPrescriptionPlace)
	if r.sending().primary.Disabled() {
		t.Error("it cannot leave although it was looked at")
	}
	r.tick(desk.ConcernPrescriptionPlace)
	if !r.sending().primary.Disabled() {
		t.Error("taking the tick back changes nothing")
	}
}

func TestItIsAPharmacyAfterAll(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	r.to("minh lam")
	r.tap("C’en est une")
	r.saysNot("Une ordonnance va à la pharmacie")
	r.says("Partenaire externe · Radiologie Fleuve · pharmacie")
	found, err := r.desk.Recipients(t.Context(), "minh", 1)
	if err != nil || found[0].Facility != dispatch.Pharmacy {
		t.Errorf("the address book keeps %q, %v", found[0].Facility, err)
	}
}

func TestAConcernIsJustified(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/resultats.pdf")
	r.to("boréal")
	r.pick("Oui")
	r.write("Consentement")
	r.says("Ces documents concernent au moins 2 personnes.")
	r.says("Pourquoi envoyer tout de même ?")
	r.tick(desk.ConcernSeveralPersons)
	if !r.sending().primary.Disabled() {
		t.Error("it can leave without a reason")
	}
	r.draft.reason = "Mère et nouveau-né"
	r.sending().suggest()
	r.settle()
	if r.sending().primary.Disabled() {
		t.Error("it cannot leave with its reason")
	}
	r.ctrl(fyne.KeyReturn)
	if last := r.desk.Last(); len(last.Confirmed) != 1 || last.Confirmed[0] != desk.ConcernSeveralPersons {
		t.Errorf("sent with %v confirmed", last.Confirmed)
	}
}

func TestAStopHasOnlyItsWayOut(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/resultats.pdf")
	r.to("roy")
	r.pick("Oui")
	r.write("Consentement")
	r.says("Envoyez à part ce qui concerne chacune.")
	r.saysNot("J’ai vérifié")
	r.ctrl(fyne.KeyReturn)
	if got := r.desk.Calls("Send"); got != 0 || !r.sending().primary.Disabled() {
		t.Errorf("sent %d times", got)
	}
	r.tap("Le retirer")
	r.says("Déposez un document ici")
}

func TestAConfirmationIsForWhatWasLookedAt(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*rig)
	}{
		{"another document", func(r *rig) { r.drop("/d/depliant.pdf") }},
		{"a document less", func(r *rig) { r.sending().documents.remove(r.draft.files[0]) }},
		{"another recipient", func(r *rig) { r.to("parc") }},
		{"another kind", func(r *rig) { r.sending().documents.kind.choose(dispatch.ClinicalNote) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			r.drop("/d/resultats.pdf")
			r.to("boréal")
			r.tick(desk.ConcernSeveralPersons)
			c.change(r)
			r.settle()
			if len(r.draft.confirmed) != 0 {
				t.Errorf("still confirmed: %v", r.draft.confirmed)
			}
		})
	}
}

func TestThePatientIsCheckedOnceWritten(t *testing.T) {
	const wrong = "Ce document semble concerner quelqu’un d’autre"
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	r.to("beaub")
	r.says("Sert à vérifier que le document est le bon")
	field := r.patientField()
	r.focus(field)
	r.write("Lise Gagnon")
	r.saysNot(wrong) // half a name is nobody's
	r.key(fyne.KeyReturn)
	r.says(wrong)
	field.SetText("Jean Tremblay")
	r.focus(nil)
	r.settle()
	r.saysNot(wrong)
	if r.draft.desk().Patient != "Jean Tremblay" {
		t.Errorf("asked about %q", r.draft.desk().Patient)
	}

	r.to("roy")
	r.saysNot("Sert à vérifier que le document est le bon")
	if r.draft.desk().Patient != "" {
		t.Error("a patient is named although the recipient is the patient")
	}
}

// patientField is the field in which the patient is named.
func (r *rig) patientField() *field {
	for _, o := range visible(r.sending().recipient.questions.patient) {
		if f, ok := o.(*field); ok {
			return f
		}
	}
	r.t.Fatal("no field for the patient")
	return nil
}

func TestTheKeyboardStaysOnTheBox(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/resultats.pdf")
	r.to("boréal")
	for _, box := range r.sending().suggestion.concerns.boxes {
		r.focus(box.box)
		box.box.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		r.settle()
		if r.window.Canvas().Focused() != fyne.Focusable(box.box) || !box.Checked {
			t.Error("the box lost the keyboard")
		}
	}
}

func TestTheKindOfPlaceIsKept(t *testing.T) {
	r := newRig(t, nil)
	r.sending().recipient.add()
	form := r.sending().recipient.form
	form.name.SetText("Labo Fleuve")
	for _, o := range visible(form.facility) {
		if s, ok := o.(interface{ SetSelected(string) }); ok {
			s.SetSelected("Laboratoire")
		}
	}
	r.tap("Enregistrer la fiche")
	if r.draft.recipient.Facility != dispatch.Laboratory {
		t.Errorf("kept %q", r.draft.recipient.Facility)
	}
}
