package main

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
)

// TestSimulatedSendSecure follows a clinic from the account to a SafeBox, and takes it back. The service is a
// simulator: nobody has seen the real one.
func TestSimulatedSendSecure(t *testing.T) {
	t.Parallel()
	h, ca := newRealHome(t), dispatchtest.NewCA(t)
	server := portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{})
	h.pli("account", "add", "portal", "boxes", "--provider", "sendsecure", "--url", server.URL, "--user", portaltest.SendSecureUser,
		"--approved", "--set", "enterprise="+portaltest.SendSecureEnterprise, "--ca", h.file("ca.pem", string(ca.PEM)),
		"--secret-file", h.file("secret.txt", portaltest.SendSecurePassword))
	h.pli("account", "test", "boxes")
	h.pli("account", "passport", "boxes", "--stored-in", "CA-QC", "--contract", "2026-01-15")
	h.pli("recipient", "add", "--name", "Marc Essai", "--class", "patient", "--portal", "marc@courrier.example",
		"--portal-available", "yes", "--phone", "418 555-0142")
	sent := h.send("--to", "Marc Essai", "--kind", "discharge_summary", "--wait", h.file("letter.pdf", string(onePage("Résumé"))))
	if sent.State != "accepted" {
		t.Fatal(sent.State)
	}
	receipt := sent.Attempts[0].Receipt
	if receipt.Provider != "sendsecure" || receipt.Notified.IsZero() {
		t.Errorf("the receipt is %+v", receipt)
	}
	asked := server.Asked()
	if subject, _ := asked[0]["subject"].(string); len(asked) != 1 || !strings.HasSuffix(subject, string(sent.Attempts[0].ID)) {
		t.Errorf("%d SafeBoxes, the first with the subject %q", len(asked), subject)
	}
}
