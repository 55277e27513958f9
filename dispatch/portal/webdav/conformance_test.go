package webdav_test

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/webdav"
	"github.com/souspli/souspli/dispatch/practice"
)

const password = "Mot-de-passe-privé"

func TestPracticePortalConforms(t *testing.T) {
	t.Parallel()
	dispatchtest.RunChannel(t, practiceRig)
}

func TestApacheConforms(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	apache := portaltest.StartApache(t, ca)
	dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
		return apacheRig(t, ca, apache, fault)
	})
}

// scripts are what the practice portal does for each fault.
var scripts = map[dispatchtest.Fault]practice.PortalScript{
	dispatchtest.ReplyLost:       practice.OnMethod("MOVE", practice.PortalLoseReply),
	dispatchtest.CutMidway:       practice.OnMethod("PUT", practice.PortalCut),
	dispatchtest.HugeAnswer:      practice.OnMethod("PROPFIND", practice.PortalFlood),
	dispatchtest.MalformedAnswer: practice.OnMethod("MOVE", practice.PortalBabble),
	dispatchtest.Redirect:        practice.OnMethod("PUT", practice.PortalRedirect),
	dispatchtest.TryLater:        practice.OnMethod("PROPFIND", practice.PortalBusy),
	dispatchtest.Refused:         practice.OnMethod("MKCOL", practice.PortalRefuse),
}

func practiceRig(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
	t.Helper()
	ca, dir := dispatchtest.NewCA(t), t.TempDir()
	certificate := ca.Server()
	if fault == dispatchtest.WrongCertificate {
		certificate = ca.Untrusted()
	}
	var strayed atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(elsewhere.Close)
	config := practice.PortalConfig{
		Dir: dir, TLS: &tls.Config{Certificates: []tls.Certificate{certificate.TLS}},
		User: portaltest.User, Password: []byte(password), Script: scripts[fault], Elsewhere: elsewhere.URL,
	}
	if fault == dispatchtest.WrongPassword {
		config.Password = []byte("another")
	}
	server := startPortal(t, config)
	if fault == dispatchtest.Gone {
		closePortal(t, server)
	}
	return rig(t, server.URL(), ca, password, dir, &strayed)
}

func apacheRig(t *testing.T, ca *dispatchtest.CA, apache *portaltest.Apache, fault dispatchtest.Fault) dispatchtest.Rig {
	t.Helper()
	url, dir := apache.Folder(t)
	secret := apache.Password
	var strayed atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(elsewhere.Close)
	switch fault {
	case dispatchtest.NoFault:
	case dispatchtest.WrongPassword:
		secret = "another"
	case dispatchtest.WrongCertificate:
		ca = dispatchtest.NewCA(t)
	case dispatchtest.Gone:
		url = gone(t)
	default:
		url = apache.Through(t, url, func(next http.Handler) http.Handler {
			return scripts[fault].Before(next, elsewhere.URL)
		})
	}
	return rig(t, url, ca, secret, dir, &strayed)
}

func rig(
	t *testing.T, url string, ca *dispatchtest.CA, secret, dir string, strayed *atomic.Int64,
) dispatchtest.Rig {
	t.Helper()
	channel := newChannel(t, url, ca, secret)
	parcel := sampleParcel(t)
	return dispatchtest.Rig{
		Channel: channel, Parcel: parcel,
		Received: func() int { return whole(t, dir, parcel) },
		Strayed:  func() int { return int(strayed.Load()) },
		Private:  append(dispatchtest.SamplePrivate(), portaltest.User, secret, "portail:patient", parcel.Documents[0].SHA256),
	}
}

func newChannel(t testing.TB, url string, ca *dispatchtest.CA, secret string) *webdav.Channel {
	t.Helper()
	channel, err := webdav.New(webdav.Config{
		URL: url, User: portaltest.User, Password: []byte(secret), Roots: ca.Pool,
		Now: dispatchtest.Epoch, Patience: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

func sampleParcel(t testing.TB) dispatch.Parcel {
	t.Helper()
	parcel := dispatchtest.SampleParcel(t)
	parcel.Route = dispatch.Route{Channel: dispatch.Portal, Address: "portail:patient"}
	return parcel
}

// whole counts the finished deposits in dir that hold every document of p as it was queued.
func whole(t testing.TB, dir string, p dispatch.Parcel) int {
	t.Helper()
	folders, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, folder := range folders {
		if dispatch.ID(folder.Name()).Valid() && holds(t, filepath.Join(dir, folder.Name()), p) {
			n++
		}
	}
	return n
}

func holds(t testing.TB, dir string, p dispatch.Parcel) bool {
	t.Helper()
	for i, document := range p.Documents {
		if fileSum(t, filepath.Join(dir, portal.FileName(i+1, document.MediaType))) != document.SHA256 {
			return false
		}
	}
	return true
}

func startPortal(t testing.TB, config practice.PortalConfig) *practice.Portal {
	t.Helper()
	server, err := practice.StartPortal(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closePortal(t, server) })
	return server
}

func closePortal(t testing.TB, server *practice.Portal) {
	t.Helper()
	if err := server.Close(); err != nil {
		t.Error(err)
	}
}

// gone is the URL of a server that has stopped.
func gone(t testing.TB) string {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	return server.URL + "/"
}

func fileSum(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
