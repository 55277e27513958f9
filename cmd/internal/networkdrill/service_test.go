package networkdrill_test

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/faxtest"
)

// service is a server of the drill, and how lines to it can be broken.
type service struct {
	drilltest.Service
	name    string
	rewrite func(*line, []byte) []byte
	speaks  protocol
}

// protocol is what a service speaks, and with it what can go wrong.
type protocol string

const (
	smtp  protocol = "SMTP with STARTTLS"
	https protocol = "HTTPS"
	ssh   protocol = "SSH"
	plain protocol = "no encryption"
)

// services are the servers of the drill.
var services = []struct {
	name  string
	start func(testing.TB) service
}{
	{"Postfix", func(t testing.TB) service { return service{Service: drilltest.Postfix(t), speaks: smtp} }},
	{"HylaFAX", hylafax},
	{"Apache", func(t testing.TB) service { return service{Service: drilltest.Apache(t), speaks: https} }},
	{"OpenSSH", func(t testing.TB) service { return service{Service: drilltest.OpenSSH(t), speaks: ssh} }},
	{"SRFax", func(t testing.TB) service { return service{Service: drilltest.SRFax(t), speaks: https} }},
}

// host is host:port of the server.
func (s service) host(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// through is the address of the server when it is reached at another host:port.
func (s service) through(t *testing.T, host string) string {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = host
	return u.String()
}

// add makes an account that reaches the service at host:port.
func (s service) add(h *home, name, host string) {
	h.t.Helper()
	s.Add(h.t, h.Desk, name, s.through(h.t, host))
}

// hylafax takes faxes into its queue; there is no modem to send them on.
func hylafax(t testing.TB) service {
	server := faxtest.StartHylaFAX(t)
	return service{speaks: plain, rewrite: dataThroughLine, Service: drilltest.Service{
		URL: server.URL, Secret: []byte(server.Password),
		Account: dispatch.Account{Channel: dispatch.CloudFax, Provider: "hylafax", User: server.User},
		Kind:    dispatch.Prescription, Class: dispatch.ExternalPartner, To: drilltest.FaxNumber, Signature: dispatch.SignedByHand,
		Asks: true, Holds: func() []drilltest.Arrival { return faxQueue(t, server.Spool) },
	}}
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
func faxQueue(t testing.TB, spool string) (held []drilltest.Arrival) {
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
			held = append(held, drilltest.Arrival{Reference: string(tag[1]), SHA256: drilltest.Sum(content)})
		}
	}
	return held
}
