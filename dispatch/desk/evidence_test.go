package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/proof"
)

// Rules 2.10: what one dispatch must leave in the log.
func TestADispatchLeavesItsEvidence(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.sentFax()
	events, err := r.Events(t.Context(), made.ID)
	must(t, err)
	details := events[0].Details
	for _, name := range []string{
		"account", "alternatives", "channel", "decision", "kind", "local_time", "original_sha256", "pages", "policy",
		"recipient", "recipient_class", "refused", "route_by", "route_how", "route_verified", "rules", "sha256",
	} {
		if details[name] == "" {
			t.Errorf("nothing is said of %q", name)
		}
	}
	if events[0].Actor == "" || events[0].At.IsZero() {
		t.Error("nobody, or never")
	}
}

// Of an e-mail that is sealed for a certificate, the log tells which, and how it was made sure of.
func TestAnEmailLeavesTheEvidenceOfItsKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.signing()
	r.keys([]string{"aaaa x@clinic.example"}, []string{"aaaa"}, "")
	made := r.sent(r.recipient(dispatch.ExternalPartner, mailRoute), func(d *desk.Draft) {
		d.Channel, d.AuthorisedOn = dispatch.EmailEncrypted, "2026-01-31"
	})
	details := events(t, r, made.ID)[0].Details
	for _, name := range []string{"key", "key_how", "key_by", "key_verified"} {
		if details[name] == "" {
			t.Errorf("nothing is said of %q", name)
		}
	}
	if made.Form != dispatch.OpenPGP || details["key"] != "aaaa" {
		t.Errorf("%s for %q", made.Form, details["key"])
	}
	if details["authorised_on"] != "2026-01-31" {
		t.Errorf("authorised on %q", details["authorised_on"])
	}
}

func TestCheckpointsAreMadeWhenDue(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	due := func(wait time.Duration, want int) {
		t.Helper()
		got, err := r.CheckpointWhenDue(t.Context(), dispatch.CheckpointDaily)
		must(t, err)
		all, err := r.Checkpoints(t.Context())
		must(t, err)
		if got != wait || len(all) != want {
			t.Errorf("%d checkpoints, look again in %s; want %d, %s", len(all), got, want, wait)
		}
	}
	const day = 24 * time.Hour
	due(day, 1) // of the account that every home here begins with
	due(day, 1)
	r.sentFax() // takes a minute
	due(day-time.Minute, 1)
	r.clock.Advance(day - time.Minute)
	due(day, 2)
	r.clock.Advance(3 * day)
	due(day, 2) // nothing happened but the checkpoint itself
}

func TestAProofShowsNothingPersonal(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.sentFax()
	p, err := r.Prove(t.Context(), made.ID)
	must(t, err)
	again, err := r.Prove(t.Context(), made.ID)
	must(t, err)
	if again.Checkpoint != p.Checkpoint {
		t.Error("a proof of the same lines stands under another checkpoint")
	}
	shown, err := p.Verify(r.LogKey())
	must(t, err)
	if shown.State() != made.State || len(shown.Lines) == 0 || shown.Missing() != 0 {
		t.Errorf("shown: %+v", shown)
	}
	text, err := p.Encode()
	must(t, err)
	decoded, err := proof.Decode(text)
	must(t, err)
	var open strings.Builder
	for _, line := range decoded.Lines {
		open.Write(line.Opening.Open)
	}
	for _, personal := range []string{made.Recipient.Name, made.Route.Address, made.Documents[0].Name, events(t, r, made.ID)[0].Actor, "Entente", "Rosalie"} {
		if personal != "" && strings.Contains(open.String(), personal) {
			t.Errorf("the proof shows %q", personal)
		}
	}
}

func events(t *testing.T, r *rig, id dispatch.ID) []dispatch.Event {
	t.Helper()
	all, err := r.Events(t.Context(), id)
	must(t, err)
	return all
}

// sentFax is a prescription that left by fax to a verified number.
func (r *rig) sentFax() dispatch.Dispatch {
	r.t.Helper()
	r.service(&dispatch.Passport{StoredIn: "CA-QC", Reviewed: r.clock.Now()})
	to := r.recipient(dispatch.ExternalPartner, dispatch.Route{
		Channel: dispatch.CloudFax, Address: "+15145550142",
		Verification: &dispatch.Verification{By: "mtremblay", How: "call", At: r.clock.Now()},
	})
	return r.sent(to, func(d *desk.Draft) { d.Authorisation, d.Patient = "Entente 4", "Rosalie Gagné" })
}
