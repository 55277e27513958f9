package faxmail_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxmail"
)

const (
	user     = "clinique-usager"
	password = "s3cret-d'essai"
	from     = "envoi@clinique.example"
	domain   = "fax.example"
	gateway  = "15145550123@fax.example"
)

func newID() dispatch.ID { return dispatch.NewID(rand.Reader) }

func coverTexts(language string) fax.CoverTexts {
	catalogue := wording.For(wording.Language(language))
	return fax.NewCoverTexts(
		func(key string) string { return catalogue.Text(key) },
		func(at time.Time) string { return catalogue.DateTime(at, time.UTC) },
	)
}

func account(url string, ca *dispatchtest.CA) fax.ServiceConfig {
	return fax.ServiceConfig{
		URL: url, User: user, Secret: []byte(password), Roots: ca.Pool, Now: dispatchtest.Epoch,
		Settings: map[string]string{"domain": domain, "sender_email": from},
	}
}

func newProvider(t *testing.T, c fax.ServiceConfig) *faxmail.Provider {
	t.Helper()
	p, err := faxmail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func startMail(t *testing.T, ca *dispatchtest.CA, config practice.MailConfig) *practice.Mail {
	t.Helper()
	config.Dir, config.User, config.Password = t.TempDir(), user, []byte(password)
	if config.TLS == nil {
		config.TLS = serverTLS(ca.Server())
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

// gone is an address where nobody listens.
func gone(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return "smtp://" + listener.Addr().String()
}

// threePages is a job of a cover page and a document of two pages.
func threePages(t *testing.T) (fax.Job, [][]byte) {
	t.Helper()
	number, err := fax.ParseNumber("514 555-0123")
	if err != nil {
		t.Fatal(err)
	}
	files := [][]byte{dispatchtest.SamplePDF(t, 1, "cover"), dispatchtest.SamplePDF(t, 2, "document")}
	job := fax.Job{Attempt: newID(), Number: number, Pages: 3}
	for _, file := range files {
		job.Parts = append(job.Parts, fax.Part{
			Size: int64(len(file)),
			Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil },
		})
	}
	return job, files
}
