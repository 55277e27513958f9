package faxmail_test

import (
	"bytes"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/fax"
)

// TestPostfix hands faxes to a real mail server.
func TestPostfix(t *testing.T) {
	t.Parallel()
	server := emailtest.StartPostfix(t, dispatchtest.NewCA(t))
	config := account(server.URL, server.CA)
	config.User, config.Secret = server.User, server.Password
	provider := newProvider(t, config)

	t.Run("a fax is a message of its documents, and of nothing else", func(t *testing.T) {
		job, files := threePages(t)
		receipt, err := provider.Submit(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		delivery := server.Next(t)
		if delivery.From != from || delivery.To != gateway {
			t.Errorf("from %q to %q", delivery.From, delivery.To)
		}
		if !strings.Contains(string(delivery.Data), receipt.Reference) || receipt.Reference == string(job.Attempt) {
			t.Errorf("the receipt's reference %q is not Postfix's queue id", receipt.Reference)
		}
		requireFax(t, emailtest.Parse(t, delivery.Data), job, files)
	})
	t.Run("implicit TLS", func(t *testing.T) {
		config := config
		config.URL = server.ImplicitURL
		job, files := threePages(t)
		if _, err := newProvider(t, config).Submit(t.Context(), job); err != nil {
			t.Fatal(err)
		}
		requireFax(t, emailtest.Parse(t, server.Next(t).Data), job, files)
	})
	t.Run("the account can be tested without sending", func(t *testing.T) {
		if err := provider.Test(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("refusals", func(t *testing.T) { refusedByPostfix(t, config) })
}

func requireFax(t *testing.T, m emailtest.Message, job fax.Job, files [][]byte) {
	t.Helper()
	if got := m.Subject(t); got != fax.ShortReference(job.Attempt) {
		t.Errorf("subject %q", got)
	}
	if got, want := m.Header.Get("Message-Id"), "<"+string(job.Attempt)+"@clinique.example>"; got != want {
		t.Errorf("message identifier %q, want %q", got, want)
	}
	if date, err := m.Header.Date(); err != nil || !date.Equal(dispatchtest.Epoch()) {
		t.Errorf("date %s, %v", date, err)
	}
	if len(m.Parts) != len(files) {
		t.Fatalf("%d parts", len(m.Parts))
	}
	for i, part := range m.Parts {
		if part.Type != "application/pdf" || !bytes.Equal(part.Body, files[i]) {
			t.Errorf("part %d is %s of %d bytes", i, part.Type, len(part.Body))
		}
	}
	if names := []string{m.Parts[0].FileName, m.Parts[1].FileName}; !slices.Equal(names, []string{"01.pdf", "02.pdf"}) {
		t.Errorf("names %q", names)
	}
	requireHeaders(t, m.Header)
}

// requireHeaders wants the headers that we write and those that a mail server adds, no other.
func requireHeaders(t *testing.T, header mail.Header) {
	t.Helper()
	expected := []string{
		"Content-Type", "Date", "Delivered-To", "From", "Message-Id", "Mime-Version", "Received", "Return-Path", "Subject",
		"To", "X-Original-To",
	}
	for name := range header {
		if !slices.Contains(expected, name) {
			t.Errorf("header %s", name)
		}
	}
}

func refusedByPostfix(t *testing.T, config fax.ServiceConfig) {
	wrong, distrusting := config, config
	wrong.Secret = []byte("un autre mot de passe")
	distrusting.Roots = dispatchtest.NewCA(t).Pool
	large, _ := threePages(t)
	large.Parts[1].Size = emailtest.PostfixMaxSize
	small, _ := threePages(t)
	tests := map[string]struct {
		config fax.ServiceConfig
		job    fax.Job
		code   string
		kind   dispatch.Kind
	}{
		"size":        {config, large, "smtp_too_large", dispatch.KindRejected},
		"password":    {wrong, small, "smtp_auth_failed", dispatch.KindCredentials},
		"certificate": {distrusting, small, "smtp_certificate", dispatch.KindUnreachable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := newProvider(t, test.config).Submit(t.Context(), test.job)
			requireError(t, err, test.code, test.kind, dispatch.Unsent)
			if dispatch.RetryOf(err) {
				t.Errorf("a final refusal is to be retried: %v", err)
			}
		})
	}
}

func requireError(t *testing.T, err error, code string, kind dispatch.Kind, certainty dispatch.Certainty) {
	t.Helper()
	if dispatch.CodeOf(err) != code || dispatch.KindOf(err) != kind || dispatch.CertaintyOf(err) != certainty {
		t.Errorf("%s, %s, %s: %v", dispatch.CodeOf(err), dispatch.KindOf(err), dispatch.CertaintyOf(err), err)
	}
}
