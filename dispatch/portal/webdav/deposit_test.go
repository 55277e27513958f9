package webdav_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// What a recipient finds can be checked with sha256sum, and is named after nobody.
func TestDepositAsTheRecipientFindsIt(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	apache := portaltest.StartApache(t, ca)
	address, dir := apache.Folder(t)
	parcel := sampleParcel(t)
	second := dispatchtest.SampleContent("zoe.tiff", 1, []byte("II*\x00"))
	second.MediaType = "image/tiff"
	parcel.Documents = append(parcel.Documents, second)

	receipt, err := newChannel(t, address, ca, apache.Password).Send(t.Context(), parcel, nil)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, string(parcel.Attempt))
	requireNames(t, folder, "SHA256SUMS", "document-1.pdf", "document-2.tiff", "message.txt")
	check := exec.CommandContext(t.Context(), "sha256sum", "--check", "--strict", portal.ManifestName)
	check.Dir = folder
	if out, err := check.CombinedOutput(); err != nil || strings.Count(string(out), "OK") != 3 {
		t.Errorf("sha256sum: %v: %s", err, out)
	}
	message, err := os.ReadFile(filepath.Join(folder, portal.MessageName))
	if want := parcel.Subject + "\n\n" + parcel.Message + "\n"; string(message) != want || err != nil {
		t.Errorf("the message reads %q, want %q: %v", message, want, err)
	}
	want := dispatch.Receipt{
		Provider: "webdav", At: dispatchtest.Epoch(), Detail: "deposited",
		Reference: "/" + filepath.Base(dir) + "/" + string(parcel.Attempt) + "/",
		Bytes:     parcel.Documents[0].Size + second.Size + int64(len(message)),
	}
	if receipt != want {
		t.Errorf("the receipt is\n%+v, want\n%+v", receipt, want)
	}
}

func TestMessageHoldsWhatWasWritten(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	apache := portaltest.StartApache(t, ca)
	address, dir := apache.Folder(t)
	for name, test := range map[string]struct{ subject, message, want string }{
		"subject and message": {"Résultats", "Bonjour.", "Résultats\n\nBonjour.\n"},
		"a subject alone":     {"Résultats", "", "Résultats\n"},
		"a message alone":     {"", "Bonjour.", "Bonjour.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parcel := sampleParcel(t)
			parcel.Subject, parcel.Message = test.subject, test.message
			if _, err := newChannel(t, address, ca, apache.Password).Send(t.Context(), parcel, nil); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join(dir, string(parcel.Attempt), portal.MessageName))
			if string(got) != test.want || err != nil {
				t.Errorf("the message reads %q, want %q: %v", got, test.want, err)
			}
		})
	}
}

func requireNames(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") { // mod_dav keeps properties in .DAV
			names = append(names, entry.Name())
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("the folder holds %q, want %q", names, want)
	}
}

// sniffer keeps what a server could have logged.
type sniffer struct {
	mu    sync.Mutex
	lines []string
}

func (s *sniffer) script(r *http.Request) practice.PortalFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := r.Method + " " + r.URL.String()
	for name, values := range r.Header {
		if name != "Authorization" {
			line += "\n" + name + ": " + strings.Join(values, ",")
		}
	}
	s.lines = append(s.lines, line)
	return ""
}

func (s *sniffer) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

func TestRequestsSayNothingPersonal(t *testing.T) {
	t.Parallel()
	var seen sniffer
	s := newSite(t, seen.script)
	if _, err := s.send(t); err != nil {
		t.Fatal(err)
	}
	text := strings.ToLower(seen.text())
	for _, word := range append(dispatchtest.SamplePrivate(), "portail:patient", s.parcel.Documents[0].SHA256) {
		if strings.Contains(text, strings.ToLower(word)) {
			t.Errorf("a request says %q", word)
		}
	}
}

func TestOrderOfRequests(t *testing.T) {
	t.Parallel()
	var seen sniffer
	s := newSite(t, seen.script)
	s.parcel.Message, s.parcel.Subject = "", ""
	if _, err := s.send(t); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range seen.lines {
		first, _, _ := strings.Cut(line, "\n")
		got = append(got, strings.ReplaceAll(first, string(s.parcel.Attempt), "ID"))
	}
	want := []string{
		"PROPFIND /", "PROPFIND /ID/", "PROPFIND /ID.part/", "MKCOL /ID.part/",
		"PROPFIND /ID.part/document-1.pdf", "PUT /ID.part/document-1.pdf",
		"PROPFIND /ID.part/document-1.pdf", "GET /ID.part/document-1.pdf",
		"PROPFIND /ID.part/SHA256SUMS", "PUT /ID.part/SHA256SUMS",
		"PROPFIND /ID.part/SHA256SUMS", "GET /ID.part/SHA256SUMS",
		"MOVE /ID.part/",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A refusal that comes instead of 100 Continue costs not one byte of the document.
func TestRefusedDocumentIsNotRead(t *testing.T) {
	t.Parallel()
	s := newSite(t, practice.OnMethod(http.MethodPut, practice.PortalRefuse))
	read := false
	s.parcel.Documents[0].Open = func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(readerFunc(func([]byte) (int, error) { read = true; return 0, io.EOF })), nil
	}
	if _, err := s.send(t); dispatch.CodeOf(err) != "portal_refused" {
		t.Errorf("got %v", err)
	}
	if read {
		t.Error("the document was read")
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A failure to read a document may name a file or a person; only what is ours is kept.
func TestSourceFailureIsDiscreet(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	s.parcel.Documents[0].Open = func(context.Context) (io.ReadCloser, error) {
		return nil, errors.New("open essai-tremblay-zoe.pdf: permission denied")
	}
	_, err := s.send(t)
	if dispatch.CodeOf(err) != "portal_document_unreadable" || strings.Contains(err.Error(), "zoe") {
		t.Errorf("got %v", err)
	}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	apache := portaltest.StartApache(t, ca)
	address, dir := apache.Folder(t)
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, url, password, code string
		ca                        *dispatchtest.CA
	}{
		{"good", address, apache.Password, "", ca},
		{"good, without the last slash", strings.TrimSuffix(address, "/"), apache.Password, "", ca},
		{"wrong password", address, "another", "portal_auth_failed", ca},
		{"no such folder", address + "none/", apache.Password, "portal_no_such_folder", ca},
		{"a file", address + "file", apache.Password, "portal_refused", ca},
		{"another authority", address, apache.Password, "portal_certificate", dispatchtest.NewCA(t)},
		{"nobody listens", gone(t), apache.Password, "portal_unreachable", ca},
		{"not WebDAV", webSite(t, ca), apache.Password, "portal_not_webdav", ca},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := newChannel(t, test.url, test.ca, test.password).Test(t.Context())
			if dispatch.CodeOf(err) != test.code {
				t.Errorf("got %v, want %q", err, test.code)
			}
		})
	}
}

// webSite is a server that knows pages only.
func webSite(t *testing.T, ca *dispatchtest.CA) string {
	t.Helper()
	return serve(t, ca.Server().TLS, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
	}))
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	for _, test := range []struct {
		name        string
		certificate dispatchtest.Certificate
	}{
		{"another authority", ca.Untrusted()},
		{"another name", ca.WrongName()},
		{"expired", ca.Expired()},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, test.certificate.TLS, http.NotFoundHandler())
			err := newChannel(t, url, ca, password).Test(t.Context())
			if dispatch.CodeOf(err) != "portal_certificate" || dispatch.RetryOf(err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestOldTLSRefused(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	server := newServer(http.NotFoundHandler(), ca.Server().TLS)
	server.TLS.MaxVersion = tls.VersionTLS11
	server.StartTLS()
	t.Cleanup(server.Close)
	if err := newChannel(t, server.URL, ca, password).Test(t.Context()); err == nil {
		t.Error("TLS 1.1 was accepted")
	}
}
