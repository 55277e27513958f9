package networkdrill_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
	"github.com/souspli/souspli/fax/faxtest"
)

// service is a real server, and what the program must be told to send there.
type service struct {
	name      string
	url       string // of the server itself
	account   dispatch.Account
	secret    []byte
	ca        *dispatchtest.CA // nil: no TLS
	channel   dispatch.ChannelKind
	kind      dispatch.DocumentKind
	class     dispatch.Class
	to        string
	signature dispatch.Signature
	furnish   func(*home)
	passport  *dispatch.Passport
	rewrite   func(*line, []byte) []byte
	holds     func() []arrival
	asks      bool // whether an attempt arrived can be asked
	speaks    protocol
}

// protocol is what a service speaks, and with it what can go wrong.
type protocol string

const (
	smtp  protocol = "SMTP with STARTTLS"
	https protocol = "HTTPS"
	ssh   protocol = "SSH"
	plain protocol = "no encryption"
)

// arrival is a document that a server really holds, whole, under one of our references.
type arrival struct {
	reference string // an attempt's ID, or how it begins
	sha256    string
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// services are the servers of the drill.
var services = []struct {
	name  string
	start func(*testing.T) service
}{{"Postfix", postfix}, {"HylaFAX", hylafax}, {"Apache", apache}, {"OpenSSH", openSSH}, {"SRFax", srfax}}

// host is host:port of the server.
func (s service) host(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// through is the address of the server when it is reached at another host:port.
func (s service) through(t *testing.T, host string) string {
	t.Helper()
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = host
	return u.String()
}

// add makes an account that reaches the service at host:port.
func (s service) add(h *home, name, host string) {
	h.t.Helper()
	a := s.account
	a.Name, a.Channel, a.URL, a.Settings = name, s.channel, s.through(h.t, host), maps.Clone(s.account.Settings)
	if s.ca != nil {
		a.TrustedCA = s.ca.PEM
	}
	_, err := h.Desk.AddAccount(h.t.Context(), a, s.secret, true)
	h.must(err)
	if s.passport != nil {
		_, err := h.Desk.SavePassport(h.t.Context(), name, *s.passport)
		h.must(err)
	}
}

// postfix takes mail for somebody whose key we hold, and hands it to a mailbox.
func postfix(t *testing.T) service {
	server := emailtest.StartPostfix(t, dispatchtest.NewCA(t))
	const address = "dre.roy@example.org"
	reader, err := crypto.GenerateIdentity("Dre Roy", address, time.Now().Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var own [][]byte
	box := &mailbox{t: t, server: server, reader: reader, own: &own}
	return service{
		speaks: smtp, url: server.URL, secret: server.Password, ca: server.CA, channel: dispatch.EmailEncrypted,
		account: dispatch.Account{Provider: "smtp", User: server.User, From: server.User},
		kind:    dispatch.ConsultReport, class: dispatch.ExternalPartner, to: address, holds: box.holds,
		furnish: func(h *home) {
			certificate, err := reader.Certificate()
			h.must(err)
			keys, err := h.Desk.ImportKey(t.Context(), certificate)
			h.must(err)
			_, err = h.Desk.VerifyKey(t.Context(), keys[0].Fingerprint, "compared at the clinic")
			h.must(err)
			key, err := h.Desk.OwnKey(t.Context())
			h.must(err)
			own = [][]byte{key.Certificate}
		},
	}
}

// mailbox is what Postfix delivered so far.
type mailbox struct {
	t      *testing.T
	server *emailtest.Postfix
	reader *crypto.Identity
	own    *[][]byte

	mu  sync.Mutex
	all []arrival
}

var messageID = regexp.MustCompile(`^<([^@]+)@`)

// holds waits for Postfix's queue to empty. Notices to the clinic itself are no arrivals.
func (m *mailbox) holds() []arrival {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.server.Delivered(m.t) {
		if d.From == "" {
			continue
		}
		message := emailtest.Parse(m.t, d.Data)
		var content bytes.Buffer
		if err := crypto.OpenSealed(&content, bytes.NewReader(message.Parts[1].Body), m.reader, *m.own); err != nil {
			m.t.Errorf("a message arrived that cannot be opened: %v", err)
			continue
		}
		inner := emailtest.Parse(m.t, content.Bytes())
		id := messageID.FindStringSubmatch(message.Header.Get("Message-ID"))
		m.all = append(m.all, arrival{id[1], sum(inner.Parts[len(inner.Parts)-1].Body)})
	}
	return m.all
}

// hylafax takes faxes into its queue; there is no modem to send them on.
func hylafax(t *testing.T) service {
	server := faxtest.StartHylaFAX(t)
	return service{
		speaks: plain, url: server.URL, secret: []byte(server.Password), channel: dispatch.CloudFax,
		account: dispatch.Account{Provider: "hylafax", User: server.User},
		kind:    dispatch.Prescription, class: dispatch.ExternalPartner, to: "+15145550142", signature: dispatch.SignedByHand,
		rewrite: dataThroughLine, asks: true,
		holds: func() []arrival { return faxQueue(t, server.Spool) },
	}
}

// dataThroughLine leads the data connection that HylaFAX offers through the gate too.
func dataThroughLine(l *line, said []byte) []byte {
	return entering.ReplaceAllFunc(said, func(offer []byte) []byte {
		var n [6]int
		for i, digits := range entering.FindSubmatch(offer)[1:] {
			n[i], _ = strconv.Atoi(string(digits))
		}
		gate := l.listen(net.JoinHostPort("127.0.0.1", strconv.Itoa(n[4]<<8|n[5])))
		l.t.Cleanup(func() { _ = gate.Close() })
		port := gate.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // what a TCP listener has
		return fmt.Appendf(nil, "(127,0,0,1,%d,%d)", port>>8, port&0xff)
	})
}

var (
	jobTag    = regexp.MustCompile(`(?m)^jobtag:([^/\n]+)/`)
	jobFile   = regexp.MustCompile(`(?m)^!?pdf:\d+::(\S+)$`)
	entering  = regexp.MustCompile(`\((\d+),(\d+),(\d+),(\d+),(\d+),(\d+)\)`)
	faxQueues = []string{"sendq", "doneq"}
)

// faxQueue reads the jobs in HylaFAX's spool. The last document of a job is the letter; before it comes the cover.
func faxQueue(t *testing.T, spool string) (held []arrival) {
	for _, queue := range faxQueues {
		jobs, err := filepath.Glob(filepath.Join(spool, queue, "q*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, job := range jobs {
			text, err := os.ReadFile(job)
			if err != nil {
				continue // it has just ended
			}
			tag, files := jobTag.FindSubmatch(text), jobFile.FindAllSubmatch(text, -1)
			if tag == nil || len(files) == 0 {
				t.Errorf("a job of nobody:\n%s", text)
				continue
			}
			content, err := os.ReadFile(filepath.Join(spool, string(files[len(files)-1][1])))
			if err != nil {
				t.Errorf("a job without its document: %v", err)
			}
			held = append(held, arrival{string(tag[1]), sum(content)})
		}
	}
	return held
}

// apache is a portal's folder over WebDAV.
func apache(t *testing.T) service {
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartApache(t, ca)
	address, folder := server.Folder(t)
	return service{
		speaks: https, url: address, secret: []byte(server.Password), ca: ca, channel: dispatch.Portal,
		account: dispatch.Account{Provider: "webdav", User: portaltest.User},
		kind:    dispatch.DischargeSummary, class: dispatch.Patient, to: "marguerite", asks: true,
		holds: func() []arrival { return deposits(t, folder) },
	}
}

// openSSH is a portal's folder over SFTP.
func openSSH(t *testing.T) service {
	server := portaltest.StartSSHD(t)
	address, folder := server.Folder(t)
	return service{
		speaks: ssh, url: address, secret: server.Secret, channel: dispatch.Portal,
		account: dispatch.Account{Provider: sftp.Provider, User: server.User, Settings: map[string]string{sftp.SettingHostKey: strings.TrimSpace(server.HostKey)}},
		kind:    dispatch.DischargeSummary, class: dispatch.Patient, to: "marguerite", asks: true,
		holds: func() []arrival { return deposits(t, folder) },
	}
}

// deposits reads what stands in a portal's folder under its final name.
func deposits(t *testing.T, folder string) (held []arrival) {
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		reference := filepath.Base(filepath.Dir(file))
		if strings.HasSuffix(reference, ".part") {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, arrival{reference, sum(content)})
	}
	return held
}

// srfax is a fax service on the web, simulated from its manual, over real TLS.
func srfax(t *testing.T) service {
	server := faxtest.StartSRFax(t, faxtest.SRFaxConfig{Now: time.Now})
	return service{
		speaks: https, url: server.URL, secret: []byte(server.Password), ca: server.CA, channel: dispatch.CloudFax,
		account: dispatch.Account{Provider: "srfax", User: server.User, Settings: map[string]string{
			"caller_id": "514 555-0110", "sender_email": "envoi@clinique.example", "prepare": "as_is",
		}},
		kind: dispatch.ConsultReport, class: dispatch.ExternalPartner, to: "+15145550142", asks: true,
		passport: &dispatch.Passport{StoredIn: "CA-QC", Contract: time.Now().AddDate(0, -1, 0), Assessment: time.Now().AddDate(0, -1, 0)},
		holds: func() (held []arrival) {
			for _, f := range server.Faxes() {
				held = append(held, arrival{f.AccountCode[:17], sum(f.Files[len(f.Files)-1])})
			}
			return held
		},
	}
}
