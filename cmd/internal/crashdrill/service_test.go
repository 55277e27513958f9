package crashdrill_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// service is a server of the matrix.
type service struct {
	drilltest.Service
	name    string
	recalls bool // what was taken can be taken back
	alone   bool // what it holds of an upload is named after the dispatch: each cell needs one of its own
	queues  bool // the stage that is the same for all is drilled here
}

// services are the servers of the matrix, one a column.
var services = []struct {
	name  string
	start func(testing.TB) service
}{
	{"Postfix", func(t testing.TB) service { return service{Service: drilltest.Postfix(t)} }},
	{"HylaFAX", hylafax},
	{"SRFax", func(t testing.TB) service { return service{Service: drilltest.SRFax(t)} }},
	{"Apache", func(t testing.TB) service { return service{Service: drilltest.Apache(t), recalls: true, queues: true} }},
	{"OpenSSH", func(t testing.TB) service { return service{Service: drilltest.OpenSSH(t), recalls: true} }},
	{"Nextcloud", cloud},
}

// hylafax is a fax server that answers every fax at once.
func hylafax(t testing.TB) service {
	server, err := practice.StartFax(t.Context(), practice.FaxConfig{Dir: t.TempDir(), Random: rand.Reader, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return service{Service: drilltest.Service{
		URL: server.URL(), Secret: []byte(server.Password()),
		Account: dispatch.Account{
			Channel: dispatch.CloudFax, Provider: "hylafax", User: server.User(), Settings: map[string]string{"prepare": "as_is"},
		},
		Kind: dispatch.Prescription, Class: dispatch.ExternalPartner, To: drilltest.FaxNumber, Signature: dispatch.SignedByHand,
		Asks: true, Holds: func() []drilltest.Arrival { return faxes(t, server) },
	}}
}

// faxes are those that were ordered. The first document of each is its cover page.
func faxes(t testing.TB, server *practice.Fax) (all []drilltest.Arrival) {
	received, err := server.Received()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range received {
		content, err := os.ReadFile(f.Documents[len(f.Documents)-1])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, drilltest.Arrival{Reference: f.Attempt, SHA256: drilltest.Sum(content)})
	}
	return all
}

// cloud is a Nextcloud, simulated from its manual and source. What arrived there is what somebody can open.
func cloud(t testing.TB) service {
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartNextcloud(t, ca, portaltest.NextcloudConfig{Now: time.Now})
	s := service{recalls: true, alone: true, Service: drilltest.PortalOf(dispatch.Account{
		Provider: nextcloud.Provider, User: portaltest.User, Settings: map[string]string{nextcloud.ShareSetting: "link"},
	})}
	s.URL, s.Secret, s.CA = server.URL(), []byte(server.Password), ca
	s.Holds = func() []drilltest.Arrival { return shared(t, server) }
	return s
}

func shared(t testing.TB, server *portaltest.Nextcloud) (all []drilltest.Arrival) {
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
			all = append(all, drilltest.Arrival{Reference: filepath.Base(at), SHA256: drilltest.Sum(content)})
		}
	}
	return all
}
