package main

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
)

// TestReturns sends through Postfix, which sends back what it could not deliver, and tells what it passed on: the first notice
// is given as a file, the second is read out of a mailbox of Dovecot's.
func TestReturns(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	ca := dispatchtest.NewCA(t)
	postfix, dovecot := emailtest.StartPostfix(t, ca), emailtest.StartDovecot(t, ca)
	authority := h.file("ca.pem", string(ca.PEM))
	h.pli("account", "add", "smtp", "mail", "--url", postfix.URL, "--user", postfix.User, "--from", postfix.User, "--approved",
		"--secret-file", h.file("mail.txt", string(postfix.Password)), "--ca", authority)
	h.pli("account", "add", "imap", "notices", "--url", dovecot.URL, "--user", dovecot.User, "--set", "folder="+dovecot.Folder,
		"--secret-file", h.file("imap.txt", string(dovecot.Password)), "--ca", authority)
	h.pli("account", "test", "notices")
	h.pli("recipient", "add", "--name", "Pharmacie Disparue", "--class", "external_partner", "--email", "disparu@pharmacie.example",
		"--fax", "514 555-0142", "--fax-again", "514 555-0142")
	h.pli("recipient", "add", "--name", "Pharmacie Essai", "--class", "external_partner", "--email", "officine@pharmacie.example")
	letter := h.file("letter.pdf", string(onePage("Rapport")))

	lost := h.mail("Pharmacie Disparue", letter)
	notice := postfix.Next(t)
	failed, relayed := dispatch.DeliveryReport{Action: dispatch.DeliveryFailed}, dispatch.DeliveryReport{Action: dispatch.DeliveryRelayed}
	h.wantReturned(desk.Returned{Report: failed, Match: desk.ReturnMatched, Dispatch: lost, State: dispatch.Failed, Next: dispatch.CloudFax},
		"outbox", "bounce", h.file("bounce.eml", string(notice.Data)))
	h.wantReturned(desk.Returned{Report: failed, Match: desk.ReturnKnown, Dispatch: lost, State: dispatch.Failed},
		"outbox", "bounce", h.file("bounce.eml", string(notice.Data)))

	passed := h.mail("Pharmacie Essai", letter)
	for range 2 { // the message, and the notice that it was passed on to a server that tells nothing more
		if d := postfix.Next(t); d.From == "" {
			dovecot.Deliver(t, d.Data)
		}
	}
	h.wantReturned(desk.Returned{Report: relayed, Match: desk.ReturnMatched, Dispatch: passed, State: dispatch.Accepted}, "outbox", "returns")
	if said := h.pli("outbox", "returns"); said != "No new notice.\n" {
		t.Errorf("read twice: %q", said)
	}
}

// mail sends a document by encrypted e-mail until the server has it.
func (h realHome) mail(to, file string) dispatch.ID {
	h.t.Helper()
	sent := h.send("--to", to, "--kind", "consult_report", "--channel", "email_encrypted", "--account", "mail", "--wait", file)
	if sent.State != dispatch.Accepted {
		h.t.Fatalf("%s", sent.State)
	}
	return sent.ID
}

func (h realHome) wantReturned(want desk.Returned, args ...string) {
	h.t.Helper()
	var got desk.Returned
	if err := json.Unmarshal([]byte(h.pli(slices.Insert(args, 0, "--json")...)), &got); err != nil {
		h.t.Fatal(err)
	}
	if got.Report.Action != want.Report.Action {
		h.t.Errorf("the notice says %q", got.Report.Action)
	}
	if got.Report = want.Report; got != want {
		h.t.Errorf("%+v, want %+v", got, want)
	}
}
