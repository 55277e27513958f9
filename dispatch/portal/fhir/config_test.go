package fhir_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/fhir"
	"github.com/souspli/souspli/dispatch/wording"
)

func TestAccountsThatCouldNeverWork(t *testing.T) {
	t.Parallel()
	start(t)
	for _, test := range []struct {
		name   string
		change func(*fhir.Config)
		code   string
	}{
		{"in clear", func(c *fhir.Config) { c.URL = "http://portail.example/fhir" }, "portal_url_not_https"},
		{"no address", func(c *fhir.Config) { c.URL = "https://" }, "portal_url_invalid"},
		{"no client", func(c *fhir.Config) { c.User = "" }, "signin_setting_invalid"},
		{"a password for a key", func(c *fhir.Config) { c.Secret = []byte("hunter2") }, "signin_key_unreadable"},
		{"no key", func(c *fhir.Config) { c.Secret = nil }, "signin_key_unreadable"},
		{"a setting that is misspelt", setting("identifer_system", system), "fhir_setting"},
		{"a transaction that nobody knows", setting(fhir.SettingTransaction, "iti41"), "fhir_setting"},
		{"an algorithm that nobody knows", setting(fhir.SettingAlgorithm, "HS256"), "fhir_setting"},
		{"a system that is no URI", setting(fhir.SettingSystem, "numero"), "fhir_identifier_system"},
		{"tokens in clear", setting(fhir.SettingTokenURL, "http://portail.example/token"), "signin_url_not_https"},
		{"a scope that ends a line", setting(fhir.SettingScope, "system/é"), "signin_setting_invalid"},
		{"a source that is none", func(c *fhir.Config) { c.Source = "clinic" }, "fhir_setting"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := config(t, "https://portail.example/fhir")
			test.change(&c)
			_, err := fhir.New(c)
			if dispatch.CodeOf(err) != test.code || dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Errorf("got %v, want %q", err, test.code)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	start(t)
	for _, test := range []struct {
		name   string
		change func(*fhir.Config, *dispatch.Parcel)
		code   string
	}{
		{"all is well", func(*fhir.Config, *dispatch.Parcel) {}, ""},
		{"a number of another system", func(c *fhir.Config, p *dispatch.Parcel) {
			delete(c.Settings, fhir.SettingSystem)
			p.Route.Address = "urn:oid:2.16.124|" + number
		}, ""},
		{"a number of no system", func(c *fhir.Config, _ *dispatch.Parcel) { delete(c.Settings, fhir.SettingSystem) }, "fhir_identifier_system"},
		{"no number", func(_ *fhir.Config, p *dispatch.Parcel) { p.Route.Address = " " }, "fhir_patient_number"},
		{"a number in three parts", func(_ *fhir.Config, p *dispatch.Parcel) { p.Route.Address = system + "|a|b" }, "fhir_patient_number"},
		{"a number without end", func(_ *fhir.Config, p *dispatch.Parcel) { p.Route.Address = strings.Repeat("1", 513) }, "portal_address_invalid"},
		{"no attempt", func(_ *fhir.Config, p *dispatch.Parcel) { p.Attempt = "x" }, "portal_attempt_invalid"},
		{"a message alone", func(_ *fhir.Config, p *dispatch.Parcel) { p.Documents = nil }, "fhir_no_document"},
		{"too many documents", func(_ *fhir.Config, p *dispatch.Parcel) { p.Documents = make([]dispatch.Content, 21) }, "portal_too_many_documents"},
		{"an empty document", func(_ *fhir.Config, p *dispatch.Parcel) { p.Documents[0].Size = 0 }, "portal_document_empty"},
		{"a document without a type", func(_ *fhir.Config, p *dispatch.Parcel) { p.Documents[0].MediaType = "" }, "portal_document_empty"},
		{"an account that is not kept yet", func(c *fhir.Config, _ *dispatch.Parcel) { c.Source = "" }, "fhir_setting"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, p := config(t, "https://portail.example/fhir"), sampleParcel(t)
			test.change(&c, &p)
			if err := open(t, c).Check(t.Context(), p); dispatch.CodeOf(err) != test.code {
				t.Errorf("got %v, want %q", err, test.code)
			}
		})
	}
}

// Every code that the portal's source names has its sentence in every language.
func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`"((fhir|portal)_[a-z_]+|signin_(key|scope)_[a-z]+)"`)
	for _, pattern := range []string{"*.go", "../../oauth/assertion.go", "../../oauth/backend.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range code.FindAllSubmatch(source, -1) {
				for _, language := range wording.Languages() {
					if key := "error_" + string(match[1]); !wording.For(language).Has(key) {
						t.Errorf("%s has no sentence for %s", language, key)
					}
				}
			}
		}
	}
}

// A large document streams: what is sent is never in memory at once.
func TestLargeDocument(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	const size = 3<<20 + 1
	content := largeContent(size)
	s.parcel.Documents = []dispatch.Content{content}
	var last dispatch.Progress
	receipt, err := s.Send(t.Context(), s.parcel, func(p dispatch.Progress) { last = p })
	if err != nil || receipt.Bytes != size || last.Done != last.Total || last.Total < size*4/3 {
		t.Errorf("%+v after %+v: %v", receipt, last, err)
	}
	if n := s.whole(t); n != 1 {
		t.Errorf("the server holds %d", n)
	}
}

func largeContent(size int64) dispatch.Content {
	open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(io.LimitReader(zeroes{}, size)), nil }
	return dispatch.Content{Document: dispatch.Document{
		Kind: dispatch.RecordCopy, MediaType: "application/pdf", Size: size, SHA256: sumOf(size),
	}, Open: open}
}
