package ui

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// notice is a file that a mail program saved.
func (r *rig) notice() string {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), "avis.eml")
	if err := os.WriteFile(path, []byte("Subject: Undelivered Mail\r\n\r\n"), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

func cameBack() desk.Returned {
	return desk.Returned{
		Match: desk.ReturnMatched, State: dispatch.Failed, Next: dispatch.CloudFax,
		Report: dispatch.DeliveryReport{Action: dispatch.DeliveryFailed, Code: "mail_bounced_full", Status: "5.2.2"},
	}
}

func TestADroppedNoticeIsReadAndAnswered(t *testing.T) {
	delivered := desk.Returned{Match: desk.ReturnMatched, Report: dispatch.DeliveryReport{Action: dispatch.DeliveryDone}}
	forged := desk.Returned{Match: desk.ReturnPartial, Report: dispatch.DeliveryReport{Action: dispatch.DeliveryFailed}}
	for _, c := range []struct {
		name     string
		returned []desk.Returned
		says     string
	}{
		{"came back", []desk.Returned{cameBack()}, "Moyen suivant permis : télécopie infonuagique."},
		{"delivered", []desk.Returned{delivered}, "Courriel remis dans la boîte du destinataire."},
		{"may be forged", []desk.Returned{forged}, "Il peut être faux : téléphonez au destinataire."},
		{"several", []desk.Returned{cameBack(), delivered}, "2 avis lus. 1 courriel est revenu"},
		{"no notice", nil, "Ce message n’est pas un avis de remise."},
	} {
		for _, from := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3} {
			t.Run(c.name+" from room "+string(from), func(t *testing.T) {
				r := newRig(t, nil)
				r.desk.Notify(c.returned...)
				r.ctrl(from)
				r.drop(r.notice())
				r.says(c.says)
				if r.here != roomTodo || len(r.draft.files) != 0 {
					t.Errorf("the window shows %q, with %d documents in the draft", r.here, len(r.draft.files))
				}
			})
		}
	}
}

func TestANoticeOpensWhatItIsAbout(t *testing.T) {
	r := newRig(t, nil)
	r.desk.ComeBack()
	r.refresh()
	failed, about := r.task(desk.TaskBounced), cameBack()
	r.back()
	about.Dispatch = failed.ID
	r.desk.Notify(about)
	r.drop(r.notice())
	if got := r.rooms[roomTodo].(*todoScreen).detail.id; got != failed.ID {
		t.Errorf("the window shows %q beside the notice", got)
	}
}

func TestANoticeThatIsGoneIsSaid(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/nowhere/avis.eml")
	r.says("Le fichier de l’avis ne peut pas être lu.")
}

func TestDocumentsBesideANoticeStayInTheDraft(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Notify(cameBack())
	r.drop("/d/a.pdf", r.notice())
	if len(r.draft.files) != 1 || r.desk.Calls("Bounce") != 1 {
		t.Errorf("%d documents, %d notices", len(r.draft.files), r.desk.Calls("Bounce"))
	}
}

func TestTheMailboxIsReadWhereThereIsOne(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key2)
	r.saysNot("Lire la boîte maintenant")
	r.desk.Serve(dispatch.Account{Name: "Avis", Provider: desk.IMAPProvider, URL: "imaps://courriel.example"})
	r.refresh()
	r.settle()
	r.tap("Lire la boîte maintenant")
	r.says("Aucun nouvel avis.")
	r.desk.Notify(cameBack())
	r.tap("Lire la boîte maintenant")
	r.says("la boîte du destinataire est pleine")
	r.desk.Fail("ReadReturns", &dispatch.Error{Op: "x", Kind: dispatch.KindUnreachable, Code: "imap_unreachable"})
	r.tap("Lire la boîte maintenant")
	r.says("ne répond pas")
}

func TestWhatCameBackIsSentByTheNextChannel(t *testing.T) {
	r := newRig(t, nil)
	r.desk.ComeBack()
	r.refresh()
	failed := r.task(desk.TaskBounced)
	r.rooms[roomTodo].(*todoScreen).settle(desk.Task{Kind: desk.TaskBounced, Dispatch: &failed})
	r.settle()
	if len(r.draft.files) != len(failed.Documents) || !r.draft.settled() {
		t.Errorf("%d documents were taken over, want %d", len(r.draft.files), len(failed.Documents))
	}
	want := desk.NextChannel(failed)
	if r.draft.recipient.ID != failed.Recipient.ID || r.draft.channel != want || want == "" {
		t.Errorf("the draft is for %q by %q, want %q", r.draft.recipient.Name, r.draft.channel, want)
	}
	if want := "Le courriel est revenu le 22 nov. 2026."; plain(r.draft.reason) != want {
		t.Errorf("the reason is %q, want %q", r.draft.reason, want)
	}
}

func TestADraftUnderWayIsKeptFromWhatCameBack(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/a.pdf")
	r.desk.ComeBack()
	r.refresh()
	failed := r.task(desk.TaskBounced)
	r.rooms[roomTodo].(*todoScreen).settle(desk.Task{Kind: desk.TaskBounced, Dispatch: &failed})
	r.settle()
	r.says("Un autre envoi est en préparation.")
	if len(r.draft.files) != 1 || r.draft.recipient.ID != "" {
		t.Errorf("the draft became %+v", r.draft.recipient)
	}
}
