package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
)

// doorway is an address that is known before the server behind it has started.
type doorway struct {
	url    string
	behind atomic.Pointer[httputil.ReverseProxy]
}

func newDoorway(t *testing.T, ca *dispatchtest.CA) *doorway {
	t.Helper()
	d := &doorway{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.behind.Load().ServeHTTP(w, r)
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

func (d *doorway) leadTo(t *testing.T, address string, ca *dispatchtest.CA) {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	d.behind.Store(&httputil.ReverseProxy{
		Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: ca.Pool, MinVersion: tls.VersionTLS12}},
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
	})
}

// TestRealFHIRPortal follows a clinic from the account to the document in the patient's record: the key is
// made here, its public part is registered at the portal, and no secret is ever typed.
func TestRealFHIRPortal(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	ca := dispatchtest.NewCA(t)
	door := newDoorway(t, ca)
	h.pli("account", "add", "portal", "dossier", "--provider", "fhir", "--url", door.url, "--user", "clinique", "--approved",
		"--set", "identifier_system=https://portail.example/numero", "--ca", h.file("portal.pem", string(ca.PEM)))
	file := filepath.Join(h.folder, "jwks.json")
	h.pli("account", "jwks", "dossier", "-o", file)
	registered := read(t, file)
	if shown := h.pli("account", "jwks", "dossier"); shown != string(registered) || strings.Contains(shown, `"d"`) {
		t.Fatalf("shown is %s, written %s", shown, registered)
	}
	fhir := portaltest.StartFHIR(t, ca, portaltest.FHIRClient{ID: "clinique", Algorithm: oauth.ES384, JWKS: json.RawMessage(registered)})
	portal := fhir.Portal()
	door.leadTo(t, portal.URL, ca)

	h.pli("account", "test", "dossier")
	h.pli("recipient", "add", "--name", "Marc Essai", "--class", "patient", "--portal", "BOUM01113025", "--portal-available", "yes")
	letter := h.file("letter.pdf", string(onePage("Résumé")))
	sent := h.send("--to", "Marc Essai", "--kind", "discharge_summary", "--wait", letter)
	if sent.State != "accepted" {
		t.Fatal(sent.State)
	}
	held, sum := portal.Held(t), sha256.Sum256(read(t, letter))
	if len(held.Documents) != 1 || held.Documents[0].SHA256 != hex.EncodeToString(sum[:]) {
		t.Fatalf("the portal holds %+v", held)
	}
	if receipt := sent.Attempts[0].Receipt; receipt.Provider != "fhir" || !strings.HasPrefix(receipt.Reference, "urn:oid:2.25.") {
		t.Errorf("the receipt is %+v", receipt)
	}

	renewed := h.pli("account", "new-key", "dossier")
	if shown := h.pli("account", "jwks", "dossier"); bytes.Equal([]byte(renewed), registered) || shown != renewed {
		t.Errorf("the new key is shown as %s, and kept is %s", renewed, shown)
	}
	if again := h.pli("account", "jwks", "dossier", "--renew"); again == renewed {
		t.Error("the key that is renewed with its export is the old one")
	}
	if code, _, stderr := pli(t, append(append([]string{}, h.global...), "account", "test", "dossier")...); code != exitCredentials {
		t.Errorf("a key that the portal does not know: exit %d\n%s", code, stderr)
	}
}

func TestAccountsWithoutAKey(t *testing.T) {
	t.Parallel()
	h := newRealHome(t)
	h.pli("account", "add", "portal", "portal", "--url", "https://portal.example/", "--user", "u", "--secret-file", h.file("s.txt", "s3cret-violette"))
	for _, command := range []string{"jwks", "new-key"} {
		code, out, stderr := pli(t, append(append([]string{}, h.global...), "account", command, "portal")...)
		if code == exitDone || out != "" || !strings.Contains(stderr, "no key to export") {
			t.Errorf("%s: exit %d: %s%s", command, code, out, stderr)
		}
	}
}
