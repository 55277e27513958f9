package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func TestTheBookIsOrderedFilteredAndCounted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.save("Beaubien", "Zénith", fax("+15145550101"))
	r.save("Ahuntsic", "Accueil", fax("+15145550102"))
	patient := r.recipient(dispatch.Patient, dispatch.Route{Channel: dispatch.EmailEncrypted, Address: "p@exemple.example"})
	patient.Name, patient.Restricted = "Cédric", true
	_, err := r.SaveRecipient(t.Context(), patient)
	must(t, err)
	_, err = r.Send(t.Context(), r.draft(first))
	must(t, err)
	for name, c := range map[string]struct {
		query desk.BookQuery
		want  string
	}{
		"by name":         {desk.BookQuery{}, "Ahuntsic Beaubien Cédric"},
		"by organisation": {desk.BookQuery{Order: desk.BookByOrganisation}, "Ahuntsic Beaubien Cédric"},
		"last sent to":    {desk.BookQuery{Order: desk.BookByLast}, "Beaubien Ahuntsic Cédric"},
		"one class":       {desk.BookQuery{Class: dispatch.Patient}, "Cédric"},
		"refusals":        {desk.BookQuery{Restricted: true}, "Cédric"},
		"words":           {desk.BookQuery{Query: "zen"}, "Beaubien"},
	} {
		b, err := r.Book(t.Context(), c.query)
		must(t, err)
		if got := names(b.Recipients); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
		if c.query.Query == "" && (b.Found != 3 || b.Restricted != 1 || b.Classes[dispatch.ExternalPartner] != 2 || b.Last[first.ID].IsZero()) {
			t.Errorf("%s: counted %+v", name, b)
		}
	}
	for _, wrong := range []desk.BookQuery{{Class: "none"}, {Order: "age"}} {
		if _, err := r.Book(t.Context(), wrong); dispatch.KindOf(err) != dispatch.KindInvalid {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

func TestWhatWasDoneWithARecipientIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other, to := r.save("Autre", ""), r.save("Clinique", "", fax("+15145550101"))
	_, err := r.VerifyRoute(t.Context(), to.ID, dispatch.CloudFax, "rappel")
	must(t, err)
	made, err := r.Send(t.Context(), r.draft(to))
	must(t, err)
	a, err := r.Acquaintance(t.Context(), to.ID)
	must(t, err)
	if len(a.Dispatches) != 1 || a.Dispatches[0].ID != made.ID {
		t.Errorf("sent %+v", a.Dispatches)
	}
	if len(a.Events) != 2 || a.Events[0].Type != dispatch.EventRouteVerified || a.Events[0].Details["address"] != "+15145550101" ||
		a.Events[1].Type != dispatch.EventRecipientSaved {
		t.Errorf("told %+v", a.Events)
	}
	merged, err := r.MergeRecipients(t.Context(), other.ID, to.ID)
	must(t, err)
	a, err = r.Acquaintance(t.Context(), merged.ID)
	must(t, err)
	if len(a.Dispatches) != 1 || len(a.Events) != 4 {
		t.Errorf("a merge forgot: %d dispatches, %d events", len(a.Dispatches), len(a.Events))
	}
}

func TestARemovalIsTakenBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.save("Clinique", "", fax("+15145550101"))
	_, err := r.Send(t.Context(), r.draft(to))
	must(t, err)
	to, err = r.DoubtRoute(t.Context(), to.ID)
	must(t, err)
	if _, err := r.RestoreRecipient(t.Context(), to); dispatch.CodeOf(err) != "recipient_exists" {
		t.Errorf("while it is there: %v", err)
	}
	must(t, r.RemoveRecipient(t.Context(), to.ID))
	if _, err := r.Recipient(t.Context(), to.ID); dispatch.KindOf(err) != dispatch.KindNotFound {
		t.Fatalf("removed: %v", err)
	}
	back, err := r.RestoreRecipient(t.Context(), to)
	must(t, err)
	if back.ID != to.ID || !back.Routes[0].InDoubt() {
		t.Errorf("a doubt went: %+v", back.Routes)
	}
	b, err := r.Book(t.Context(), desk.BookQuery{Query: "clinique"})
	must(t, err)
	if len(b.Recipients) != 1 || b.Last[to.ID].IsZero() {
		t.Errorf("not as before: %+v", b)
	}
}

func TestAnExportIsLoggedAndReadAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.save("=1+1", "", fax("+15145550101"))
	r.save("Clinique", "", fax("+15145550102"))
	var out bytes.Buffer
	n, err := r.ExportRecipients(t.Context(), &out, desk.BookQuery{}, "csv", "fr")
	must(t, err)
	if n != 2 || !strings.Contains(out.String(), "Clinique;") || strings.Contains(out.String(), "\n=1+1") {
		t.Errorf("%d: %s", n, out.String())
	}
	if _, err := r.ExportRecipients(t.Context(), &out, desk.BookQuery{}, "xlsx", "fr"); dispatch.CodeOf(err) != "export_format" {
		t.Errorf("a format that is none: %v", err)
	}
}
