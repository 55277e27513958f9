package uitest

import (
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// NewClinic makes a desk with a week of a clinic in it: an address book, dispatches in every state,
// something to settle, something to tell by telephone.
func NewClinic(now func() time.Time) *Desk {
	d := NewDesk(now)
	d.sender = &dispatch.Sender{
		Name: "Josée Lavoie", Organisation: "Clinique du Vieux-Phare", Address: "12, rue du Phare\nRimouski (Québec)",
		Phone: "+14185550100", Fax: "+14185550101", Email: "accueil@vieux-phare.example", Role: dispatch.Clerk, Language: "fr",
	}
	d.addPeople()
	d.addAccounts()
	d.addWeek()
	return d
}

func (d *Desk) addPeople() {
	ago := func(days int) *dispatch.Verification {
		return &dispatch.Verification{By: "accueil", How: "Appel à la réception", At: d.Now().AddDate(0, 0, -days)}
	}
	fax := func(number string, v *dispatch.Verification) dispatch.Route {
		return dispatch.Route{Channel: dispatch.CloudFax, Address: number, Verification: v}
	}
	mail := func(address string) dispatch.Route {
		return dispatch.Route{Channel: dispatch.EmailEncrypted, Address: address, Verification: ago(40)}
	}
	portal := func(identity string) dispatch.Route {
		return dispatch.Route{Channel: dispatch.Portal, Address: identity, Verification: ago(12)}
	}
	for _, r := range []dispatch.Recipient{
		{Name: "Pharmacie Beaubien", Class: dispatch.ExternalPartner, Phone: "+15145550143", Routes: []dispatch.Route{fax("+15145550142", ago(225))}},
		{Name: "Dre Amélie Nadeau", Organisation: "Hôpital des Deux-Rives, cardiologie", Class: dispatch.Internal, InDirectory: dispatch.True, Phone: "+14185550177", Routes: []dispatch.Route{mail("amelie.nadeau@ssss.gouv.qc.ca")}},
		{Name: "Clinique du Parc", Organisation: "Physiothérapie", Class: dispatch.ExternalPartner, Phone: "+15145550121", Routes: []dispatch.Route{fax("+15145550120", nil), mail("accueil@clinique-du-parc.example")}},
		{Name: "Lucie Roy", Class: dispatch.Patient, Phone: "+14185550199", PortalAvailable: dispatch.True, ChannelConsent: dispatch.True, Routes: []dispatch.Route{portal("lucie.roy"), mail("lucie.roy@courriel.example")}},
		{Name: "Assurances Boréal", Organisation: "Réclamations, invalidité", Class: dispatch.ThirdParty, Phone: "+18885550110", Routes: []dispatch.Route{fax("+18885550111", ago(3))}},
		{Name: "Dr Minh Lam", Organisation: "Radiologie Fleuve", Class: dispatch.ExternalPartner, Routes: []dispatch.Route{fax("+15815550165", ago(0))}},
		{Name: "Centre de réadaptation en déficience physique de l’Estuaire et des Basses-Terres", Organisation: "Programme des traumatismes craniocérébraux et de la douleur persistante", Class: dispatch.ExternalPartner, Routes: []dispatch.Route{fax("+14185550188", ago(95))}},
		{Name: "Clinique de la Pointe", Organisation: "Ergothérapie", Class: dispatch.ExternalPartner, Phone: "+14185550131", Routes: []dispatch.Route{d.inDoubt("+14185550130", ago(60))}},
		{Name: "Optométrie du Quai", Class: dispatch.ExternalPartner, Routes: []dispatch.Route{fax("+14185550152", ago(425))}},
	} {
		d.keep(r)
	}
	d.keys = []dispatch.Key{{
		Fingerprint: "5a1c09e2d47f6b3390aa11cc77de42f0985b2e61", State: dispatch.KeyVerified,
		Addresses: []string{"accueil@clinique-du-parc.example"}, Created: d.Now().AddDate(-1, 0, 0),
	}}
}

func (d *Desk) addAccounts() {
	for _, a := range []dispatch.Account{
		{Name: "Courriel d’exercice", Channel: dispatch.EmailEncrypted, Provider: "practice"},
		{Name: "Télécopieur d’exercice", Channel: dispatch.CloudFax, Provider: "practice"},
		{Name: "Portail d’exercice", Channel: dispatch.Portal, Provider: "practice"},
	} {
		a.ID = d.id()
		d.accounts = append(d.accounts, a)
	}
}

// what one dispatch of the week was.
type what struct {
	before  time.Duration
	who     int
	channel dispatch.ChannelKind
	kind    dispatch.DocumentKind
	pages   int
	state   dispatch.State
}

func (d *Desk) addWeek() {
	const h = time.Hour
	week := []what{
		{4 * time.Minute, 5, dispatch.CloudFax, dispatch.Requisition, 5, dispatch.Sending},
		{9 * time.Minute, 0, dispatch.CloudFax, dispatch.Prescription, 2, dispatch.Delivered},
		{21 * time.Minute, 3, dispatch.Portal, dispatch.LabResult, 3, dispatch.Accepted},
		{38 * time.Minute, 2, dispatch.CloudFax, dispatch.ConsultReport, 4, dispatch.Uncertain},
		{52 * time.Minute, 3, dispatch.EmailEncrypted, dispatch.RecordCopy, 18, dispatch.Accepted},
		{65 * time.Minute, 1, dispatch.EmailNetwork, dispatch.ConsultRequest, 2, dispatch.ByHand},
		{2 * h, 4, dispatch.CloudFax, dispatch.InsuranceForm, 6, dispatch.Failed},
		{150 * time.Minute, 6, dispatch.CloudFax, dispatch.TransferSummary, 12, dispatch.Partial},
		{3 * h, 0, dispatch.CloudFax, dispatch.Prescription, 1, dispatch.Cancelled},
	}
	for _, w := range week {
		d.dispatches = append(d.dispatches, d.past(w))
	}
	d.dispatches = append(d.dispatches, d.toDialAgain(), d.heldBack(), d.withoutEnd(), d.unfetched())
	week = nil
	states := []dispatch.State{dispatch.Delivered, dispatch.Delivered, dispatch.Accepted, dispatch.Delivered}
	kinds := []dispatch.DocumentKind{dispatch.Prescription, dispatch.Requisition, dispatch.ConsultReport, dispatch.LabResult, dispatch.ClinicalNote}
	for i := range 60 {
		week = append(week, what{26*h + time.Duration(i)*97*time.Minute, i % 7, dispatch.CloudFax, kinds[i%5], i%9 + 1, states[i%4]})
	}
	for _, w := range week {
		d.dispatches = append(d.dispatches, d.past(w))
	}
}

// inDoubt is a number where a person answered the telephone.
func (d *Desk) inDoubt(number string, v *dispatch.Verification) dispatch.Route {
	return dispatch.Route{
		Channel: dispatch.CloudFax, Address: number, Verification: v,
		Doubtful: &dispatch.Doubt{Code: "fax_not_a_fax", At: d.Now().AddDate(0, 0, -2)},
	}
}

// toDialAgain is a fax that found the line busy, and is tried again in a quarter of an hour.
func (d *Desk) toDialAgain() dispatch.Dispatch {
	x := d.past(what{200 * time.Minute, 5, dispatch.CloudFax, dispatch.Requisition, 3, dispatch.Accepted})
	x.State, x.Tries, x.NextAt = dispatch.Queued, 1, d.Now().Add(15*time.Minute)
	a := &x.Attempts[0]
	a.Certainty, a.Error = dispatch.Unsent, &dispatch.Failure{Kind: "rejected", Code: "fax_busy"}
	a.Receipt.Pages, a.Receipt.Cover, a.Receipt.Prepared = 0, strings.Repeat("3f8a", 16), strings.Repeat("91c0", 16)
	d.followed(x, "again", a.Ended.Add(6*time.Minute))
	return x
}

// heldBack is a fax to a number that is in doubt since.
func (d *Desk) heldBack() dispatch.Dispatch {
	x := d.past(what{220 * time.Minute, 7, dispatch.CloudFax, dispatch.ConsultReport, 2, dispatch.Cancelled})
	x.State = dispatch.Queued
	d.events[x.ID] = append(d.events[x.ID], dispatch.Event{
		Type: dispatch.EventHeldBack, Dispatch: x.ID, At: x.Updated, Actor: "souspli", Details: map[string]string{"code": "fax_not_a_fax"},
	})
	return x
}

// withoutEnd is a fax that was taken yesterday, and of which nobody has heard.
func (d *Desk) withoutEnd() dispatch.Dispatch {
	x := d.past(what{25*time.Hour + 30*time.Minute, 4, dispatch.CloudFax, dispatch.InsuranceForm, 2, dispatch.Accepted})
	x.Attempts[0].Error = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: "outcome_overdue"}
	x.Attempts[0].Receipt.Pages = 0
	d.followed(x, "overdue", x.Created.Add(24*time.Hour))
	return x
}

func (d *Desk) followed(x dispatch.Dispatch, outcome string, at time.Time) {
	d.events[x.ID] = append(d.events[x.ID], dispatch.Event{
		Type: dispatch.EventFollowed, Dispatch: x.ID, At: at, Actor: "souspli",
		Details: map[string]string{"outcome": outcome, "attempt": string(x.Attempts[0].ID)},
	})
}

func (d *Desk) past(w what) dispatch.Dispatch {
	at, r := d.Now().Add(-w.before), d.recipients[w.who]
	x := dispatch.Dispatch{
		ID: d.id(), State: w.state, Channel: w.channel, Suggested: w.channel, Recipient: r, PolicyVersion: "2026.1",
		Rules: []string{"R2", "R8"}, Authorisation: "Consentement au dossier", Created: at, Updated: at.Add(time.Minute),
		Documents: []dispatch.Document{{
			ID: d.id(), Name: strings.ReplaceAll(string(w.kind), "_", "-") + ".pdf", Kind: w.kind, MediaType: "application/pdf",
			Pages: w.pages, Size: int64(w.pages) * 61_000,
		}},
	}
	x.Route, _ = r.Route(w.channel)
	if w.channel == dispatch.EmailEncrypted {
		x.Form = dispatch.LockedPDF
	}
	d.tell(x.ID, dispatch.EventCreated, at)
	if w.channel.Carried() && w.state != dispatch.Cancelled {
		d.tell(x.ID, dispatch.EventReleased, at.Add(10*time.Second))
		x.Attempts = []dispatch.Attempt{d.attempt(w, at.Add(11*time.Second))}
		d.deposit(&x)
	}
	return x
}

func (d *Desk) attempt(w what, started time.Time) dispatch.Attempt {
	a := dispatch.Attempt{ID: d.id(), N: 1, Started: started}
	if w.state == dispatch.Sending {
		return a
	}
	a.Ended = started.Add(48 * time.Second)
	switch w.state {
	case dispatch.Uncertain:
		a.Certainty, a.Error = dispatch.Maybe, &dispatch.Failure{Kind: "uncertain"}
	case dispatch.Failed:
		a.Certainty, a.Error = dispatch.Unsent, &dispatch.Failure{Kind: "rejected"}
	default:
		a.Certainty = dispatch.Sent
		a.Receipt = &dispatch.Receipt{Provider: "hylafax", Reference: "1042", At: a.Ended, Pages: w.pages}
	}
	return a
}
