package email_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/practice"
)

const (
	from       = "envoi@clinique.example"
	to         = "officine@pharmacie.example"
	user       = "clinique-usager"
	passphrase = "badu-kofi-melo-rasi-tuno"
)

// sentences reads the catalogues' own files, so that the messages tried are those that leave.
func sentences(t testing.TB) email.Words {
	t.Helper()
	texts := map[string]map[string]string{}
	for _, language := range []string{"fr", "en"} {
		texts[language] = area(t, language)
	}
	return func(language, key string, args ...any) string {
		text, ok := texts[language][key]
		if !ok {
			t.Errorf("no sentence %s in %q", key, language)
		}
		for i := 0; i+1 < len(args); i += 2 {
			text = strings.ReplaceAll(text, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
		}
		return text
	}
}

// office is a clinic and its correspondent.
type office struct {
	ca        *dispatchtest.CA
	clinic    *crypto.Identity
	recipient *crypto.Identity
}

func newOffice(t testing.TB) office {
	t.Helper()
	made := dispatchtest.Epoch().Add(-24 * time.Hour)
	return office{dispatchtest.NewCA(t), newIdentity(t, from, made), newIdentity(t, to, made)}
}

func newIdentity(t testing.TB, address string, at time.Time) *crypto.Identity {
	t.Helper()
	identity, err := crypto.GenerateIdentity("Essai", address, at)
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

func certificate(t testing.TB, identity *crypto.Identity) []byte {
	t.Helper()
	data, err := identity.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (o office) config(t testing.TB, url string) email.Config {
	t.Helper()
	return email.Config{
		URL: url, User: user, Password: []byte("s3cret-d'essai"), From: from, Identity: o.clinic, Roots: o.ca.Pool,
		Words: sentences(t), Random: rand.Reader, Now: dispatchtest.Epoch,
	}
}

func newChannel(t testing.TB, config email.Config) *email.Channel {
	t.Helper()
	channel, err := email.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

func (o office) startMail(t testing.TB, config practice.MailConfig) *practice.Mail {
	t.Helper()
	config.Dir, config.User, config.Password = t.TempDir(), user, []byte("s3cret-d'essai")
	if config.TLS == nil {
		config.TLS = serverTLS(o.ca.Server())
	}
	server, err := practice.StartMail(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

func serverTLS(c dispatchtest.Certificate) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{c.TLS}}
}

func (o office) sealedParcel(t testing.TB) dispatch.Parcel {
	t.Helper()
	p := dispatchtest.SampleParcel(t)
	p.Form = dispatch.OpenPGP
	p.Route = dispatch.Route{Channel: dispatch.EmailEncrypted, Address: to}
	p.Key = &dispatch.Key{State: dispatch.KeyVerified, Certificate: certificate(t, o.recipient)}
	return p
}

func lockedParcel(t testing.TB) dispatch.Parcel {
	t.Helper()
	p := dispatchtest.SampleParcel(t)
	p.Form, p.Subject, p.Message = dispatch.LockedPDF, "", ""
	p.Route = dispatch.Route{Channel: dispatch.EmailEncrypted, Address: to}
	p.Passphrase = passphrase
	return p
}

// opened is the content of a sealed message, signature verified.
func (o office) opened(t testing.TB, data []byte) emailtest.Message {
	t.Helper()
	outer := emailtest.Parse(t, data)
	var plain bytes.Buffer
	err := crypto.OpenSealed(&plain, bytes.NewReader(outer.Parts[1].Body), o.recipient, [][]byte{certificate(t, o.clinic)})
	if err != nil {
		t.Fatalf("the recipient cannot open the message: %v", err)
	}
	return emailtest.Parse(t, plain.Bytes())
}

// whole reports whether the documents of p arrived as they are.
func (o office) whole(t testing.TB, m practice.Message, p dispatch.Parcel) bool {
	t.Helper()
	data, err := os.ReadFile(m.Path)
	if err != nil {
		t.Fatal(err)
	}
	if p.Form == dispatch.LockedPDF {
		return qpdfOpens(t, emailtest.Parse(t, data).Parts[1].Body)
	}
	parts := o.opened(t, data).Parts
	return len(parts) == 2 && sha(parts[1].Body) == p.Documents[0].SHA256
}

func sha(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// qpdfOpens asks an independent reader whether the passphrase opens a PDF of revision 6, and only it.
func qpdfOpens(t testing.TB, pdf []byte) bool {
	t.Helper()
	path := filepath.Join(t.TempDir(), "locked.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("qpdf"); err != nil {
		t.Fatal("qpdf is missing: apt-get install qpdf")
	}
	out, err := exec.CommandContext(t.Context(), "qpdf", "--password="+passphrase, "--show-encryption", path).CombinedOutput()
	without := exec.CommandContext(t.Context(), "qpdf", "--check", path).Run()
	return err == nil && bytes.Contains(out, []byte("R = 6")) && without != nil
}

// gone is an address where nobody listens.
func gone(t testing.TB) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return "smtp://" + listener.Addr().String()
}

func messages(t testing.TB, server *practice.Mail) []practice.Message {
	t.Helper()
	list, err := server.Messages()
	if err != nil {
		t.Fatal(err)
	}
	return list
}
