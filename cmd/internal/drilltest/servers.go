package drilltest

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
	"github.com/souspli/souspli/fax/faxtest"
)

// FaxNumber is the recipient's of every fax.
const FaxNumber = "+15145550142"

// Postfix takes mail for somebody whose key we hold, and hands it to a mailbox.
func Postfix(t testing.TB) Service {
	t.Helper()
	server := emailtest.StartPostfix(t, dispatchtest.NewCA(t))
	const address = "dre.roy@example.org"
	reader, err := crypto.GenerateIdentity("Dre Roy", address, time.Now().Add(-time.Hour))
	must(t, err)
	box := &mailbox{t: t, server: server, reader: reader}
	return Service{
		URL: server.URL, Secret: server.Password, CA: server.CA,
		Account: dispatch.Account{Channel: dispatch.EmailEncrypted, Provider: "smtp", User: server.User, From: server.User},
		Kind:    dispatch.ConsultReport, Class: dispatch.ExternalPartner, To: address, Furnish: box.furnish, Holds: box.holds,
	}
}

// mailbox is what Postfix delivers to one reader.
type mailbox struct {
	t      testing.TB
	server *emailtest.Postfix
	reader *crypto.Identity
	own    [][]byte // certificates of the homes that write
}

// furnish lets a home know the reader's key, and the mailbox that of the home.
func (m *mailbox) furnish(t testing.TB, d *desk.Desk) {
	t.Helper()
	certificate, err := m.reader.Certificate()
	must(t, err)
	keys, err := d.ImportKey(t.Context(), certificate)
	must(t, err)
	_, err = d.VerifyKey(t.Context(), keys[0].Fingerprint, "compared at the clinic")
	must(t, err)
	key, err := d.OwnKey(t.Context())
	must(t, err)
	m.own = append(m.own, key.Certificate)
}

var messageID = regexp.MustCompile(`^<([^@]+)@`)

// holds opens what was delivered, once Postfix's queue is empty. Notices to the clinic itself are no arrivals.
func (m *mailbox) holds() (all []Arrival) {
	for _, d := range m.server.Delivered(m.t) {
		if d.From == "" {
			continue
		}
		message := emailtest.Parse(m.t, d.Data)
		var content bytes.Buffer
		if err := crypto.OpenSealed(&content, bytes.NewReader(message.Parts[1].Body), m.reader, m.own); err != nil {
			m.t.Errorf("a message arrived that cannot be opened: %v", err)
			continue
		}
		inner := emailtest.Parse(m.t, content.Bytes())
		id := messageID.FindStringSubmatch(message.Header.Get("Message-ID"))
		all = append(all, Arrival{id[1], Sum(inner.Parts[len(inner.Parts)-1].Body)})
	}
	return all
}

// SRFax is a fax service on the web, simulated from its manual, over real TLS.
func SRFax(t testing.TB) Service {
	t.Helper()
	server := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
	month := time.Now().AddDate(0, -1, 0)
	return Service{
		URL: server.URL, Secret: []byte(server.Password), CA: server.CA,
		Account: dispatch.Account{Channel: dispatch.CloudFax, Provider: "srfax", User: server.User, Settings: map[string]string{
			"caller_id": "514 555-0110", "sender_email": "envoi@clinique.example", "prepare": "as_is",
		}},
		Kind: dispatch.ConsultReport, Class: dispatch.ExternalPartner, To: FaxNumber, Asks: true,
		Passport: &dispatch.Passport{StoredIn: "CA-QC", Contract: month, Assessment: month},
		Holds: func() (all []Arrival) {
			for _, f := range server.Faxes() {
				all = append(all, Arrival{f.AccountCode[:len(f.AccountCode)-3], Sum(f.Files[len(f.Files)-1])})
			}
			return all
		},
	}
}

// PortalOf is what all portals have in common.
func PortalOf(account dispatch.Account) Service {
	account.Channel = dispatch.Portal
	return Service{Account: account, Kind: dispatch.DischargeSummary, Class: dispatch.Patient, To: "marguerite", Asks: true}
}

// Apache is a portal's folder over WebDAV.
func Apache(t testing.TB) Service {
	t.Helper()
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartApache(t, ca)
	address, folder := server.Folder(t)
	s := PortalOf(dispatch.Account{Provider: "webdav", User: portaltest.User})
	s.URL, s.Secret, s.CA = address, []byte(server.Password), ca
	s.Holds = func() []Arrival { return deposits(t, folder) }
	return s
}

// OpenSSH is a portal's folder over SFTP.
func OpenSSH(t testing.TB) Service {
	t.Helper()
	server := portaltest.StartSSHD(t)
	address, folder := server.Folder(t)
	s := PortalOf(dispatch.Account{
		Provider: sftp.Provider, User: server.User, Settings: map[string]string{sftp.SettingHostKey: strings.TrimSpace(server.HostKey)},
	})
	s.URL, s.Secret = address, server.Secret
	s.Holds = func() []Arrival { return deposits(t, folder) }
	return s
}

// deposits reads what stands in a portal's folder under its final name.
func deposits(t testing.TB, folder string) (all []Arrival) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.pdf"))
	must(t, err)
	for _, file := range files {
		reference := filepath.Base(filepath.Dir(file))
		if strings.Contains(reference, ".") {
			continue // it does not count yet, or no more
		}
		content, err := os.ReadFile(file)
		must(t, err)
		all = append(all, Arrival{reference, Sum(content)})
	}
	return all
}
