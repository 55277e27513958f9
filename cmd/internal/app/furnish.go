package app

import (
	"context"
	"os"
	"path/filepath"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// The partners of a practice home that the demonstration writes to.
const (
	practicePhysician = "Dre Amélie Roy"
	practicePharmacy  = "Pharmacie Beaubien"
	practicePatient   = "Maxime Boucher"
)

// Folders of the other side of a practice home, beside those of its services.
const (
	samplesFolder = "documents" // to try sending
	keysFolder    = "keys"      // secret keys of practice recipients, so that what they received can be read
)

var practiceSender = dispatch.Sender{
	Name: "Accueil", Organisation: "Clinique Beauséjour", Address: "100 rue de l'Exemple, Montréal",
	Phone: "+15145550100", Fax: "+15145550101", Email: "accueil@clinique-beausejour.example",
	Role: dispatch.Clerk, Language: "fr",
}

func practiceRecipients(verified *dispatch.Verification) []dispatch.Recipient {
	mail := func(address string) dispatch.Route {
		return dispatch.Route{Channel: dispatch.EmailEncrypted, Address: address}
	}
	number := func(number string, v *dispatch.Verification) dispatch.Route {
		return dispatch.Route{Channel: dispatch.CloudFax, Address: number, Verification: v}
	}
	return []dispatch.Recipient{
		{
			Name: practicePhysician, Organisation: "Clinique du Parc", Class: dispatch.ExternalPartner,
			Phone: "+15145550141", Routes: []dispatch.Route{mail("amelie.roy@clinique-du-parc.example"), number("+15145550140", verified)},
		},
		{
			Name: practicePharmacy, Organisation: "Pharmacie Beaubien", Class: dispatch.ExternalPartner,
			Phone: "+15145550143", Routes: []dispatch.Route{number("+15145550142", verified)},
		},
		{
			Name: practicePatient, Class: dispatch.Patient, PortalAvailable: dispatch.True, Phone: "+15145550151",
			Routes: []dispatch.Route{{Channel: dispatch.Portal, Address: "maxime.boucher"}},
		},
		{
			Name: "Simone Côté", Class: dispatch.Patient, ChannelConsent: dispatch.True, Phone: "+15145550155",
			Routes: []dispatch.Route{mail("simone.cote@courrier.example")},
		},
		{
			Name: "Dr Samuel Lam", Organisation: "CIUSSS de l'Exemple", Class: dispatch.Internal,
			InDirectory: dispatch.True, System: dispatch.EMR, Phone: "+15145550160",
			Routes: []dispatch.Route{mail("samuel.lam.med@ssss.gouv.qc.ca")},
		},
		{
			Name: "Imagerie Laval", Organisation: "Imagerie Laval", Class: dispatch.ExternalPartner,
			Phone: "+14505550171", Routes: []dispatch.Route{number("+14505550170", nil)},
		},
		{
			Name: "Clinique de la Capitale", Organisation: "Ottawa", Class: dispatch.OutsideQuebecPartner,
			Language: "en", Phone: "+16135550181", Routes: []dispatch.Route{number("+16135550180", verified)},
		},
	}
}

// furnishPractice fills a new practice home: a clinic, its three services, partners and documents.
func (a *App) furnishPractice(ctx context.Context) error {
	if err := writeSamples(filepath.Join(practiceFolder(a.config.Home), samplesFolder)); err != nil {
		return err
	}
	if err := a.Desk.SaveSender(ctx, practiceSender); err != nil {
		return err
	}
	for _, account := range []dispatch.Account{
		{Name: "courriel", Channel: dispatch.EmailEncrypted, Provider: desk.PracticeProvider, From: practiceSender.Email},
		{Name: "télécopie", Channel: dispatch.CloudFax, Provider: desk.PracticeProvider},
		{Name: "portail", Channel: dispatch.Portal, Provider: desk.PracticeProvider},
	} {
		if _, err := a.Desk.AddAccount(ctx, account, nil, account.Channel != dispatch.CloudFax); err != nil {
			return err
		}
	}
	verified := &dispatch.Verification{By: Actor(), How: desk.TypedTwice, At: a.config.Now()}
	for _, r := range practiceRecipients(verified) {
		if _, err := a.Desk.SaveRecipient(ctx, r); err != nil {
			return err
		}
	}
	if _, err := a.Desk.OwnKey(ctx); err != nil {
		return err
	}
	return a.practiceKey(ctx, practicePhysician, "amelie.roy@clinique-du-parc.example")
}

// practiceKey gives a practice recipient a key: its certificate to the home, its secret to the other side.
func (a *App) practiceKey(ctx context.Context, name, address string) error {
	identity, err := crypto.GenerateIdentity(name, address, a.config.Now())
	if err != nil {
		return explain(err)
	}
	secret, err := identity.Secret()
	if err != nil {
		return explain(err)
	}
	folder := filepath.Join(practiceFolder(a.config.Home), keysFolder)
	if err := os.MkdirAll(folder, privateDir); err != nil {
		return homeError("home_unwritable", err)
	}
	if err := writeNew(folder, identity.Fingerprint()+".key", secret); err != nil {
		return err
	}
	certificate, err := identity.Certificate()
	if err != nil {
		return explain(err)
	}
	keys, err := a.Desk.ImportKey(ctx, certificate)
	if err != nil {
		return err
	}
	_, err = a.Desk.VerifyKey(ctx, keys[0].Fingerprint, "practice")
	return err
}
