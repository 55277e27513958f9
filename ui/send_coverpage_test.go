package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// coverScreens are those of the cover page of a fax.
var coverScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"send_cover", func(r *rig) {
		r.drop("/documents/ordonnance.pdf")
		r.to("beaub")
		r.sending().coverWith(newCoverSheet(r.sending()))
		r.settle()
	}},
}

// TestCoverPage is shown beside the pages as a fax, and only where there is a number to fax to.
func TestCoverPage(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/documents/ordonnance.pdf")
	link := r.sending().documents.pages.pager.cover
	r.sending().documents.pages.pager.asFax.SetChecked(true)
	r.settle()
	if link.Visible() {
		t.Error("a cover page is offered for nobody")
	}
	r.to("beaub")
	r.pick("Voir le bordereau")
	r.settle()
	c, shown := r.sending().over.(*coverSheet)
	if !shown || c.view.paper.picture == nil {
		t.Fatal("no cover page is shown")
	}
	r.says("Tel que le télécopieur du destinataire l’imprime")
	r.key(fyne.KeyDown)
	if c.scroll.Offset.Y == 0 {
		t.Error("the foot of the page is not reached by keyboard")
	}
	r.back()
	if r.sending().over != nil || r.draft.recipient.ID == "" {
		t.Error("the draft is not there again")
	}
}

func TestCoverPageFails(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/documents/ordonnance.pdf")
	r.to("beaub")
	r.desk.Fail("Cover", &dispatch.Error{Kind: dispatch.KindInternal, Code: "fax_cover"})
	r.sending().coverWith(newCoverSheet(r.sending()))
	r.settle()
	if c := r.sending().over.(*coverSheet); c.view.paper.picture != nil || c.view.paper.words == "" {
		t.Errorf("%q is said", c.view.paper.words)
	}
}
