package crashdrill_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
	"github.com/souspli/souspli/dispatch/practice"
	"github.com/souspli/souspli/fax/faxtest"
)

// service is a server on a socket of its own, and what the program must be told to send there.
type service struct {
	name      string
	url       string
	account   dispatch.Account
	secret    []byte
	ca        *dispatchtest.CA // nil: no TLS
	channel   dispatch.ChannelKind
	kind      dispatch.DocumentKind
	class     dispatch.Class
	to        string
	signature dispatch.Signature
	furnish   func(*base)
	passport  *dispatch.Passport
	holds     func() []arrival
	asks      bool // whether an attempt arrived can be asked
	recalls   bool // what was taken can be taken back
	alone     bool // what it holds of an upload is named after the dispatch: each cell needs one of its own
	queues    bool // the stage that is the same for all is drilled here
}

// arrival is a document that a server really holds, whole, under one of our references.
type arrival struct {
	reference string
	sha256    string
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// services are the servers of the matrix, one a column.
var services = []struct {
	name  string
	start func(*testing.T) service
}{
	{"Postfix", postfix},
	{"HylaFAX", hylafax},
	{"SRFax", srfax},
	{"Apache", apache},
	{"OpenSSH", openSSH},
	{"Nextcloud", cloud},
}

// postfix takes mail for somebody whose key we hold, and hands it to a mailbox.
func postfix(t *testing.T) service {
	server := emailtest.StartPostfix(t, dispatchtest.NewCA(t))
	const address = "dre.roy@example.org"
	reader, err := crypto.GenerateIdentity("Dre Roy", address, time.Now().Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	box := newMailbox(t, server, reader)
	return service{
		url: server.URL, secret: server.Password, ca: server.CA, channel: dispatch.EmailEncrypted,
		account: dispatch.Account{Provider: "smtp", User: server.User, From: server.User},
		kind:    dispatch.ConsultReport, class: dispatch.ExternalPartner, to: address, holds: box.holds,
		furnish: func(b *base) {
			certificate, err := reader.Certificate()
			b.must(err)
			keys, err := b.Desk.ImportKey(t.Context(), certificate)
			b.must(err)
			_, err = b.Desk.VerifyKey(t.Context(), keys[0].Fingerprint, "compared at the clinic")
			b.must(err)
			key, err := b.Desk.OwnKey(t.Context())
			b.must(err)
			box.own = append(box.own, key.Certificate)
		},
	}
}

// mailbox collects what Postfix delivers, while it delivers: its own queue is short.
type mailbox struct {
	t      *testing.T
	server *emailtest.Postfix
	reader *crypto.Identity
	own    [][]byte
}

func newMailbox(t *testing.T, server *emailtest.Postfix, reader *crypto.Identity) *mailbox {
	return &mailbox{t: t, server: server, reader: reader}
}

var messageID = regexp.MustCompile(`^<([^@]+)@`)

// holds opens what was delivered. Notices to the clinic itself are no arrivals.
func (m *mailbox) holds() (all []arrival) {
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
		all = append(all, arrival{id[1], sum(inner.Parts[len(inner.Parts)-1].Body)})
	}
	return all
}

// hylafax is a fax server that answers every fax at once.
func hylafax(t *testing.T) service {
	server, err := practice.StartFax(t.Context(), practice.FaxConfig{Dir: t.TempDir(), Random: rand.Reader, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return service{
		url: server.URL(), secret: []byte(server.Password()), channel: dispatch.CloudFax,
		account: dispatch.Account{Provider: "hylafax", User: server.User(), Settings: map[string]string{"prepare": "as_is"}},
		kind:    dispatch.Prescription, class: dispatch.ExternalPartner, to: "+15145550142", signature: dispatch.SignedByHand,
		asks: true, holds: func() []arrival { return faxes(t, server) },
	}
}

// faxes are those that were ordered. The first document of each is its cover page.
func faxes(t *testing.T, server *practice.Fax) (all []arrival) {
	received, err := server.Received()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range received {
		content, err := os.ReadFile(f.Documents[len(f.Documents)-1])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, arrival{f.Attempt, sum(content)})
	}
	return all
}

// srfax is a fax service on the web, simulated from its manual, over real TLS.
func srfax(t *testing.T) service {
	server := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
	month := time.Now().AddDate(0, -1, 0)
	return service{
		url: server.URL, secret: []byte(server.Password), ca: server.CA, channel: dispatch.CloudFax,
		account: dispatch.Account{Provider: "srfax", User: server.User, Settings: map[string]string{
			"caller_id": "514 555-0110", "sender_email": "envoi@clinique.example", "prepare": "as_is",
		}},
		kind: dispatch.ConsultReport, class: dispatch.ExternalPartner, to: "+15145550142", asks: true,
		passport: &dispatch.Passport{StoredIn: "CA-QC", Contract: month, Assessment: month},
		holds: func() (all []arrival) {
			for _, f := range server.Faxes() {
				all = append(all, arrival{f.AccountCode[:len(f.AccountCode)-3], sum(f.Files[len(f.Files)-1])})
			}
			return all
		},
	}
}

// portalOf is what all portals have in common.
func portalOf(account dispatch.Account) service {
	return service{
		account: account, channel: dispatch.Portal, kind: dispatch.DischargeSummary, class: dispatch.Patient,
		to: "marguerite", asks: true, recalls: true,
	}
}

// apache is a portal's folder over WebDAV.
func apache(t *testing.T) service {
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartApache(t, ca)
	address, folder := server.Folder(t)
	s := portalOf(dispatch.Account{Provider: "webdav", User: portaltest.User})
	s.url, s.secret, s.ca, s.queues = address, []byte(server.Password), ca, true
	s.holds = func() []arrival { return deposits(t, folder) }
	return s
}

// openSSH is a portal's folder over SFTP.
func openSSH(t *testing.T) service {
	server := portaltest.StartSSHD(t)
	address, folder := server.Folder(t)
	s := portalOf(dispatch.Account{
		Provider: sftp.Provider, User: server.User, Settings: map[string]string{sftp.SettingHostKey: strings.TrimSpace(server.HostKey)},
	})
	s.url, s.secret = address, server.Secret
	s.holds = func() []arrival { return deposits(t, folder) }
	return s
}

// deposits reads what stands in a portal's folder under its final name.
func deposits(t *testing.T, folder string) (all []arrival) {
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		reference := filepath.Base(filepath.Dir(file))
		if strings.Contains(reference, ".") {
			continue // it does not count yet, or no more
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, arrival{reference, sum(content)})
	}
	return all
}

// cloud is a Nextcloud, simulated from its manual and source. What arrived there is what somebody can open.
func cloud(t *testing.T) service {
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartNextcloud(t, ca, portaltest.NextcloudConfig{Now: time.Now})
	s := portalOf(dispatch.Account{
		Provider: nextcloud.Provider, User: portaltest.User, Settings: map[string]string{nextcloud.ShareSetting: "link"},
	})
	s.url, s.secret, s.ca = server.URL(), []byte(server.Password), ca
	s.alone, s.holds = true, func() []arrival { return shared(t, server) }
	return s
}

func shared(t *testing.T, server *portaltest.Nextcloud) (all []arrival) {
	for _, share := range server.Cloud.Shares() {
		at := server.Cloud.SharedPath(share)
		files, err := filepath.Glob(filepath.Join(server.Dir, filepath.FromSlash(at), "*.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, arrival{filepath.Base(at), sum(content)})
		}
	}
	return all
}
