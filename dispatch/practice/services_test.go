package practice_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/practice"
)

func startAt(t *testing.T, dir string) *practice.Services {
	t.Helper()
	services, err := practice.Start(t.Context(), practice.Config{Dir: dir, Random: rand.Reader, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := services.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return services
}

// client trusts the services' authority alone.
func client(t *testing.T, services *practice.Services) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(services.CA) {
		t.Fatal("the authority's certificate is not PEM")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func put(t *testing.T, services *practice.Services, path, password, body string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, services.Portal.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(services.User, password)
	answer, err := client(t, services).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

func TestServicesAnswerOnLoopback(t *testing.T) {
	t.Parallel()
	services := startAt(t, t.TempDir())
	for name, address := range map[string]string{
		"mail": services.Mail.Addr(), "fax": services.Fax.Addr(), "portal": services.Portal.Addr(),
	} {
		host, _, err := net.SplitHostPort(address)
		if ip := net.ParseIP(host); err != nil || !ip.IsLoopback() {
			t.Errorf("%s listens on %s: %v", name, address, err)
		}
	}
	if got := put(t, services, "note.txt", services.Password, "bonjour"); got != http.StatusCreated {
		t.Errorf("the portal answers %d", got)
	}
	if got := put(t, services, "note.txt", "another", "au revoir"); got != http.StatusUnauthorized {
		t.Errorf("the portal answers a wrong password with %d", got)
	}
	kept, err := os.ReadFile(filepath.Join(services.PortalDir, "note.txt"))
	if string(kept) != "bonjour" || err != nil {
		t.Errorf("the portal's folder holds %q: %v", kept, err)
	}
}

func TestMailPresentsTheCertificate(t *testing.T) {
	t.Parallel()
	services := startAt(t, t.TempDir())
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(services.CA)
	mail, err := smtp.Dial(services.Mail.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer mail.Close()
	if err := mail.StartTLS(&tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}); err != nil {
		t.Error(err)
	}
}

func TestEachStartHasItsOwnSecrets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := startAt(t, dir)
	if got := put(t, first, "kept.txt", first.Password, "x"); got != http.StatusCreated {
		t.Fatalf("the portal answers %d", got)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := startAt(t, dir)
	if first.Password == second.Password || string(first.CA) == string(second.CA) {
		t.Error("a secret was used twice")
	}
	if _, err := os.Stat(filepath.Join(second.PortalDir, "kept.txt")); err != nil {
		t.Errorf("what was received is gone: %v", err)
	}
}

func TestServicesEndWithTheirContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	services, err := practice.Start(ctx, practice.Config{Dir: t.TempDir(), Random: rand.Reader, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := services.Close(); err != nil { // waits until they have stopped
		t.Errorf("close: %v", err)
	}
	for _, address := range []string{services.Mail.Addr(), services.Fax.Addr(), services.Portal.Addr()} {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			t.Errorf("%s still answers", address)
		}
	}
}

func TestServicesThatCannotStart(t *testing.T) {
	t.Parallel()
	for _, blocked := range []string{"mail", "fax", "portal"} {
		t.Run(blocked, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, blocked), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := practice.Start(t.Context(), practice.Config{Dir: dir, Random: rand.Reader, Now: time.Now})
			if dispatch.CodeOf(err) != "practice_not_started" || dispatch.KindOf(err) != dispatch.KindStorage {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), dir) {
				t.Errorf("the error names the folder: %v", err)
			}
		})
	}
}

func TestDepositsListsOnlyFinishedOnes(t *testing.T) {
	t.Parallel()
	services := startAt(t, t.TempDir())
	finished := dispatch.NewID(rand.Reader)
	for _, name := range []string{string(finished), string(dispatch.NewID(rand.Reader)) + ".part", "other"} {
		if err := os.Mkdir(filepath.Join(services.PortalDir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	deposits, err := services.Portal.Deposits()
	if err != nil || len(deposits) != 1 || deposits[0].Attempt != finished {
		t.Errorf("got %v: %v", deposits, err)
	}
}
