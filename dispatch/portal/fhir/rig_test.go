package fhir_test

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/fhir"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

const (
	clientID = "clinique-modele"
	system   = "https://portail.example/numero"
	number   = "TREJ58531417"
)

// server is shared by every test of this package.
var server struct {
	once sync.Once
	fhir *portaltest.FHIR
	keys map[string]oauth.SigningKey // of each algorithm's client
}

// start is the shared server, and the key that it knows for an algorithm.
func start(t testing.TB) *portaltest.FHIR {
	t.Helper()
	server.once.Do(func() {
		server.keys = map[string]oauth.SigningKey{}
		var clients []portaltest.FHIRClient
		for _, algorithm := range []string{oauth.ES384, oauth.RS384} {
			key := newKey(t, algorithm)
			server.keys[algorithm] = key
			clients = append(clients, portaltest.FHIRClient{ID: clientID + algorithm, Algorithm: algorithm, JWKS: json.RawMessage(key.JWKS())})
		}
		server.fhir = portaltest.StartFHIR(t, dispatchtest.NewCA(t), clients...)
	})
	if server.fhir == nil {
		t.Fatal("the FHIR server did not start")
	}
	return server.fhir
}

func newKey(t testing.TB, algorithm string) oauth.SigningKey {
	t.Helper()
	key, err := oauth.NewSigningKey(algorithm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// site is a channel to a portal of its own, through what may go wrong on the way.
type site struct {
	*fhir.Channel
	portal portaltest.Portal
	parcel dispatch.Parcel
	config fhir.Config
}

func newSite(t testing.TB, script practice.PortalScript, change ...func(*fhir.Config)) site {
	t.Helper()
	s := site{portal: start(t).Portal(), parcel: sampleParcel(t)}
	s.config = config(t, through(t, s.portal.URL, start(t).CA.Server().TLS, script, ""))
	for _, c := range change {
		c(&s.config)
	}
	s.Channel = open(t, s.config)
	return s
}

func config(t testing.TB, address string) fhir.Config {
	t.Helper()
	return fhir.Config{
		URL: address, User: clientID + oauth.ES384, Secret: server.keys[oauth.ES384].Marshal(),
		Settings: map[string]string{fhir.SettingSystem: system}, Source: dispatch.NewID(rand.Reader), Roots: start(t).CA.Pool,
		Titles: func(string, dispatch.DocumentKind) string { return "Demande de consultation" },
		Now:    time.Now, Random: rand.Reader, Patience: 10 * time.Second,
	}
}

func open(t testing.TB, c fhir.Config) *fhir.Channel {
	t.Helper()
	channel, err := fhir.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

func setting(name, value string) func(*fhir.Config) {
	return func(c *fhir.Config) { c.Settings[name] = value }
}

func sampleParcel(t testing.TB) dispatch.Parcel {
	t.Helper()
	parcel := dispatchtest.SampleParcel(t)
	parcel.Route = dispatch.Route{Channel: dispatch.Portal, Address: number}
	return parcel
}

// through puts a proxy between a channel and the server, which fails as scripted.
func through(t testing.TB, address string, certificate tls.Certificate, script practice.PortalScript, elsewhere string) string {
	t.Helper()
	return serve(t, certificate, script.Before(forward(t, address), elsewhere)) + "/fhir"
}

// forward passes requests for /fhir on to the FHIR base at address.
func forward(t testing.TB, address string) http.Handler {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: start(t).CA.Pool, MinVersion: tls.VersionTLS12},
	}
	return &httputil.ReverseProxy{
		Transport: transport, ErrorLog: log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = target.Scheme, target.Host, target.Host
			r.Out.URL.Path = target.Path + strings.TrimPrefix(r.In.URL.Path, "/fhir")
		},
	}
}

func serve(t testing.TB, certificate tls.Certificate, handler http.Handler) string {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

// only strikes at requests of a method for paths that end in suffix.
func only(method, suffix string, fault practice.PortalFault) practice.PortalScript {
	return func(r *http.Request) practice.PortalFault {
		if r.Method == method && strings.HasSuffix(r.URL.Path, suffix) {
			return fault
		}
		return ""
	}
}

// whole counts the documents on the portal that are the parcel's first, byte for byte.
func (s site) whole(t testing.TB) int {
	t.Helper()
	n := 0
	for _, document := range s.portal.Held(t).Documents {
		if document.SHA256 == s.parcel.Documents[0].SHA256 {
			n++
		}
	}
	return n
}

func (s site) attempt() dispatch.Attempt { return dispatch.Attempt{ID: s.parcel.Attempt, N: 1} }

func (s site) send(t testing.TB) (dispatch.Receipt, error) {
	t.Helper()
	return s.Send(t.Context(), s.parcel, nil)
}

// layer stands between a channel and the server.
type layer func(next http.Handler) http.Handler

// behind is the channel to the same portal through layers, the outermost first.
func (s site) behind(t testing.TB, layers ...layer) *fhir.Channel {
	t.Helper()
	handler := forward(t, s.portal.URL)
	for _, l := range slices.Backward(layers) {
		handler = l(handler)
	}
	c := s.config
	c.URL = serve(t, start(t).CA.Server().TLS, handler) + "/fhir"
	return open(t, c)
}

// lacking takes something out of what a server offers.
func lacking(out string) layer { return offering(out, "") }

// unconditional creates resources of a type whatever stands there.
func unconditional(kind string) layer {
	return offering(`"type":"`+kind+`","conditionalCreate":true`, `"type":"`+kind+`"`)
}

// offering says something else in what a server offers.
func offering(instead, told string) layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if instead == "" || r.URL.Path != "/fhir/metadata" {
				next.ServeHTTP(w, r)
				return
			}
			answer := httptest.NewRecorder()
			next.ServeHTTP(answer, r)
			changed := strings.ReplaceAll(answer.Body.String(), instead, told)
			_, _ = io.WriteString(w, strings.NewReplacer(",]", "]", "[,", "[", ",,", ",").Replace(changed))
		})
	}
}
